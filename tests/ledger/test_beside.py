"""A long stream is cut by a process beside this one, which gives what reading alone gives, or leaves it to us."""

import asyncio
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from ledger_grounds import ANA, CODEC, NOON, filled, opened, remarks
from plumbline.ledger import reading, sqlite
from plumbline.ledger.beside import Asked, Companion
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.folder import DATABASE, open_to_read
from plumbline.ledger.replay import Replay

REPLAY = Replay.of(CODEC)
SECONDS_TO_START = 30.0


class Said(NamedTuple):
    event: Any
    actor: str
    at: datetime
    position: int


@contextmanager
def companion_of(folder: Path) -> Generator[Companion]:
    companion = Companion(folder, REPLAY)
    try:
        yield companion
    finally:
        companion.close()


def asked(companion: Companion, after: int, upto: int) -> Asked:
    """Ask until the process has started."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if (found := companion.ask("s", after, upto)) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("the process did not start")


def taken(found: Asked) -> tuple[list[Said], int]:
    """Return what a part gives, and the version that it came to."""
    said: list[Said] = []
    history = found.history(Said)
    while True:
        try:
            said.append(next(history))
        except StopIteration as end:
            return said, end.value


def alone(folder: Path, after: int, upto: int) -> list[Said]:
    with closing(open_to_read(folder)) as connection:
        return list(REPLAY.history(reading.of_stream_in_portions(connection, "s", after, upto), "s", after, Said))


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entry_is_never_changed")
        assert connection.execute(statement).rowcount == 1


async def test_the_process_gives_what_is_read_here(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 300)
    odd = msgspec.structs.replace(ANA, actor='usr_"},{', client="ends in },", occurred_at=NOON + timedelta(seconds=1))
    await ledger.append(msgspec.structs.replace(remarks("s", 300, '"event":{"},"event_name":"'), attribution=odd))
    with companion_of(tmp_path) as companion:
        for after, upto in ((0, 301), (150, 301), (300, 301), (10, 20)):
            assert taken(asked(companion, after, upto)) == (alone(tmp_path, after, upto), upto)
    await ledger.close()


async def test_what_looks_different_is_read_as_it_is_read_here(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 60)
    await ledger.erase([7])
    with companion_of(tmp_path) as companion:
        assert taken(asked(companion, 0, 60)) == (alone(tmp_path, 0, 60), 60)
    await ledger.close()


async def test_a_part_that_ends_early_says_how_far_it_came(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 60)
    with companion_of(tmp_path) as companion:
        assert taken(asked(companion, 50, 61)) == (alone(tmp_path, 50, 60), 60)
    await ledger.close()


async def test_one_part_at_a_time_is_asked_for(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 60)
    with companion_of(tmp_path) as companion:
        first = asked(companion, 0, 30)
        assert companion.ask("s", 30, 60) is None
        assert len(taken(first)[0]) == 30
        assert len(taken(asked(companion, 30, 60))[0]) == 30
    await ledger.close()


async def test_a_part_that_was_not_wanted_in_the_end_is_not_taken_for_the_next_one(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 60)
    with companion_of(tmp_path) as companion:
        asked(companion, 0, 30).close()
        assert taken(asked(companion, 30, 60)) == (alone(tmp_path, 30, 60), 60)
    await ledger.close()


@pytest.fixture
def long_from_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let twenty entries be a long stream."""
    monkeypatch.setattr(sqlite, "_LONG", 20)


async def folded(folder: Path, times: int) -> list[list[Said]]:
    ledger = await opened("sqlite", folder)
    try:
        found: list[list[Said]] = []
        for _ in range(times):
            found.append(await ledger.replay("s", Said, list))
            await asyncio.sleep(0.3)
        return found
    finally:
        await ledger.close()


@pytest.mark.usefixtures("long_from_twenty")
async def test_a_long_stream_is_folded_from_the_same_before_and_after_the_process_is_there(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 80)
    await ledger.close()
    for found in await folded(tmp_path, 5):
        assert found == alone(tmp_path, 0, 80)


@pytest.mark.usefixtures("long_from_twenty")
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE entry SET raw = CAST(replace(CAST(raw AS TEXT), 's/60', 's/61') AS BLOB) WHERE position = 60",
        "UPDATE entry SET tag = 'remark.dropped/1' WHERE position = 60",
        "UPDATE entry SET version = version + 100 WHERE position = 59",
        "UPDATE entry SET version = version + 100 WHERE position = 36",
        'UPDATE entry SET words = CAST(\'{"text":"never said"}\' AS BLOB) WHERE position = 20',
    ],
)
async def test_a_tampered_entry_is_found_in_whichever_half_it_is(tampering: str, tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 80)
    await ledger.replay("s", Said, list)  # starts the process
    await asyncio.sleep(1.0)
    change(tmp_path, tampering)
    for _ in range(2):
        with pytest.raises(Corrupt, match=r"entry (20|37|59|60|61)"):
            await ledger.replay("s", Said, list)
    await ledger.close()


@pytest.mark.usefixtures("long_from_twenty")
async def test_a_fold_that_fails_leaves_nothing_behind_for_the_next_one(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 80)

    def failing(history: Any) -> None:
        next(iter(history))
        raise LookupError("a rule has a bug")

    for _ in range(3):
        with pytest.raises(LookupError):
            await ledger.replay("s", Said, failing)
        await asyncio.sleep(0.5)
        assert await ledger.replay("s", Said, list) == alone(tmp_path, 0, 80)
    await ledger.close()


async def test_closing_ends_the_process_and_one_that_died_is_replaced(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 60)
    with companion_of(tmp_path) as companion:
        found = asked(companion, 0, 60)
        process = companion._process  # pyright: ignore[reportPrivateUsage]
        assert process is not None
        process.kill()
        process.wait()
        assert taken(found)[1] in (0, 60)  # it may have answered before it died
        assert taken(asked(companion, 0, 60))[1] == 60
        newer = companion._process  # pyright: ignore[reportPrivateUsage]
        assert newer is not None
        assert newer is not process
    assert newer.poll() is not None
    await ledger.close()
