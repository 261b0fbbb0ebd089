"""Runs: begin one, play it step by step, read where it is and everything that happened in it."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer, doing
from plumbline.api.journeys import opening
from plumbline.api.matching import show_tag, stream_tag
from plumbline.api.problems import missing
from plumbline.api.texts import Text, Title
from plumbline.domain.journey.autoplay import acts_of, waits
from plumbline.domain.journey.machine import Machine, spelled
from plumbline.domain.run import run as words
from plumbline.domain.run.record import digest_of
from plumbline.domain.run.replay import first_difference
from plumbline.domain.run.run import Run
from plumbline.domain.run.turn import present
from plumbline.edge.discussing import NotThere, Said, about_remark
from plumbline.edge.playable import Playable, coverage_of, journey_version, template
from plumbline.projections.runs import find_run, runs_of
from plumbline.words.journey_finding import finding_words

_LONGEST_PAGE = 200
_ACTS = (
    ("steps", words.Advance, "Do something on a screen, with what its controls are given"),
    ("entries", words.Enter, "Give controls their values; the screen stays"),
    ("waits", words.Wait, "Let the player move those whom nobody plays"),
    ("happenings", words.LetHappen, "Let a fault, a system's answer or the end of a wait happen"),
    ("returns", words.GoBack, "Go back to before the last act"),
    ("restarts", words.Restart, "Begin again within the run"),
    ("remarks", words.Remark, "Say what is wrong in the exact state"),
    ("roles", words.TakeRole, "Play one more role"),
    ("endings", words.GiveUp, "Give up"),
    ("redactions", words.RedactRun, "Take away for good what participants wrote by hand"),
    ("answers", words.AnswerQuestion, "Answer the question afterwards"),
)


class NewRun(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How a run begins. role: that of the task when a task is named, else the first. number: the journey's version, 0 for its newest."""

    role: Title = ""
    preset: Title = ""
    task: Title = ""
    cohort: Title = ""
    campaign: Title = ""
    number: int = 0


class RoleNow(msgspec.Struct, kw_only=True):
    """Where a role is. acts: what it can do. played_by: who plays it; empty for nobody."""

    role: str
    screen: str
    title: str
    kind: str
    acts: list[str]
    played_by: str


class MoveBody(msgspec.Struct, kw_only=True):
    """One step. by: participant, player or facilitator. screens: of all roles afterwards, in the journey's order."""

    number: int
    kind: str
    by: str
    role: str
    happened: str
    variable: str
    value: str
    text: str
    taken: list[str]
    screens: list[str]
    elapsed_ms: int
    at: datetime


class RemarkBody(msgspec.Struct, kw_only=True):
    id: str
    step: int
    role: str
    screen: str
    text: str
    by: str
    at: datetime


class RunBody(msgspec.Struct, kw_only=True):
    """A run. step: send it back as read_step. waits: whether waiting leads on. values: by variable. result: empty while it goes on.

    differs: the step from which it does not follow from its journey; 0 when all of it does. record_digest: what evidence is bound to.
    """

    id: str
    journey_id: str
    template_id: str
    number: int
    digest: str
    role: str
    participant: str
    preset: str
    task: str
    cohort: str
    campaign: str
    step: int
    roles: list[RoleNow]
    waits: bool
    values: dict[str, str]
    moves: list[MoveBody]
    remarks: list[RemarkBody]
    answers: dict[str, int]
    result: str
    success: bool
    started_at: datetime | None
    finished_at: datetime | None
    record_digest: str
    differs: int


class NewRemarkThread(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A thread to open on the exact state of a remark. remark_id: the newest without it. text: the remark's own words without it."""

    remark_id: Title = ""
    text: Text = ""
    objective_id: Title = ""
    blocking: bool = False
    asks_id: Title = ""


class RunLine(msgspec.Struct, kw_only=True):
    id: str
    role: str
    task: str
    preset: str
    cohort: str
    number: int
    steps: int
    result: str
    success: bool
    started_at: datetime | None


class RunList(msgspec.Struct, kw_only=True):
    """next: what to send as `after` for the older ones; empty when these are the last."""

    items: list[RunLine]
    next: str


class PartBody(msgspec.Struct, kw_only=True):
    """How many of the parts of one kind that can be reached were covered."""

    count: int
    of: int


class UncoveredBody(msgspec.Struct, kw_only=True):
    """Something that no run went through. way: a shortest way to it; each step an event, or `variable=value`."""

    id: str
    title: str
    way: list[str]


class CoverageBody(msgspec.Struct, kw_only=True):
    """What recorded runs of one content went through. complete: whether all states were looked at; otherwise nothing is said to be left."""

    digest: str
    runs: int
    complete: bool
    exceptions: PartBody
    transitions: PartBody
    tasks: PartBody
    uncovered: list[UncoveredBody]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of runs."""
    return [play_template, play_journey, list_runs, show_run, show_coverage, open_thread, *doing("runs", "run_id", _ACTS)]


@post("/templates/{item_id:str}/runs", summary="Play a built-in template", tags=["runs"], status_code=201)
async def play_template(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewRun]) -> Response[ReceiptBody]:
    """Begin a run of a template."""
    found = await template(installation_of(request), item_id)
    if found is None:
        raise missing("template", item_id)
    return await _begin(request, found, data)


@post("/journeys/{item_id:str}/runs", summary="Play a journey", tags=["runs"], status_code=201)
async def play_journey(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewRun]) -> Response[ReceiptBody]:
    """Begin a run of a version of a journey."""
    found = await journey_version(installation_of(request), item_id, data.number)
    if found is None:
        raise missing("journey", item_id)
    return await _begin(request, found, data)


@get("/runs", summary="List the runs of a journey or template", tags=["runs"])
async def list_runs(
    request: Request[Any, Any, Any], of: FromQuery[str] = "", after: FromQuery[str] = "", limit: FromQuery[int] = 50
) -> RunList:
    """Return the runs of what is named by its id, newest first, 200 at most. after: the run that a page ended with."""
    caller(request)
    size = max(1, min(limit, _LONGEST_PAGE))
    rows = await runs_of(installation_of(request).ledger, of, before=after, limit=size + 1)
    return RunList(
        items=[
            RunLine(
                id=row.run_id, role=row.role, task=row.task, preset=row.preset, cohort=row.cohort, number=row.number, steps=row.steps,
                result=row.result, success=row.success, started_at=row.started_at,
            )
            for row in rows[:size]
        ],
        next=rows[size - 1].run_id if len(rows) > size else "",
    )  # fmt: skip


@get("/coverage", summary="Say what runs covered of a journey or template", tags=["runs"])
async def show_coverage(request: Request[Any, Any, Any], of: FromQuery[str] = "") -> CoverageBody:
    """Return what the recorded runs of exactly this content, the newest version of a journey, went through, and what they left out."""
    caller(request)
    installation = installation_of(request)
    played = await template(installation, of) or await journey_version(installation, of)
    if played is None:
        raise missing("journey or template", of)
    found = await coverage_of(installation, played)
    return CoverageBody(
        digest=played.digest,
        runs=found.runs,
        complete=found.complete,
        exceptions=PartBody(count=found.exceptions.count, of=found.exceptions.of),
        transitions=PartBody(count=found.transitions.count, of=found.transitions.of),
        tasks=PartBody(count=found.tasks.count, of=found.tasks.of),
        uncovered=[
            UncoveredBody(id=one.id, title=finding_words(one, played.model).title, way=[str(each) for each in one.trace])
            for one in found.findings
        ],
    )


@get("/runs/{item_id:str}", summary="Show a run", tags=["runs"])
async def show_run(request: Request[Any, Any, Any], item_id: FromPath[str]) -> RunBody:
    """Return where a run is, and everything that happened in it."""
    caller(request)
    installation = installation_of(request)
    if await find_run(installation.ledger, item_id) is None:
        raise missing("run", item_id)
    async with installation.handling.reading(item_id) as state:
        run: Run = state
        machine: Machine = run.machine
        show_tag(request, stream_tag(run))
        return _body(run, machine)


@post(
    "/runs/{item_id:str}/threads",
    operation_id="OpenThreadFromRemark",
    summary="Make a remark into a thread",
    tags=["runs"],
    status_code=201,
)
async def open_thread(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewRemarkThread]) -> Response[ReceiptBody]:
    """Open a thread of the cycle on the screen, the variables and the step that a remark was made in."""
    if await find_run(installation_of(request).ledger, item_id) is None:
        raise missing("run", item_id)
    said = Said(text=data.text, objective_id=data.objective_id, blocking=data.blocking, asks_id=data.asks_id)
    try:
        prepared = await about_remark(installation_of(request).handling, context_of(request), item_id, data.remark_id, said)
    except NotThere as lost:
        raise missing(str(lost), data.remark_id or item_id) from lost
    return await opening(request, prepared)


async def _begin(request: Request[Any, Any, Any], played: Playable, data: NewRun) -> Response[ReceiptBody]:
    task = next((one for one in played.model.tasks if one.id == data.task), None)
    role = data.role or (task.role if task else played.model.roles[0].id)

    async def command(_: NewId) -> Any:
        return played.start(role, preset=data.preset, task=data.task, cohort=data.cohort, campaign=data.campaign)

    return await answer(request, context_of(request).new_id("run"), command, bodies=[played.body])


def _body(run: Run, machine: Machine) -> RunBody:
    state = present(run, machine)
    return RunBody(
        id=run.id,
        journey_id=run.journey_id,
        template_id=run.template_id,
        number=run.number,
        digest=run.digest,
        role=run.role,
        participant=run.participant,
        preset=run.preset,
        task=run.task,
        cohort=run.cohort,
        campaign=run.campaign,
        step=run.step,
        roles=[
            RoleNow(
                role=role,
                screen=screen,
                title=machine.screens[screen].title,
                kind=machine.screens[screen].kind,
                acts=[] if run.is_over else [event.id for event in acts_of(machine, state, role)],
                played_by=run.seats.get(role, ""),
            )
            for role, screen in zip(machine.roles, state.screens, strict=True)
        ],
        waits=not run.is_over and waits(machine, state, tuple(run.seats)) is not None,
        values={name: spelled(value) for name, value in zip(machine.variables, state.values, strict=True)},
        moves=[
            MoveBody(
                number=move.number, kind=move.kind, by=move.by, role=move.role, happened=move.happened, variable=move.variable,
                value=move.value, text=move.text, taken=list(move.taken), screens=list(move.screens), at=move.at,
                elapsed_ms=move.elapsed_ms,
            )
            for move in run.moves
        ],
        remarks=[
            RemarkBody(id=one.id, step=one.step, role=one.role, screen=one.screen, text=one.text, by=one.by, at=one.at)
            for one in run.remarks
        ],
        answers=dict(run.answers),
        result=run.result,
        success=run.success,
        started_at=run.started_at,
        finished_at=run.finished_at,
        record_digest=digest_of(run),
        differs=first_difference(run, machine) or 0,
    )  # fmt: skip
