"""A ledger large enough is checked by several processes at once, which find what one of them would have found."""

import asyncio
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger_grounds import filled, opened
from plumbline.ledger import apart
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.folder import DATABASE, open_to_read
from plumbline.ledger.inspection import inspect
from plumbline.ledger.merkle import Frontier
from plumbline.ledger.portion import PORTION

PORTIONS = 5
ENTRIES = PORTIONS * PORTION + 100


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest")
    asyncio.run(_fill(folder))
    return folder


async def _fill(folder: Path) -> None:
    ledger = await opened("sqlite", folder)
    await filled(ledger, ENTRIES)
    await ledger.close()


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two portions be worth a process, whatever machine this is."""
    monkeypatch.setattr(apart, "_WORTH_A_PROCESS", 2 * PORTION)
    monkeypatch.setattr(apart.os, "cpu_count", lambda: 2)


@pytest.fixture
def attacked(honest: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(honest, tmp_path / "copy"))


def inspected(folder: Path) -> Frontier:
    with closing(open_to_read(folder)) as connection:
        return inspect(connection)


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
        for trigger in ("entry_is_never_deleted", "entry_is_never_changed"):
            connection.execute(f"DROP TRIGGER {trigger}")
        assert connection.execute(statement).rowcount == 1


def test_several_processes_come_to_the_root_that_one_comes_to(honest: Path, monkeypatch: pytest.MonkeyPatch):
    shared = inspected(honest)
    monkeypatch.setattr(apart, "_WORTH_A_PROCESS", 10**9)
    assert shared.root() == inspected(honest).root()
    assert shared.size == ENTRIES


def test_the_other_process_does_its_share(honest: Path):
    with apart.fellow(str(honest), 2 * PORTION, PORTIONS * PORTION) as other:
        found = list(other.roots(sqlite3.connect(":memory:")))  # there is nothing in it that could be checked here instead
    with closing(open_to_read(honest)) as connection:
        assert found == list(apart.roots(connection, PORTIONS * PORTION))[2:]


@pytest.mark.parametrize("position", [100, PORTION * 3 + 7, PORTIONS * PORTION, ENTRIES - 1])
@pytest.mark.parametrize("changed", ["raw = CAST(raw || x'20' AS BLOB)", "words = NULL", "stream = 'other'"])
def test_the_first_bad_entry_is_named_whoever_comes_upon_it(attacked: Path, changed: str, position: int):
    change(attacked, f"UPDATE entry SET {changed} WHERE position = {position}")
    with pytest.raises(Corrupt) as bad:
        inspected(attacked)
    assert bad.value.position == position


def test_an_entry_missing_from_the_other_share_is_named(attacked: Path):
    change(attacked, f"DELETE FROM entry WHERE position = {PORTION * 4}")
    with pytest.raises(Corrupt) as bad:
        inspected(attacked)
    assert bad.value.position == PORTION * 4


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
def test_what_no_other_process_does_is_done_here(honest: Path, program: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", program)
    assert inspected(honest).size == ENTRIES
