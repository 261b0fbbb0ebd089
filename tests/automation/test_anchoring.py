"""What came is anchored in the ledger by count and digest, and whoever changes it afterwards is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plumbline.automation.anchoring import anchor
from plumbline.domain.workspace.signal_source import SignalsAnchored
from plumbline.edge.ingesting import keep
from plumbline.edge.kept_signals import SignalsLook, look_at_signals
from plumbline.ledger.folder import open_to_read
from plumbline.signals.sqlite import SqliteSignals
from signals_story import offered, signal
from small_house import House, small_house

SOURCE = "src_" + "0" * 26


async def came(house: House, first: int, last: int) -> None:
    items = [offered(number, time=None) for number in range(first, last + 1)]
    await keep(house.installation, house.installation.workspace_id, SOURCE, items, "posthog")


async def anchored(house: House) -> int:
    return await anchor(house.installation.handling, house.installation.signals)


def looked(folder: Path) -> SignalsLook:
    with closing(open_to_read(folder)) as connection:
        return look_at_signals(connection, folder)


async def test_each_anchor_stands_for_what_came_since_the_one_before(tmp_path: Path):
    async with small_house(tmp_path) as house:
        assert await anchored(house) == 0
        await came(house, 1, 5)
        assert await anchored(house) == 5
        assert await anchored(house) == 0
        await came(house, 4, 7)  # two of them again
        assert await anchored(house) == 2
        entries = [one.event for one in await house.installation.ledger.scan(0, 1000) if isinstance(one.event, SignalsAnchored)]
        assert [(one.first, one.last, one.count) for one in entries] == [(1, 5, 5), (6, 7, 2)]
        assert looked(tmp_path) == SignalsLook(anchored=7)


@pytest.mark.parametrize(
    ("tampering", "problem"),
    [
        ("UPDATE signal SET properties = '{}' WHERE number = 3", "signal 3 of"),
        ("UPDATE signal SET occurred_at = occurred_at - 1 WHERE number = 2", "signal 2 of"),
        ("UPDATE kind SET name = 'Signed Up'", "signal 1 of"),
        ("UPDATE kind SET source_id = 'src_other'", "signal 1 of"),
        ("UPDATE kind SET campaign = 'spring'", "signal 1 of"),
        ("UPDATE kind SET cycle = 'cyc_00000000000000000000000000'", "signal 1 of"),
        ("UPDATE origin SET text = 'src_other'", "signal 1 of"),
        ("DELETE FROM signal WHERE number = 4", "signal 4 of"),
        ("DELETE FROM signal WHERE number = 5", "signal 5 of"),
        ("UPDATE signal SET leaf = zeroblob(32) WHERE number = 1", "signal 1 of"),
        ("DELETE FROM signal", "signal 1 of"),
    ],
)
async def test_whoever_changes_or_takes_away_a_signal_is_found(tmp_path: Path, tampering: str, problem: str):
    async with small_house(tmp_path) as house:
        await came(house, 1, 5)
        await anchored(house)
    with closing(sqlite3.connect(tmp_path / "signals.sqlite")) as db, db:
        db.execute(tampering)
    (found,) = looked(tmp_path).problems
    assert problem in found
    assert "anchors it" in found


async def test_one_who_reckons_the_leaves_anew_is_found_by_the_anchor(tmp_path: Path):
    async with small_house(tmp_path) as house:
        await came(house, 1, 5)
        await anchored(house)
    with closing(sqlite3.connect(tmp_path / "signals.sqlite")) as db, db:
        db.execute("DELETE FROM signal")
        db.execute("DELETE FROM tally")
    store = SqliteSignals.open(tmp_path / "signals.sqlite")
    signals = [signal(number, source=SOURCE, time=None) for number in (1, 2, 3, 4, 9)]
    await store.add(house.installation.workspace_id, signals, "posthog", house.clock())
    await store.close()
    assert "are not those that entry" in looked(tmp_path).problems[0]


async def test_a_file_that_is_gone_is_missed_only_when_something_was_anchored(tmp_path: Path):
    async with small_house(tmp_path) as house:
        pass
    (tmp_path / "signals.sqlite").unlink()
    assert looked(tmp_path) == SignalsLook()
    assert house.cycle
