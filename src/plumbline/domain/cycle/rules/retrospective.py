"""The rules of the retrospective: after launch, and each finding changes a standard."""

from collections.abc import Mapping
from datetime import datetime

from plumbline.domain.cycle.decision import ENDED
from plumbline.domain.cycle.retrospective import Command, Lesson, Retrospective, RetrospectiveHeld
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads
from plumbline.domain.cycle.rules.launching import launched_at, launched_finding
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding
from plumbline.kernel.time import add_working_days

_AREA = "outcome"
_DAYS = 10


def decide_retrospective(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the retrospective, or everything that it lacks. It is held once; late is better than never, and is recorded as late."""
    if cycle.retrospective is not None:
        return []
    people, act = (cycle.owners.get(_AREA, ""), *leads(workspace)), "retrospective.hold"
    findings = [
        launched_finding(cycle, context, act),
        check("V2.who", context.actor in people, actual=context.actor, who=people, act=act),
        check("V2.lessons", bool(command.lessons), who=(context.actor,), act=act),
        *(finding for lesson in command.lessons for finding in _lesson(lesson, cycle, context)),
    ]
    until = held_until(cycle, workspace)
    held = RetrospectiveHeld(lessons=command.lessons, late=until is not None and context.now > until, note=command.note)
    return decided("retrospective.refused", findings, lambda: [held])


def held_until(cycle: Cycle, workspace: Workspace) -> datetime | None:
    """Return by when the retrospective is in time: two weeks of working days after launch."""
    at = launched_at(cycle)
    return add_working_days(at, _DAYS, hours_for(workspace, at, cycle.calendar_id)) if at else None


def parts_of(cycle: Cycle) -> Mapping[str, Mapping[str, str]]:
    """Return the parts of the playbook's packs whose text a lesson can change, by kind of pack: title by id."""
    plan = cycle.plan
    if plan is None:
        return {}
    kinds = {
        "base": (*plan.steps, *plan.agenda, *plan.stages),
        "industry": (*plan.pressures, *plan.promises, *plan.safeguards),
        "role": (*plan.practices, *plan.failure_modes),
        "objective": (*plan.target_signals, *plan.warning_signs),
    }
    return {kind: {part.id: part.title for part in parts} for kind, parts in kinds.items()}


def _lesson(lesson: Lesson, cycle: Cycle, context: Context) -> list[Finding]:
    me, act, about = (context.actor,), "retrospective.hold", lesson.finding
    found = [check("V2.finding", bool(about.strip()), who=me, act=act)]
    if lesson.decision_id:
        decision = cycle.decisions.get(lesson.decision_id)
        kept = decision is not None and decision.state in ENDED
        return [*found, check("V3.decision", kept, actual=lesson.decision_id, who=me, act=act, about=about)]
    known = parts_of(cycle).get(lesson.pack or "", {})
    return [
        *found,
        check("V3.standard", lesson.part_id in known, actual=lesson.part_id, who=me, act=act, about=about),
        check("V3.text", bool(lesson.new_text.strip()), who=me, act=act, about=about),
    ]


def evolve_retrospective(cycle: Cycle, recorded: Recorded) -> None:
    """Apply the retrospective to its cycle."""
    event: RetrospectiveHeld = recorded.event
    cycle.retrospective = Retrospective(event.lessons, event.late, event.note, recorded.at, recorded.actor)
