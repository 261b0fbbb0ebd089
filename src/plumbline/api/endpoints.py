"""Endpoints: programs outside that are told of events, each through its connector, and what became of each delivery."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import ReceiptBody
from plumbline.api.endpoint_bodies import (
    AnswerBody,
    AttemptBody,
    DeliveryBody,
    DeliveryList,
    DeliveryWhole,
    EndpointBody,
    EndpointEdit,
    EndpointList,
    EndpointMade,
    NewCredentials,
    NewEndpoint,
    NewSecret,
    Repeated,
    SecretBody,
    SecretMade,
)
from plumbline.api.matching import failed
from plumbline.api.problems import missing
from plumbline.domain.workspace.endpoint import Endpoint, Pace
from plumbline.edge import trying, webhooks
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.posting import Answered

AnyRequest = Request[Any, Any, Any]
_TAGS = ["endpoints"]
_LONGEST_PAGE = 200


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of endpoints."""
    return [
        list_endpoints, add_endpoint, credit_endpoint, show_endpoint,
        edit_endpoint, verify_endpoint, test_endpoint, rotate_secret, disable_endpoint,
        enable_endpoint, remove_endpoint, list_deliveries, show_delivery, repeat_delivery,
    ]  # fmt: skip


@get("/endpoints", summary="List the endpoints", tags=_TAGS)
async def list_endpoints(request: AnyRequest) -> EndpointList:
    """Return the endpoints of the workspace, oldest first."""
    caller(request)
    installation = installation_of(request)
    return EndpointList(items=[await _body(installation, one) for one in await webhooks.endpoints(installation)])


@post("/endpoints", summary="Add an endpoint", tags=_TAGS, status_code=201)
async def add_endpoint(request: AnyRequest, data: JSONBody[NewEndpoint]) -> Response[EndpointMade]:
    """Tell a receiver of events. What it asked for waits until it is verified; its secret is told this once."""
    installation = installation_of(request)
    made = await webhooks.add(
        installation, context_of(request), title=data.title, address=data.address, types=data.types, owner_id=data.owner_id,
        condition=data.condition, pace=Pace(ordered=data.ordered, at_once=data.at_once, per_second=data.per_second),
        connector=data.connector, settings=data.settings, credentials=data.credentials,
    )  # fmt: skip
    if isinstance(made, Refusal):
        raise failed(request, made)
    body = EndpointMade(
        id=made.endpoint_id, secret=made.secret, public_key=webhooks.public_key(installation),
        receives_at=webhooks.receives_at(installation, made.endpoint_id, data.connector),
    )  # fmt: skip
    return Response(body, status_code=201)


@get("/endpoints/{item_id:str}", summary="Show an endpoint", tags=_TAGS)
async def show_endpoint(request: AnyRequest, item_id: FromPath[str]) -> EndpointBody:
    """Return one endpoint and how it does."""
    caller(request)
    return await _body(installation_of(request), await _found(request, item_id))


@post("/endpoints/{item_id:str}/edits", summary="Change an endpoint", tags=_TAGS, status_code=201)
async def edit_endpoint(request: AnyRequest, item_id: FromPath[str], data: JSONBody[EndpointEdit]) -> ReceiptBody:
    """Change title, address, events or owner."""
    answer = await webhooks.edit(
        installation_of(request), context_of(request), item_id,
        title=data.title, address=data.address, types=data.types, owner_id=data.owner_id, condition=data.condition,
        pace=await _pace(request, item_id, data), settings=data.settings,
    )  # fmt: skip
    return _receipt(request, answer, item_id)


@post("/endpoints/{item_id:str}/verification", summary="Verify an endpoint by a signed challenge", tags=_TAGS, status_code=201)
async def verify_endpoint(request: AnyRequest, item_id: FromPath[str]) -> AnswerBody:
    """Ask the receiver whether it wants events; when it answers the challenge, what waited is sent."""
    return _answered(request, await trying.verify(installation_of(request), context_of(request), item_id))


@post("/endpoints/{item_id:str}/tests", summary="Send a test event", tags=_TAGS, status_code=201)
async def test_endpoint(request: AnyRequest, item_id: FromPath[str]) -> AnswerBody:
    """Send a test event, signed like any other, and return what the receiver answered."""
    return _answered(request, await trying.try_out(installation_of(request), context_of(request), item_id))


@post("/endpoints/{item_id:str}/secrets", summary="Give an endpoint a new secret", tags=_TAGS, status_code=201)
async def rotate_secret(request: AnyRequest, item_id: FromPath[str], data: JSONBody[NewSecret]) -> Response[SecretMade]:
    """Return a new secret, this once; for a while messages are signed with both."""
    overlap = timedelta(hours=min(max(data.overlap_hours, -1), 10_000))
    made = await webhooks.rotate(installation_of(request), context_of(request), item_id, overlap)
    if isinstance(made, Refusal):
        raise failed(request, made)
    return Response(SecretMade(secret=made), status_code=201)


@post("/endpoints/{item_id:str}/credentials", summary="Give a connection new credentials", tags=_TAGS, status_code=201)
async def credit_endpoint(request: AnyRequest, item_id: FromPath[str], data: JSONBody[NewCredentials]) -> ReceiptBody:
    """Replace secrets that let us in at a connected program, such as a token that was revoked; nothing shows them again."""
    return _receipt(request, await webhooks.credit(installation_of(request), context_of(request), item_id, data.credentials), item_id)


@post("/endpoints/{item_id:str}/disabling", summary="Disable an endpoint", tags=_TAGS, status_code=201)
async def disable_endpoint(request: AnyRequest, item_id: FromPath[str]) -> ReceiptBody:
    """Send it nothing any more; what it asked for waits."""
    return _receipt(request, await webhooks.disable(installation_of(request), context_of(request), item_id), item_id)


@post("/endpoints/{item_id:str}/enabling", summary="Enable an endpoint", tags=_TAGS, status_code=201)
async def enable_endpoint(request: AnyRequest, item_id: FromPath[str]) -> ReceiptBody:
    """Send it what waited, and go on."""
    return _receipt(request, await webhooks.enable(installation_of(request), context_of(request), item_id), item_id)


@post("/endpoints/{item_id:str}/removal", summary="Remove an endpoint", tags=_TAGS, status_code=201)
async def remove_endpoint(request: AnyRequest, item_id: FromPath[str]) -> ReceiptBody:
    """Take it away with its address and secrets; what it has not been told of is cancelled."""
    return _receipt(request, await webhooks.remove(installation_of(request), context_of(request), item_id), item_id)


@get("/endpoints/{item_id:str}/deliveries", summary="List the deliveries to an endpoint", tags=_TAGS)
async def list_deliveries(
    request: AnyRequest, item_id: FromPath[str], before: FromQuery[int] = 0, limit: FromQuery[int] = 50
) -> DeliveryList:
    """Return what it was or is to be told of, the newest first."""
    caller(request)
    most = min(max(limit, 1), _LONGEST_PAGE)
    found = await webhooks.told(installation_of(request), await _found(request, item_id), min(max(before, 0), 2**62), most)
    return DeliveryList(items=[_delivery(one) for one in found], next=found[-1].owed.position if len(found) == most else 0)


@get("/endpoints/{item_id:str}/deliveries/{entry:str}", summary="Show a delivery", tags=_TAGS)
async def show_delivery(request: AnyRequest, item_id: FromPath[str], entry: FromPath[str]) -> DeliveryWhole:
    """Return one delivery with its attempts."""
    caller(request)
    found = await webhooks.told_of(installation_of(request), await _found(request, item_id), _within(entry))
    if found is None:
        raise missing("delivery", entry)
    told, attempts = found
    return DeliveryWhole(
        delivery=_delivery(told),
        body=(await webhooks.body_of(installation_of(request), told)).decode(),
        attempts=[
            AttemptBody(
                number=one.number, at=one.at, status=one.status, fault=one.fault, body=text_of(one.answer), ms=one.ms, sent=one.sent
            )
            for one in attempts
        ],
    )


@post("/endpoints/{item_id:str}/deliveries/{entry:str}/repetitions", summary="Send a delivery again", tags=_TAGS, status_code=201)
async def repeat_delivery(request: AnyRequest, item_id: FromPath[str], entry: FromPath[str]) -> Repeated:
    """Send an event again, under the same id."""
    installation, endpoint = installation_of(request), await _found(request, item_id)
    begun = await webhooks.send_again(installation, context_of(request), endpoint, _within(entry))
    if isinstance(begun, Refusal):
        raise failed(request, begun)
    if not begun and await webhooks.told_of(installation, endpoint, _within(entry)) is None:
        raise missing("delivery", entry)
    return Repeated(begun=begun)


def text_of(answer: bytes) -> str:
    """Return the beginning of an answer as text, whatever its bytes are."""
    return answer.decode("utf-8", "replace")


async def _pace(request: AnyRequest, endpoint_id: str, data: EndpointEdit) -> Pace | None:
    """The pace with what changes of it; None where nothing does, or where there is no such endpoint."""
    endpoint = await webhooks.endpoint_of(installation_of(request), endpoint_id)
    given = {"ordered": data.ordered, "at_once": data.at_once, "per_second": data.per_second}
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return replace(endpoint.pace, **changed) if endpoint and changed else None


def _within(entry: str) -> int:
    """Return the entry of the ledger that a path names; 0, which none has, for anything else."""
    return int(entry) if entry.isascii() and entry.isdecimal() and len(entry) < 19 else 0


async def _found(request: AnyRequest, endpoint_id: str) -> Endpoint:
    endpoint = await webhooks.endpoint_of(installation_of(request), endpoint_id)
    if endpoint is None:
        raise missing("endpoint", endpoint_id)
    return endpoint


def _receipt(request: AnyRequest, answer: Answer, endpoint_id: str) -> ReceiptBody:
    if isinstance(answer, Refusal):
        raise failed(request, answer)
    return ReceiptBody(stream=answer.stream, version=answer.version, item=endpoint_id, changed=answer.changed)


def _answered(request: AnyRequest, answered: Answered | Refusal) -> AnswerBody:
    if isinstance(answered, Refusal):
        raise failed(request, answered)
    return AnswerBody(status=answered.status, fault=answered.fault, body=text_of(answered.body), ms=answered.ms)


async def _body(installation: Installation, endpoint: Endpoint) -> EndpointBody:
    figures, progress = await webhooks.figures(installation, endpoint), installation.progress
    return EndpointBody(
        id=endpoint.id, title=endpoint.title, connector=endpoint.connector, settings={one.name: one.value for one in endpoint.settings},
        receives_at=webhooks.receives_at(installation, endpoint.id, endpoint.connector),
        origin=endpoint.origin, types=list(endpoint.types),
        owner_id=endpoint.owner_id,
        condition=endpoint.condition, ordered=endpoint.pace.ordered, at_once=endpoint.pace.at_once, per_second=endpoint.pace.per_second,
        secrets=[
            SecretBody(fingerprint=one.fingerprint, counts_until=one.until, used_at=one.used_at)
            for one in webhooks.secrets_of(installation, endpoint.id)
        ],
        state=endpoint.standing, why_disabled=endpoint.disabled, added_at=endpoint.added_at, verified_at=endpoint.verified_at,
        overlap_until=endpoint.overlap_until, secret_fingerprint=endpoint.secret_fingerprint,
        delivered_at=progress.delivered_at(endpoint.id), failing_since=progress.failing_since(endpoint.id), tried=figures.tried,
        taken=figures.taken, backlog=figures.backlog, exhausted=figures.exhausted,
    )  # fmt: skip


def _delivery(one: webhooks.Told) -> DeliveryBody:
    waits = one.state == "pending" and one.delivery is not None
    return DeliveryBody(
        position=one.owed.position, event_id=one.owed.event_id, event=one.owed.event_name, recorded_at=one.owed.at, state=one.state,
        due_at=one.delivery.due_at if waits and one.delivery else None, waits_for=one.waits_for,
    )  # fmt: skip
