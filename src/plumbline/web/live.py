"""The live stream: tells a page that one of its streams has grown. Each event's id is the ledger position, so nothing is missed.

Of a journey it also tells who else is there; that is not written anywhere, and has no position.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any, Literal

from litestar import Request, Response, get, post
from litestar.params import FromQuery
from litestar.response import Stream

from plumbline.domain.workspace.workspace import MemberChanged
from plumbline.kernel.identity import prefix_of
from plumbline.ledger.entry import Entry
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.items import find_item
from plumbline.web.forms import fields_of
from plumbline.web.labels import name_of
from plumbline.web.presence import Presence, Seat, Seen, presence_of
from plumbline.web.session import AnyRequest, installation_of, visit_of

_HEARTBEAT_SECONDS = 15
_CALM_SECONDS = 0.1
"""How long one waits for more to stir before others are told who is where."""
_MOST_STREAMS = 50


@get("/live", include_in_schema=False)
async def show_live(
    request: Request[Any, Any, Any], streams: FromQuery[str] = "", after: FromQuery[int] = 0, here: FromQuery[str] = ""
) -> Stream:
    """Follow streams from a position on; the browser's Last-Event-ID wins over `after` when it comes back.

    here: a journey at which one is seen meanwhile, and sees who else is there.
    """
    last = request.headers.get("last-event-id", "")
    position = int(last) if last.isdecimal() else max(after, 0)
    wanted = frozenset(stream for stream in streams.split(",")[:_MOST_STREAMS] if _is_stream(stream))
    installation, person_id = installation_of(request), visit_of(request).person_id
    body = live_events(installation.ledger, wanted, position, person_id)
    if here and await _may_see(request, here):
        body = beside_others(installation.ledger, wanted, position, person_id, presence_of(request), here, installation.names)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(body, media_type="text/event-stream; charset=utf-8", headers=headers)


@post("/live/selection", status_code=204, include_in_schema=False)
async def look_at(request: Request[Any, Any, Any]) -> Response[None]:
    """Say which part of the journey one looks at. Nothing is written: it is seen by whoever is there."""
    fields = await fields_of(request)
    presence_of(request).look_at(
        installation_of(request).workspace_id, fields.text("seat"), visit_of(request).person_id, fields.text("part")
    )
    return Response(None, status_code=204)


async def live_events(
    ledger: WorkspaceLedger, streams: frozenset[str], after: int, person_id: str = "", seat: Seat | None = None
) -> AsyncGenerator[str, None]:
    """Yield one event per entry of the streams after a position, and a comment when there was nothing for a while.

    Entries of other workspaces do not come here, whichever streams are named. It ends when the person who follows is no member any more.
    seat: an empty text is yielded whenever something stirs there.
    """
    yield "retry: 2000\n\n"
    async with aclosing(_or_silence(ledger.follow(after), seat.stirred if seat else None)) as entries:
        async for entry in entries:
            if entry is None:
                yield ": still here\n\n"
            elif entry == "stirred":
                yield ""
            elif _ends(entry, person_id):
                return
            elif entry.stream in streams:
                yield written(entry)


async def beside_others(
    ledger: WorkspaceLedger,
    streams: frozenset[str],
    after: int,
    person_id: str,
    presence: Presence,
    journey_id: str,
    names: Mapping[str, str],
) -> AsyncGenerator[str, None]:
    """Yield live events, and who else is at a journey: at the start, and whenever that changes. The seat goes with the connection."""
    seat = presence.enter(ledger.workspace_id, journey_id, person_id)
    try:
        async with aclosing(live_events(ledger, streams, after, person_id, seat)) as events:
            if seat is not None:
                yield f"event: seat\ndata: {json.dumps({'seat': seat.id})}\n\n"
            async for event in events:
                if event:
                    yield event
                elif seat is not None:
                    yield _present(presence.others(seat), lambda person: name_of(names, person))
    finally:
        if seat is not None:
            presence.leave(seat)


def written(entry: Entry) -> str:
    """Return an entry as one server-sent event. It says where something changed, never what: the page asks for that with its own rights."""
    data = json.dumps({"stream": entry.stream, "event": entry.event_name, "position": entry.position})
    return f"id: {entry.position}\nevent: changed\ndata: {data}\n\n"


def _present(others: tuple[Seen, ...], named: Callable[[str], str]) -> str:
    people = [{"name": named(one.person_id), "part": one.part} for one in others]
    return f"event: here\ndata: {json.dumps({'people': people}, ensure_ascii=False)}\n\n"


def _ends(entry: Entry, person_id: str) -> bool:
    return isinstance(entry.event, MemberChanged) and entry.event.person_id == person_id and not entry.event.active


async def _or_silence(
    entries: AsyncIterator[Entry], stirred: asyncio.Event | None
) -> AsyncGenerator[Entry | Literal["stirred"] | None, None]:
    """Pass entries on; None after each stretch without any, a word when somebody stirred.

    A wait for an entry is never cancelled half-way, so none is dropped.
    """
    coming: asyncio.Future[Entry] | None = None
    stirring: asyncio.Future[Any] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(entries))
            if stirred is not None:
                stirring = stirring or asyncio.ensure_future(stirred.wait())
            waited = {one for one in (coming, stirring) if one is not None}
            done, _ = await asyncio.wait(waited, timeout=_HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                yield None
                continue
            if stirred is not None and stirring in done:
                await asyncio.sleep(_CALM_SECONDS)
                stirred.clear()
                stirring = None
                yield "stirred"
            if coming not in done:
                continue
            arrived, coming = coming, None
            try:
                yield arrived.result()
            except StopAsyncIteration:
                return
    finally:
        for one in (coming, stirring):
            if one is not None:
                one.cancel()


async def _may_see(request: AnyRequest, journey_id: str) -> bool:
    item = await find_item(installation_of(request).ledger, journey_id)
    return item is not None and item.kind == "journey"


def _is_stream(text: str) -> bool:
    try:
        return prefix_of(text) in ("cyc", "wsp", "jrn", "run")
    except ValueError:
        return False


routes = (show_live, look_at)
