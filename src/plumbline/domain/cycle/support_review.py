"""The support-signal review in week two: what customers reported, and for each promise whether it has improved. Words and state."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

SignalKind = Literal["ticket", "theme", "reading"]

# Commands


@record
class RecordSignal:
    """Note what support hears. promise_id: the customer promise it speaks about, if any. count: how many it stands for."""

    kind: SignalKind
    text: str
    promise_id: str = ""
    count: int = 1
    reference: str = ""


@record
class PromiseOutcome:
    """What the signals say about one promise. One that has not improved needs a correction with an owner and a date."""

    promise_id: str
    improved: bool
    shown: str
    correction: str = ""
    owner_id: str = ""
    due_at: datetime | None = None


@record
class CloseSupportReview:
    """Judge every promise of the playbook by the signals."""

    outcomes: tuple[PromiseOutcome, ...]


Command = RecordSignal | CloseSupportReview

# Events


@event("support.signal_recorded", erasable=("text",))
class SignalRecorded:
    signal_id: str
    kind: SignalKind
    promise_id: str
    count: int
    reference: str = ""
    text: str = ""


@record
class JudgedPromise:
    """correction_id: what is put right; empty for a promise that has improved."""

    promise_id: str
    improved: bool
    shown: str
    correction_id: str = ""


@event("support.reviewed")
class SupportReviewed:
    outcomes: tuple[JudgedPromise, ...]


Event = SignalRecorded | SupportReviewed

# State


@dataclass(slots=True)
class Signal:
    id: str
    kind: SignalKind
    text: str
    promise_id: str
    count: int
    reference: str
    by_id: str
    at: datetime


@dataclass(slots=True)
class SupportReview:
    signals: dict[str, Signal] = field(default_factory=dict[str, Signal])
    outcomes: tuple[JudgedPromise, ...] = ()
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
