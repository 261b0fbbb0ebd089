"""Judging a clock by the version of its holder's calendar that holds now: the act, and what it would change before anybody does it."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.cycle.clock import Clock, ClockRebased
from plumbline.domain.cycle.rules.clock.acts import begins_at
from plumbline.domain.cycle.rules.clock.measuring import calendar_for, due_after, remaining
from plumbline.domain.cycle.rules.common import active_others, leads
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def rebase(clock: Clock, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Judge a clock anew; nothing when it has stopped or runs on that version already."""
    rebased = rebasing(clock, cycle, workspace, context.now)
    return [] if rebased is None else decided("clock.refused", [_others(clock, rebased, workspace, context)], lambda: [rebased])


def rebasing(clock: Clock, cycle: Cycle, workspace: Workspace, now: datetime) -> ClockRebased | None:
    """Return what judging a clock anew would record; what is left is measured on the calendar it ran on."""
    calendar_id, calendar_version, calendar = calendar_for(cycle, workspace, clock.holder_id, now)
    if clock.state == "stopped" or (calendar_id, calendar_version) == (clock.calendar_id, clock.calendar_version):
        return None
    left = remaining(clock, workspace, now)
    return ClockRebased(
        clock_id=clock.id,
        remaining=left,
        calendar_id=calendar_id,
        calendar_version=calendar_version,
        due_at=due_after(clock, begins_at(clock, now), left, calendar),
    )


def rebasings(cycle: Cycle, workspace: Workspace, now: datetime) -> Iterator[tuple[Clock, ClockRebased]]:
    """Yield the clocks of a cycle that judging anew would change, each with what it would record."""
    for clock in cycle.clocks.values():
        if rebased := rebasing(clock, cycle, workspace, now):
            yield clock, rebased


def _others(clock: Clock, rebased: ClockRebased, workspace: Workspace, context: Context) -> Finding:
    """Whoever holds a clock may choose their calendar; with both they could give themselves the time that a pause would not."""
    longer, mine = rebased.due_at > clock.due_at, context.actor == clock.holder_id
    others = active_others(workspace, clock.holder_id) or leads(workspace)
    return check("K.rebase_other", not (longer and mine), actual=context.actor, item=clock.item_id, who=others, act="clock.rebase")
