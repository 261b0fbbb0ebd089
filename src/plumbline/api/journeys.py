"""Journeys: add one, change it by small edits, keep versions, read what it is now or was in any version."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer, doing
from plumbline.api.cycles import known_cycle
from plumbline.api.matching import show_tag, stream_tag
from plumbline.api.problems import Refused, missing
from plumbline.api.texts import Text, Title
from plumbline.blobs.errors import TooLarge
from plumbline.domain.cycle.thread import AnchorKind
from plumbline.domain.journey.journey import AcceptFinding, CreateJourney, EditJourney, Journey, NameVersion, RestoreVersion, UndoEdit
from plumbline.domain.journey.problem import Problem
from plumbline.domain.journey.template import Answer
from plumbline.edge.discussing import NotThere, Prepared, Said, about_part
from plumbline.edge.journey_files import attach_image, without_picture
from plumbline.edge.journey_templates import template_here
from plumbline.handling.looks import look_at
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item, journeys_of

_ACTS = (
    ("edits", EditJourney, "Change it by small edits, or put screens elsewhere on its map: all of them, or none"),
    ("undoings", UndoEdit, "Take back your own last change"),
    ("versions", NameVersion, "Keep what it is now as a version"),
    ("restorations", RestoreVersion, "Bring back an earlier version"),
    ("acceptances", AcceptFinding, "Take a finding as it is, with somebody who answers for it"),
)


class NewJourney(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A journey to add: its content, or the id of a template to make it from, with answers to what that asks for, by parameter."""

    content: dict[str, Any] | None = None
    template: Title = ""
    title: Title = ""
    owner_id: Title = ""
    answers: dict[str, Title] = {}


class NewThread(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A thread to open on a screen or a transition, by its id; on the journey as a whole when neither is named.

    objective_id: that of the part's section without it. asks_id: whose answer it needs.
    """

    text: Text
    screen: Title = ""
    transition: Title = ""
    objective_id: Title = ""
    blocking: bool = False
    asks_id: Title = ""


class NewPicture(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A picture, in base64. name: an id, which screens and components show it by."""

    name: Title
    content: bytes


class JourneyVersion(msgspec.Struct, kw_only=True):
    number: int
    digest: str
    author_id: str
    at: datetime
    name: str


class Fault(msgspec.Struct, kw_only=True):
    """Something that keeps the journey from being played. path: keys, and places in lists from 0."""

    path: list[str | int]
    problem: str
    expected: str
    remedy: str


class PlaceBody(msgspec.Struct, kw_only=True):
    """Where somebody put a screen on the map: column and row in the lane of its role, from 0; a row is half a box high."""

    screen: str
    column: int
    row: int


class JourneyBody(msgspec.Struct, kw_only=True):
    """A journey as it is now. version: send it back as read_version. digest: of its content, empty while it has faults.

    changed: whether it was edited since its newest version. origin_id, origin_number: the version that a branch began as.
    branch: what it is for. places: where screens were put on the map; outside the digest.
    without_picture: names of images whose picture is not kept here, as after an import; their descriptions are shown instead.
    """

    id: str
    cycle_id: str
    title: str
    owner_id: str
    version: int
    digest: str
    changed: bool
    template_id: str
    template_version: str
    answers: dict[str, str]
    origin_id: str
    origin_number: int
    branch: str
    versions: list[JourneyVersion]
    faults: list[Fault]
    content: dict[str, Any]
    places: list[PlaceBody]
    without_picture: list[str]


class JourneyLine(msgspec.Struct, kw_only=True):
    id: str
    title: str
    owner_id: str
    changed: bool


class JourneyList(msgspec.Struct, kw_only=True):
    items: list[JourneyLine]


class ContentBody(msgspec.Struct, kw_only=True):
    """What a journey was in one version."""

    number: int
    digest: str
    content: dict[str, Any]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of journeys."""
    return [
        create_journey,
        create_picture,
        list_journeys,
        show_journey,
        show_content,
        open_thread,
        *doing("journeys", "journey_id", _ACTS),
    ]


@post("/cycles/{item_id:str}/journeys", summary="Add a journey", tags=["journeys"], status_code=201)
async def create_journey(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewJourney]) -> Response[ReceiptBody]:
    """Add a journey with its first version to a cycle."""
    await _known(request, item_id)

    async def command(_: NewId) -> Any:
        return await _made(request, item_id, data)

    return await answer(request, context_of(request).new_id("jrn"), command)


async def _made(request: Request[Any, Any, Any], cycle_id: str, data: NewJourney) -> CreateJourney:
    answers = tuple(Answer(parameter=parameter, text=text) for parameter, text in data.answers.items())
    if not data.template:
        return CreateJourney(
            cycle_id=cycle_id, content=json.dumps(data.content or {}), title=data.title, owner_id=data.owner_id, answers=answers
        )
    found = await template_here(installation_of(request), data.template)
    if found is None:
        raise missing("template", data.template)
    return found.create(cycle_id, data.title, data.owner_id, answers)


@get("/cycles/{item_id:str}/journeys", summary="List a cycle's journeys", tags=["journeys"])
async def list_journeys(request: Request[Any, Any, Any], item_id: FromPath[str]) -> JourneyList:
    """Return the journeys of a cycle, oldest first."""
    caller(request)
    await _known(request, item_id)
    rows = await journeys_of(installation_of(request).ledger, item_id)
    lines = [JourneyLine(id=row.item_id, title=row.title, owner_id=row.owner_id, changed=row.state == "edited") for row in rows]
    return JourneyList(items=lines)


@post("/journeys/{item_id:str}/images", summary="Upload a picture, or a newer one", tags=["journeys"], status_code=201)
async def create_picture(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewPicture]) -> Response[ReceiptBody]:
    """Keep a picture and make it an image of the journey; with the name of one that is there, it takes its place."""
    context, installation = context_of(request), installation_of(request)
    await _is_journey(request, item_id)
    try:
        done = await attach_image(installation, item_id, data.name, data.content, context)
    except TooLarge as refused:
        raise HTTPException(f"The picture is too large: {refused}.", status_code=413) from refused
    if isinstance(done, Refusal):
        raise Refused(done, installation.names)
    return Response(ReceiptBody(stream=done.stream, version=done.version, item=done.item, changed=done.changed))


@get("/journeys/{item_id:str}", summary="Show a journey as it is now", tags=["journeys"])
async def show_journey(request: Request[Any, Any, Any], item_id: FromPath[str]) -> JourneyBody:
    """Return a journey: its content, what is wrong with it, its versions."""
    caller(request)
    await _is_journey(request, item_id)
    async with installation_of(request).handling.reading(item_id, texts=True) as state:
        show_tag(request, stream_tag(state))
        shown = _shown(state)
    shown.without_picture = await without_picture(installation_of(request).blobs, shown.content)
    return shown


@get("/journeys/{item_id:str}/versions/{number:int}", summary="Show what a journey was in a version", tags=["journeys"])
async def show_content(request: Request[Any, Any, Any], item_id: FromPath[str], number: FromPath[int]) -> ContentBody:
    """Return the content of a version."""
    caller(request)
    await _is_journey(request, item_id)
    installation = installation_of(request)
    async with installation.handling.reading(item_id) as state:
        version = state.numbered(number)
    blob = await installation.blobs.get(version.digest) if version is not None else None
    if version is None or blob is None:
        raise missing("version", str(number))
    return ContentBody(number=version.number, digest=version.digest, content=json.loads(blob.body))


@post(
    "/journeys/{item_id:str}/threads",
    operation_id="OpenThreadOnJourney",
    summary="Open a thread about it",
    tags=["journeys"],
    status_code=201,
)
async def open_thread(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewThread]) -> Response[ReceiptBody]:
    """Open a thread on a screen or a transition as it is now, or on the whole journey."""
    await _is_journey(request, item_id)
    said = Said(text=data.text, objective_id=data.objective_id, blocking=data.blocking, asks_id=data.asks_id)
    kind: AnchorKind = "screen" if data.screen else "transition" if data.transition else "journey"
    part = data.screen or data.transition
    try:
        prepared = await about_part(installation_of(request).handling, context_of(request), item_id, kind, part, said)
    except NotThere as lost:
        raise missing(str(lost), part or item_id) from lost
    return await opening(request, prepared)


async def opening(request: Request[Any, Any, Any], prepared: Prepared) -> Response[ReceiptBody]:
    """Open a prepared thread and answer with its receipt; of one that is there already, with that."""
    if prepared.known:
        return Response(ReceiptBody(stream=prepared.cycle_id, version=0, item=prepared.known, changed=False), status_code=200)

    async def command(_: NewId) -> Any:
        return prepared.command

    return await answer(request, prepared.cycle_id, command, bodies=(prepared.body,))


async def _known(request: Request[Any, Any, Any], cycle_id: str) -> None:
    async with installation_of(request).handling.reading(known_cycle(cycle_id)) as cycle:
        if cycle.version == 0:
            raise missing("cycle", cycle_id)


async def _is_journey(request: Request[Any, Any, Any], item_id: str) -> None:
    row = await find_item(installation_of(request).ledger, item_id)
    if row is None or row.kind != "journey":
        raise missing("journey", item_id)


def _shown(journey: Journey) -> JourneyBody:
    content, origin = journey.content or {}, journey.origin
    _, faults, digest = look_at(journey)
    versions = [
        JourneyVersion(number=one.number, digest=one.digest, author_id=one.author_id, at=one.at, name=one.name) for one in journey.versions
    ]
    return JourneyBody(
        id=journey.id, cycle_id=journey.cycle_id, title=journey.title, owner_id=journey.owner_id, version=journey.version,
        digest=digest, changed=journey.is_changed, template_id=journey.template_id,
        template_version=journey.made_of.version, answers={one.parameter: one.text for one in journey.answers},
        origin_id=origin.journey_id if origin else "", origin_number=origin.number if origin else 0,
        branch=origin.name if origin else "", versions=versions, faults=_faults(faults), content=content,
        places=[PlaceBody(screen=one.screen, column=one.column, row=one.row) for one in journey.places.values()],
        without_picture=[],
    )  # fmt: skip


def _faults(problems: Iterable[Problem]) -> list[Fault]:
    return [Fault(path=list(one.path), problem=one.problem, expected=one.expected, remedy=one.remedy) for one in problems]
