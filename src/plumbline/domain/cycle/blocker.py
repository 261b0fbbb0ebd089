"""A blocker: a stop with an owner, a due date and a fallback. Its words and its state; the rules are in rules/blocker.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["open", "resolved", "fallback_triggered", "cancelled"]

# Commands


@record
class RaiseBlocker:
    """Say what stops the work. blocks: ids of the items it stops. outside_message: what it tells the outside."""

    title: str
    owner_id: str
    due_at: datetime | None = None
    fallback: str = ""
    blocks: tuple[str, ...] = ()
    outside_message: str = ""
    section_id: str = ""
    risk_id: str = ""


@record
class AcknowledgeBlocker:
    blocker_id: str


@record
class AssignBlocker:
    blocker_id: str
    owner_id: str
    reason: str = ""


@record
class ResolveBlocker:
    """Close it with what shows that it is gone."""

    blocker_id: str
    how: str


@record
class TriggerFallback:
    blocker_id: str


@record
class ExtendBlocker:
    """Move the due date as a tradeoff: what is given up for the time."""

    blocker_id: str
    due_at: datetime
    tradeoff: str


@record
class CancelBlocker:
    blocker_id: str
    reason: str


@record
class TellOutside:
    """Set what the blocker tells the outside."""

    blocker_id: str
    message: str


Command = (
    RaiseBlocker | AcknowledgeBlocker | AssignBlocker | ResolveBlocker | TriggerFallback | ExtendBlocker | CancelBlocker | TellOutside
)  # fmt: skip

# Events


@event("blocker.raised", erasable=("outside_message",))
class BlockerRaised:
    """tells_outside says whether an outside message came with it; the message itself can be erased."""

    blocker_id: str
    number: int
    title: str
    owner_id: str
    due_at: datetime
    fallback: str
    blocks: tuple[str, ...]
    section_id: str = ""
    risk_id: str = ""
    tells_outside: bool = False
    outside_message: str = ""


@event("blocker.acknowledged")
class BlockerAcknowledged:
    blocker_id: str


@event("blocker.assigned", erasable=("reason",))
class BlockerAssigned:
    blocker_id: str
    owner_id: str
    reason: str = ""


@event("blocker.resolved", erasable=("how",))
class BlockerResolved:
    blocker_id: str
    how: str = ""


@event("blocker.fallback_triggered")
class FallbackTriggered:
    blocker_id: str


@event("blocker.extended", erasable=("tradeoff",))
class BlockerExtended:
    blocker_id: str
    due_at: datetime
    tradeoff: str = ""


@event("blocker.cancelled", erasable=("reason",))
class BlockerCancelled:
    blocker_id: str
    reason: str = ""


@event("blocker.outside_told", erasable=("message",))
class OutsideTold:
    blocker_id: str
    message: str = ""


Event = (
    BlockerRaised | BlockerAcknowledged | BlockerAssigned | BlockerResolved | FallbackTriggered | BlockerExtended | BlockerCancelled
    | OutsideTold
)  # fmt: skip

# State


@dataclass(slots=True)
class Blocker:
    """One blocker. acknowledged_at is empty again after a fallback that its owner did not trigger and has not seen yet.

    told_by: who set what it tells the outside. outdated_message: the due date has moved since, so what was told no longer holds (B4).
    """

    id: str
    number: int
    title: str
    owner_id: str
    raiser_id: str
    raised_at: datetime
    due_at: datetime
    fallback: str
    blocks: tuple[str, ...] = ()
    section_id: str = ""
    risk_id: str = ""
    outside_message: str = ""
    tells_outside: bool = False
    told_by: str = ""
    outdated_message: bool = False
    state: State = "open"
    acknowledged_at: datetime | None = None
    extensions: list[datetime] = field(default_factory=list[datetime])
    how: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
