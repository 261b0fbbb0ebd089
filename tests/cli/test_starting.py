"""What a start says when it cannot be: the folder, the packs, the port, the settings. Run as people run it."""

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

CONSOLE = Path(sys.executable).parent / "plumbline"


def started(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line until it ends by itself."""
    path = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    return subprocess.run([CONSOLE, *words], capture_output=True, text=True, env=path | environment, timeout=60, check=False)


def test_the_demo_does_not_open_a_folder_that_somebody_works_in(tmp_path: Path):
    (tmp_path / "ledger.sqlite").write_bytes(b"")
    ended = started("demo", "--no-open", "--port", "0", "--data", str(tmp_path))
    assert ended.returncode == 2
    assert "does not hold a demo" in ended.stderr


def test_a_server_does_not_open_sample_data(tmp_path: Path):
    (tmp_path / "sample-data").touch()
    ended = started("serve", "--port", "0", "--data", str(tmp_path))
    assert ended.returncode == 2
    assert "sample data" in ended.stderr


def test_the_demo_listens_on_this_machine_only():
    ended = started("demo", "--no-open", "--host", "0.0.0.0")
    assert ended.returncode == 2
    assert "plumbline serve" in ended.stderr


@pytest.mark.parametrize("words", [("serve",), ("demo", "--no-open")], ids=["serve", "demo"])
def test_a_pack_that_does_not_hold_keeps_the_server_from_starting_and_is_named_by_line(tmp_path: Path, words: tuple[str, ...]):
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "mine.yaml").write_text("kind: pattern\nid: mine\nversion: 1.0.0\ntitle: Mine\n", encoding="utf-8")
    ended = started(*words, "--port", "0", "--data", str(tmp_path / "data"), PLUMBLINE_PACKS=str(packs))
    assert ended.returncode == 2
    assert "mine.yaml:" in ended.stderr
    assert "Nothing was started" in ended.stderr
    assert not (tmp_path / "data").exists()


FILES = ["ledger.sqlite", "blobs.sqlite", "directory.sqlite", "signals.sqlite", "deliveries.sqlite"]


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_with_what_to_do_and_nothing_starts(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"no database" * 1000)
    ended = started("serve", "--port", "0", "--data", str(tmp_path))
    assert (ended.returncode, ended.stdout) == (7, "")
    assert ended.stderr.startswith("Nothing was started: ")
    assert str(tmp_path) in ended.stderr
    assert "restore it from a backup" in ended.stderr
    assert (tmp_path / name).read_bytes() == b"no database" * 1000, "what may still be saved of it is left as it is"


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_newer_release_is_left_to_that_one(tmp_path: Path, name: str):
    with closing(sqlite3.connect(tmp_path / name)) as db:
        db.execute("PRAGMA user_version = 99")
    ended = started("serve", "--port", "0", "--data", str(tmp_path))
    assert (ended.returncode, ended.stdout) == (7, "")
    assert f"{tmp_path / name} was written by a newer release (version 99" in ended.stderr
    assert "start that one" in ended.stderr


def test_a_port_that_is_taken_is_named_with_what_to_do(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = started("serve", "--port", port, "--data", str(tmp_path))
    assert ended.returncode == 2
    assert port in ended.stderr
    assert "--port" in ended.stderr


def test_a_setting_that_nobody_knows_stops_the_start(tmp_path: Path):
    ended = started("serve", "--data", str(tmp_path), PLUMBLINE_PROT="80")
    assert ended.returncode == 2
    assert "PLUMBLINE_PORT" in ended.stderr


@pytest.mark.parametrize("words", [("serve",), ("demo", "--no-open")], ids=["serve", "demo"])
@pytest.mark.parametrize("folder", ["/proc/plumbline/data", "/sys/kernel"], ids=["cannot be made", "cannot be written to"])
def test_a_folder_that_cannot_hold_the_data_is_named_with_what_to_do(words: tuple[str, ...], folder: str):
    ended = started(*words, "--port", "0", "--data", folder)
    assert (ended.returncode, ended.stderr.startswith(f"{folder} cannot hold the data: ")) == (2, True)
    assert "let this user write there" in ended.stderr
