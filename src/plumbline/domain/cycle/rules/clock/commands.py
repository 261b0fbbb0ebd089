"""What people and the system ask of a clock directly: pause, resume, rebase, and the recording of thresholds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.cycle.clock import (
    Clock,
    ClockPaused,
    ClockResumed,
    PauseClock,
    RebaseClock,
    RecordThreshold,
    ResumeClock,
    ThresholdReached,
)
from plumbline.domain.cycle.rules.clock.deadlines import reminders
from plumbline.domain.cycle.rules.clock.measuring import calendar_of, due_after, is_paused, remaining
from plumbline.domain.cycle.rules.clock.rebasing import rebase
from plumbline.domain.cycle.rules.common import active_others, leads, unknown
from plumbline.domain.cycle.rules.decision_acting import delegated
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding
from plumbline.kernel.time import NOTHING, working_days_between

LEAVE_DAYS = 5
_LONGEST_PAUSE = timedelta(days=366)


def decide_clock(
    command: PauseClock | ResumeClock | RebaseClock | RecordThreshold, cycle: Cycle, workspace: Workspace, context: Context
) -> Answer:
    """Decide a command about one clock. RecordBreach is decided where its consequences are, with `breach`."""
    clock = cycle.clocks.get(command.clock_id)
    if clock is None:
        return unknown("clock", command.clock_id)
    match command:
        case PauseClock():
            return _pause(command, clock, cycle, workspace, context)
        case ResumeClock():
            return _resume(clock, workspace, context)
        case RebaseClock():
            return rebase(clock, cycle, workspace, context)
        case RecordThreshold():
            return _record_threshold(command, clock, workspace, context)


def _pause(command: PauseClock, clock: Clock, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if _paused_the_same_way(command, clock):
        return []
    return decided(
        "clock.refused", _pause_findings(command, clock, cycle, workspace, context), lambda: [_paused(command, clock, workspace, context)]
    )


def _paused_the_same_way(command: PauseClock, clock: Clock) -> bool:
    return clock.state == "paused" and clock.pause_reason == command.reason and clock.resume_at == command.until


def _pause_findings(command: PauseClock, clock: Clock, cycle: Cycle, workspace: Workspace, context: Context) -> Iterator[Finding]:
    others, act, item = active_others(workspace, clock.holder_id), "clock.pause", clock.item_id
    state = "paused" if is_paused(clock, context.now) else "stopped" if clock.state == "stopped" else "running"
    yield check("K.running", state == "running", expected="running", actual=state, item=item, act="clock.resume", who=others)
    if state != "running":
        return
    yield check(
        "K.not_over", context.now < clock.due_at, expected=clock.due_at.isoformat(), actual=context.now.isoformat(), item=item,
        who=(clock.holder_id,), act=f"{clock.purpose}.answer",
    )  # fmt: skip
    yield check(
        "K.pause_end", context.now < command.until <= context.now + _LONGEST_PAUSE,
        expected=context.now.isoformat(), actual=command.until.isoformat(), item=item, who=(context.actor,), act=act,
    )  # fmt: skip
    yield check("K.pause_reason", bool(command.note.strip()), expected="a reason", actual="", item=item, who=(context.actor,), act=act)
    # A blocker's date was agreed on with what happens then; waiting longer is an extension, which costs something and is counted.
    yield check("K.unblock", clock.purpose != "unblock", item=item, who=(clock.holder_id, *leads(workspace)), act="blocker.extend")
    if command.reason == "manual":
        yield check("K.pause_other", context.actor != clock.holder_id, expected="somebody else", actual=context.actor,
                    item=item, who=others or leads(workspace), act=act)  # fmt: skip
    if command.reason == "out_of_office":
        decision = cycle.decisions.get(item)
        acting = decision.delegate_id if decision is not None and delegated(decision, workspace, context.now) else ""
        yield check("K.delegated", not acting, actual=acting, item=item, who=(acting,), act="decision.approve")
    if command.reason == "out_of_office" and command.until > context.now:
        days = _leave_taken(clock, workspace) + working_days_between(context.now, command.until, calendar_of(clock, workspace))
        yield check("K.leave", days <= LEAVE_DAYS, expected=LEAVE_DAYS, actual=days, item=item, who=leads(workspace), act="item.hand_over")


def _leave_taken(clock: Clock, workspace: Workspace) -> int:
    calendar = calendar_of(clock, workspace)
    leaves = (segment for segment in clock.segments if segment.kind == "out_of_office" and segment.holder_id == clock.holder_id)
    return sum(working_days_between(leave.began_at, leave.ended_at, calendar) for leave in leaves if leave.ended_at is not None)


def _paused(command: PauseClock, clock: Clock, workspace: Workspace, context: Context) -> ClockPaused:
    left = remaining(clock, workspace, context.now)
    return ClockPaused(
        clock_id=clock.id,
        reason=command.reason,
        until=command.until,
        remaining=left,
        due_at=due_after(clock, command.until, left, calendar_of(clock, workspace)) if left else max(clock.due_at, command.until),
        note=command.note,
    )


def _resume(clock: Clock, workspace: Workspace, context: Context) -> Answer:
    if clock.state != "paused" or clock.resume_at is None:
        return []
    if context.actor_kind == "system" and context.now < clock.resume_at:
        return []  # the pause was made longer after the system had asked
    begin = min(context.now, clock.resume_at)
    if begin == clock.resume_at:
        return [ClockResumed(clock_id=clock.id, due_at=clock.due_at)]
    return [ClockResumed(clock_id=clock.id, due_at=_due_when_resumed(clock, begin, workspace))]


def _due_when_resumed(clock: Clock, begin: datetime, workspace: Workspace) -> datetime:
    if clock.remaining > NOTHING or clock.due_before is None:
        return due_after(clock, begin, clock.remaining, calendar_of(clock, workspace))
    # No working time was left, only the free time before an agreed date: that date holds again, not the end of the broken-off pause.
    return max(clock.due_before, begin)


def _record_threshold(command: RecordThreshold, clock: Clock, workspace: Workspace, context: Context) -> Answer:
    if clock.state == "stopped" or is_paused(clock, context.now):
        return []
    deadline = dict(reminders(clock, workspace)).get(command.threshold)
    if deadline is None or deadline != command.deadline or context.now < deadline:
        return []  # recorded already, or the clock has moved since the system asked
    return [ThresholdReached(clock_id=clock.id, threshold=command.threshold, deadline=deadline)]
