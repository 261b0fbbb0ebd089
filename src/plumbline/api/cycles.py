"""Cycles: list, one, start from a playbook; what belongs to a cycle is made under it."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import Act, NewId, ReceiptBody, answer, handlers
from plumbline.api.looking import AsOf, looking
from plumbline.api.matching import show_tag, stream_tag
from plumbline.api.problems import Refused, missing
from plumbline.api.representations import CycleBody, PaceBody, StepBody
from plumbline.api.texts import Instant, Text, Title
from plumbline.domain.cycle.frame import (
    AddObjective,
    AddSection,
    AreaOwner,
    AssignArea,
    CloseCycle,
    ComposeCycle,
    LeavePatternOff,
    SetOutcome,
    SwitchPattern,
)
from plumbline.domain.cycle.rules.pace import first_to_leave, observed_pace
from plumbline.domain.cycle.rules.step import step_view
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.step import RecordManualPart, SkipStep
from plumbline.domain.playbook.compose import CompositionError, compose, without_risks
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Finding, Refusal
from plumbline.projections.cycles import cycles


class CycleLine(msgspec.Struct, kw_only=True):
    """A cycle in a list."""

    id: str
    title: str
    state: str
    playbook: str
    starts_at: datetime
    ends_at: datetime
    lead_id: str


class CycleList(msgspec.Struct, kw_only=True):
    items: list[CycleLine]


class NewCycle(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A playbook by its three packs, and who answers for which area; the rest falls to whoever starts the cycle.

    after: the cycle whose wrap-up it starts from.
    """

    industry: Text
    role: Text
    objective: Text
    title: Title
    patterns: list[Text] | None = None
    dropped_risks: list[Text] = []
    owners: dict[Text, Text] = {}
    calendar_id: Text = ""
    starts_at: Instant | None = None
    after: Text = ""


@get("/cycles", summary="List cycles", tags=["cycles"])
async def list_cycles(request: Request[Any, Any, Any]) -> CycleList:
    """Return all cycles, the running ones first."""
    caller(request)
    rows = await cycles(installation_of(request).ledger)
    return CycleList(items=[msgspec.convert(row._asdict(), CycleLine, strict=False) for row in rows])


@get("/cycles/{item_id:str}", summary="Show a cycle", tags=["cycles"])
async def show_cycle(request: Request[Any, Any, Any], item_id: FromPath[str], as_of: FromQuery[AsOf] = "") -> CycleBody:
    """Return one cycle with its steps as they stand now, or stood at a point of the ledger."""
    caller(request)
    async with looking(request, known_cycle(item_id), as_of) as look:
        if look.cycle.version == 0:
            raise missing("cycle", item_id)
        show_tag(request, stream_tag(look.cycle))
        return _shown(look.cycle, look.workspace, look.now)


@post("/cycles", summary="Start a cycle from a playbook", tags=["cycles"], status_code=201)
async def create_cycle(request: Request[Any, Any, Any], data: JSONBody[NewCycle]) -> Response[ReceiptBody]:
    """Compile the playbook and start a cycle from it."""
    installation = installation_of(request)
    context = context_of(request)
    patterns = None if data.patterns is None else frozenset(data.patterns)
    try:
        composed = compose(installation.packs, data.industry, data.role, data.objective, patterns)
        plan = without_risks(composed, frozenset(data.dropped_risks))
    except CompositionError as error:
        finding = Finding(rule="playbook.composition", met=False, actual=str(error))
        raise Refused(Refusal(code="playbook.incomplete", kind="invalid", findings=(finding,)), {}) from error
    owners = tuple(AreaOwner(area=area, person_id=person_id) for area, person_id in data.owners.items())
    command = ComposeCycle(
        plan=plan, title=data.title, owners=owners, calendar_id=data.calendar_id, starts_at=data.starts_at, after=data.after
    )

    async def composing(_: NewId) -> ComposeCycle:
        return command

    return await answer(request, context.new_id("cyc"), composing)


def known_cycle(text: str) -> str:
    """Return a cycle's id, or say that there is no such cycle."""
    if not text.startswith("cyc_") or len(text) != 30:
        raise missing("cycle", text)
    return text


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of cycles and of what belongs to a cycle as a whole."""
    return [list_cycles, show_cycle, create_cycle, *handlers(_ACTS)]


_ACTS = (
    Act(path="/cycles/{item_id:str}/outcome", command=SetOutcome, field="", noun="cycles", summary="Set the outcome"),
    Act(path="/cycles/{item_id:str}/objectives", command=AddObjective, field="", noun="cycles", summary="Add an objective"),
    Act(path="/cycles/{item_id:str}/sections", command=AddSection, field="", noun="cycles", summary="Add a section"),
    Act(path="/cycles/{item_id:str}/area-owners", command=AssignArea, field="", noun="cycles", summary="Assign an area to a person"),
    Act(
        path="/cycles/{item_id:str}/pattern-switches", command=SwitchPattern, field="", noun="cycles", summary="Switch a pattern on or off"
    ),
    Act(
        path="/cycles/{item_id:str}/patterns-left-off",
        command=LeavePatternOff,
        field="",
        noun="cycles",
        summary="Say why a pattern stays off that the record proposes",
    ),
    Act(
        path="/cycles/{item_id:str}/manual-parts",
        command=RecordManualPart,
        field="",
        noun="cycles",
        summary="Record the manual part of a step",
    ),
    Act(path="/cycles/{item_id:str}/skipped-steps", command=SkipStep, field="", noun="cycles", summary="Skip a step, with the reason"),
    Act(path="/cycles/{item_id:str}/closing", command=CloseCycle, field="", noun="cycles", summary="Close the cycle"),
)


def _shown(cycle: Cycle, workspace: Workspace, now: datetime) -> CycleBody:
    plan = cycle.plan
    assert plan is not None  # a composed cycle has a plan and its dates
    assert cycle.starts_at is not None
    assert cycle.ends_at is not None
    standings = [(step, step_view(cycle, workspace, now, step.id)) for step in plan.steps]
    return CycleBody(
        id=cycle.id,
        title=cycle.title,
        state=cycle.state,
        playbook=plan.id,
        version=cycle.version,
        starts_at=cycle.starts_at,
        ends_at=cycle.ends_at,
        composed_by=cycle.composed_by,
        outcome=cycle.outcome.sentence if cycle.outcome else "",
        owners=dict(cycle.owners),
        objectives={objective.id: objective.title for objective in cycle.objectives.values()},
        sections={section.id: section.title for section in cycle.sections.values()},
        patterns_on=sorted(pattern.id for pattern in cycle.patterns.values() if pattern.on),
        steps=[
            StepBody(
                id=step.id, number=step.number, title=step.title, state=standing.state, due_at=standing.due_at, condition=step.condition
            )
            for step, standing in standings
        ],
        pace=_pace(cycle),
    )


def _pace(cycle: Cycle) -> PaceBody:
    pace, leaves = observed_pace(cycle), first_to_leave(cycle)
    return PaceBody(
        cycles=pace.cycles,
        settled=pace.settled,
        left=pace.left,
        open=pace.open,
        reach=pace.reach,
        first_to_leave=leaves.id if leaves else "",
    )
