"""Composing a cycle: the plan's window and cadence become dates, its stages sections, its risks named risks with an owner."""

from collections.abc import Iterator

from plumbline.domain.cycle.frame import AreaOwner, ComposeCycle, CycleComposed, Objective, Section
from plumbline.domain.cycle.risk import HIGH_RANK, RiskAssessed, RiskIdentified
from plumbline.domain.cycle.rules.agenda import agenda_moved
from plumbline.domain.cycle.rules.cadence import cadence
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, people_of_rank
from plumbline.domain.cycle.rules.parts import parts_composed, parts_of
from plumbline.domain.cycle.rules.risk import rank
from plumbline.domain.cycle.rules.window import start_window
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import PlannedRisk, digest_of
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context, Finding


def compose(command: ComposeCycle, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Start the cycle. What the plan leaves to people is owned from the first minute: areas nobody was named for fall to the composer."""
    if cycle.version:
        again = cycle.composed_by == context.actor and cycle.title == command.title
        return [] if again else decided("cycle.composed", [check("cycle.new", False, actual=cycle.title, item=cycle.id)], list)
    return decided("cycle.invalid", _findings(command, workspace), lambda: list(_events(command, cycle, workspace, context)))


def composed(cycle: Cycle, recorded: Recorded) -> None:
    """Take the frame over into the state."""
    event: CycleComposed = recorded.event
    cycle.workspace_id = event.workspace_id
    cycle.title, cycle.plan, cycle.policies = event.title, event.plan, event.plan.policies
    cycle.packs_digest = digest_of(event.plan.packs)
    cycle.patterns = {pattern.id: pattern for pattern in event.plan.patterns}
    cycle.calendar_id = event.calendar_id
    cycle.composed_by, cycle.composed_at = recorded.actor, recorded.at
    cycle.starts_at, cycle.ends_at = event.starts_at, event.ends_at
    cycle.after = event.after
    cycle.owners = {owner.area: owner.person_id for owner in event.owners}
    cycle.objectives[event.objective_id] = Objective(id=event.objective_id, title=event.objective_title)
    for section_id, stage in zip(event.section_ids, event.plan.stages, strict=True):
        cycle.sections[section_id] = Section(id=section_id, title=stage.title, stage=stage.id)
    cycle.periods = {period.number: period for period in event.periods}
    parts_composed(cycle, recorded)


def _findings(command: ComposeCycle, workspace: Workspace) -> Iterator[Finding]:
    policies = command.plan.policies
    areas = {area.id for area in command.plan.areas}
    yield check("common.title", bool(command.title.strip()), expected="text", actual=command.title)
    known = not command.calendar_id or command.calendar_id in workspace.newest
    yield check("workspace.calendar_known", known, expected="calendar", actual=command.calendar_id, act="workspace.define_calendar")
    yield check("cycle.window", policies.window_days > 0 and policies.cadence_days > 0, expected=1, actual=policies.window_days)
    yield check("cycle.stages", bool(command.plan.stages), expected=1, actual=len(command.plan.stages))
    yield check("cycle.after", not command.after or is_id(command.after, "cyc"), actual=command.after)
    for owner in command.owners:
        yield check("cycle.area_known", owner.area in areas, expected=", ".join(sorted(areas)), actual=owner.area)
        yield check(
            "cycle.area_owner",
            workspace.has_rank(owner.person_id, "owner"),
            expected="owner",
            actual=owner.person_id,
            who=people_of_rank(workspace, "lead"),
            act="workspace.change_member",
            area=owner.area,
        )


def _events(command: ComposeCycle, cycle: Cycle, workspace: Workspace, context: Context) -> Iterator[Event]:
    frame = _frame(command, cycle, workspace, context)
    yield frame
    begun = Cycle(id=cycle.id)
    composed(begun, Recorded(frame, context.actor, context.now))
    yield from agenda_moved(frame.plan, begun, workspace, context, ())
    areas = {metric.id: metric.area for metric in frame.plan.metrics}
    for number, risk in enumerate(frame.plan.risks, start=1):
        owner_id = begun.owners.get(areas.get(risk.argument, ""), context.actor)
        yield from _risk(risk, number, owner_id, begun, workspace, context)


def _frame(command: ComposeCycle, cycle: Cycle, workspace: Workspace, context: Context) -> CycleComposed:
    plan, policies = command.plan, command.plan.policies
    starts_at = command.starts_at or context.now
    calendar_id = command.calendar_id or _calendar_of(context.actor, workspace)
    periods = tuple(cadence(starts_at, policies.window_days, policies.cadence_days, hours_for(workspace, starts_at, calendar_id)))
    named = {owner.area: owner.person_id for owner in command.owners}
    objective = next((pack for pack in plan.packs if pack.kind == "objective"), None)
    return CycleComposed(
        cycle_id=cycle.id,
        title=command.title.strip(),
        plan=plan,
        owners=tuple(AreaOwner(area=area.id, person_id=named.get(area.id, context.actor)) for area in plan.areas),
        calendar_id=calendar_id,
        starts_at=starts_at,
        ends_at=periods[-1].closes_at,
        periods=periods,
        objective_id=context.new_id("obj"),
        objective_title=(objective.title or objective.id) if objective else plan.outcome,
        section_ids=tuple(context.new_id("sec") for _ in plan.stages),
        after=command.after,
        parts=tuple(parts_of(plan, context)),
        workspace_id=workspace.id,
    )


def _risk(risk: PlannedRisk, number: int, owner_id: str, cycle: Cycle, workspace: Workspace, context: Context) -> Iterator[Event]:
    """A planned risk comes with the plan's own judgement of it, so its owner starts from a rank; a high one has its window at once (R3)."""
    risk_id = context.new_id("rsk")
    yield RiskIdentified(
        risk_id=risk_id,
        number=number,
        title=risk.title,
        owner_id=owner_id,
        strategy=risk.strategy,
        argument=risk.argument,
        detector=risk.detector,
        planned_id=risk.id,
    )
    yield RiskAssessed(risk_id=risk_id, closeness=risk.closeness, impact=risk.impact, likelihood=risk.likelihood)
    if rank(risk.closeness, risk.impact, risk.likelihood) >= HIGH_RANK:
        hours = cycle.policies.risk_window_hours
        yield from start_window(cycle, workspace, context, item_id=risk_id, purpose="assess", holder_id=owner_id, hours=hours)


def _calendar_of(person_id: str, workspace: Workspace) -> str:
    member = workspace.members.get(person_id)
    return member.calendar_id if member else ""
