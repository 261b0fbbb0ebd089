"""What every store of signals keeps to: once for ever, in order, durable, of one workspace."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.domain.signal.signal import instant, leaf
from plumbline.signals.errors import UnreadableSignals
from plumbline.signals.memory import MemorySignals
from plumbline.signals.sqlite import SqliteSignals
from plumbline.signals.store import Signals
from signals_story import NOON, signal


@pytest.fixture(params=["memory", "sqlite"])
async def signals(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Signals, None]:
    store: Signals = MemorySignals() if request.param == "memory" else SqliteSignals.open(tmp_path / "signals.sqlite")
    yield store
    await store.close()


async def test_a_signal_is_kept_once_whenever_and_with_whatever_it_comes_again(signals: Signals):
    first = await signals.add("wsp_1", [signal(1), signal(2), signal(1)], "posthog", NOON)
    assert first == ["accepted", "accepted", "duplicate"]
    again = await signals.add("wsp_1", [signal(2), signal(2, name="Bought"), signal(3)], "posthog", NOON + timedelta(days=400))
    assert again == ["duplicate", "conflicting", "accepted"]
    assert [one.signal.origin_id for one in await signals.after("wsp_1", 0, 10)] == ["e-1", "e-2", "e-3"]


async def test_numbers_have_no_gap_and_each_workspace_has_its_own(signals: Signals):
    for workspace, number in (("wsp_1", 1), ("wsp_2", 1), ("wsp_1", 2)):
        assert await signals.add(workspace, [signal(number)], "segment", NOON) == ["accepted"]
    assert [one.number for one in await signals.after("wsp_1", 0, 10)] == [1, 2]
    assert [one.number for one in await signals.after("wsp_2", 0, 10)] == [1]
    assert (await signals.count("wsp_1"), await signals.count("wsp_3")) == (2, 0)
    assert await signals.workspaces() == ["wsp_1", "wsp_2"]


async def test_what_is_read_back_is_what_was_kept_with_what_stands_for_it(signals: Signals):
    kept = signal(1, time=None, properties={"utm_campaign": "spring", "a": [1.5, None]}, origin="https://shop.example")
    await signals.add("wsp_1", [kept], "cloudevents", NOON)
    (found,) = await signals.newest("wsp_1")
    assert (found.signal, found.via, instant(found.received_at)) == (kept, "cloudevents", NOON)
    assert found.leaf == leaf(kept, found.received_at)


async def test_counts_are_of_the_day_that_it_happened_on(signals: Signals):
    days = ("2026-02-27T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-01T09:00:00Z")
    await signals.add("wsp_1", [signal(number, time=day) for number, day in enumerate(days)], "posthog", NOON)
    await signals.add("wsp_1", [signal(9, name="Bought", time=days[0])], "posthog", NOON)
    told = [(one.kind.name, one.day, one.many, one.newest) for one in await signals.tallies("wsp_1")]
    assert told == [("Bought", "2026-02-27", 1, 4), ("Viewed", "2026-02-27", 1, 1), ("Viewed", "2026-03-01", 2, 3)]


async def test_the_newest_of_some_kinds_are_found_page_by_page(signals: Signals):
    await signals.add("wsp_1", [signal(n, name=("A", "B", "C")[n % 3]) for n in range(9)], "posthog", NOON)
    kinds = {one.kind for one in await signals.tallies("wsp_1") if one.kind.name in "AB"}
    first = await signals.newest("wsp_1", kinds, limit=4)
    rest = await signals.newest("wsp_1", kinds, before=first[-1].number)
    assert [one.number for one in (*first, *rest)] == [8, 7, 5, 4, 2, 1]
    assert await signals.newest("wsp_1", []) == []
    assert await signals.newest("wsp_2", kinds) == []


async def test_batches_that_come_together_keep_each_signal_once(signals: Signals):
    async def add() -> list[str]:
        return [*await signals.add("wsp_1", [signal(n) for n in range(250)], "posthog", NOON)]

    answers = await asyncio.gather(*(add() for _ in range(8)))
    assert sum(one == "accepted" for answer in answers for one in answer) == 250
    assert await signals.count("wsp_1") == 250


async def test_what_was_answered_is_there_after_the_file_is_opened_again(tmp_path: Path):
    path = tmp_path / "signals.sqlite"
    first = SqliteSignals.open(path)
    await first.add("wsp_1", [signal(1)], "posthog", NOON)
    secret = await first.secret()
    await first.close()
    second = SqliteSignals.open(path)
    assert await second.add("wsp_1", [signal(1), signal(2)], "posthog", NOON) == ["duplicate", "accepted"]
    assert [one.number for one in await second.after("wsp_1", 0, 10)] == [1, 2]
    assert await second.secret() == secret
    await second.close()


def test_a_file_of_a_newer_release_is_refused(tmp_path: Path):
    path = tmp_path / "signals.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(UnreadableSignals, match="newer release"):
        SqliteSignals.open(path)


@given(batches=st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=8), max_size=6))
def test_both_stores_give_the_same_answers(batches: list[list[tuple[int, int]]], tmp_path_factory: pytest.TempPathFactory):
    async def told(store: Signals) -> object:
        answers = [await store.add("wsp_1", [signal(n, properties={"v": v}) for n, v in batch], "posthog", NOON) for batch in batches]
        read = answers, await store.after("wsp_1", 0, 100), await store.tallies("wsp_1")
        await store.close()
        return read

    path = tmp_path_factory.mktemp("both") / "signals.sqlite"
    assert asyncio.run(told(MemorySignals())) == asyncio.run(told(SqliteSignals.open(path)))
