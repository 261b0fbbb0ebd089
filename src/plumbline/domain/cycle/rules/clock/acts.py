"""What other rules do with clocks when an obligation begins, moves, changes or ends. Each returns events for the caller's own list."""

from datetime import datetime, timedelta

from plumbline.domain.checking import Event
from plumbline.domain.cycle.clock import (
    Basis,
    Clock,
    ClockBreached,
    ClockHandedOver,
    ClockPaused,
    ClockStarted,
    ClockStopped,
    Purpose,
    RecordBreach,
)
from plumbline.domain.cycle.rules.clock.measuring import calendar_for, due_after, is_paused, remaining
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context
from plumbline.kernel.time import advance, measure


def start_clock(
    cycle: Cycle,
    workspace: Workspace,
    context: Context,
    *,
    item_id: str,
    purpose: Purpose,
    holder_id: str,
    budget: timedelta | None = None,
    due_at: datetime | None = None,
    basis: Basis | None = None,
) -> list[Event]:
    """Start the clock of an obligation; one that still runs for the item is stopped first.

    Give a budget, or an explicit due_at: the budget is then the working time until it. basis: the policy's by default.
    Raises ValueError when neither is given.
    """
    basis = basis or cycle.policies.basis
    calendar_id, calendar_version, calendar = calendar_for(cycle, workspace, holder_id, context.now)
    if due_at is not None:
        budget = measure(context.now, due_at, basis, calendar)
    elif budget is not None:
        due_at = advance(context.now, budget, basis, calendar)
    else:
        raise ValueError("a clock needs a budget or a due date")
    started = ClockStarted(
        clock_id=context.new_id("clk"),
        item_id=item_id,
        purpose=purpose,
        holder_id=holder_id,
        budget=budget,
        basis=basis,
        calendar_id=calendar_id,
        calendar_version=calendar_version,
        due_at=due_at,
    )
    return [*stop_clock(cycle, item_id), started]


def stop_clock(cycle: Cycle, item_id: str) -> list[Event]:
    """Stop an item's clock because its obligation has ended; nothing when none runs."""
    clock = running_clock(cycle, item_id)
    return [] if clock is None else [ClockStopped(clock_id=clock.id)]


def hand_over(cycle: Cycle, workspace: Workspace, context: Context, item_id: str, holder_id: str) -> list[Event]:
    """Give an item's clock to somebody else: what is left moves in its basis, and the new holder's calendar applies from now on."""
    clock = running_clock(cycle, item_id)
    if clock is None or clock.holder_id == holder_id:
        return []
    left = remaining(clock, workspace, context.now)
    calendar_id, calendar_version, calendar = calendar_for(cycle, workspace, holder_id, context.now)
    moved = ClockHandedOver(
        clock_id=clock.id,
        holder_id=holder_id,
        remaining=left,
        calendar_id=calendar_id,
        calendar_version=calendar_version,
        due_at=due_after(clock, begins_at(clock, context.now), left, calendar),
    )
    return [moved]


def reschedule(cycle: Cycle, workspace: Workspace, context: Context, item_id: str, due_at: datetime) -> list[Event]:
    """Give an obligation a new due date: its clock stops, with its history, and another one starts. A pause goes on until its end.

    Nothing when the item has no clock or is due then already.
    """
    clock = running_clock(cycle, item_id)
    if clock is None or clock.due_at == due_at:
        return []
    events = start_clock(
        cycle,
        workspace,
        context,
        item_id=item_id,
        purpose=clock.purpose,
        holder_id=clock.holder_id,
        due_at=due_at,
        basis=clock.basis,
    )
    return [*events, *_pause_again(cycle, workspace, context, clock, events[-1])]


def breach(cycle: Cycle, command: RecordBreach, context: Context) -> list[Event]:
    """Return the breach of a clock when its time has come; nothing when it was stopped, paused, moved or recorded in the meantime."""
    clock = cycle.clocks.get(command.clock_id)
    if clock is None or clock.state == "stopped" or clock.breached_at is not None or is_paused(clock, context.now):
        return []
    if clock.due_at != command.deadline or context.now < clock.due_at:
        return []
    return [ClockBreached(clock_id=clock.id, deadline=clock.due_at)]


def running_clock(cycle: Cycle, item_id: str) -> Clock | None:
    """Return an item's clock, running or paused; None when it has none or it was stopped."""
    clock = cycle.clocks.get(cycle.clock_of.get(item_id, ""))
    return None if clock is None or clock.state == "stopped" else clock


def begins_at(clock: Clock, now: datetime) -> datetime:
    """Return from when on what is left is used up: now, or the end of the pause that lasts."""
    return clock.resume_at if is_paused(clock, now) and clock.resume_at is not None else now


def _pause_again(cycle: Cycle, workspace: Workspace, context: Context, old: Clock, started: ClockStarted) -> list[Event]:
    """A pause goes on, but not past a due date that was agreed on while it lasted."""
    if not is_paused(old, context.now) or old.resume_at is None or old.pause_reason is None or started.due_at <= context.now:
        return []
    until = min(old.resume_at, started.due_at)
    left = measure(until, started.due_at, started.basis, calendar_for(cycle, workspace, old.holder_id, context.now)[2])
    return [ClockPaused(clock_id=started.clock_id, reason=old.pause_reason, until=until, remaining=left, due_at=started.due_at)]
