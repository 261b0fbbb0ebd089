"""`plumbline signal`: a source and its key, a file of signals, what belongs nowhere, and where it belongs from now on."""

from collections.abc import Generator
from pathlib import Path

import pytest

from console import Line, running


@pytest.fixture(scope="module")
def plumbline(tmp_path_factory: pytest.TempPathFactory) -> Generator[Line, None, None]:
    with running(tmp_path_factory.mktemp("demo"), "demo", "--no-open") as (address, _):
        yield Line(address)


def test_a_file_is_handed_in_row_by_row_and_what_belongs_nowhere_is_mapped(plumbline: Line, tmp_path: Path):
    made = plumbline.here("signal", "add", "Web shop")
    assert "plb_src_" in made.stdout
    file = tmp_path / "signals.csv"
    file.write_text("order,what,day\n1,Joined,2026-03-01\n2,Joined,never\n", encoding="utf-8")
    columns = ("--source", "Web", "--map", "id=order", "--map", "name=what", "--map", "time=day")
    tried = plumbline.here("signal", "import", str(file), *columns, "--dry-run")
    assert (tried.returncode, "none of them kept yet: 1 accepted, 1 malformed" in tried.stdout) == (7, True)
    kept = plumbline.here("signal", "import", str(file), *columns)
    assert "Its time has to be an instant" in " ".join(kept.stdout.split())
    assert plumbline.here("signal", "import", str(file), "--source", "Web", "--map", "colour=what").returncode == 2
    assert plumbline.here("signal", "import", str(file), "--source", "Web", "--map", "name=nothing").returncode == 2
    assert "Joined" in plumbline.here("signal", "kinds", "--nowhere").stdout
    cycle = plumbline.json("cycle", "list")["items"][0]["id"]
    mapping = ("signal", "map", "--name", "Joined", "--cycle", cycle, "--sign-up")
    assert plumbline.here(*mapping, "--preview").stdout == "It would be about 1 signals, 1 of them without a place now.\n"
    assert plumbline.here(*mapping).returncode == 0
    assert [one["name"] for one in plumbline.json("signal", "list", "--cycle", cycle, "--sign-ups")["items"]] == ["Joined"]
    (mapped,) = plumbline.json("signal", "mappings")["items"]
    assert plumbline.here("signal", "unmap", mapped["id"]).returncode == 0
    assert "plb_src_" in plumbline.here("signal", "rotate", "Web").stdout
    assert plumbline.here("signal", "revoke", "Web").returncode == 0
    assert "revoked" in plumbline.here("signal", "sources").stdout


def test_a_program_by_hand_sends_signals_with_the_key_of_a_source_and_asks_what_no_token_is_needed_for(plumbline: Line):
    key = plumbline.json("signal", "add", "By hand")["key"]
    event = '[{"specversion": "1.0", "id": "1", "source": "/shop", "type": "Viewed"}]'
    sending = ("api", "post", "/v1/signals", "--token", key, "--type", "application/cloudevents-batch+json", "--data", "-")
    assert '"accepted"' in plumbline(*sending, given=event).stdout
    assert '"duplicate"' in plumbline(*sending, given=event).stdout
    assert '"ready"' in plumbline("api", "get", "/readyz").stdout
    assert plumbline("api", "get", "/nowhere").returncode == 2
    assert plumbline("api", "get", "/login").returncode == 2
