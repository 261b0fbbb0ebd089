"""An escalation: an item goes up a level. The ladder with leases and drills hangs on these words; rules in rules/escalation.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Trigger = Literal["breach", "unresolved_cycles", "manual"]


@record
class StartEscalation:
    item_id: str
    trigger: Trigger = "manual"
    reason: str = ""


@record
class AcknowledgeEscalation:
    escalation_id: str


@record
class ResolveEscalation:
    escalation_id: str
    outcome: str


Command = StartEscalation | AcknowledgeEscalation | ResolveEscalation


@event("escalation.started", erasable=("reason",))
class EscalationStarted:
    """threshold: for unresolved_cycles, the number of full review cycles at which the item had to go up."""

    escalation_id: str
    item_id: str
    trigger: Trigger
    level: int
    to_id: str
    threshold: int = 0
    reason: str = ""


@event("escalation.acknowledged")
class EscalationAcknowledged:
    escalation_id: str


@event("escalation.resolved", erasable=("outcome",))
class EscalationResolved:
    """item_ended: the item ended by itself, so that nobody had to say what came of going up."""

    escalation_id: str
    item_ended: bool = False
    outcome: str = ""


Event = EscalationStarted | EscalationAcknowledged | EscalationResolved


@dataclass(slots=True)
class Escalation:
    id: str
    item_id: str
    trigger: Trigger
    to_id: str
    level: int
    started_at: datetime
    threshold: int = 0
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    reason: str = ""
    outcome: str = ""
