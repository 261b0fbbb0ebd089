"""Whose calendar a clock runs on, and how much of its budget is left."""

from datetime import datetime, timedelta

from plumbline.domain.cycle.clock import Clock
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.calendar import version_for, working_calendar
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.time import NOTHING, ROUND_THE_CLOCK, WorkingCalendar, advance, measure


def calendar_for(cycle: Cycle, workspace: Workspace, holder_id: str, at: datetime) -> tuple[str, int, WorkingCalendar]:
    """Return id, version and calendar for whoever holds an obligation at an instant: theirs, else the cycle's, else the workspace's, else
    UTC round the clock (id "", version 0)."""
    member = workspace.members.get(holder_id)
    version = version_for(workspace, at, member.calendar_id if member else "", cycle.calendar_id)
    return ("", 0, ROUND_THE_CLOCK) if version is None else (version.calendar_id, version.version, working_calendar(version))


def calendar_of(clock: Clock, workspace: Workspace) -> WorkingCalendar:
    """Return the calendar that a clock pinned when it started, was handed over or rebased; a newer version changes nothing."""
    if not clock.calendar_id:
        return ROUND_THE_CLOCK
    return working_calendar(workspace.calendars[clock.calendar_id, clock.calendar_version])


def remaining(clock: Clock, workspace: Workspace, now: datetime) -> timedelta:
    """Return what is left of the budget in the clock's basis; negative by how much it is over.

    A paused clock does not tick; a stopped one tells what was left when it stopped.
    """
    if clock.stopped_at is not None:
        now, paused = clock.stopped_at, clock.segments[-1].kind != "running"
    else:
        paused = is_paused(clock, now)
    if paused:
        return clock.remaining
    calendar = calendar_of(clock, workspace)
    if now <= clock.due_at:
        return measure(now, clock.due_at, clock.basis, calendar)
    return -measure(clock.due_at, now, clock.basis, calendar)


def is_paused(clock: Clock, now: datetime) -> bool:
    """Tell whether a clock is paused at an instant. A pause ends at its announced end, whether or not that was recorded yet."""
    return clock.state == "paused" and (clock.resume_at is None or now < clock.resume_at)


def runs_from(clock: Clock) -> datetime:
    """Return the instant from which the clock's `remaining` is used up: the pause's end, or the start of the running segment."""
    if clock.state == "paused" and clock.resume_at is not None:
        return clock.resume_at
    return clock.segments[-1].began_at


def due_after(clock: Clock, begin: datetime, left: timedelta, calendar: WorkingCalendar) -> datetime:
    """Return when what is left is used up; a clock that is over stays due when it was."""
    return advance(begin, left, clock.basis, calendar) if left > NOTHING else clock.due_at
