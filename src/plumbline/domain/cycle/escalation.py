"""An escalation: an item goes up a ladder of people until somebody who can move it says so, and comes down with an outcome.

started -> notified(level) -> acknowledged(lease) -> resolved; unacknowledged -> next level; exhausted -> fallback.
The rules are in rules/escalation*.py.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from plumbline.domain.playbook.plan import AtEnd, Basis, LadderLevel
from plumbline.kernel.record import event, record

State = Literal["asked", "acknowledged", "exhausted", "resolved"]
Trigger = Literal["breach", "unresolved_cycles", "manual"]
Cause = Literal["unclear_owner", "missing_input", "capacity", "disagreement", "external", "other"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
Skipped = Literal["no_owner", "not_active", "holds_item", "asked_already"]

# Commands


@record
class StartEscalation:
    item_id: str
    trigger: Trigger = "manual"
    reason: str = ""


@record
class AcknowledgeEscalation:
    """Say that you have it. It holds for the hours of the level; then you are asked again."""

    escalation_id: str


@record
class ResolveEscalation:
    """Bring an item down again. outcome: what came of it; cause: why it had to go up at all."""

    escalation_id: str
    outcome: str
    cause: Literal["", "unclear_owner", "missing_input", "capacity", "disagreement", "external", "other"] = ""


@record
class AdvanceEscalation:
    """The time of a level, or of an acknowledgement, is over. Sent by the system when its time has come."""

    escalation_id: str
    deadline: datetime


@record
class ChooseEscalationPolicy:
    """Let items of this cycle go up by a policy of the workspace from now on; "" goes back to the playbook's own ladder."""

    policy_id: str


Command = StartEscalation | AcknowledgeEscalation | ResolveEscalation | AdvanceEscalation | ChooseEscalationPolicy

# Events


@event("escalation.started", erasable=("reason",))
class EscalationStarted:
    """The ladder as it stands now; a later change of the policy does not touch it.

    threshold: for unresolved_cycles, the number of full review cycles at which the item had to go up. level, to_id: who is asked first.
    policy_id: "" for the playbook's own ladder.
    """

    escalation_id: str
    item_id: str
    trigger: Trigger
    level: int
    to_id: str
    threshold: int = 0
    levels: tuple[LadderLevel, ...] = ()
    basis: Basis = "workday"
    at_end: AtEnd = "fallback"
    policy_id: str = ""
    policy_version: int = 0
    reason: str = ""


@event("escalation.level_skipped")
class LevelSkipped:
    """A level was not asked, because asking it would have reached nobody new. level counts from 1."""

    escalation_id: str
    level: int
    why: Skipped
    area: str = ""
    person_id: str = ""


@event("escalation.notified")
class LevelNotified:
    """A level is asked. answer_by: when the next one is, if nobody acknowledges. again: its acknowledgement had run out."""

    escalation_id: str
    level: int
    to_id: str
    answer_by: datetime
    calendar_id: str = ""
    calendar_version: int = 0
    again: bool = False
    urgent: bool = False


@event("escalation.acknowledged")
class EscalationAcknowledged:
    """until: when the lease ends; None after the last level, which nobody is asked after."""

    escalation_id: str
    until: datetime | None = None


@event("escalation.unanswered")
class LevelUnanswered:
    escalation_id: str
    level: int
    deadline: datetime


@event("escalation.lease_ended")
class LeaseEnded:
    escalation_id: str
    level: int
    deadline: datetime


@event("escalation.exhausted")
class EscalationExhausted:
    """Nobody on the ladder is left to ask. fallback: the item's own fallback takes its place."""

    escalation_id: str
    fallback: bool = False


@event("escalation.resolved", erasable=("outcome",))
class EscalationResolved:
    """item_ended: the item ended by itself, so that nobody had to say what came of going up."""

    escalation_id: str
    item_ended: bool = False
    cause: str = ""
    outcome: str = ""


@event("escalation.policy_chosen")
class EscalationPolicyChosen:
    policy_id: str


ItemEvent = (
    EscalationStarted | LevelSkipped | LevelNotified | EscalationAcknowledged | LevelUnanswered | LeaseEnded | EscalationExhausted
    | EscalationResolved
)  # fmt: skip
Event = ItemEvent | EscalationPolicyChosen

# State


@dataclass(slots=True)
class Asking:
    """One time that a level was asked. ended: how it ended without an outcome, once it did."""

    level: int
    to_id: str
    at: datetime
    answer_by: datetime
    again: bool = False
    urgent: bool = False
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    lease_until: datetime | None = None
    ended_at: datetime | None = None
    ended: Literal["", "unanswered", "lease_ended", "resolved"] = ""


@dataclass(slots=True)
class SkippedLevel:
    level: int
    why: Skipped
    at: datetime
    area: str = ""
    person_id: str = ""


@dataclass(slots=True)
class Escalation:
    """One way up. to_id, level: who is asked now. acknowledged_at: since when somebody has it; None again when the lease has run out."""

    id: str
    item_id: str
    trigger: Trigger
    to_id: str
    level: int
    started_at: datetime
    threshold: int = 0
    levels: tuple[LadderLevel, ...] = ()
    basis: Basis = "workday"
    at_end: AtEnd = "fallback"
    policy_id: str = ""
    asked: list[Asking] = field(default_factory=list[Asking])
    skipped: list[SkippedLevel] = field(default_factory=list[SkippedLevel])
    acknowledged_at: datetime | None = None
    exhausted_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""
    item_ended: bool = False
    reason: str = ""
    outcome: str = ""
    cause: str = ""

    @property
    def state(self) -> State:
        """exhausted: nobody on the ladder is left to ask."""
        if self.resolved_at is not None:
            return "resolved"
        if self.acknowledged_at is not None:
            return "acknowledged"
        return "asked" if self.exhausted_at is None else "exhausted"

    @property
    def next_step_at(self) -> datetime | None:
        """When the system acts unless somebody does: the end of the lease, or of the level's time; None when it waits for an outcome."""
        if self.resolved_at is not None or self.exhausted_at is not None or not self.asked:
            return None
        return self.asked[-1].lease_until or self.asked[-1].answer_by
