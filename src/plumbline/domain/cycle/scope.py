"""A scope item: something that was asked to be part of the launch. Its words and its state; the rules are in rules/scope.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["requested", "assessed", "accepted", "declined", "deferred", "applied"]
PENDING: frozenset[State] = frozenset({"requested", "assessed"})
IN_SCOPE: frozenset[State] = frozenset({"accepted", "applied"})
LOCK = "scope-lock"

# Commands


@record
class RequestScope:
    """Ask for something to be in scope. area: the owner area that answers for it; decisions: ids of those that settle it."""

    title: str
    area: str
    reason: str = ""
    decisions: tuple[str, ...] = ()


@record
class AssessScope:
    """Rank an item: what it contributes to the outcome and what it takes, each 1 (little) to 5 (much)."""

    scope_id: str
    contribution: int
    effort: int


@record
class AcceptScope:
    """Take an item in while scope is still being formed; once it is locked only a scope change does."""

    scope_id: str


@record
class DeclineScope:
    scope_id: str
    reason: str


@record
class DeferScope:
    """Keep an item out for now, on purpose and with the reason."""

    scope_id: str
    reason: str


@record
class ApplyScope:
    """Say that delivery has taken an accepted item over. note: where that is seen."""

    scope_id: str
    note: str = ""


Command = RequestScope | AssessScope | AcceptScope | DeclineScope | DeferScope | ApplyScope

# Events


@event("scope.requested", erasable=("reason",))
class ScopeRequested:
    scope_id: str
    number: int
    title: str
    area: str
    decisions: tuple[str, ...] = ()
    reason: str = ""


@event("scope.assessed")
class ScopeAssessed:
    scope_id: str
    contribution: int
    effort: int


@event("scope.accepted")
class ScopeAccepted:
    """by_change_id: the scope change that brought it in; empty while scope was being formed."""

    scope_id: str
    by_change_id: str = ""


@event("scope.declined", erasable=("reason",))
class ScopeDeclined:
    scope_id: str
    reason: str = ""


@event("scope.deferred", erasable=("reason",))
class ScopeDeferred:
    """by_change_id: the scope change that displaced it."""

    scope_id: str
    by_change_id: str = ""
    reason: str = ""


@event("scope.applied", erasable=("note",))
class ScopeApplied:
    scope_id: str
    note: str = ""


Event = ScopeRequested | ScopeAssessed | ScopeAccepted | ScopeDeclined | ScopeDeferred | ScopeApplied

# State


@dataclass(slots=True)
class ScopeItem:
    """One item. contribution and effort are 0 until it is assessed. owner_id follows the owner of its area.

    by_change_id: the scope change that took it in or displaced it last.
    """

    id: str
    number: int
    title: str
    area: str
    owner_id: str
    author_id: str
    requested_at: datetime
    changed_at: datetime
    decisions: tuple[str, ...] = ()
    state: State = "requested"
    contribution: int = 0
    effort: int = 0
    reason: str = ""
    by_change_id: str = ""
    ended_at: datetime | None = None

    @property
    def ranked(self) -> bool:
        return self.contribution > 0
