"""`plumbline ledger` on the command line, also beside a running server."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledger_grounds import filled, opened, remarks
from plumbline.cli.ledger import app
from plumbline.ledger.folder import KEY


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    ledger = await opened("sqlite", tmp_path)
    await ledger.append(remarks("s", 0, "Ana Lima said so", "and Bo agreed"))
    await ledger.erase([2])
    await filled(ledger, 5, "other")
    await ledger.close()
    return tmp_path


def test_a_sound_ledger_is_called_sound(data: Path):
    answer = asked("verify", "--data", data)
    assert answer.exit_code == 0
    assert "7 entries, tree intact" in answer.output
    assert "no entry names a file" in answer.output, "so no file of them is missed"
    as_json = json.loads(asked("verify", "--data", data, "--json").output)
    assert (as_json["entries"], as_json["intact"], as_json["held"]) == (7, True, 0)


def test_an_entry_is_shown_as_it_was_recorded(data: Path):
    entry = json.loads(asked("show", "1", "--data", data).output)
    assert (entry["event_name"], entry["position"], entry["text"]) == ("remark.made", 1, {"text": "Ana Lima said so"})
    assert json.loads(asked("show", "2", "--data", data, "--json").output)["text"] == "erased"


def test_the_newest_entries_are_listed(data: Path):
    lines = asked("show", "--count", "2", "--data", data).output.splitlines()
    assert ["other@4" in lines[0], "other@5" in lines[1], len(lines)] == [True, True, 2]
    assert [entry["position"] for entry in json.loads(asked("show", "--data", data, "--json").output)] == [1, 2, 3, 4, 5, 6, 7]


def test_all_bytes_are_exported_one_entry_a_line(data: Path):
    lines = asked("export", "--data", data).output.splitlines()
    assert [json.loads(line)["position"] for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert "Lima" not in "".join(lines)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("show", "99"), 4, "the newest is 7"),
        (("proof", "99"), 4, "the newest is 7"),
        (("export", "--proof"), 2, "name an entry"),
        (("export", "3"), 2, "--proof"),
        (("verify", "--key", "nonsense"), 2, "NAME+ID+KEY"),
        (("verify", "--checkpoint", "/dev/null"), 2, "not a signed checkpoint"),
    ],
)
def test_what_cannot_be_done_is_said(data: Path, words: tuple[str, ...], code: int, says: str):
    answer = asked(*words, "--data", data)
    assert answer.exit_code == code
    assert says in answer.output


def test_a_folder_without_a_ledger_is_named(tmp_path: Path):
    answer = asked("verify", "--data", tmp_path / "nothing")
    assert answer.exit_code == 4
    assert "no ledger" in answer.output
    assert not (tmp_path / "nothing").exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, but long enough to look like one " * 40)
    answer = asked("verify", "--data", tmp_path)
    assert answer.exit_code == 7
    assert "restore" in answer.output


async def test_everything_works_beside_a_running_server(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    assert asked("checkpoint", "--data", tmp_path).exit_code == 4
    await filled(ledger, 60)
    note = await ledger.checkpoint()
    assert asked("checkpoint", "--data", tmp_path).output == note
    assert asked("key", "--data", tmp_path).output.strip() == str(ledger.key.verifier)
    await filled(ledger, 3, "later")
    assert "63 entries, tree intact" in asked("verify", "--data", tmp_path).output
    assert asked("proof", "60", "--data", tmp_path).exit_code == 0
    too_new = asked("proof", "61", "--data", tmp_path)
    assert (too_new.exit_code, "no checkpoint covers entry 61" in too_new.output) == (4, True)
    assert (await ledger.append(remarks("s", 60, "still writing"))).position == 64
    await ledger.close()


def test_the_private_key_is_not_needed_to_verify(data: Path):
    (data / KEY).unlink()
    assert asked("verify", "--data", data).exit_code == 0
    assert asked("proof", "3", "--data", data).exit_code == 0
