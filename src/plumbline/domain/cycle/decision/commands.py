"""What people and the system may ask of a decision."""

from datetime import datetime

from plumbline.domain.cycle.decision.imported import ImportDecision
from plumbline.domain.cycle.decision.words import ApprovalRule, Criterion, DependencyKind, Obligation, Option, ReopenReason, Vote
from plumbline.domain.cycle.journey import JourneyRef
from plumbline.kernel.record import record


@record
class DraftDecision:
    """Write down a question; with `propose` it is put to its owner at once. thread_id: the thread that becomes it, and is closed by it.

    journeys: what it is about as it is played, each in one exact version. template_id, template_version: the decision template that it
    begins with; with_approval: whether it needs the approvals that the template asks for.
    """

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
    thread_id: str = ""
    journeys: tuple[JourneyRef, ...] = ()
    template_id: str = ""
    template_version: int = 0
    with_approval: bool = True


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
    journeys: tuple[JourneyRef, ...] | None = None


@record
class AssignDecision:
    """Hand the decision on to another owner, with the reason."""

    decision_id: str
    owner_id: str
    reason: str = ""


@record
class ReassignDecisions:
    """Hand several decisions on to one owner, with the reason: all of them or none."""

    decision_ids: tuple[str, ...]
    owner_id: str
    reason: str = ""


@record
class MoveDecision:
    """Put the decision on the agenda of another review of its cycle; on none when no review is named."""

    decision_id: str
    to_review_id: str = ""
    reason: str = ""


@record
class MoveDecisions:
    """Put several decisions on the agenda of one review: all of them or none."""

    decision_ids: tuple[str, ...]
    to_review_id: str = ""
    reason: str = ""


@record
class ScheduleDecision:
    """Set when the decision is due and what happens otherwise."""

    decision_id: str
    due_at: datetime
    fallback: str = ""


@record
class RequireApproval:
    """Ask for more than the owner's act. The rule of the cycle's policy holds besides it, so it can only be stricter."""

    decision_id: str
    rule: ApprovalRule


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
    """Let somebody act for the owner until a date; without anybody, end the delegation."""

    decision_id: str
    to_id: str = ""
    until: datetime | None = None


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
    DraftDecision | ProposeDecision | EditDecision | AssignDecision | ReassignDecisions | MoveDecision | MoveDecisions
    | ScheduleDecision | RequireApproval | SubmitDecision | AddDependency | RemoveDependency | CastVote | RaiseConcern | SettleConcern
    | HoldDecision | ReleaseHold | DelegateDecision | AskForEvidence | ApproveDecision | MeetCondition | RejectDecision | DeferDecision
    | WakeDecision | WithdrawDecision | LapseDecision | ReopenDecision | SupersedeDecision | ImportDecision
)  # fmt: skip
