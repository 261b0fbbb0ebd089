"""A promise to the customer: bound to a measure, read, and corrected ahead of the backlog when the launch does not improve it.

Its words and its state; the rules are in rules/promise.py.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["named", "bound", "kept", "at_risk", "broken"]
Direction = Literal["at_least", "at_most"]

# Commands


@record
class BindPromise:
    """Say what would show that a promise is broken. Readings are whole numbers in the unit.

    metric_id: a success metric of the plan; without one, criterion says what is counted in a journey.
    bound: the worst value that still keeps the promise. warning: from here on it is at risk; the same as the bound for no warning.
    """

    promise_id: str
    owner_id: str
    direction: Direction
    bound: int
    warning: int
    unit: str
    metric_id: str = ""
    criterion: str = ""


@record
class ReadPromise:
    promise_id: str
    value: int
    note: str = ""


@record
class ReviewPromise:
    """The review in the second week after launch: has it become more true? If not, correction_owner_id owns the correction of scope."""

    promise_id: str
    note: str
    correction_owner_id: str = ""


@record
class CorrectPromise:
    """Say which decision corrects the scope, and what it changes for the customer."""

    promise_id: str
    decision_id: str
    note: str


Command = BindPromise | ReadPromise | ReviewPromise | CorrectPromise

# Events


@event("promise.bound")
class PromiseBound:
    promise_id: str
    owner_id: str
    direction: Direction
    bound: int
    warning: int
    unit: str
    metric_id: str
    criterion: str


@event("promise.read", erasable=("note",))
class PromiseRead:
    """standing: what the value means against the bound of the day."""

    promise_id: str
    value: int
    standing: State
    note: str = ""


@event("promise.reviewed", erasable=("note",))
class PromiseReviewed:
    """before, after: the last reading before the launch, and the newest."""

    promise_id: str
    before: int
    after: int
    improved: bool
    note: str = ""


@event("promise.correction_owed")
class PromiseCorrectionOwed:
    promise_id: str
    owner_id: str
    due_at: datetime


@event("promise.corrected", erasable=("note",))
class PromiseCorrected:
    promise_id: str
    decision_id: str
    note: str = ""


Event = PromiseBound | PromiseRead | PromiseReviewed | PromiseCorrectionOwed | PromiseCorrected

# State


@dataclass(slots=True)
class Reading:
    value: int
    standing: State
    at: datetime
    by_id: str
    note: str


@dataclass(slots=True)
class Promise:
    """One promise of the plan. owed_to: who owns the correction that is due at owed_at, empty when none is."""

    id: str
    planned_id: str
    title: str
    state: State = "named"
    owner_id: str = ""
    direction: Direction = "at_least"
    bound: int = 0
    warning: int = 0
    unit: str = ""
    metric_id: str = ""
    criterion: str = ""
    readings: list[Reading] = field(default_factory=list[Reading])
    reviewed_at: datetime | None = None
    improved: bool | None = None
    owed_to: str = ""
    owed_since: datetime | None = None
    owed_at: datetime | None = None
    corrected_by: str = ""
    changed_at: datetime | None = None
