"""The life of a clock, folded: segments follow one another without a gap, so they add up to the time between start and stop."""

from datetime import datetime
from typing import assert_never

from plumbline.domain.cycle.clock import (
    Clock,
    ClockBreached,
    ClockHandedOver,
    ClockPaused,
    ClockRebased,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    Event,
    Segment,
    ThresholdReached,
)
from plumbline.domain.cycle.state import Cycle, Recorded


def evolve_clock(cycle: Cycle, recorded: Recorded) -> None:
    """Apply a clock's event to the cycle, in place."""
    event: Event = recorded.event
    if isinstance(event, ClockStarted):
        _started(cycle, event, recorded.at)
        return
    clock = cycle.clocks[event.clock_id]
    clock.planned = None
    _end_pause_in_time(clock, recorded.at)
    match event:
        case ClockPaused():
            _next_segment(clock, recorded.at, event.reason, until=event.until)
            clock.due_before = clock.due_at
            clock.state, clock.resume_at, clock.remaining, clock.due_at = "paused", event.until, event.remaining, event.due_at
            clock.pause_reason = event.reason
        case ClockResumed():
            if clock.state == "paused":
                _next_segment(clock, recorded.at, "running")
            clock.state, clock.resume_at, clock.due_at = "running", None, event.due_at
        case ClockHandedOver():
            clock.holder_id = event.holder_id
            _moved(clock, event, recorded.at)
        case ClockRebased():
            _moved(clock, event, recorded.at)
        case ThresholdReached():
            clock.reached.add(event.threshold)
        case ClockBreached():
            clock.breached_at = event.deadline
        case ClockStopped():
            _stopped(cycle, clock, recorded.at)
        case _:
            assert_never(event)


def _started(cycle: Cycle, event: ClockStarted, at: datetime) -> None:
    cycle.clocks[event.clock_id] = Clock(
        id=event.clock_id,
        item_id=event.item_id,
        purpose=event.purpose,
        holder_id=event.holder_id,
        budget=event.budget,
        basis=event.basis,
        calendar_id=event.calendar_id,
        calendar_version=event.calendar_version,
        started_at=at,
        due_at=event.due_at,
        remaining=event.budget,
        reached=set(),  # the default would take longer than the rest
        segments=[Segment(kind="running", began_at=at, holder_id=event.holder_id)],
    )
    cycle.clock_of[event.item_id] = event.clock_id


def _moved(clock: Clock, event: ClockHandedOver | ClockRebased, at: datetime) -> None:
    last = clock.segments[-1]
    _next_segment(clock, at, last.kind, until=last.until)
    clock.remaining, clock.due_at = event.remaining, event.due_at
    clock.calendar_id, clock.calendar_version = event.calendar_id, event.calendar_version


def _stopped(cycle: Cycle, clock: Clock, at: datetime) -> None:
    clock.segments[-1].ended_at = at
    clock.state, clock.stopped_at, clock.resume_at = "stopped", at, None
    if cycle.clock_of.get(clock.item_id) == clock.id:
        del cycle.clock_of[clock.item_id]


def _end_pause_in_time(clock: Clock, at: datetime) -> None:
    """A pause ends when it was said to end, however late the system comes to record it."""
    if clock.state == "paused" and clock.resume_at is not None and clock.resume_at <= at:
        _next_segment(clock, clock.resume_at, "running")
        clock.state, clock.resume_at = "running", None


def _next_segment(clock: Clock, at: datetime, kind: str, until: datetime | None = None) -> None:
    clock.segments[-1].ended_at = at
    clock.segments.append(Segment(kind=kind, began_at=at, until=until, holder_id=clock.holder_id))
