"""When a clock next needs the system to record something. Nothing sleeps here: deadlines are computed from what was recorded."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from plumbline.domain.cycle.clock import Clock, Command, RecordBreach, RecordThreshold, ResumeClock, Threshold
from plumbline.domain.cycle.rules.clock.measuring import calendar_of, runs_from
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.time import NOTHING, WorkingCalendar, advance

_SHARES_LEFT: tuple[tuple[Threshold, int], ...] = (("half", 2), ("quarter", 4))
_INSTANT = timedelta(microseconds=1)


def due_commands(cycle: Cycle, workspace: Workspace, now: datetime) -> list[Command]:
    """Return what the system has to send about clocks by now, oldest deadline first; each until it is recorded."""
    found = [(at, command) for clock in _live(cycle) for at, command in _planned(clock, workspace) if at <= now]
    return [command for _, command in sorted(found, key=lambda pair: pair[0])]


def next_deadline(cycle: Cycle, workspace: Workspace) -> datetime | None:
    """Return the first instant at which `due_commands` is not empty; None when no clock waits for anything."""
    return min((at for clock in _live(cycle) for at, _ in _planned(clock, workspace)), default=None)


def reminders(clock: Clock, workspace: Workspace) -> Iterator[tuple[Threshold, datetime]]:
    """Yield the thresholds not reached yet, with their instants. The reminder at a quarter waits for the holder's hours, if they come
    before the end."""
    if clock.budget <= NOTHING:
        return
    calendar = calendar_of(clock, workspace)
    for threshold, share in _SHARES_LEFT:
        if threshold not in clock.reached:
            used = max(clock.remaining - clock.budget / share, NOTHING)
            at = min(advance(runs_from(clock), used, clock.basis, calendar), clock.due_at)
            yield threshold, _in_hours(at, clock.due_at, calendar) if threshold == "quarter" else at


def _planned(clock: Clock, workspace: Workspace) -> tuple[tuple[datetime, Command], ...]:
    """What falls due of a clock. It depends on the clock's own events and the calendar version that it pins, so it is worked out once."""
    if clock.planned is None:
        clock.planned = tuple(_plan(clock, workspace))
    return clock.planned


def _plan(clock: Clock, workspace: Workspace) -> Iterator[tuple[datetime, Command]]:
    if clock.state == "paused" and clock.resume_at is not None:
        yield clock.resume_at, ResumeClock(clock_id=clock.id)
    if clock.breached_at is None:
        for threshold, at in reminders(clock, workspace):
            yield at, RecordThreshold(clock_id=clock.id, threshold=threshold, deadline=at)
        yield clock.due_at, RecordBreach(clock_id=clock.id, deadline=clock.due_at)


def _in_hours(at: datetime, due_at: datetime, calendar: WorkingCalendar) -> datetime:
    opening = advance(at, _INSTANT, "business", calendar) - _INSTANT
    return opening if opening < due_at else at


def _live(cycle: Cycle) -> Iterator[Clock]:
    return (clock for clock in cycle.clocks.values() if clock.state != "stopped")
