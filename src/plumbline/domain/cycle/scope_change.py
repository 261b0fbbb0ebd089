"""A scope change: what comes in and what leaves for it. Its words and its state; the rules are in rules/scope_change.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["requested", "assessed", "accepted", "declined", "deferred", "applied"]
PENDING: frozenset[State] = frozenset({"requested", "assessed", "deferred"})


@record
class Trade:
    """What a scope change costs, and what it does.

    displaces: ids of accepted items that leave in return. capacity: the people or time added, in words; moves_to: the new date.
    metric_id, metric_effect: what it does to one metric of the playbook; practice_id, practice_effect: to one of its practices.
    decisions: ids of further decisions that it touches; those its items name are touched anyway.
    """

    displaces: tuple[str, ...] = ()
    capacity: str = ""
    moves_to: datetime | None = None
    metric_id: str = ""
    metric_effect: str = ""
    practice_id: str = ""
    practice_effect: str = ""
    decisions: tuple[str, ...] = ()


# Commands


@record
class RequestChange:
    """Ask for items to come in. trade: what it costs; it can be said later, but nothing is accepted without it."""

    title: str
    adds: tuple[str, ...] = ()
    trade: Trade | None = None
    reason: str = ""


@record
class AssessChange:
    """Say what a requested change costs and what it does."""

    change_id: str
    trade: Trade


@record
class AcceptChange:
    change_id: str
    because: str


@record
class DeclineChange:
    change_id: str
    reason: str


@record
class DeferChange:
    change_id: str
    reason: str


@record
class ApplyChange:
    """Say that plans and promises say what the change says. note: where that is seen."""

    change_id: str
    note: str = ""


Command = RequestChange | AssessChange | AcceptChange | DeclineChange | DeferChange | ApplyChange

# Events


@event("scope_change.requested", erasable=("reason",))
class ChangeRequested:
    change_id: str
    number: int
    title: str
    adds: tuple[str, ...]
    reason: str = ""


@event("scope_change.assessed")
class ChangeAssessed:
    change_id: str
    trade: Trade


@event("scope_change.accepted", erasable=("because",))
class ChangeAccepted:
    """forecast_before, forecast_after: chance, in per mille, that the open scope closes inside the window; None was not measured.

    locked: whether scope was locked when it was accepted.
    """

    change_id: str
    locked: bool
    forecast_before: int | None = None
    forecast_after: int | None = None
    because: str = ""


@event("scope_change.declined", erasable=("reason",))
class ChangeDeclined:
    change_id: str
    reason: str = ""


@event("scope_change.deferred", erasable=("reason",))
class ChangeDeferred:
    change_id: str
    reason: str = ""


@event("scope_change.applied", erasable=("note",))
class ChangeApplied:
    change_id: str
    note: str = ""


Event = ChangeRequested | ChangeAssessed | ChangeAccepted | ChangeDeclined | ChangeDeferred | ChangeApplied

# State


@dataclass(slots=True)
class ScopeChange:
    """One scope change. owner_id: who asked for it and owes the price. locked: whether scope was locked when it was accepted."""

    id: str
    number: int
    title: str
    owner_id: str
    requested_at: datetime
    changed_at: datetime
    adds: tuple[str, ...] = ()
    trade: Trade | None = None
    state: State = "requested"
    reason: str = ""
    locked: bool = False
    forecast_before: int | None = None
    forecast_after: int | None = None
    decided_by: str = ""
    ended_at: datetime | None = None

    @property
    def displaces(self) -> tuple[str, ...]:
        return self.trade.displaces if self.trade else ()
