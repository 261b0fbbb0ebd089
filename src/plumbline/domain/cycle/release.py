"""A release, or one phase of a pilot: who sees it, in which order, and what lets it grow. Its words and its state; rules/release.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["planned", "launched", "expanded", "held", "rolled_back", "delivered", "dropped"]
Kind = Literal["release", "pilot"]
Held = Literal["held", "broken"]
OUT: frozenset[State] = frozenset({"launched", "expanded"})
OPEN: frozenset[State] = frozenset({"planned", "launched", "expanded", "held"})

# Commands


@record
class PlanRelease:
    """Plan a release, or a pilot's phase. owner_id: who runs it; after_owner_id: who owns what follows it, who can be named later.

    promise_id: the promise its place in the order protects. after_id: the release that has to be out, and hold, before it.
    """

    title: str
    owner_id: str
    promise_id: str
    kind: Kind = "release"
    after_owner_id: str = ""
    after_id: str = ""
    planned_at: datetime | None = None


@record
class NameAfterOwner:
    """Say who owns what follows the launch."""

    release_id: str
    person_id: str


@record
class LaunchRelease:
    """Show it to a share of the customers, in whole percent."""

    release_id: str
    share: int


@record
class ExpandRelease:
    """Show it to more of them. evidence_id: the accepted piece of evidence that the outcome moves."""

    release_id: str
    share: int
    evidence_id: str


@record
class HoldRelease:
    release_id: str
    reason: str


@record
class RollBackRelease:
    release_id: str
    reason: str


@record
class DropRelease:
    """Give up what no customer has seen yet."""

    release_id: str
    reason: str


@record
class ReportPilot:
    """The weekly report of a pilot: did its promise hold, and what shows it."""

    release_id: str
    promise: Held
    note: str


@record
class DeliverPilot:
    """End a pilot into delivery. receiver_id: who takes it over there; readiness: what shows that they can."""

    release_id: str
    receiver_id: str
    readiness: str


Command = (
    PlanRelease | NameAfterOwner | LaunchRelease | ExpandRelease | HoldRelease | RollBackRelease | DropRelease | ReportPilot | DeliverPilot
)  # fmt: skip

# Events


@event("release.planned")
class ReleasePlanned:
    release_id: str
    number: int
    title: str
    kind: Kind
    owner_id: str
    after_owner_id: str
    promise_id: str
    after_id: str
    planned_at: datetime | None = None


@event("release.after_owner_named")
class AfterOwnerNamed:
    release_id: str
    person_id: str


@event("release.launched")
class ReleaseLaunched:
    release_id: str
    share: int


@event("release.expanded")
class ReleaseExpanded:
    release_id: str
    share: int
    evidence_id: str


@event("release.held", erasable=("reason",))
class ReleaseHeld:
    release_id: str
    reason: str = ""


@event("release.rolled_back", erasable=("reason",))
class ReleaseRolledBack:
    release_id: str
    reason: str = ""


@event("release.dropped", erasable=("reason",))
class ReleaseDropped:
    release_id: str
    reason: str = ""


@event("release.pilot_reported", erasable=("note",))
class PilotReported:
    release_id: str
    period: int
    promise: Held
    note: str = ""


@event("release.pilot_delivered", erasable=("readiness",))
class PilotDelivered:
    release_id: str
    receiver_id: str
    readiness: str = ""


Event = (
    ReleasePlanned | AfterOwnerNamed | ReleaseLaunched | ReleaseExpanded | ReleaseHeld | ReleaseRolledBack | ReleaseDropped
    | PilotReported | PilotDelivered
)  # fmt: skip

# State


@dataclass(slots=True)
class Report:
    """One weekly report of a pilot, for the review cycle that was open."""

    period: int
    promise: Held
    by_id: str
    at: datetime
    note: str


@dataclass(slots=True)
class Release:
    """One release. share: percent of the customers who see it. evidence_id: what its last expansion rests on."""

    id: str
    number: int
    title: str
    kind: Kind
    owner_id: str
    after_owner_id: str
    promise_id: str
    after_id: str
    planned_at: datetime | None
    author_id: str
    made_at: datetime
    changed_at: datetime
    state: State = "planned"
    share: int = 0
    launched_at: datetime | None = None
    launched_in: int = 0
    evidence_id: str = ""
    reason: str = ""
    receiver_id: str = ""
    ended_at: datetime | None = None
    reports: list[Report] = field(default_factory=list[Report])
