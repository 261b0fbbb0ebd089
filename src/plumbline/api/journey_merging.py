"""Branches of journeys, and merging them: what would come in, which conflicts there are, and the one act that brings it in."""

import json
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.journey_comparison import ChangeBody, change_body
from plumbline.api.problems import missing
from plumbline.api.texts import Title
from plumbline.domain.journey.edit import PartKind
from plumbline.domain.journey.merging.conflict import Choice, Conflict, Take
from plumbline.edge.journey_merging import Incoming, branch_of, incoming
from plumbline.projections.items import find_item
from plumbline.projections.lineage import branches_of
from plumbline.words.journey_change import Titles


class NewBranch(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A branch to begin. name: what it is for. number: of the version it begins from; 0 for the newest."""

    name: Title
    number: int = 0


class BranchLine(msgspec.Struct, kw_only=True):
    id: str
    name: str
    title: str
    owner_id: str
    number: int


class BranchList(msgspec.Struct, kw_only=True):
    items: list[BranchLine]


class ChoiceBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is chosen for a conflict, which is named as it is listed. take own: value instead; null for the default."""

    kind: PartKind
    part: Title = ""
    screen: Title = ""
    name: Title = ""
    take: Take = "mine"
    value: Any = None


class NewMerge(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is brought in. read_digest: of the journey as it was listed; refused when it is something else now."""

    source_id: Title
    choices: list[ChoiceBody] = []
    read_digest: Title = ""


class ConflictBody(msgspec.Struct, kw_only=True):
    """One thing of which there cannot be two. name: a property; "" for a whole part; `order` for the order of a kind of parts."""

    kind: str
    part: str
    screen: str
    name: str
    base: Any
    mine: Any
    theirs: Any


class IncomingBody(msgspec.Struct, kw_only=True):
    """What would come in. digest: of the journey now; send it back as read_digest. changed_since: edits that no version holds stay out."""

    source_id: str
    source_title: str
    number: int
    changed_since: bool
    digest: str
    changes: list[ChangeBody]
    conflicts: list[ConflictBody]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of branches and merges."""
    return [create_branch, list_branches, show_incoming, create_merge]


@post("/journeys/{item_id:str}/branches", summary="Begin a branch of a journey", tags=["journeys"], status_code=201)
async def create_branch(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewBranch]) -> Response[ReceiptBody]:
    """Begin a branch: a journey of its own that remembers which version it began as."""
    found = await branch_of(installation_of(request), item_id, data.number, data.name)
    if found is None:
        raise missing("version", str(data.number) if data.number else item_id)

    async def command(_: NewId) -> Any:
        return found

    return await answer(request, context_of(request).new_id("jrn"), command)


@get("/journeys/{item_id:str}/branches", summary="List the branches of a journey", tags=["journeys"])
async def list_branches(request: Request[Any, Any, Any], item_id: FromPath[str]) -> BranchList:
    """Return the branches of a journey, oldest first."""
    caller(request)
    row = await find_item(installation_of(request).ledger, item_id)
    if row is None or row.kind != "journey":
        raise missing("journey", item_id)
    rows = await branches_of(installation_of(request).ledger, item_id)
    lines = [
        BranchLine(id=row.journey_id, name=row.branch, title=row.title, owner_id=row.owner_id, number=row.origin_number) for row in rows
    ]
    return BranchList(items=lines)


@get("/journeys/{item_id:str}/incoming/{source_id:str}", summary="Show what a merge would bring in", tags=["journeys"])
async def show_incoming(request: Request[Any, Any, Any], item_id: FromPath[str], source_id: FromPath[str]) -> IncomingBody:
    """Return what a branch, or the journey that this is a branch of, changed since, and where that contradicts what changed here."""
    caller(request)
    found = await _incoming(request, item_id, source_id)
    titles = Titles(found.base, found.mine, found.theirs)
    return IncomingBody(
        source_id=source_id, source_title=found.source_title, number=found.number, changed_since=found.changed_since, digest=found.digest,
        changes=[change_body(one, titles) for one in found.difference], conflicts=[conflict_body(one) for one in found.merged().conflicts],
    )  # fmt: skip


@post("/journeys/{item_id:str}/merges", summary="Bring a branch in", tags=["journeys"], status_code=201)
async def create_merge(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewMerge]) -> Response[ReceiptBody]:
    """Bring the newest version of a branch into a journey, or of the journey into its branch: all of it in one act, or nothing."""
    await _incoming(request, item_id, data.source_id)

    async def command(_: NewId) -> Any:
        return (await _incoming(request, item_id, data.source_id)).command(choices_of(data.choices), data.read_digest)

    return await answer(request, item_id, command)


def choices_of(sent: list[ChoiceBody]) -> tuple[Choice, ...]:
    """Return the choices that were sent."""
    return tuple(
        Choice(
            kind=one.kind, part=one.part, screen=one.screen, name=one.name, take=one.take,
            value=json.dumps(one.value, ensure_ascii=False) if one.take == "own" and one.value is not None else "",
        )
        for one in sent
    )  # fmt: skip


def conflict_body(one: Conflict) -> ConflictBody:
    """Return a conflict as programs read it."""
    return ConflictBody(kind=one.kind, part=one.part, screen=one.screen, name=one.name, base=one.base, mine=one.mine, theirs=one.theirs)


async def _incoming(request: Request[Any, Any, Any], item_id: str, source_id: str) -> Incoming:
    found = await incoming(installation_of(request), item_id, source_id)
    if found is None:
        raise missing("branch", source_id)
    return found
