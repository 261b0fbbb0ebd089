"""A gate: conditions over facts, judged when asked. Its words and its state; the rules are in rules/gate.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.domain.playbook.plan import Condition
from plumbline.kernel.record import event, record

Status = Literal["not_evaluated", "not_applicable", "satisfied", "unsatisfied", "overridden", "error"]

# Commands


@record
class PassGate:
    """Ask a gate to let an item (a decision, or the cycle itself) through."""

    gate_id: str
    item_id: str


@record
class OverrideGate:
    """Let an item through although conditions are open; control says what compensates for them."""

    gate_id: str
    item_id: str
    reason: str
    expires_at: datetime
    control: str


@record
class AddGateCondition:
    """A cycle may add conditions to a gate; it can never take one away."""

    gate_id: str
    condition: Condition


Command = PassGate | OverrideGate | AddGateCondition

# Events


@event("gate.passed")
class GatePassed:
    """judged_version is the stream version whose state was judged; judged_position the ledger's newest position at that moment."""

    gate_id: str
    item_id: str
    judged_version: int
    judged_position: int
    content_hash: str
    conditions_met: tuple[str, ...]


@event("gate.overridden", erasable=("reason", "control"))
class GateOverridden:
    gate_id: str
    item_id: str
    expires_at: datetime
    judged_version: int
    judged_position: int
    content_hash: str
    conditions_unmet: tuple[str, ...]
    reason: str = ""
    control: str = ""


@event("gate.condition_added")
class GateConditionAdded:
    gate_id: str
    condition: Condition


Event = GatePassed | GateOverridden | GateConditionAdded

# State


@dataclass(slots=True)
class Passage:
    gate_id: str
    item_id: str
    by_id: str
    at: datetime
    judged_version: int
    judged_position: int
    content_hash: str


@dataclass(slots=True)
class Override:
    """What a lead let through for a time. It holds for the content that it was given for; content_hash is empty for a whole cycle."""

    gate_id: str
    item_id: str
    by_id: str
    at: datetime
    expires_at: datetime
    content_hash: str
    reason: str
    control: str
