"""A decision: one question, one owner, options, criteria, and how it ended. Its words and its state; the rules are in rules/decision.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal[
    "draft", "proposed", "in_review", "approved", "approved_conditionally", "rejected", "deferred", "withdrawn",
    "handed_off", "verified", "superseded", "lapsed",
]  # fmt: skip
OPEN: frozenset[State] = frozenset({"draft", "proposed", "in_review", "approved_conditionally", "deferred"})
ENDED: frozenset[State] = frozenset({"approved", "rejected", "withdrawn", "handed_off", "verified", "superseded", "lapsed"})
Method = Literal["condition", "run", "manual"]
Vote = Literal["approve", "reject", "abstain", "object"]
DependencyKind = Literal["requires", "informs"]
ReopenReason = Literal["new_evidence", "criteria_failed", "scope_change", "error", "dependency_changed"]


@record
class Option:
    """One way to decide, with what follows from it."""

    id: str
    title: str
    consequence: str = ""


@record
class Criterion:
    """Something a person who was not in the room can test. check: the condition, the journey or the instruction of its method."""

    id: str
    text: str
    method: Method
    owner_id: str
    check: str = ""


@record
class Obligation:
    """A condition of a conditional approval: what, who, by when."""

    id: str
    text: str
    owner_id: str
    due_at: datetime


# Commands


@record
class DraftDecision:
    """Write down a question; with `propose` it is put to its owner at once."""

    title: str
    section_id: str
    objective_id: str
    question: str = ""
    owner_id: str = ""
    due_at: datetime | None = None
    fallback: str = ""
    options: tuple[Option, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scope: tuple[str, ...] = ()
    propose: bool = False


@record
class ProposeDecision:
    decision_id: str


@record
class EditDecision:
    """Change what the decision says; None leaves a part as it is. read_hash: the content hash the editor saw."""

    decision_id: str
    read_hash: str = ""
    title: str | None = None
    question: str | None = None
    options: tuple[Option, ...] | None = None
    criteria: tuple[Criterion, ...] | None = None
    scope: tuple[str, ...] | None = None


@record
class AssignDecision:
    """Hand the decision on to another owner, with the reason."""

    decision_id: str
    owner_id: str
    reason: str = ""


@record
class ScheduleDecision:
    """Set when the decision is due and what happens otherwise."""

    decision_id: str
    due_at: datetime
    fallback: str = ""


@record
class SubmitDecision:
    """Put the decision into review."""

    decision_id: str


@record
class AddDependency:
    decision_id: str
    on_id: str
    kind: DependencyKind = "requires"


@record
class RemoveDependency:
    decision_id: str
    on_id: str


@record
class CastVote:
    decision_id: str
    vote: Vote
    reason: str = ""
    read_hash: str = ""


@record
class RaiseConcern:
    """Record a concern that has to be answered before approval."""

    decision_id: str
    reason: str


@record
class SettleConcern:
    """Close a concern: its author withdraws it, or accepts the answer."""

    decision_id: str
    concern_id: str
    note: str = ""


@record
class HoldDecision:
    decision_id: str
    reason: str
    until: datetime


@record
class ReleaseHold:
    decision_id: str


@record
class DelegateDecision:
    """Let somebody act for the owner until a date."""

    decision_id: str
    to_id: str
    until: datetime


@record
class AskForEvidence:
    decision_id: str
    person_id: str
    criterion_id: str = ""
    note: str = ""


@record
class ApproveDecision:
    """The owner takes responsibility for the decision as read; conditions make it a conditional approval."""

    decision_id: str
    because: str
    option_id: str = ""
    read_hash: str = ""
    conditions: tuple[Obligation, ...] = ()


@record
class MeetCondition:
    decision_id: str
    condition_id: str
    note: str = ""


@record
class RejectDecision:
    decision_id: str
    because: str
    read_hash: str = ""


@record
class DeferDecision:
    """Postpone as a tradeoff: until a date, or until another item ends."""

    decision_id: str
    because: str
    wake_at: datetime | None = None
    wake_on: str = ""


@record
class WakeDecision:
    decision_id: str


@record
class WithdrawDecision:
    decision_id: str
    because: str


@record
class LapseDecision:
    """The time ran out and the policy says that the decision lapses."""

    decision_id: str


@record
class ReopenDecision:
    decision_id: str
    reason: ReopenReason
    note: str = ""


@record
class SupersedeDecision:
    decision_id: str
    by_id: str
    because: str = ""


Command = (
    DraftDecision | ProposeDecision | EditDecision | AssignDecision | ScheduleDecision | SubmitDecision | AddDependency | RemoveDependency
    | CastVote | RaiseConcern | SettleConcern | HoldDecision | ReleaseHold | DelegateDecision | AskForEvidence | ApproveDecision
    | MeetCondition | RejectDecision | DeferDecision | WakeDecision | WithdrawDecision | LapseDecision | ReopenDecision | SupersedeDecision
)  # fmt: skip

# Events


@event("decision.drafted", erasable=("question",))
class DecisionDrafted:
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


@event("decision.assigned", erasable=("reason",))
class DecisionAssigned:
    decision_id: str
    owner_id: str
    reason: str = ""


@event("decision.scheduled")
class DecisionScheduled:
    decision_id: str
    due_at: datetime
    fallback: str


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
    until: datetime


@event("decision.evidence_requested", erasable=("note",))
class EvidenceRequested:
    decision_id: str
    person_id: str
    criterion_id: str = ""
    note: str = ""


@event("decision.approved", erasable=("because",))
class DecisionApproved:
    decision_id: str
    option_id: str
    content_hash: str
    approver_id: str
    because: str = ""


@event("decision.approved_conditionally", erasable=("because",))
class DecisionApprovedConditionally:
    decision_id: str
    option_id: str
    content_hash: str
    approver_id: str
    conditions: tuple[Obligation, ...]
    because: str = ""


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


@event("decision.superseded", erasable=("because",))
class DecisionSuperseded:
    decision_id: str
    by_id: str
    because: str = ""


Event = (
    DecisionDrafted | DecisionProposed | DecisionEdited | DecisionAssigned | DecisionScheduled | DecisionSubmitted | DependencyAdded
    | DependencyRemoved | VoteCast | ConcernRaised | ConcernSettled | DecisionHeld | HoldReleased | DecisionDelegated | EvidenceRequested
    | DecisionApproved | DecisionApprovedConditionally | ConditionMet | DecisionRejected | DecisionDeferred | DecisionWoken
    | DecisionWithdrawn | DecisionLapsed | DecisionReopened | DecisionSuperseded
)  # fmt: skip

# State


@dataclass(slots=True)
class Concern:
    id: str
    by_id: str
    reason: str
    raised_at: datetime
    open: bool = True
    note: str = ""


@dataclass(slots=True)
class CastBallot:
    """A vote as it stands. A vote for other content than the decision's own is void."""

    vote: Vote
    content_hash: str
    reason: str
    cast_at: datetime


@dataclass(slots=True)
class Decision:
    """One decision as its cycle knows it. Free text (question, because, reasons) is for pages only."""

    id: str
    number: int
    title: str
    section_id: str
    objective_id: str
    author_id: str
    content_hash: str
    drafted_at: datetime
    changed_at: datetime
    state: State = "draft"
    question: str = ""
    owner_id: str = ""
    due_at: datetime | None = None
    fallback: str = ""
    options: tuple[Option, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scope: tuple[str, ...] = ()
    authors: set[str] = field(default_factory=set[str])
    requires: set[str] = field(default_factory=set[str])
    informs: set[str] = field(default_factory=set[str])
    votes: dict[str, CastBallot] = field(default_factory=dict[str, CastBallot])
    concerns: dict[str, Concern] = field(default_factory=dict[str, Concern])
    hold_by: str = ""
    hold_until: datetime | None = None
    hold_reason: str = ""
    delegate_id: str = ""
    delegate_until: datetime | None = None
    evidence_asked: dict[str, str] = field(default_factory=dict[str, str])
    option_id: str = ""
    because: str = ""
    approver_id: str = ""
    approved_hash: str = ""
    ended_at: datetime | None = None
    obligations: dict[str, Obligation] = field(default_factory=dict[str, Obligation])
    obligations_met: set[str] = field(default_factory=set[str])
    wake_at: datetime | None = None
    wake_on: str = ""
    superseded_by: str = ""
    reopened: int = 0
    reopen_reason: str = ""
    submitted_at: datetime | None = None
    split_hint: bool = False
    suspect: bool = False
