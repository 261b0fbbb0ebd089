"""The composer: three choices and two questions on the left, the cycle they produce on the right, and the form that starts it."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.domain.cycle.frame import AreaOwner, ComposeCycle
from plumbline.domain.playbook.compose import without_risks
from plumbline.domain.playbook.pack import Packs
from plumbline.domain.playbook.plan import Pattern, Plan
from plumbline.domain.workspace.calendar import calendar_titles, hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.labels import name_of
from plumbline.web.people import choices
from plumbline.web.plan_view import area_titles
from plumbline.web.plans import plan_of
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.starting_point import starting_point
from plumbline.web.status import status_of
from plumbline.web.step_strip import step_strip
from plumbline.words.plan import titles

# What an answer to one of the two questions asks for. It preselects; every pattern can be switched by hand.
TEAMS: dict[str, tuple[str, frozenset[str]]] = {
    "one": ("One team", frozenset()),
    "two": ("Two departments", frozenset({"joint-review-gates"})),
    "many": ("Three departments or more", frozenset({"joint-review-gates", "approval-reset", "weekly-risk-page"})),
}
STAGES: dict[str, tuple[str, frozenset[str]]] = {
    "exploring": ("Exploring", frozenset({"staged-validation", "scoped-pilot"})),
    "planning": ("Planning the scope", frozenset({"scope-negotiation"})),
    "building": ("Building", frozenset({"parallel-validation", "scope-negotiation"})),
    "launching": ("Launching soon", frozenset({"confidence-recovery", "stabilisation-loop"})),
    "live": ("Live with customers", frozenset({"monthly-comparison", "refinement-month"})),
}


@record
class Choices:
    """What was chosen. patterns: exactly those that are on. dropped: risks the cycle does not start with."""

    industry: str
    role: str
    objective: str
    team: str
    stage: str
    patterns: frozenset[str]
    dropped: frozenset[str] = frozenset()

    @property
    def asked(self) -> str:
        """The two answers that the patterns were preselected for."""
        return f"{self.team}.{self.stage}"


@record
class PatternChoice:
    id: str
    title: str
    text: str
    on: bool
    changes: tuple[str, ...]


@record
class AreaChoice:
    """An owner area and who answers for it; empty means nobody yet."""

    id: str
    title: str
    text: str
    person_id: str


@get("/playbooks/compose")
async def show_composer(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the composer with the cycle that the choices in the address produce."""
    asked = request.query_params
    values = {name: asked.get(name, "") for name in asked}
    if before := await starting_point(request, values.get("after", "")):
        values = {**before.packs, **values}  # the cycle before says what is proposed, and the choices made here what is wanted
    chosen = _choices(installation_of(request).packs, values, tuple(asked.getall("pattern", [])), tuple(asked.getall("drop", [])))
    return await _composer(request, chosen, values)


@post("/cycles")
async def start_cycle(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Write the composed cycle and go to its overview."""
    installation, reader, context = installation_of(request), reader_of(request), context_of(request)
    fields = await fields_of(request, reader.zone)
    values = {name: str(value) for name, value in fields.kept().items()}
    chosen = _choices(installation.packs, values, fields.several("pattern"), fields.several("drop"))
    whole = plan_of(installation.packs, (chosen.industry, chosen.role, chosen.objective), chosen.patterns)
    plan = without_risks(whole, chosen.dropped & {risk.id for risk in whole.risks})
    command = ComposeCycle(
        plan=plan,
        title=fields.required("title", "what the cycle is called"),
        owners=tuple(AreaOwner(area=area.id, person_id=person) for area in plan.areas if (person := fields.text(f"owner_{area.id}"))),
        calendar_id=fields.text("calendar_id"),
        starts_at=_start(fields, reader.now),
        after=fields.text("after"),
    )
    if fields.problems:
        return await _composer(request, chosen, values, status=422, said=problem_words(fields.problems))
    cycle_id = context.new_id("cyc")
    answer = await installation.handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader, None)
        return await _composer(request, chosen, values, status=status_of(answer), said=said)
    return see_other(f"/cycles/{cycle_id}")


async def _composer(
    request: AnyRequest, chosen: Choices, values: Mapping[str, str], *, status: int = 200, said: RefusalWords | None = None
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    packs, workspace = installation.packs, await installation.handling.workspace()
    before = await starting_point(request, values.get("after", ""))
    plan = plan_of(packs, (chosen.industry, chosen.role, chosen.objective), chosen.patterns)
    areas = _areas(plan, values, reader)
    starts_on = values.get("starts_on", "") or f"{reader.now.astimezone(ZoneInfo(reader.zone)):%Y-%m-%d}"
    calendar_id = values.get("calendar_id", "") or _calendar_of(workspace, reader.person_id)
    return page(
        request,
        "composer/show.html",
        status=status,
        title="Compose a cycle",
        crumbs=({"title": "Playbooks", "href": "/playbooks"}, {"title": "Compose a cycle", "href": ""}),
        chosen=chosen,
        industries=_titles(packs.industries),
        roles=_titles(packs.roles),
        objectives=_titles(packs.objectives),
        teams=[(key, words) for key, (words, _) in TEAMS.items()],
        stages=[(key, words) for key, (words, _) in STAGES.items()],
        patterns=[_pattern(pattern, pattern.id in chosen.patterns) for pattern in plan.patterns],
        patterns_words=", ".join(pattern.title for pattern in plan.patterns if pattern.on) or "none",
        ladder_words=_ladder_words(plan, areas, reader),
        plan=plan,
        kept=sum(risk.id not in chosen.dropped for risk in plan.risks),
        named=titles(plan),
        area_titles=area_titles(plan),
        strip=step_strip(plan, _noon(starts_on, reader), hours_for(workspace, reader.now, calendar_id)),
        areas=areas,
        owners_words=_owners_words(areas, reader),
        unowned=sum(not area.person_id for area in areas),
        people=choices(workspace, reader),
        calendars=calendar_titles(workspace, reader.now),
        calendar_id=calendar_id,
        cycle_title=values.get("title", "") or plan.title,
        starts_on=starts_on,
        before=before,
        refusal=said,
        commands=(("On the command line", f"plumbline playbook start {chosen.industry} {chosen.role} {chosen.objective} --title TITLE"),),
    )


def _choices(packs: Packs, values: Mapping[str, str], ticked: tuple[str, ...], dropped: tuple[str, ...]) -> Choices:
    """Read the choices; what is missing or unknown falls back, so that every address shows a cycle.

    The patterns follow the two answers until a person ticks for these answers: `asked` names the answers that the boxes stood under.
    """
    team = values.get("team", "") if values.get("team", "") in TEAMS else "one"
    stage = values.get("stage", "") if values.get("stage", "") in STAGES else "planning"
    by_hand = values.get("asked", "") == f"{team}.{stage}"
    return Choices(
        industry=_known(values.get("industry", ""), packs.industries),
        role=_known(values.get("role", ""), packs.roles),
        objective=_known(values.get("objective", ""), packs.objectives),
        team=team,
        stage=stage,
        patterns=frozenset(ticked) & frozenset(packs.patterns) if by_hand else preselected(packs, team, stage),
        dropped=frozenset(dropped),
    )


def preselected(packs: Packs, team: str, stage: str) -> frozenset[str]:
    """Return the patterns that the two answers ask for, and those that are on by default."""
    default = frozenset(pattern.id for pattern in packs.patterns.values() if pattern.on_by_default)
    return (default | TEAMS[team][1] | STAGES[stage][1]) & frozenset(packs.patterns)


def _known(wanted: str, packs: Mapping[str, Any]) -> str:
    return wanted if wanted in packs else min(packs)


def _titles(packs: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, packs[key].title) for key in sorted(packs)]


def _pattern(pattern: Pattern, on: bool) -> PatternChoice:
    return PatternChoice(id=pattern.id, title=pattern.title, text=pattern.text, on=on, changes=pattern.changes)


def _areas(plan: Plan, values: Mapping[str, str], reader: Reader) -> list[AreaChoice]:
    return [
        AreaChoice(id=area.id, title=area.title, text=area.text, person_id=values.get(f"owner_{area.id}", reader.person_id))
        for area in plan.areas
    ]


def _owners_words(areas: list[AreaChoice], reader: Reader) -> str:
    owners = dict.fromkeys(name_of(reader.names, area.person_id) for area in areas if area.person_id)
    return ", ".join(owners) or "nobody yet"


def _ladder_words(plan: Plan, areas: list[AreaChoice], reader: Reader) -> str:
    """Say who is asked when something goes up, in order, and for how long each."""
    by_id = {area.id: area for area in areas}
    levels = [(by_id[level.area], level.wait_hours) for level in plan.policies.ladder]
    return ", then ".join(
        f"{area.title} ({name_of(reader.names, area.person_id) if area.person_id else 'nobody yet'}) for {hours} h"
        for area, hours in levels
    )


def _start(fields: Fields, now: datetime) -> datetime | None:
    """A cycle that starts today starts now; on another day it starts when that day does."""
    at = fields.instant("starts_on")
    if at is None:
        return None
    zone = ZoneInfo(fields.zone)
    return None if at.astimezone(zone).date() == now.astimezone(zone).date() else at


def _noon(day: str, reader: Reader) -> datetime:
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time(12), ZoneInfo(reader.zone))
    except ValueError:
        return reader.now


def _calendar_of(workspace: Workspace, person_id: str) -> str:
    member = workspace.members.get(person_id)
    return member.calendar_id if member else ""


routes = [show_composer, start_cycle]
