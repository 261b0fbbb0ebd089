"""A clock: the time an obligation has, in a stated basis and calendar. Its words and its state; the rules are in rules/clock.py."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from plumbline.kernel.record import event, record

Basis = Literal["elapsed", "workday", "business"]
Purpose = Literal["decide", "answer", "unblock", "assess", "test"]
PauseReason = Literal["waiting_on_requester", "blocked_by", "out_of_office", "legal_hold", "manual"]
Threshold = Literal["half", "quarter"]

# Commands


@record
class PauseClock:
    clock_id: str
    reason: PauseReason
    until: datetime
    note: str = ""


@record
class ResumeClock:
    clock_id: str


@record
class RebaseClock:
    """Judge a running clock by the newest version of its holder's calendar."""

    clock_id: str


@record
class RecordThreshold:
    """A part of the budget is used up. Sent by the system when its time has come."""

    clock_id: str
    threshold: Threshold
    deadline: datetime


@record
class RecordBreach:
    """The budget is used up. Sent by the system when its time has come."""

    clock_id: str
    deadline: datetime


Command = PauseClock | ResumeClock | RebaseClock | RecordThreshold | RecordBreach

# Events


@event("clock.started")
class ClockStarted:
    """budget: working time in the basis; due_at: the instant it ends when nothing pauses it."""

    clock_id: str
    item_id: str
    purpose: Purpose
    holder_id: str
    budget: timedelta
    basis: Basis
    calendar_id: str
    calendar_version: int
    due_at: datetime


@event("clock.paused", erasable=("note",))
class ClockPaused:
    clock_id: str
    reason: PauseReason
    until: datetime
    remaining: timedelta
    due_at: datetime
    note: str = ""


@event("clock.resumed")
class ClockResumed:
    clock_id: str
    due_at: datetime


@event("clock.handed_over")
class ClockHandedOver:
    """The remaining budget moves in its basis; the new holder's calendar applies from now on."""

    clock_id: str
    holder_id: str
    remaining: timedelta
    calendar_id: str
    calendar_version: int
    due_at: datetime


@event("clock.rebased")
class ClockRebased:
    clock_id: str
    remaining: timedelta
    calendar_id: str
    calendar_version: int
    due_at: datetime


@event("clock.threshold_reached")
class ThresholdReached:
    clock_id: str
    threshold: Threshold
    deadline: datetime


@event("clock.breached")
class ClockBreached:
    clock_id: str
    deadline: datetime


@event("clock.stopped")
class ClockStopped:
    clock_id: str


Event = (
    ClockStarted | ClockPaused | ClockResumed | ClockHandedOver | ClockRebased | ThresholdReached | ClockBreached | ClockStopped
)  # fmt: skip

# State


@dataclass(slots=True)
class Segment:
    """A stretch of a clock's life. kind is `running` or the reason of a pause; ends_at is None while it lasts."""

    kind: str
    began_at: datetime
    ended_at: datetime | None = None
    until: datetime | None = None
    holder_id: str = ""


@dataclass(slots=True)
class Clock:
    """One obligation's clock.

    remaining: what was left of the budget when the last segment began; it is what is left while paused. due_at counts the pause's announced
    end in. pause_reason: of the last pause. breached_at: when the budget was used up, once that is recorded.
    planned: what falls due and when, kept until the next event of the clock, because a cycle looks at all its clocks after every entry.
    """

    id: str
    item_id: str
    purpose: Purpose
    holder_id: str
    budget: timedelta
    basis: Basis
    calendar_id: str
    calendar_version: int
    started_at: datetime
    due_at: datetime
    state: Literal["running", "paused", "stopped"] = "running"
    remaining: timedelta = timedelta(0)
    resume_at: datetime | None = None
    due_before: datetime | None = None  # before the last pause; holds again when a pause is broken off with no working time left
    pause_reason: PauseReason | None = None
    breached_at: datetime | None = None
    reached: set[str] = field(default_factory=set[str])
    segments: list[Segment] = field(default_factory=list[Segment])
    stopped_at: datetime | None = None
    planned: tuple[tuple[datetime, Command], ...] | None = field(default=None, compare=False, repr=False)
