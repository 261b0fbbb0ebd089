"""The rules of steps: done when the condition holds, not when somebody ticks it (P1)."""

from datetime import datetime
from functools import lru_cache
from typing import assert_never

from plumbline.domain.cycle.facts import Facts, cycle_facts, judge, step_facts
from plumbline.domain.cycle.facts.judging import compiled, holds
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, unknown
from plumbline.domain.cycle.rules.launching import launched_at
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.step import (
    Command,
    CompleteStep,
    ManualPartRecorded,
    RecordManualPart,
    SkipStep,
    State,
    StepCompleted,
    StepProgress,
    StepSkipped,
)
from plumbline.domain.cycle.step import Event as StepEvent
from plumbline.domain.playbook.plan import Step
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.expression import Atom, ExpressionError
from plumbline.kernel.outcome import Context
from plumbline.kernel.record import record
from plumbline.kernel.time import WorkingCalendar, add_working_days


@record
class StepStanding:
    """How a step stands. atoms: every claim of its condition, in the order of the text; met is None for what is not measured yet.

    still_holds: whether the condition holds now; a step that was completed stays so, and the page says when this is False.
    blame: the claims that stand in the way. person_id: who answers for the step's area.
    """

    step: Step
    state: State
    condition: str
    atoms: tuple[Atom, ...]
    blame: tuple[Atom, ...]
    met: bool | None
    still_holds: bool
    due_at: datetime | None
    overdue: bool
    person_id: str
    completed_at: datetime | None = None
    manual_at: datetime | None = None
    manual_by: str = ""
    manual_note: str = ""
    skipped_at: datetime | None = None
    skipped_by: str = ""
    skip_reason: str = ""


def step_view(cycle: Cycle, workspace: Workspace, now: datetime, step_id: str) -> StepStanding:
    """Return how one step stands. Raises KeyError for a step that the plan does not have."""
    step = find_step(cycle, step_id)
    if step is None:
        raise KeyError(f"the plan has no step {step_id!r}")
    return _standing(step, cycle, workspace, now, cycle_facts(cycle, workspace, now))


def step_views(cycle: Cycle, workspace: Workspace, now: datetime) -> tuple[StepStanding, ...]:
    """Return how all steps stand, in the plan's order; the cycle is counted once."""
    facts = cycle_facts(cycle, workspace, now)
    return tuple(_standing(step, cycle, workspace, now, facts) for step in _steps(cycle))


def completable_steps(cycle: Cycle, workspace: Workspace, now: datetime) -> list[CompleteStep]:
    """Return the commands that complete the steps whose condition holds now."""
    open_steps = [] if cycle.state == "closed" else [step for step in _steps(cycle) if _is_open(cycle.steps.get(step.id))]
    if not open_steps:
        return []
    facts = cycle_facts(cycle, workspace, now)
    return [CompleteStep(step_id=step.id) for step in open_steps if holds(step.condition, step_facts(cycle, step.id, facts))]


def decide_step(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a step changes, or everything that stands in its way."""
    step = find_step(cycle, command.step_id)
    if step is None:
        return unknown("step", command.step_id)
    match command:
        case RecordManualPart():
            return _record_manual(command, step, cycle, workspace, context)
        case CompleteStep():
            return _complete(step, cycle, workspace, context)
        case SkipStep():
            return _skip(command, step, cycle, workspace, context)
        case _:
            assert_never(command)


def find_step(cycle: Cycle, step_id: str) -> Step | None:
    """Return a step of the plan in force."""
    return next((step for step in _steps(cycle) if step.id == step_id), None)


def due_at(step: Step, cycle: Cycle, workspace: Workspace) -> datetime | None:
    """Return when a step falls due: working days after the start, or for steps after launch after the window's end."""
    base = launched_at(cycle) if step.after_launch else cycle.starts_at
    if base is None:
        return None
    return _day(base, step.offset_days, hours_for(workspace, base, cycle.calendar_id))


@lru_cache(maxsize=4096)
def _day(base: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    return add_working_days(base, days, calendar)


def _steps(cycle: Cycle) -> tuple[Step, ...]:
    return () if cycle.plan is None else cycle.plan.steps


def _is_open(progress: StepProgress | None) -> bool:
    return progress is None or (progress.completed_at is None and progress.skipped_at is None)


def _standing(step: Step, cycle: Cycle, workspace: Workspace, now: datetime, facts: Facts) -> StepStanding:
    progress = cycle.steps.get(step.id) or StepProgress(step_id=step.id)
    own = step_facts(cycle, step.id, facts)
    judgement = judge(step.condition, own)
    try:
        atoms = compiled(step.condition).atoms(own)
    except ExpressionError:
        atoms = ()
    due = due_at(step, cycle, workspace)
    state = _state(progress, atoms)
    return StepStanding(
        step=step,
        state=state,
        condition=step.condition,
        atoms=atoms,
        blame=judgement.blame,
        met=judgement.met,
        still_holds=judgement.met is True,
        due_at=due,
        overdue=due is not None and due <= now and state in ("not_started", "in_progress"),
        person_id=cycle.owners.get(step.area, ""),
        completed_at=progress.completed_at,
        manual_at=progress.manual_at,
        manual_by=progress.manual_by,
        manual_note=progress.manual_note,
        skipped_at=progress.skipped_at,
        skipped_by=progress.skipped_by,
        skip_reason=progress.skip_reason,
    )


def _state(progress: StepProgress, atoms: tuple[Atom, ...]) -> State:
    if progress.skipped_at is not None:
        return "skipped"
    if progress.completed_at is not None:
        return "done"
    # A claim that holds before anybody did anything, such as "no blocker is overdue", is no beginning.
    begun = progress.manual_at is not None or any(atom.met and atom.expected != 0 for atom in atoms)
    return "in_progress" if begun else "not_started"


def _record_manual(command: RecordManualPart, step: Step, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    progress = cycle.steps.get(step.id)
    who = (cycle.owners.get(step.area, ""), *leads(workspace))
    findings = [
        check("P1.open", _is_open(progress), actual="done", item=step.id),
        check("P1.manual", bool(step.manual), item=step.id),
        check("P1.note", bool(command.note.strip()), who=[context.actor], act="step.record_manual_part", item=step.id),
        check("P1.who", context.actor in who, actual=context.actor, who=who, act="step.record_manual_part", item=step.id),
    ]
    return decided("step.refused", findings, lambda: [ManualPartRecorded(step_id=step.id, note=command.note)])


def _complete(step: Step, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if not _is_open(cycle.steps.get(step.id)):
        return []
    judgement = judge(step.condition, step_facts(cycle, step.id, cycle_facts(cycle, workspace, context.now)))
    atom = next(iter(judgement.blame), None)
    holds = check(
        "P1.condition",
        judgement.met is True,
        expected=atom.expected if atom else None,
        actual=atom.actual if atom else judgement.fault or None,
        who=[cycle.owners.get(step.area, "")],
        item=step.id,
        fact=atom.name if atom else "",
    )
    return decided("step.refused", [holds], lambda: [StepCompleted(step_id=step.id)])


def _skip(command: SkipStep, step: Step, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    progress = cycle.steps.get(step.id)
    if progress is not None and progress.skipped_at is not None:
        return []
    findings = [
        check("P1.open", _is_open(progress), actual="done", item=step.id),
        check("P1.reason", bool(command.reason.strip()), who=[context.actor], act="step.skip", item=step.id),
        check(
            "P1.lead", workspace.has_rank(context.actor, "lead"), actual=context.actor, who=leads(workspace), act="step.skip", item=step.id
        ),
    ]
    return decided("step.refused", findings, lambda: [StepSkipped(step_id=step.id, reason=command.reason)])


def evolve_step(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a step to its cycle."""
    event: StepEvent = recorded.event
    progress = cycle.steps.setdefault(event.step_id, StepProgress(step_id=event.step_id))
    match event:
        case ManualPartRecorded():
            progress.manual_by, progress.manual_at, progress.manual_note = recorded.actor, recorded.at, event.note
        case StepCompleted():
            progress.completed_at = recorded.at
        case StepSkipped():
            progress.skipped_by, progress.skipped_at, progress.skip_reason = recorded.actor, recorded.at, event.reason
        case _:
            assert_never(event)
