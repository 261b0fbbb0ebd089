"""Sources of signals, mappings, and what came: how many of each kind, where they belong, the newest of them."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import ReceiptBody
from plumbline.api.matching import failed
from plumbline.api.problems import missing
from plumbline.api.texts import Title
from plumbline.domain.signal.signal import instant
from plumbline.domain.workspace.signal_source import USUAL_RATE, USUAL_SIGN_UPS, MapSignals, SignalMapping, SignalSource, UnmapSignals
from plumbline.edge import attributing, signal_sources
from plumbline.edge.attributing import Sorted
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.projections.cycles import cycles

AnyRequest = Request[Any, Any, Any]
_TAGS = ["signals"]
_LONGEST_PAGE = 200


class NewSignalSource(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A source to add. cycle_id: where all of its signals belong. sign_ups: what it calls a sign-up. signed: it signs each request, too."""

    title: Title
    cycle_id: Title = ""
    sign_ups: tuple[Title, ...] = USUAL_SIGN_UPS
    per_second: int = USUAL_RATE
    signed: bool = False


class SignalOrigins(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Sites from which browsers may send, such as https://shop.example.org; `*` for any, none for programs only."""

    origins: tuple[Title, ...] = ()


class SignalKeyMade(msgspec.Struct, kw_only=True):
    """The key, and the secret to sign with where there is one, are told this once."""

    id: str
    key: str
    signing_secret: str


class SignalSourceBody(msgspec.Struct, kw_only=True):
    """state: active or revoked. used_at: when its key was last shown, to the minute. signals: how many are kept of it.

    origins: sites from which browsers may send.
    """

    id: str
    title: str
    state: str
    cycle_id: str
    sign_ups: list[str]
    per_second: int
    signed: bool
    key_fingerprint: str
    added_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    signals: int
    origins: list[str]


class SignalSourceList(msgspec.Struct, kw_only=True):
    items: list[SignalSourceBody]


class NewSignalMapping(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which signals belong where: those of a name, of a campaign, or of both. sign_up: each of them is one."""

    cycle_id: Title
    name: Title = ""
    campaign: Title = ""
    sign_up: bool = False


class SignalMappingBody(msgspec.Struct, kw_only=True):
    id: str
    name: str
    campaign: str
    cycle_id: str
    sign_up: bool
    by: str
    at: datetime


class SignalMappingList(msgspec.Struct, kw_only=True):
    """The newest comes last, and holds where several fit."""

    items: list[SignalMappingBody]


class MappingPreview(msgspec.Struct, kw_only=True):
    """What a mapping would do. fitting: signals here that it is about; moved: those of them that belong to no cycle now."""

    fitting: int
    moved: int


class SignalKindBody(msgspec.Struct, kw_only=True):
    """Signals that are attributed alike. cycle_id: where they belong; because: source, mapping or claim says so."""

    source_id: str
    name: str
    campaign: str
    claimed_cycle_id: str
    claimed_journey_id: str
    cycle_id: str
    because: str
    sign_up: bool
    count: int
    days: dict[str, int]


class SignalKindList(msgspec.Struct, kw_only=True):
    items: list[SignalKindBody]


class SignalBody(msgspec.Struct, kw_only=True):
    """One signal. claimed: attributes that were taken on trust. who: stands for a person and names nobody."""

    number: int
    name: str
    source_id: str
    origin: str
    origin_id: str
    via: str
    who: str
    occurred_at: datetime
    received_at: datetime
    cycle_id: str
    because: str
    sign_up: bool
    claims: msgspec.Raw
    claimed: list[str]
    properties: msgspec.Raw
    digest: str


class SignalPage(msgspec.Struct, kw_only=True):
    """The newest first. next: what to send as `before` for those before; 0 at the end."""

    items: list[SignalBody]
    next: int


@get("/signal-sources", summary="List the sources of signals", tags=_TAGS)
async def list_signal_sources(request: AnyRequest) -> SignalSourceList:
    """Return the sources of the workspace."""
    caller(request)
    installation = installation_of(request)
    return SignalSourceList(items=await _bodies(installation, await signal_sources.sources(installation)))


@post("/signal-sources", summary="Add a source of signals", tags=_TAGS, status_code=201)
async def add_signal_source(request: AnyRequest, data: JSONBody[NewSignalSource]) -> Response[SignalKeyMade]:
    """Take signals from a program; its key is told this once."""
    made = await signal_sources.add(
        installation_of(request), context_of(request), title=data.title, cycle_id=data.cycle_id, sign_ups=data.sign_ups,
        per_second=data.per_second, signed=data.signed,
    )  # fmt: skip
    return _made(request, made)


@get("/signal-sources/{item_id:str}", summary="Show a source of signals", tags=_TAGS)
async def show_signal_source(request: AnyRequest, item_id: FromPath[str]) -> SignalSourceBody:
    """Return one source."""
    caller(request)
    (body,) = await _bodies(installation_of(request), [await _found(request, item_id)])
    return body


@post("/signal-sources/{item_id:str}/keys", summary="Give a source of signals a new key", tags=_TAGS, status_code=201)
async def rotate_signal_key(request: AnyRequest, item_id: FromPath[str]) -> Response[SignalKeyMade]:
    """Return a new key, this once; the one before ends."""
    return _made(request, await signal_sources.rotate(installation_of(request), context_of(request), item_id))


@post("/signal-sources/{item_id:str}/origins", summary="Say from which sites browsers may send", tags=_TAGS, status_code=201)
async def allow_signal_origins(request: AnyRequest, item_id: FromPath[str], data: JSONBody[SignalOrigins]) -> ReceiptBody:
    """Let browsers on some sites send with its key; these replace those before."""
    answer = await signal_sources.allow_origins(installation_of(request), context_of(request), item_id, data.origins)
    return _receipt(request, answer, item_id)


@post("/signal-sources/{item_id:str}/revocation", summary="Revoke a source of signals", tags=_TAGS, status_code=201)
async def revoke_signal_source(request: AnyRequest, item_id: FromPath[str]) -> ReceiptBody:
    """Take nothing more from it; what it sent stays."""
    return _receipt(request, await signal_sources.revoke(installation_of(request), context_of(request), item_id), item_id)


@get("/signal-mappings", summary="List where signals belong", tags=_TAGS)
async def list_signal_mappings(request: AnyRequest) -> SignalMappingList:
    """Return the mappings of the workspace, the newest last."""
    caller(request)
    found = (await installation_of(request).handling.workspace()).signal_mappings.values()
    return SignalMappingList(items=[_mapping(one) for one in found])


@post("/signal-mappings", summary="Say where signals belong", tags=_TAGS, status_code=201)
async def add_signal_mapping(request: AnyRequest, data: JSONBody[NewSignalMapping]) -> ReceiptBody:
    """Map signals of a name or a campaign to a cycle, those that came and those that will."""
    context = context_of(request)
    command = _command(data, context.new_id("map"))
    return _receipt(request, await signal_sources.map_signals(installation_of(request), context, command), command.mapping_id)


@post("/signal-mappings/previews", summary="Say what a mapping would do", tags=_TAGS, status_code=201)
async def preview_signal_mapping(request: AnyRequest, data: JSONBody[NewSignalMapping]) -> MappingPreview:
    """Return how many signals a mapping would be about; nothing is recorded."""
    found = await signal_sources.preview(installation_of(request), context_of(request), _command(data, ""))
    if isinstance(found, Refusal):
        raise failed(request, found)
    return MappingPreview(fitting=found.fitting, moved=found.moved)


@post("/signal-mappings/{item_id:str}/removal", summary="Take back where signals belong", tags=_TAGS, status_code=201)
async def remove_signal_mapping(request: AnyRequest, item_id: FromPath[str]) -> ReceiptBody:
    """Take a mapping back, also for what it was about so far."""
    installation = installation_of(request)
    answer = await installation.handling.handle(installation.workspace_id, UnmapSignals(mapping_id=item_id), context_of(request))
    return _receipt(request, answer, item_id)


@get("/signal-kinds", summary="Count signals by kind", tags=_TAGS)
async def list_signal_kinds(request: AnyRequest, nowhere: FromQuery[bool] = False) -> SignalKindList:
    """Return how many signals there are of each kind, and where they belong. nowhere: only those that belong to no cycle."""
    caller(request)
    installation = installation_of(request)
    found = await (attributing.nowhere(installation) if nowhere else attributing.sorted_kinds(installation))
    return SignalKindList(items=[_kind(one) for one in found])


@get("/signals", summary="Read signals", tags=_TAGS)
async def list_signals(
    request: AnyRequest, nowhere: FromQuery[bool] = False, before: FromQuery[int] = 0, limit: FromQuery[int] = 50
) -> SignalPage:
    """Return signals of the workspace, the newest first. nowhere: only those that belong to no cycle."""
    caller(request)
    installation = installation_of(request)
    found = await (attributing.nowhere(installation) if nowhere else attributing.sorted_kinds(installation))
    return await _page(installation, found, before, limit)


@get("/cycles/{cycle_id:str}/signals", summary="Read the signals of a cycle", tags=_TAGS)
async def list_cycle_signals(
    request: AnyRequest, cycle_id: FromPath[str], sign_ups: FromQuery[bool] = False, before: FromQuery[int] = 0, limit: FromQuery[int] = 50
) -> SignalPage:
    """Return the signals that belong to a cycle, the newest first. sign_ups: only those."""
    caller(request)
    installation = installation_of(request)
    if not any(one.id == cycle_id for one in await cycles(installation.ledger)):
        raise missing("cycle", cycle_id)
    found = await attributing.of_cycle(installation, cycle_id)
    return await _page(installation, [one for one in found if one.place.sign_up or not sign_ups], before, limit)


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of sources, mappings and signals."""
    return [
        list_signal_sources, add_signal_source, show_signal_source, rotate_signal_key, allow_signal_origins, revoke_signal_source,
        list_signal_mappings,
        add_signal_mapping, preview_signal_mapping, remove_signal_mapping, list_signal_kinds, list_signals, list_cycle_signals,
    ]  # fmt: skip


async def _page(installation: Installation, kinds: list[Sorted], before: int, limit: int) -> SignalPage:
    most, upto = min(max(limit, 1), _LONGEST_PAGE), min(max(before, 0), 2**62)
    places = {one.kind: one.place for one in kinds}
    found = await attributing.newest_of(installation, kinds, before=upto, limit=most)
    items = [
        SignalBody(
            number=one.number, name=one.signal.name, source_id=one.signal.kind.source_id, origin=one.signal.origin,
            origin_id=one.signal.origin_id, via=one.via, who=one.signal.who, occurred_at=instant(one.signal.occurred_at),
            received_at=instant(one.received_at), cycle_id=places[one.signal.kind].cycle_id, because=places[one.signal.kind].because,
            sign_up=places[one.signal.kind].sign_up, claims=msgspec.Raw(one.signal.claims.encode()),
            claimed=list(attributing.claimed(one, places[one.signal.kind])), properties=msgspec.Raw(one.signal.properties.encode()),
            digest=one.leaf.hex(),
        )
        for one in found
    ]  # fmt: skip
    return SignalPage(items=items, next=items[-1].number if len(items) == most else 0)


async def _bodies(installation: Installation, found: list[SignalSource]) -> list[SignalSourceBody]:
    counts: dict[str, int] = {}
    for one in await installation.signals.tallies(installation.workspace_id):
        counts[one.kind.source_id] = counts.get(one.kind.source_id, 0) + one.many
    return [
        SignalSourceBody(
            id=one.id, title=one.title, state="active" if one.revoked_at is None else "revoked", cycle_id=one.cycle_id,
            sign_ups=list(one.sign_ups), per_second=one.per_second, signed=one.signed, key_fingerprint=one.key_fingerprint,
            added_at=one.added_at, revoked_at=one.revoked_at, used_at=signal_sources.used_at(installation, one),
            signals=counts.get(one.id, 0), origins=list(one.origins),
        )
        for one in found
    ]  # fmt: skip


async def _found(request: AnyRequest, source_id: str) -> SignalSource:
    source = await signal_sources.source_of(installation_of(request), source_id)
    if source is None:
        raise missing("signal source", source_id)
    return source


def _made(request: AnyRequest, made: signal_sources.Made | Refusal) -> Response[SignalKeyMade]:
    if isinstance(made, Refusal):
        raise failed(request, made)
    return Response(SignalKeyMade(id=made.source_id, key=made.key, signing_secret=made.signing_secret), status_code=201)


def _receipt(request: AnyRequest, answer: Answer, item_id: str) -> ReceiptBody:
    if isinstance(answer, Refusal):
        raise failed(request, answer)
    return ReceiptBody(stream=answer.stream, version=answer.version, item=item_id, changed=answer.changed)


def _command(data: NewSignalMapping, mapping_id: str) -> MapSignals:
    return MapSignals(mapping_id=mapping_id, name=data.name, campaign=data.campaign, cycle_id=data.cycle_id, sign_up=data.sign_up)


def _mapping(one: SignalMapping) -> SignalMappingBody:
    return SignalMappingBody(
        id=one.mapping_id, name=one.name, campaign=one.campaign, cycle_id=one.cycle_id, sign_up=one.sign_up, by=one.by, at=one.at
    )


def _kind(one: Sorted) -> SignalKindBody:
    return SignalKindBody(
        source_id=one.kind.source_id, name=one.kind.name, campaign=one.kind.campaign, claimed_cycle_id=one.kind.cycle,
        claimed_journey_id=one.kind.journey, cycle_id=one.place.cycle_id, because=one.place.because, sign_up=one.place.sign_up,
        count=one.many, days=dict(one.days),
    )  # fmt: skip
