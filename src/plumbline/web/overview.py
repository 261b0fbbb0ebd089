"""The overview of a cycle: what it is for, where it stands, and the step to do next."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from plumbline.domain.cycle.frame import AssignArea, LeavePatternOff, SetOutcome, SwitchPattern
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.step import RecordManualPart, SkipStep
from plumbline.domain.playbook.pack import Packs
from plumbline.domain.playbook.plan import Plan
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.dating import Point
from plumbline.projections.cycles import cycles
from plumbline.web.agenda_view import coming_up
from plumbline.web.clockwords import day, moment
from plumbline.web.csv_file import csv_file
from plumbline.web.cycle_gates import cycle_gates_of
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.frame_summary import frame_summary
from plumbline.web.overview_view import areas_of, counts_of, flow_of, flow_sentence, outcome_of, stoppers_of, window_of
from plumbline.web.past import asked_point, looking
from plumbline.web.people import choices
from plumbline.web.plans import parts_of, plan_of
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of, set_cookie
from plumbline.web.sign_view import drift_sign_of, sign_of
from plumbline.web.starting_point import starting_point
from plumbline.web.status import status_of
from plumbline.web.steps import next_step, steps_of
from plumbline.web.trigger_view import trigger_words
from plumbline.words.changed_plan import Changed, changed_plan


@get("/cycles")
async def list_cycles(request: Request[Any, Any, Any]) -> Response[str]:
    """List all cycles."""
    installation, reader = installation_of(request), reader_of(request)
    rows = [
        {
            "href": f"/cycles/{row.id}",
            "title": row.title,
            "running": row.state == "running",
            "starts": day(row.starts_at, reader.zone),
            "ends": day(row.ends_at, reader.zone),
            "lead": reader.names.get(row.lead_id, ""),
        }
        for row in await cycles(installation.ledger)
    ]
    return page(request, "overview/list.html", title="Cycles", cycles=rows)


@get("/cycles/{cycle_id:str}")
async def show_cycle(request: Request[Any, Any, Any], cycle_id: FromPath[str], at: FromQuery[str] = "") -> Response[str]:
    """Show how a cycle stands. at: an entry's number or an instant, to see how it stood then."""
    return await overview_page(request, cycle_id, point=await asked_point(request, at))


@get("/cycles/{cycle_id:str}/flow.csv")
async def download_flow(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Give the cumulative counts of decisions, one row for each day so far."""
    await known(request, cycle_id)
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        picture = flow_of(cycle, reader_of(request))
    head = ("day", *(series.name for series in picture.series))
    return csv_file("decisions-over-the-window", head, ((row.iso, *row.counts) for row in picture.rows))


@post("/cycles/{cycle_id:str}/{act:str}", status_code=303)
async def act_on_cycle(request: Request[Any, Any, Any], cycle_id: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Carry out one act of the page; a refusal shows the page again with what is missing and the text kept."""
    if act not in _ACTS:
        raise PageMissing("act")
    reader = reader_of(request)
    await known(request, cycle_id)
    fields = await fields_of(request, reader.zone)
    command = _ACTS[act](cycle_id, fields)
    if fields.problems:
        return await overview_page(request, cycle_id, status=422, said=problem_words(fields.problems), kept=fields.kept(), act=act)
    answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await overview_page(request, cycle_id, status=status_of(answer), refusal=answer, kept=fields.kept(), act=act)
    return see_other(f"/cycles/{cycle_id}{_PLACES[act](fields)}")


async def overview_page(
    request: AnyRequest,
    cycle_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
    act: str = "",
    point: Point | None = None,
) -> Response[str]:
    """Return the overview. kept: what the person wrote into the form of a refused act. point: how far into the ledger it looks."""
    installation = installation_of(request)
    await known(request, cycle_id)
    async with looking(request, cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        if cycle.plan is None:
            raise PageMissing(f"cycle of {moment(reader.now, reader.zone)}")
        values = _values(cycle, cycle.plan, workspace, reader)
        sign, drift_sign = await sign_of(installation.handling, look), await drift_sign_of(installation.handling, look)
        changed, after = _changed(installation.packs, cycle.plan), cycle.after
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}")
    response = page(
        request,
        "overview/show.html",
        status=status,
        cycle_id=cycle_id,
        streams=() if look.past else (cycle_id,),
        past=look.past,
        refusal=said,
        kept=defaultdict(str, kept or {}),  # a form that was not refused holds nothing
        refused_act=act,
        people=choices(workspace, reader),
        changed=changed,
        sign=sign,
        drift_sign=drift_sign,
        before=await starting_point(request, after),
        leads=workspace.has_rank(reader.person_id, "lead"),
        commands=_commands(installation.base_url, cycle_id),
        closed=values["ended"] or look.past is not None,  # nothing can be sent in either
        **values,
    )
    set_cookie(request, response, "cycle", cycle_id)  # pages outside any cycle keep the side column on the one looked at last
    return response


async def known(request: AnyRequest, cycle_id: str) -> None:
    """Raise PageMissing when there is no such cycle."""
    if all(row.id != cycle_id for row in await cycles(installation_of(request).ledger)):
        raise PageMissing("cycle")


def _values(cycle: Cycle, plan: Plan, workspace: Workspace, reader: Reader) -> dict[str, Any]:
    picture = flow_of(cycle, reader)
    steps = steps_of(cycle, workspace, reader)
    return {
        "title": cycle.title,
        "crumbs": ({"title": cycle.title, "href": ""},),
        "playbook": {"title": plan.title, "href": f"/playbooks/{plan.id}"},
        "ended": cycle.state == "closed",
        "outcome": outcome_of(cycle, plan, reader),
        "proposed_outcome": plan.outcome,
        "metrics": [(metric.id, metric.title) for metric in plan.metrics],
        "lens": plan.lens,
        "window": window_of(cycle, workspace, reader),
        "areas": areas_of(cycle, plan, reader),
        "counts": counts_of(cycle, reader.now),
        "flow": picture,
        "flow_sentence": flow_sentence(picture),
        "steps": steps,
        "next_step": next_step(steps),
        "done": sum(step.ended for step in steps),
        "stoppers": stoppers_of(cycle, reader),
        "gates": cycle_gates_of(cycle, workspace, reader),
        "frame_summary": frame_summary(cycle, workspace, reader.now),
        "patterns": plan.patterns,
        "coming": coming_up(cycle, reader),
        "triggers": trigger_words(cycle, workspace),
    }


def _changed(packs: Packs, plan: Plan) -> tuple[Changed, ...]:
    try:
        return changed_plan(plan_of(packs, parts_of(packs, plan.id)), plan)
    except PageMissing:
        return ()  # the packs it was composed of are not loaded any more


def _outcome(cycle_id: str, fields: Fields) -> SetOutcome:
    return SetOutcome(
        sentence=fields.required("sentence", "what the cycle is for, in one sentence"),
        metric_id=fields.required("metric_id", "which metric shows it"),
        baseline=fields.required("baseline", "where the metric stands today"),
        threshold=fields.required("threshold", "where it has to get"),
        signer_id=fields.required("signer_id", "who signs for the outcome"),
    )


def _area(cycle_id: str, fields: Fields) -> AssignArea:
    return AssignArea(area=fields.required("area", "which area"), person_id=fields.required("person_id", "who answers for it"))


def _manual_part(cycle_id: str, fields: Fields) -> RecordManualPart:
    return RecordManualPart(
        step_id=fields.required("step_id", "which step"), note=fields.required("note", "what was done and what shows it")
    )


def _skipping(cycle_id: str, fields: Fields) -> SkipStep:
    return SkipStep(step_id=fields.required("step_id", "which step"), reason=fields.required("reason", "why the step is skipped"))


def _passage(cycle_id: str, fields: Fields) -> PassGate:
    return PassGate(gate_id=fields.required("gate_id", "which gate"), item_id=cycle_id)


def _pattern_switch(cycle_id: str, fields: Fields) -> SwitchPattern:
    return SwitchPattern(pattern_id=fields.required("pattern_id", "which pattern"), on=fields.text("on") == "yes")


def _left_off(cycle_id: str, fields: Fields) -> LeavePatternOff:
    return LeavePatternOff(pattern_id=fields.required("pattern_id", "which pattern"), because=fields.text("because"))


_ACTS: dict[str, Callable[[str, Fields], Any]] = {
    "outcome": _outcome,
    "areas": _area,
    "manual-parts": _manual_part,
    "skippings": _skipping,
    "passages": _passage,
    "pattern-switches": _pattern_switch,
    "patterns-left-off": _left_off,
}
_PLACES: dict[str, Callable[[Fields], str]] = {
    "outcome": lambda _: "",
    "areas": lambda _: "#areas",
    "manual-parts": lambda fields: f"#step-{fields.text('step_id')}",
    "skippings": lambda fields: f"#step-{fields.text('step_id')}",
    "passages": lambda fields: f"#gate-{fields.text('gate_id')}",
    "pattern-switches": lambda _: "#patterns",
    "patterns-left-off": lambda _: "#patterns",
}


def _commands(base_url: str, cycle_id: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Read it", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {base_url}/v1/cycles/{cycle_id}'),
        ("On the command line", f"plumbline cycle overview {cycle_id}"),
    )


routes = (list_cycles, show_cycle, download_flow, act_on_cycle)
