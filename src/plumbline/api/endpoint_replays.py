"""Sending events to an endpoint again, chosen by a filter; trying a filter on what has happened; deliveries by the hour."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.matching import failed
from plumbline.api.problems import missing
from plumbline.api.texts import Instant, Text, Title
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.edge import replaying, webhooks
from plumbline.kernel.outcome import Refusal

AnyRequest = Request[Any, Any, Any]
_TAGS = ["endpoints"]
State = Literal["pending", "leased", "delivered", "parked", "exhausted", "cancelled"]


class Replay(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which events to send again. types: names or families; none for all. since, until: when they were recorded, the latter excluded.

    states: of their deliveries; none for all. after: an entry; when it is given, events after it count that the endpoint was never told
    of because it was added later. dry_run: only count.
    """

    types: tuple[Title, ...] = ()
    since: Instant | None = None
    until: Instant | None = None
    subject: Title = ""
    states: tuple[State, ...] = ()
    after: int | None = None
    dry_run: bool = False


class ReplayedEvent(msgspec.Struct, kw_only=True):
    """told: whether the endpoint was or is to be told of it already."""

    position: int
    event: str
    told: bool


class Replayed(msgspec.Struct, kw_only=True):
    """count: how many events; first: the oldest ten of them. more: there are more than one act may send. begun: they are sent now."""

    count: int
    first: list[ReplayedEvent]
    more: bool
    begun: bool


class Filter(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """types and condition as of an endpoint."""

    types: tuple[Title, ...] = ("*",)
    condition: Text = ""


class FittingEvent(msgspec.Struct, kw_only=True):
    position: int
    event_id: str
    event: str
    recorded_at: datetime


class FilterTrial(msgspec.Struct, kw_only=True):
    """looked_at: of how many of the newest events; count: how many fit; newest: ten of them at most."""

    looked_at: int
    count: int
    newest: list[FittingEvent]


class HourBody(msgspec.Struct, kw_only=True):
    """The events of one hour by the state of their delivery. at: when it begins."""

    at: datetime
    states: dict[str, int]


class HourList(msgspec.Struct, kw_only=True):
    items: list[HourBody]


@post("/endpoints/{item_id:str}/replays", summary="Send events to an endpoint again", tags=_TAGS, status_code=201)
async def replay_events(request: AnyRequest, item_id: FromPath[str], data: JSONBody[Replay]) -> Replayed:
    """Send what a filter comes to again, under the same ids, or count it with dry_run. When it is too much, nothing is sent."""
    installation, endpoint = installation_of(request), await _found(request, item_id)
    choice = replaying.Choice(
        types=data.types, since=data.since, until=data.until, subject=data.subject, states=data.states,
        after=None if data.after is None else min(max(data.after, 0), 2**62),
    )  # fmt: skip
    seen = await replaying.preview(installation, context_of(request), endpoint, choice)
    if isinstance(seen, Refusal):
        raise failed(request, seen)
    if not data.dry_run:
        begun = await replaying.replay(installation, context_of(request), endpoint, choice)
        if isinstance(begun, Refusal):
            raise failed(request, begun)
    first = [ReplayedEvent(position=one.position, event=one.event_name, told=one.owed) for one in seen.first]
    return Replayed(count=seen.count, first=first, more=seen.more, begun=not data.dry_run)


@post("/endpoint-trials", summary="Try a filter on what has happened", tags=_TAGS, status_code=201)
async def try_filter(request: AnyRequest, data: JSONBody[Filter]) -> FilterTrial:
    """Return what an endpoint with these types and this condition would have been told of the newest events."""
    tried = await replaying.tried(installation_of(request), context_of(request), data.types, data.condition)
    if isinstance(tried, Refusal):
        raise failed(request, tried)
    newest = [
        FittingEvent(position=one.position, event_id=one.id, event=one.event_name, recorded_at=one.recorded_at) for one in tried.newest
    ]
    return FilterTrial(looked_at=tried.looked_at, count=tried.count, newest=newest)


@get("/endpoints/{item_id:str}/hours", summary="Count deliveries to an endpoint by the hour", tags=_TAGS)
async def list_hours(request: AnyRequest, item_id: FromPath[str]) -> HourList:
    """Return the events of the last 24 hours by the state of their delivery, the oldest hour first."""
    caller(request)
    found = await webhooks.by_hour(installation_of(request), await _found(request, item_id))
    return HourList(items=[HourBody(at=one.at, states={str(state): count for state, count in one.counts.items()}) for one in found])


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of replays, trials and hours."""
    return [replay_events, try_filter, list_hours]


async def _found(request: AnyRequest, endpoint_id: str) -> Endpoint:
    endpoint = await webhooks.endpoint_of(installation_of(request), endpoint_id)
    if endpoint is None:
        raise missing("endpoint", endpoint_id)
    return endpoint
