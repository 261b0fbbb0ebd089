"""What has happened to a decision."""

from datetime import datetime

from plumbline.domain.cycle.decision.imported import DecisionImported
from plumbline.domain.cycle.decision.words import ApprovalRule, Criterion, DependencyKind, Obligation, Option, ReopenReason, Vote
from plumbline.domain.cycle.journey import JourneyRef
from plumbline.kernel.record import event


@event("decision.drafted", erasable=("question",))
class DecisionDrafted:
    """template_id, template_version: the decision template that it began with, if any."""

    decision_id: str
    number: int
    title: str
    question: str = ""
    section_id: str
    objective_id: str
    options: tuple[Option, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scope: tuple[str, ...] = ()
    content_hash: str
    split_hint: bool = False
    journeys: tuple[JourneyRef, ...] = ()
    template_id: str = ""
    template_version: int = 0


@event("decision.proposed")
class DecisionProposed:
    decision_id: str
    owner_id: str


@event("decision.edited", erasable=("question",))
class DecisionEdited:
    """What the decision says from now on. question_changed tells whether the erasable question is part of the edit."""

    decision_id: str
    title: str
    question: str = ""
    question_changed: bool = False
    options: tuple[Option, ...]
    criteria: tuple[Criterion, ...]
    scope: tuple[str, ...]
    content_hash: str
    material: bool
    split_hint: bool = False
    journeys: tuple[JourneyRef, ...] = ()


@event("decision.assigned", erasable=("reason",))
class DecisionAssigned:
    decision_id: str
    owner_id: str
    reason: str = ""


@event("decision.moved", erasable=("reason",))
class DecisionMoved:
    """to_review_id: the review on whose agenda it is from now on; empty for none."""

    decision_id: str
    to_review_id: str
    reason: str = ""


@event("decision.scheduled")
class DecisionScheduled:
    decision_id: str
    due_at: datetime | None
    fallback: str


@event("decision.approval_required")
class ApprovalRequired:
    decision_id: str
    rule: ApprovalRule


@event("decision.submitted")
class DecisionSubmitted:
    decision_id: str


@event("decision.dependency_added")
class DependencyAdded:
    decision_id: str
    on_id: str
    kind: DependencyKind


@event("decision.dependency_removed")
class DependencyRemoved:
    decision_id: str
    on_id: str


@event("decision.vote_cast", erasable=("reason",))
class VoteCast:
    decision_id: str
    voter_id: str
    vote: Vote
    content_hash: str
    reason: str = ""


@event("decision.concern_raised", erasable=("reason",))
class ConcernRaised:
    decision_id: str
    concern_id: str
    by_id: str
    reason: str = ""


@event("decision.concern_settled", erasable=("note",))
class ConcernSettled:
    decision_id: str
    concern_id: str
    note: str = ""


@event("decision.held", erasable=("reason",))
class DecisionHeld:
    decision_id: str
    by_id: str
    until: datetime
    reason: str = ""


@event("decision.hold_released")
class HoldReleased:
    decision_id: str


@event("decision.delegated")
class DecisionDelegated:
    decision_id: str
    to_id: str
    until: datetime | None


@event("decision.evidence_requested", erasable=("note",))
class EvidenceRequested:
    decision_id: str
    person_id: str
    criterion_id: str = ""
    note: str = ""


@event("decision.approved", erasable=("because",))
class DecisionApproved:
    """approver_id: who approved; on_behalf_of: the owner, when a delegate did. ahead_of: what it requires and was still open."""

    decision_id: str
    option_id: str
    content_hash: str
    approver_id: str
    on_behalf_of: str = ""
    because: str = ""
    ahead_of: tuple[str, ...] = ()


@event("decision.approved_conditionally", erasable=("because",))
class DecisionApprovedConditionally:
    decision_id: str
    option_id: str
    content_hash: str
    approver_id: str
    conditions: tuple[Obligation, ...]
    on_behalf_of: str = ""
    because: str = ""
    ahead_of: tuple[str, ...] = ()


@event("decision.condition_met", erasable=("note",))
class ConditionMet:
    decision_id: str
    condition_id: str
    note: str = ""


@event("decision.rejected", erasable=("because",))
class DecisionRejected:
    decision_id: str
    because: str = ""


@event("decision.deferred", erasable=("because",))
class DecisionDeferred:
    decision_id: str
    wake_at: datetime | None = None
    wake_on: str = ""
    because: str = ""


@event("decision.woken")
class DecisionWoken:
    decision_id: str


@event("decision.withdrawn", erasable=("because",))
class DecisionWithdrawn:
    decision_id: str
    because: str = ""


@event("decision.lapsed")
class DecisionLapsed:
    decision_id: str


@event("decision.reopened", erasable=("note",))
class DecisionReopened:
    decision_id: str
    reason: ReopenReason
    note: str = ""


@event("decision.suspected")
class DecisionSuspected:
    """What it was approved on has changed: a journey, of which digest is the content of now; empty while it has faults."""

    decision_id: str
    journey_id: str
    digest: str


@event("decision.superseded", erasable=("because",))
class DecisionSuperseded:
    decision_id: str
    by_id: str
    because: str = ""


@event("decision.handed_off")
class DecisionHandedOff:
    """Delivery took it over, as a line of a handoff."""

    decision_id: str
    commitment_id: str


@event("decision.handed_back")
class DecisionHandedBack:
    """Delivery gave its line back; the approval stands."""

    decision_id: str
    commitment_id: str


@event("decision.verified")
class DecisionVerified:
    """The checkpoint of its line was held with the criterion met."""

    decision_id: str
    commitment_id: str


Event = (
    DecisionDrafted | DecisionProposed | DecisionEdited | DecisionAssigned | DecisionMoved | DecisionScheduled | ApprovalRequired
    | DecisionSubmitted | DependencyAdded | DependencyRemoved | VoteCast | ConcernRaised | ConcernSettled | DecisionHeld | HoldReleased
    | DecisionDelegated | EvidenceRequested | DecisionApproved | DecisionApprovedConditionally | ConditionMet | DecisionRejected
    | DecisionDeferred | DecisionWoken | DecisionWithdrawn | DecisionLapsed | DecisionReopened | DecisionSuperseded | DecisionHandedOff
    | DecisionHandedBack | DecisionVerified | DecisionSuspected | DecisionImported
)  # fmt: skip
