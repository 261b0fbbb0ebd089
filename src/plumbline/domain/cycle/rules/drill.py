"""The rules of drills: every level is asked, one after the other, and one that fails is a gap until it is closed."""

from dataclasses import replace
from typing import assert_never

from plumbline.domain.cycle.drill import (
    AcknowledgeDrill,
    AdvanceDrill,
    CloseDrillGap,
    Command,
    Drill,
    DrillAcknowledged,
    DrillGapClosed,
    DrillHeld,
    DrillLevelAsked,
    DrillLevelSkipped,
    DrillLevelUnanswered,
    DrillStarted,
    DrillStep,
    Gap,
    GapKind,
    StartDrill,
)
from plumbline.domain.cycle.drill import Event as DrillEvent
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, unknown
from plumbline.domain.cycle.rules.escalation_ladder import Asked, Climb, ladder_of
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import LadderLevel
from plumbline.domain.workspace.escalation_policy import MOST_HOURS
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def decide_drill(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a drill changes, or everything that stands in its way."""
    if isinstance(command, StartDrill):
        return _start(command, cycle, workspace, context)
    drill = cycle.drills.get(command.drill_id)
    if drill is None:
        return unknown("drill", command.drill_id)
    match command:
        case AcknowledgeDrill():
            return _acknowledge(drill, cycle, workspace, context)
        case AdvanceDrill():
            return _advance(command, drill, cycle, workspace, context)
        case CloseDrillGap():
            return _close_gap(command, drill, workspace, context)
        case _:
            assert_never(command)


def may_close(drill: Drill, workspace: Workspace) -> tuple[str, ...]:
    """Return who can say that a gap is closed: the leads, and whoever started the drill."""
    return tuple(dict.fromkeys([*leads(workspace), drill.started_by]))


def _start(command: StartDrill, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    running = next((one for one in cycle.drills.values() if one.held_at is None), None)
    pressures = [one.id for one in cycle.plan.pressures] if cycle.plan else []
    known, me, act = ", ".join(pressures), [context.actor], "drill.start"
    findings = [
        check("X8.pressure", command.pressure_id in pressures, expected=known, actual=command.pressure_id, who=me, act=act),
        check("X8.hours", 0 <= command.wait_hours <= MOST_HOURS, expected=MOST_HOURS, actual=command.wait_hours, who=me, act=act),
        check("X8.one", running is None, actual=running.id if running else "", act="drill.acknowledge", item=running.id if running else ""),
    ]

    def events() -> list[Event]:
        ladder, drill_id = ladder_of(cycle, workspace, ""), context.new_id("drl")
        levels = ladder.levels
        if command.wait_hours:
            levels = tuple(replace(level, wait_hours=command.wait_hours) for level in levels)
        started = DrillStarted(
            drill_id=drill_id,
            pressure_id=command.pressure_id,
            levels=levels,
            basis=ladder.basis,
            policy_id=ladder.policy_id,
            policy_version=ladder.policy_version,
        )
        above = Climb(drill_id, levels, ladder.basis, "", cycle, workspace, context).above(0, ())
        return [started, *_onwards(drill_id, above, 0)]

    return decided("drill.refused", findings, events)


def _acknowledge(drill: Drill, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if drill.held_at is not None or any(one.acknowledged_at and one.to_id == context.actor for one in drill.steps):
        return []
    asked = drill.steps[-1].to_id if drill.steps else ""
    who = check("X8.who", context.actor == asked, actual=context.actor, who=[asked], act="drill.acknowledge", item=drill.id)
    acknowledged = DrillAcknowledged(drill_id=drill.id, level=drill.level)
    return decided("drill.refused", [who], lambda: [acknowledged, *_above(drill, cycle, workspace, context, 0)])


def _advance(command: AdvanceDrill, drill: Drill, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    deadline = drill.next_step_at
    if deadline is None or deadline != command.deadline or context.now < deadline:
        return []  # recorded already, or acknowledged after the system had asked
    unanswered = DrillLevelUnanswered(drill_id=drill.id, level=drill.level, deadline=deadline)
    return [unanswered, *_above(drill, cycle, workspace, context, 1)]


def _close_gap(command: CloseDrillGap, drill: Drill, workspace: Workspace, context: Context) -> Answer:
    gap = drill.gaps.get(command.level)
    if gap is None:
        return unknown("gap", f"{drill.id}, level {command.level}")
    if gap.closed_at is not None:
        return []
    people = may_close(drill, workspace)
    findings = [
        check("X8.close", context.actor in people, actual=context.actor, who=people, act="drill.close_gap", item=drill.id),
        check("X8.how", bool(command.how.strip()), who=[context.actor], act="drill.close_gap", item=drill.id),
    ]
    closed = DrillGapClosed(drill_id=drill.id, level=command.level, how=command.how)
    return decided("drill.refused", findings, lambda: [closed])


def _above(drill: Drill, cycle: Cycle, workspace: Workspace, context: Context, gaps: int) -> list[Event]:
    climb = Climb(drill.id, drill.levels, drill.basis, "", cycle, workspace, context)
    return _onwards(drill.id, climb.above(drill.level, {one.to_id for one in drill.steps}), len(drill.gaps) + gaps)


def _onwards(drill_id: str, above: Asked, gaps: int) -> list[Event]:
    """The levels above, as a drill records them. gaps: those found so far."""
    skipped = [
        DrillLevelSkipped(drill_id=drill_id, level=one.level, why=one.why, area=one.area, person_id=one.person_id) for one in above.skipped
    ]
    if above.asked is None:
        return [*skipped, DrillHeld(drill_id=drill_id, gaps=gaps + sum(one.why != "asked_already" for one in skipped))]
    asked = above.asked
    next_level = DrillLevelAsked(
        drill_id=drill_id,
        level=asked.level,
        to_id=asked.to_id,
        answer_by=asked.answer_by,
        calendar_id=asked.calendar_id,
        calendar_version=asked.calendar_version,
    )
    return [*skipped, next_level]


def evolve_drill(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a drill to its cycle."""
    event: DrillEvent = recorded.event
    if isinstance(event, DrillStarted):
        cycle.drills[event.drill_id] = Drill(
            id=event.drill_id,
            pressure_id=event.pressure_id,
            started_at=recorded.at,
            started_by=recorded.actor,
            levels=event.levels,
            basis=event.basis,
        )
        return
    drill = cycle.drills[event.drill_id]
    match event:
        case DrillLevelAsked():
            drill.level = event.level
            drill.steps.append(DrillStep(level=event.level, to_id=event.to_id, at=recorded.at, answer_by=event.answer_by))
        case DrillLevelSkipped():
            _skipped(drill, event, recorded)
        case DrillAcknowledged():
            drill.steps[-1].acknowledged_at = recorded.at
        case DrillLevelUnanswered():
            _found(drill, event.level, "unanswered", recorded, drill.steps[-1].to_id)
        case DrillHeld():
            drill.held_at = recorded.at
        case DrillGapClosed():
            gap = drill.gaps[event.level]
            gap.closed_at, gap.closed_by, gap.how = recorded.at, recorded.actor, event.how
        case _:
            assert_never(event)


def _skipped(drill: Drill, event: DrillLevelSkipped, recorded: Recorded) -> None:
    if event.why == "asked_already":
        drill.same.add(event.level)
    else:
        _found(drill, event.level, "no_owner" if event.why == "no_owner" else "not_active", recorded, event.person_id)


def _found(drill: Drill, number: int, kind: GapKind, recorded: Recorded, person_id: str) -> None:
    level: LadderLevel = drill.levels[number - 1]
    drill.gaps[number] = Gap(level=number, kind=kind, found_at=recorded.at, area=level.area, person_id=person_id)
