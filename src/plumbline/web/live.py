"""The live stream: tells a page that one of its streams has grown. Each event's id is the ledger position, so nothing is missed."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from litestar import Request, get
from litestar.params import FromQuery
from litestar.response import Stream

from plumbline.domain.workspace.workspace import MemberChanged
from plumbline.kernel.identity import prefix_of
from plumbline.ledger.entry import Entry
from plumbline.ledger.within import WorkspaceLedger
from plumbline.web.session import installation_of, visit_of

_HEARTBEAT_SECONDS = 15
_MOST_STREAMS = 50


@get("/live", include_in_schema=False)
async def show_live(request: Request[Any, Any, Any], streams: FromQuery[str] = "", after: FromQuery[int] = 0) -> Stream:
    """Follow streams from a position on; the browser's Last-Event-ID wins over `after` when it comes back."""
    last = request.headers.get("last-event-id", "")
    position = int(last) if last.isdecimal() else max(after, 0)
    wanted = frozenset(stream for stream in streams.split(",")[:_MOST_STREAMS] if _is_stream(stream))
    body = live_events(installation_of(request).ledger, wanted, position, visit_of(request).person_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(body, media_type="text/event-stream; charset=utf-8", headers=headers)


async def live_events(ledger: WorkspaceLedger, streams: frozenset[str], after: int, person_id: str = "") -> AsyncIterator[str]:
    """Yield one event per entry of the streams after a position, and a comment when there was nothing for a while.

    Entries of other workspaces do not come here, whichever streams are named. It ends when the person who follows is no member any more.
    """
    yield "retry: 2000\n\n"
    async with aclosing(_or_silence(ledger.follow(after))) as entries:
        async for entry in entries:
            if entry is None:
                yield ": still here\n\n"
            elif _ends(entry, person_id):
                return
            elif entry.stream in streams:
                yield written(entry)


def written(entry: Entry) -> str:
    """Return an entry as one server-sent event. It says where something changed, never what: the page asks for that with its own rights."""
    data = json.dumps({"stream": entry.stream, "event": entry.event_name, "position": entry.position})
    return f"id: {entry.position}\nevent: changed\ndata: {data}\n\n"


def _ends(entry: Entry, person_id: str) -> bool:
    return isinstance(entry.event, MemberChanged) and entry.event.person_id == person_id and not entry.event.active


async def _or_silence(entries: AsyncIterator[Entry]) -> AsyncGenerator[Entry | None, None]:
    """Pass entries on; None after each stretch without any. A wait is never cancelled half-way, so no entry is dropped."""
    coming: asyncio.Future[Entry] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(entries))
            done, _ = await asyncio.wait({coming}, timeout=_HEARTBEAT_SECONDS)
            if not done:
                yield None
                continue
            arrived, coming = coming, None
            try:
                yield arrived.result()
            except StopAsyncIteration:
                return
    finally:
        if coming is not None:
            coming.cancel()


def _is_stream(text: str) -> bool:
    try:
        return prefix_of(text) in ("cyc", "wsp")
    except ValueError:
        return False


routes = (show_live,)
