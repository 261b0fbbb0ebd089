"""Events for programs: what happened, in order, each as a CloudEvent that says where it came from; every kind of event; provenance."""

import asyncio
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import Refused, missing
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.domain.workspace.listening import holding, matching
from plumbline.edge.event_kinds import plain_kind, unknown_kinds
from plumbline.edge.explaining import explained
from plumbline.edge.webhooks import endpoint_of, signature_of
from plumbline.events.catalogue import event_types, schema_at
from plumbline.events.cloudevent import MEDIA_TYPE, encoded, name_of
from plumbline.events.provenance import entry_by_id, prov_json
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.entry import Entry
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.attributes import attributes_of

_LONGEST_PAGE, _MOST_LOOKED_AT = 500, 5_000
_LONGEST_WAIT = 20
_FARTHEST = 2**63 - 1  # what the database can count to


class EventTypeBody(msgspec.Struct, kw_only=True):
    """A kind of event. says: the sentence it reads as. erasable: fields of its data that can be deleted. schema: its data's address."""

    name: str
    type: str
    family: str
    says: str
    erasable: list[str]
    schema: str


class EventTypeList(msgspec.Struct, kw_only=True):
    items: list[EventTypeBody]


class EventPage(msgspec.Struct, kw_only=True):
    """Events in the order of the ledger, each as it is delivered. next: what to send as `after` for what comes then."""

    items: list[msgspec.Raw]
    next: int


class ProvenanceBody(msgspec.Struct, kw_only=True):
    """Where an event came from. sentence: in words. command: what began it. causes: ids of the events in between, the event itself last."""

    event: str
    sentence: str
    command: str
    causes: list[str]
    rests_on: list[str]
    prov: dict[str, Any]


@get("/event-types", summary="List the kinds of events", tags=["events"])
async def list_event_types(request: Request[Any, Any, Any]) -> EventTypeList:
    """Return every kind of event that is recorded, and so delivered."""
    caller(request)
    base = installation_of(request).base_url
    return EventTypeList(
        items=[
            EventTypeBody(
                name=one.name, type=one.type, family=one.family, says=one.says, erasable=[*one.erasable],
                schema=f"{base}/v1/event-types/{one.name}/schema",
            )
            for one in event_types().values()
        ]
    )  # fmt: skip


@get("/event-types/{name:str}/schema", summary="Show the schema of an event's data", tags=["events"])
async def show_event_schema(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
    """Return the JSON Schema that the data of an event of this kind keeps to. name: as in the ledger, or the public type."""
    caller(request)
    known = name_of(name) or name
    if known not in event_types():
        raise missing("event type", name)
    return Response(schema_at(known, installation_of(request).base_url), media_type="application/schema+json")


@get("/events", summary="Read events in order", tags=["events"])
async def list_events(
    request: Request[Any, Any, Any],
    after: FromQuery[int] = 0,
    limit: FromQuery[int] = 100,
    types: FromQuery[str] = "",
    wait: FromQuery[int] = 0,
    endpoint: FromQuery[str] = "",
) -> Response[EventPage]:
    """Return events after a place in the ledger, the same bytes as are delivered.

    types: names or public types, or families such as `decision.*`, with commas between; 422 for one that no event is of.
    wait: seconds, 20 at most, to wait for the first one when there is none yet. endpoint: only what this endpoint listens to. The page is
    signed like a delivery, in the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`: with the installation's key, and with
    the secret of an endpoint that is given.
    """
    caller(request)
    installation = installation_of(request)
    size, start = max(1, min(limit, _LONGEST_PAGE)), min(max(0, after), _FARTHEST)
    listener = await _listener(request, endpoint)
    wanted = _Wanted(_kinds(types), listener)
    found, seen = await _matching(installation.ledger, start, size, wanted)
    if not found and wait > 0:
        await _something(installation.ledger, seen, wanted, min(wait, _LONGEST_WAIT))
        found, seen = await _matching(installation.ledger, seen, size, wanted)
    told = EventPage(items=[msgspec.Raw(encoded(one, installation.base_url)) for one in found], next=seen)
    body: Any = msgspec.json.encode(told)  # these bytes are signed, so nobody may write them again
    headers = signature_of(installation, listener, f"events-{start}-{seen}", body)
    return Response(body, media_type="application/json", headers=headers)


@get("/events/{event_id:str}", summary="Show an event", tags=["events"])
async def show_event(request: Request[Any, Any, Any], event_id: FromPath[str], endpoint: FromQuery[str] = "") -> Response[bytes]:
    """Return one event by its id: the same bytes as are delivered, signed under the same id with the installation's key.

    endpoint: signs with this endpoint's secret, too.
    """
    caller(request)
    installation, entry = installation_of(request), await _event(request, event_id)
    body, listener = encoded(entry, installation.base_url), await _listener(request, endpoint)
    return Response(body, media_type=MEDIA_TYPE, headers=signature_of(installation, listener, entry.id, body))


@get("/events/{event_id:str}/provenance", summary="Say where an event came from", tags=["events"])
async def show_provenance(request: Request[Any, Any, Any], event_id: FromPath[str]) -> ProvenanceBody:
    """Return the chain from the command that began it to the event, and what it rests on, in a sentence and as PROV-JSON."""
    caller(request)
    installation = installation_of(request)
    found, sentence = await explained(installation, await _event(request, event_id))
    return ProvenanceBody(
        event=found.entry.id,
        sentence=sentence,
        command=found.command,
        causes=[one.id for one in found.chain],
        rests_on=[one.id for one in found.rests_on],
        prov=prov_json(found, installation.base_url),
    )


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of events."""
    return [list_event_types, show_event_schema, list_events, show_event, show_provenance]


class _Wanted(NamedTuple):
    """What is asked for. listener: an endpoint, whose own kinds and condition have to fit, too."""

    types: tuple[str, ...]
    listener: Endpoint | None

    def fits(self, entry: Entry) -> bool:
        if self.types and not matching(self.types, entry.event_name):
            return False
        one = self.listener
        return one is None or (matching(one.types, entry.event_name) and bool(holding([one.condition], attributes_of(entry))))


def _kinds(text: str) -> tuple[str, ...]:
    """The kinds that are asked for. Raises Refused (422) with each that no event is of: whoever waits for one would wait for ever."""
    kinds = tuple(plain_kind(part) for part in text.split(",") if part.strip())
    if unknown := unknown_kinds(kinds):
        raise Refused(Refusal(code="events.refused", kind="invalid", findings=tuple(unknown)), {})
    return kinds


async def _listener(request: Request[Any, Any, Any], endpoint_id: str) -> Endpoint | None:
    found = await endpoint_of(installation_of(request), endpoint_id) if endpoint_id else None
    if endpoint_id and (found is None or found.removed_at is not None):
        raise missing("endpoint", endpoint_id)
    return found


async def _matching(ledger: WorkspaceLedger, after: int, limit: int, wanted: _Wanted) -> tuple[list[Entry], int]:
    """The next events that fit, and how far was looked: a rare kind does not keep one request busy for ever."""
    found: list[Entry] = []
    looked = 0
    while len(found) < limit and looked < _MOST_LOOKED_AT:
        portion = await ledger.scan(after, _LONGEST_PAGE)
        if not portion:
            break
        for one in portion:
            looked, after = looked + 1, one.position
            if wanted.fits(one):
                found.append(one)
                if len(found) == limit:
                    break
    return found, after


async def _something(ledger: WorkspaceLedger, after: int, wanted: _Wanted, seconds: int) -> None:
    """Wait until an event that fits is recorded, or until the time is up."""

    async def first() -> None:
        async for one in ledger.follow(after):
            if wanted.fits(one):
                return

    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await first()


async def _event(request: Request[Any, Any, Any], event_id: str) -> Entry:
    entry = await entry_by_id(installation_of(request).ledger, event_id)
    if entry is None:
        raise missing("event", event_id)
    return entry
