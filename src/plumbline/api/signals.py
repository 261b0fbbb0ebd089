"""Where programs outside send what happened: CloudEvents, and the paths that clients of PostHog and Segment send to.

A source's key lets in here and nowhere else, and a token does not.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from plumbline.api.problems import Problem, http_error
from plumbline.domain.signal.signal import Outcome
from plumbline.domain.workspace.signal_source import SignalSource
from plumbline.edge.ingesting import Item, Taken, Turned, browser_settings, ingest, quota_headers
from plumbline.installation import Installation
from plumbline.signals.errors import UnwritableSignals
from plumbline.signals.formats import cloudevents, posthog, segment
from plumbline.signals.formats.request import Format, Sent

AnyRequest = Request[Any, Any, Any]
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
}
POSTHOG = ("/batch", "/capture", "/e", "/i/v0/e", "/i/v1/analytics/events")
SEGMENT = tuple(f"/v1/{name}" for name in segment.READS)
METRICS = "/v1/m"
INGEST = frozenset({*POSTHOG, "/v1/signals", *SEGMENT, METRICS})
"""The paths that sources send to, without a slash at the end."""
_LOST: frozenset[Outcome] = frozenset({"malformed", "too_large", "future", "too_old", "conflicting"})


class TakenSignal(msgspec.Struct, kw_only=True):
    """What became of one item, in the order that they were sent in."""

    index: int
    id: str
    outcome: Outcome
    detail: str


class TakenSignals(msgspec.Struct, kw_only=True):
    """What became of a request. status, success: what clients of PostHog and of Segment look for."""

    status: int = 1
    success: bool = True
    counts: dict[str, int]
    items: list[TakenSignal]


def ingest_routes() -> list[Router]:
    """Return the routes that clients of others send to."""
    handlers: list[HTTPRouteHandler] = [
        take_posthog_batch, take_posthog_event, take_posthog_events, take_segment, take_metrics, show_browser_settings,
    ]  # fmt: skip
    return [Router(path="/", route_handlers=handlers, exception_handlers=_handlers(), include_in_schema=False)]


def turned(_: AnyRequest, fault: Turned) -> Response[bytes]:
    """Answer to a request of which nothing was taken."""
    problem = Problem(
        type=f"/problems/{fault.code}", title=_TITLES.get(fault.status, "Refused"), status=fault.status, detail=str(fault), code=fault.code
    )
    headers = dict(quota_headers(fault.left)) if fault.left else {}
    if fault.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="signals"'
    # Segment's clients read the words from `message`, those of PostHog from `detail`.
    body = msgspec.json.encode(msgspec.to_builtins(problem) | {"message": str(fault)})
    return Response(body, status_code=fault.status, media_type="application/problem+json", headers=headers)


def unwritable(request: AnyRequest, fault: UnwritableSignals) -> Response[bytes]:
    """Answer when the disk takes nothing: clients send again later."""
    return turned(request, Turned("signals.unwritable", 503, f"Nothing was taken: {fault}. Send it again later."))


def _handlers() -> dict[Any, Any]:
    return {Turned: turned, UnwritableSignals: unwritable, HTTPException: http_error}


async def _let_in(_: AnyRequest) -> None:
    """A source's key lets in, not a token; it is looked at with the rest of the request."""


@post("/signals", status_code=200, before_request=_let_in, exception_handlers=_handlers(), include_in_schema=False)
async def take_cloud_events(request: AnyRequest) -> Response[TakenSignals]:
    """Take CloudEvents 1.0: structured, binary or as a batch."""
    return await _taken(request, cloudevents.read, cloudevents.VIA)


@post(["/batch", "/capture", "/e"], status_code=200)
async def take_posthog_batch(request: AnyRequest) -> Response[TakenSignals]:
    """Take one event of PostHog, or a batch."""
    return await _taken(request, posthog.read, posthog.VIA)


@post("/i/v0/e", status_code=200)
async def take_posthog_event(request: AnyRequest) -> Response[TakenSignals]:
    """Take one event of PostHog, or a batch, where its newer clients send them."""
    return await _taken(request, posthog.read, posthog.VIA)


@post("/i/v1/analytics/events", status_code=200)
async def take_posthog_events(request: AnyRequest) -> Response[dict[str, Any]]:
    """Take a batch of PostHog's second protocol, which asks for a result of each event by its id."""
    taken = await _ingested(request, posthog.read, posthog.VIA)
    results = {one.id: {"result": "drop" if one.outcome in _LOST else "ok", "details": one.detail} for one in taken.items}
    return Response({"results": results}, headers=dict(quota_headers(taken.left)))


@post(list(SEGMENT), status_code=200)
async def take_segment(request: AnyRequest) -> Response[TakenSignals]:
    """Take a batch of Segment, or one message on the path of its type."""
    return await _taken(request, segment.READS[request.url.path.rstrip("/").rpartition("/")[2]], segment.VIA)


@post(METRICS, status_code=200)
async def take_metrics(request: AnyRequest) -> dict[str, bool]:
    """Let Segment's client in browsers tell how it is doing, which is of no interest here: nothing is read or kept."""
    request.scope["state"]["origins"] = ("*",)  # it shows no key, so that nobody knows whose page it is
    return {"success": True}


@get("/v1/projects/{write_key:str}/settings")
async def show_browser_settings(request: AnyRequest, write_key: FromPath[str]) -> dict[str, Any]:
    """Tell Segment's client in browsers where to send: what it asks of the host that it was loaded for, before anything else."""
    return await browser_settings(_installation(request), write_key, request.headers.get("origin", ""), _known(request))


async def _taken(request: AnyRequest, read: Format, via: str) -> Response[TakenSignals]:
    taken = await _ingested(request, read, via)
    return Response(
        TakenSignals(counts={**taken.counts()}, items=[_item(one) for one in taken.items]), headers=dict(quota_headers(taken.left))
    )


async def _ingested(request: AnyRequest, read: Format, via: str) -> Taken:
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = {name: str(value) for name, value in request.query_params.items()}
    return await ingest(_installation(request), Sent(headers, await request.body(), query), read, via, _known(request))


def _installation(request: AnyRequest) -> Installation:
    return request.app.state.installation


def _known(request: AnyRequest) -> Callable[[SignalSource], None]:
    def known(source: SignalSource) -> None:
        request.scope["state"]["origins"] = source.origins  # whose pages may read the answer, whichever it is

    return known


def _item(one: Item) -> TakenSignal:
    return TakenSignal(index=one.index, id=one.id, outcome=one.outcome, detail=one.detail)
