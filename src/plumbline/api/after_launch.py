"""What follows a launch, for programs: how a cycle stands after it, its wrap-up as a document, and what it proposes to the packs."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from plumbline.api.access import caller, installation_of
from plumbline.api.cycles import known_cycle
from plumbline.api.problems import missing
from plumbline.artifacts.pack_proposal import proposals
from plumbline.artifacts.wrap_up_document import labels_of, markdown
from plumbline.domain.cycle.retrospective import Retrospective
from plumbline.domain.cycle.rules.launching import launched_at
from plumbline.domain.cycle.rules.wrap_up import open_items
from plumbline.domain.cycle.stabilisation import Week
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.support_review import JudgedPromise, Signal
from plumbline.domain.cycle.wrap_up import WrapUp


class OpenItemBody(msgspec.Struct, kw_only=True):
    """Something that is still open, and whom it waits for. A wrap-up carries it on or defers it."""

    kind: str
    id: str
    person_id: str


class AfterLaunchBody(msgspec.Struct, kw_only=True):
    """How a cycle stands after its launch. launched_at: what the weeks count from."""

    launched_at: datetime | None
    signals: list[Signal]
    promises: list[JudgedPromise]
    reviewed_at: datetime | None
    weeks: list[Week]
    retrospective: Retrospective | None
    wrap_up: WrapUp | None
    open_items: list[OpenItemBody]


class ProposalBody(msgspec.Struct, kw_only=True):
    """The next version of a pack. text: the YAML file."""

    name: str
    kind: str
    id: str
    version: str
    text: str


class ProposalList(msgspec.Struct, kw_only=True):
    items: list[ProposalBody]


@get("/cycles/{item_id:str}/after-launch", summary="Show how a cycle stands after its launch", tags=["cycles"])
async def show_after_launch(request: Request[Any, Any, Any], item_id: FromPath[str]) -> AfterLaunchBody:
    """Return signals, weeks, retrospective, wrap-up, and what is still open."""
    caller(request)
    async with installation_of(request).handling.reading(known_cycle(item_id)) as cycle:
        _check(cycle, item_id)
        return AfterLaunchBody(
            launched_at=launched_at(cycle),
            signals=list(cycle.support.signals.values()),
            promises=list(cycle.support.outcomes),
            reviewed_at=cycle.support.reviewed_at,
            weeks=list(cycle.stabilisation.values()),
            retrospective=cycle.retrospective,
            wrap_up=cycle.wrap_up,
            open_items=[OpenItemBody(kind=end.kind, id=end.item_id, person_id=end.person_id) for end in open_items(cycle)],
        )


@get("/cycles/{item_id:str}/wrap-up", summary="Read the wrap-up as Markdown", tags=["cycles"], media_type="text/markdown")
async def show_wrap_up(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[bytes]:
    """Return the wrap-up as a document."""
    caller(request)
    installation = installation_of(request)
    async with installation.handling.reading(known_cycle(item_id)) as cycle:
        _check(cycle, item_id)
        if cycle.wrap_up is None:
            raise missing("wrap_up", item_id)
        text = markdown(cycle, installation.names, labels_of(cycle))
    return Response(text.encode(), media_type="text/markdown")


@get("/cycles/{item_id:str}/pack-proposals", summary="List what the retrospective proposes to the packs", tags=["cycles"])
async def list_proposals(request: Request[Any, Any, Any], item_id: FromPath[str]) -> ProposalList:
    """Return the next version of each pack that the retrospective changes, as files."""
    caller(request)
    async with installation_of(request).handling.reading(known_cycle(item_id)) as cycle:
        _check(cycle, item_id)
        lessons = cycle.retrospective.lessons if cycle.retrospective else ()
        packs = cycle.plan.packs
    made = proposals(lessons, packs)
    return ProposalList(items=[ProposalBody(name=one.name, kind=one.kind, id=one.id, version=one.version, text=one.text) for one in made])


def routes() -> list[HTTPRouteHandler]:
    """Return the reading routes of what follows a launch."""
    return [show_after_launch, show_wrap_up, list_proposals]


def _check(cycle: Cycle, item_id: str) -> None:
    if cycle.version == 0:
        raise missing("cycle", item_id)
