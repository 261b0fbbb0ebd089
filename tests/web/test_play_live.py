"""A participant's page is told that their run has moved: by whom never, of other runs never, and not once the link is over."""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from player_visit import act, come, linked
from player_visit import wait_at_play as wait
from plumbline.directory.participants import Participant
from plumbline.edge.play_links import end
from plumbline.web.play_live import run_events
from plumbline.web.run_watch import RunWatch
from web_visit import Visitor, visiting


def participant(visitor: Visitor) -> Participant:
    found = visitor.house.installation.directory.participants.behind(visitor.cookies()["plumbline_play"])
    assert found is not None
    return found


def following(visitor: Visitor, who: Participant, after: int, watch: RunWatch | None = None) -> AsyncGenerator[str, None]:
    return run_events(visitor.house.installation, watch or RunWatch(), who.run_id, who.link_id, after, heartbeat=0.2)


async def soon(events: AsyncGenerator[str, None]) -> str:
    return await asyncio.wait_for(anext(events), 5)


def shown(visitor: Visitor) -> int:
    """Return the version that the last page shows."""
    found = re.search(r'<live-page address="[^"]*" position="(\d+)"', visitor.html)
    assert found is not None
    return int(found[1])


async def version(visitor: Visitor, run_id: str) -> int:
    async with visitor.house.installation.handling.reading(run_id) as run:
        return run.version


async def test_a_move_of_another_role_is_told_at_once_and_says_nothing_of_it(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await linked(visitor, shared="yes")
        await come(visitor, path, role="recipient")
        me, recipient = participant(visitor), visitor.cookies()
        await come(visitor, path, role="support")
        visitor.forget()
        visitor.bring(recipient)
        await visitor.read("/play")
        events = following(visitor, me, shown(visitor))
        assert (await soon(events)).startswith("retry:")
        assert await soon(events) == ": still here\n\n", "nothing has moved since the page was made"
        told = asyncio.ensure_future(anext(events))
        await wait(visitor)
        await act(visitor, "ask-support")
        assert re.fullmatch(r"id: \d+\nevent: changed\ndata: \{\}\n\n", await asyncio.wait_for(told, 5))
        await events.aclose()


async def test_who_comes_back_is_told_what_was_missed(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await come(visitor, await linked(visitor))
        me, before = participant(visitor), shown(visitor)
        await wait(visitor)
        events = following(visitor, me, before)
        await soon(events)
        assert await soon(events) == f"id: {await version(visitor, me.run_id)}\nevent: changed\ndata: {{}}\n\n"
        await events.aclose()


async def test_a_move_in_another_run_is_not_told(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await linked(visitor)
        await come(visitor, path)
        me, watch = participant(visitor), RunWatch()
        events = following(visitor, me, await version(visitor, me.run_id), watch)
        await soon(events)
        assert await soon(events) == ": still here\n\n"
        await come(visitor, path)
        await wait(visitor)
        assert await soon(events) == ": still here\n\n"
        await events.aclose()


async def test_the_end_of_the_link_ends_the_stream(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await come(visitor, await linked(visitor))
        me = participant(visitor)
        events = following(visitor, me, await version(visitor, me.run_id))
        await soon(events)
        told = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.05)
        handling = visitor.house.installation.handling
        await end(visitor.house.installation, handling.context(actor=visitor.house.people["ana"], surface="web"), me.link_id)
        assert "event: changed" in await asyncio.wait_for(told, 5)
        assert [one async for one in events] == []
        assert await visitor.read("/play/live") == 403


async def test_nobody_without_a_seat_follows_a_run(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read("/play/live") == 403, "a member is no participant"
        visitor.forget()
        assert await visitor.read("/play/live") == 403
        visitor.bring({"plumbline_play": "guessed"})
        assert await visitor.read("/play/live?after=0") == 403


async def test_one_reading_of_the_ledger_serves_everybody_and_ends_with_the_last(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        ledger, watch = visitor.house.installation.ledger, RunWatch()
        running: set[Any] = asyncio.all_tasks()
        async with watch.watching(ledger, "run_a"), watch.watching(ledger, "run_b"), watch.watching(ledger, "run_a"):
            assert len(asyncio.all_tasks() - running) == 1
        await asyncio.sleep(0.01)
        assert asyncio.all_tasks() <= running
