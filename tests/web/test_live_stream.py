"""The live stream: it says where something changed, from any position on, and misses nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, cast

from plumbline.domain.workspace.workspace import WorkspaceCreated
from plumbline.ledger.entry import Attribution, Entry
from plumbline.ledger.store import Ledger
from plumbline.ledger.within import WorkspaceLedger
from plumbline.web.live import live_events

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FROM = Attribution(occurred_at=NOW, actor="usr", actor_kind="app_user", workspace="wsp", surface="web")


def entry(position: int, stream: str) -> Entry:
    event = WorkspaceCreated(title="secret title")
    return Entry(
        position=position,
        stream=stream,
        version=position,
        id=f"evt_{position}",
        append_id="app",
        event_name="workspace.created",
        event=event,
        recorded_at=NOW,
        attribution=FROM,
    )


class Following:
    """A ledger as the stream needs it: what was written, then what is written while somebody follows."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = list(entries)
        self.grown = asyncio.Event()

    async def follow(self, after: int) -> AsyncIterator[Entry]:
        while True:
            for one in [one for one in self.entries if one.position > after]:
                after = one.position
                yield one
            self.grown.clear()
            await self.grown.wait()


async def told(ledger: Following, streams: set[str], after: int, count: int) -> list[str]:
    events = live_events(WorkspaceLedger(cast(Ledger, cast(Any, ledger)), FROM.workspace), frozenset(streams), after)
    found = [await asyncio.wait_for(anext(events), 2) for _ in range(count)]
    await events.aclose()  # type: ignore[attr-defined]
    return found


async def test_a_reader_who_comes_back_gets_everything_after_the_last_event():
    ledger = Following(entry(1, "cyc_a"), entry(2, "cyc_a"), entry(3, "cyc_b"), entry(4, "cyc_a"))
    retry, first, second = await told(ledger, {"cyc_a"}, 1, 3)
    assert retry.startswith("retry:")
    assert [event.splitlines()[0] for event in (first, second)] == ["id: 2", "id: 4"]


async def test_an_event_says_where_but_never_what():
    _, event = await told(Following(entry(1, "cyc_a")), {"cyc_a"}, 0, 2)
    assert '"stream": "cyc_a"' in event
    assert "secret" not in event


async def test_what_is_written_while_somebody_follows_arrives():
    ledger = Following()
    events = asyncio.create_task(told(ledger, {"cyc_a"}, 0, 2))
    await asyncio.sleep(0.01)
    ledger.entries.append(entry(1, "cyc_a"))
    ledger.grown.set()
    assert (await events)[1].startswith("id: 1\n")
