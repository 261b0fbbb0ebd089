"""The installed command beside a running demo, and on a copy in which one byte has changed."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

PLUMBLINE = str(Path(sys.executable).parent / "plumbline")
BAD = 400  # among the thousand newest entries, which is the most that are listed


def plumbline(*words: str | int | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PLUMBLINE, *map(str, words)], capture_output=True, text=True, timeout=60, check=False, env=os.environ | environment
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a demo that runs meanwhile."""
    data = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [PLUMBLINE, "demo", "--no-open", "--port", str(port), "--data", str(data)], stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        assert "answers at" in demo.stdout.readline()
        yield data
        demo.terminate()


@pytest.fixture
def copy(running: Path, tmp_path: Path) -> Path:
    """The demo as a backup would have it, in a folder that a server may open."""
    for name in ("ledger.sqlite", "blobs.sqlite"):
        with closing(sqlite3.connect(running / name)) as source, closing(sqlite3.connect(tmp_path / name)) as target:
            source.backup(target)
    shutil.copy(running / "checkpoint.key", tmp_path)
    return tmp_path


def flip_one_byte(data: Path, position: int) -> None:
    with closing(sqlite3.connect(data / "ledger.sqlite")) as connection:
        connection.execute("DROP TRIGGER entry_is_never_changed")
        (raw,) = connection.execute("SELECT raw FROM entry WHERE position = ?", (position,)).fetchone()
        middle = len(raw) // 2
        changed = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]
        connection.execute("UPDATE entry SET raw = ? WHERE position = ?", (changed, position))
        connection.commit()


def test_a_running_demo_can_be_verified_and_shown(running: Path):
    verified = plumbline("ledger", "verify", "--data", running)
    assert (verified.returncode, "tree intact" in verified.stdout) == (0, True)
    shown = plumbline("ledger", "show", BAD, "--data", running)
    assert (shown.returncode, json.loads(shown.stdout)["position"]) == (0, BAD)
    listed = plumbline("ledger", "show", "--data", running, "--count", "3")
    assert (listed.returncode, len(listed.stdout.splitlines())) == (0, 3)


def test_an_honest_copy_is_intact(copy: Path):
    assert plumbline("ledger", "verify", "--data", copy).returncode == 0


def test_verify_names_the_first_bad_entry(copy: Path):
    flip_one_byte(copy, BAD)
    wipe_one_later(copy)
    verified = plumbline("ledger", "verify", "--data", copy)
    assert verified.returncode == 7
    assert verified.stdout.startswith(f"entry {BAD}: its bytes do not match its leaf hash")
    assert "restore" in verified.stdout
    as_json = plumbline("ledger", "verify", "--data", copy, "--json")
    assert (as_json.returncode, json.loads(as_json.stdout)["position"]) == (7, BAD)


def wipe_one_later(data: Path) -> None:
    with closing(sqlite3.connect(data / "ledger.sqlite")) as connection:
        connection.execute("UPDATE entry SET raw = zeroblob(length(raw)) WHERE position = ?", (BAD + 20,))
        connection.commit()


def test_a_server_does_not_start_on_a_damaged_ledger(copy: Path):
    flip_one_byte(copy, BAD)
    served = plumbline("serve", "--no-open", "--port", "0", "--data", copy)
    assert served.returncode == 7
    assert f"entry {BAD}:" in served.stderr
    assert f"plumbline ledger show {BAD} --data {copy}" in served.stderr
    assert "Traceback" not in served.stderr


def test_the_offered_command_names_the_folder_that_the_settings_name(copy: Path):
    flip_one_byte(copy, BAD)
    served = plumbline("serve", "--no-open", "--port", "0", PLUMBLINE_DATA=str(copy))
    assert served.returncode == 7
    assert f"plumbline ledger show {BAD} --data {copy}" in served.stderr


def test_the_offered_command_says_that_the_entry_is_not_what_was_recorded(copy: Path):
    flip_one_byte(copy, BAD)
    wipe_one_later(copy)
    for position in (BAD, BAD + 20):
        inspected = plumbline("ledger", "show", position, "--data", copy)
        assert inspected.returncode == 7
        assert inspected.stderr.startswith(f"entry {position}: its bytes do not match its leaf hash")
        assert json.loads(inspected.stdout)["leaf_hash"]
    listed = plumbline("ledger", "show", "--data", copy, "--count", "1000")
    assert (listed.returncode, "its bytes cannot be read" in listed.stdout) == (0, True)


@pytest.mark.parametrize("verb", [("ledger", "verify"), ("serve", "--no-open", "--port", "0")])
def test_a_file_that_is_no_database_is_named(verb: tuple[str, ...], tmp_path: Path):
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, but long enough to look like one " * 100)
    answer = plumbline(*verb, "--data", tmp_path)
    assert answer.returncode == 7
    assert "restore" in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_place_that_no_ledger_reaches_is_said_to_be_missing(running: Path):
    for words in (("show", 10**23), ("proof", 2**63)):
        said = plumbline("ledger", *words, "--data", running)
        assert said.returncode == 4, said.stderr
        assert said.stderr.startswith(f"there is no entry {words[1]}; the newest is ")


def test_verify_finds_that_the_file_of_bodies_is_gone_and_names_what_is_missing_with_it(copy: Path):
    with closing(sqlite3.connect(copy / "blobs.sqlite")) as db:
        digests = [digest for (digest,) in db.execute("SELECT digest FROM blob")]
    (copy / "blobs.sqlite").unlink()
    said = plumbline("ledger", "verify", "--data", copy)
    assert said.returncode == 7
    assert said.stdout.startswith("blobs.sqlite is missing, and entries name ")
    assert digests
    assert all(f"the file {digest}, named by entry " in said.stdout for digest in digests)
    assert "the entries are intact; restore blobs.sqlite from a backup" in said.stdout
    assert json.loads(plumbline("ledger", "verify", "--data", copy, "--json").stdout)["intact"] is False


def test_verify_names_the_files_that_are_missing_or_altered_and_the_entries_that_name_them(copy: Path):
    assert "files, all as recorded" in plumbline("ledger", "verify", "--data", copy).stdout
    with closing(sqlite3.connect(copy / "blobs.sqlite")) as db, db:
        (gone,), (other,) = db.execute("SELECT digest FROM blob ORDER BY size LIMIT 2").fetchall()
        db.execute("DELETE FROM blob WHERE digest = ?", (gone,))
        db.execute("UPDATE blob SET body = x'78' WHERE digest = ?", (other,))
    said = plumbline("ledger", "verify", "--data", copy)
    assert said.returncode == 7
    assert f"the file {gone}, named by entry" in said.stdout
    assert f"the file {other}, named by entry" in said.stdout
    assert "restore blobs.sqlite from a backup" in said.stdout


def test_a_proof_that_cannot_be_written_names_the_file_and_not_the_inside_of_the_program(copy: Path):
    said = plumbline("ledger", "export", "--proof", 2, "--out", copy / "nowhere" / "proof.json", "--data", copy)
    assert (said.returncode, said.stderr) == (1, f"{copy / 'nowhere' / 'proof.json'}: No such file or directory\n")
