"""A handoff: approved decisions handed to delivery as commitments, line by line. Its words and its state; rules in rules/handoff.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.decision import Criterion
from plumbline.domain.cycle.journey import JourneyException
from plumbline.domain.cycle.work_item import WorkItem
from plumbline.kernel.record import event, record

State = Literal["assembled", "offered", "accepted", "returned", "withdrawn"]
Cause = Literal["reopened", "edited", "evidence", "dependency_changed", "superseded", "journey_changed"]


@record
class EdgeCase:
    """One exception of the journey: when it happens, and what is expected then."""

    when: str
    then: str


@record
class Terms:
    """What a line says besides its decision (H2).

    expected: how it behaves when it is built. metric_id: the plan's metric that shows it. owner_after_id: who answers for it after launch.
    checkpoint_at, checkpoint_criterion: when the metric is read, and what the reading must show. practice_id: the practice it protects.
    """

    decision_id: str
    expected: str = ""
    edge_cases: tuple[EdgeCase, ...] = ()
    metric_id: str = ""
    owner_after_id: str = ""
    checkpoint_at: datetime | None = None
    checkpoint_criterion: str = ""
    practice_id: str = ""


@record
class AgreedJourney:
    """A journey in the exact version that the decision names, with everything that goes wrong in it."""

    journey_id: str
    title: str
    number: int
    digest: str
    exceptions: tuple[JourneyException, ...] = ()


@record
class AgreedRun:
    """A run that was accepted as evidence, under the digest of its record."""

    run_id: str
    title: str
    digest: str


@record
class Agreed:
    """What the decision said when the line was made or renewed; constraint is the option that was chosen.

    journeys, runs: what it binds to, and what was played to show it.
    """

    title: str
    constraint: str
    consequence: str
    criteria: tuple[Criterion, ...]
    scope: tuple[str, ...]
    content_hash: str
    journeys: tuple[AgreedJourney, ...] = ()
    runs: tuple[AgreedRun, ...] = ()


@record
class AssembledLine:
    commitment_id: str
    terms: Terms
    agreed: Agreed


# Commands


@record
class AssembleHandoff:
    """Put gate-passed decisions together. receiver_id: empty means the owner of the delivery area."""

    lines: tuple[Terms, ...]
    title: str = ""
    receiver_id: str = ""


@record
class DescribeLine:
    """Say anew what a line says besides its decision, which stays the same; possible until it is offered, and after a return."""

    handoff_id: str
    commitment_id: str
    terms: Terms


@record
class OfferHandoff:
    handoff_id: str


@record
class AcceptHandoff:
    """The receiver takes the lines over."""

    handoff_id: str
    note: str = ""


@record
class QuestionLine:
    """Ask about one line; it opens a thread that the decision's owner is asked in."""

    handoff_id: str
    commitment_id: str
    text: str


@record
class ReturnHandoff:
    """Give lines back. commitment_ids: empty means all of them."""

    handoff_id: str
    reason: str
    commitment_ids: tuple[str, ...] = ()


@record
class WithdrawHandoff:
    handoff_id: str
    reason: str


@record
class TakeNewVersion:
    """Take a line as its decision reads now."""

    handoff_id: str
    commitment_id: str


@record
class HoldCheckpoint:
    """Record what the metric showed at a line's checkpoint. follow_up: what is done about it when the criterion is not met."""

    handoff_id: str
    commitment_id: str
    reading: str
    met: bool
    follow_up: str = ""


@record
class MarkSuspect:
    """Something that a line rests on changed. Sent by the system when it sees so."""

    handoff_id: str
    commitment_id: str


Command = (
    AssembleHandoff | DescribeLine | OfferHandoff | AcceptHandoff | QuestionLine | ReturnHandoff | WithdrawHandoff | TakeNewVersion
    | HoldCheckpoint | MarkSuspect
)  # fmt: skip

# Events


@event("handoff.assembled")
class HandoffAssembled:
    handoff_id: str
    number: int
    title: str
    receiver_id: str
    lines: tuple[AssembledLine, ...]


@event("handoff.line_described")
class LineDescribed:
    handoff_id: str
    commitment_id: str
    terms: Terms


@event("handoff.offered")
class HandoffOffered:
    handoff_id: str
    receiver_id: str


@event("handoff.accepted", erasable=("note",))
class HandoffAccepted:
    """commitment_ids: the lines taken over; those that were returned before are not among them."""

    handoff_id: str
    commitment_ids: tuple[str, ...]
    note: str = ""


@event("handoff.returned", erasable=("reason",))
class HandoffReturned:
    """whole: whether nothing of it is left with the receiver."""

    handoff_id: str
    commitment_ids: tuple[str, ...]
    whole: bool
    reason: str = ""


@event("handoff.withdrawn", erasable=("reason",))
class HandoffWithdrawn:
    handoff_id: str
    reason: str = ""


@event("commitment.questioned")
class CommitmentQuestioned:
    """thread_id: the discussion it opened; the words are in its first comment."""

    handoff_id: str
    commitment_id: str
    thread_id: str


@event("commitment.suspected")
class CommitmentSuspected:
    handoff_id: str
    commitment_id: str
    decision_id: str
    cause: Cause


@event("commitment.renewed")
class CommitmentRenewed:
    handoff_id: str
    commitment_id: str
    agreed: Agreed


@event("checkpoint.held", erasable=("reading", "follow_up"))
class CheckpointHeld:
    handoff_id: str
    commitment_id: str
    met: bool
    reading: str = ""
    follow_up: str = ""


Event = (
    HandoffAssembled | LineDescribed | HandoffOffered | HandoffAccepted | HandoffReturned | HandoffWithdrawn | CommitmentQuestioned
    | CommitmentSuspected | CommitmentRenewed | CheckpointHeld
)  # fmt: skip

# State


@dataclass(slots=True)
class Checkpoint:
    """What a line's metric showed."""

    reading: str
    met: bool
    follow_up: str
    held_at: datetime
    held_by: str


@dataclass(slots=True)
class Line:
    """One commitment. suspect: something it rests on changed since it was agreed, for the cause, and nobody took the new version yet.

    before: what it said before it was renewed for the last time. work_items: what it became outside, by endpoint.
    """

    id: str
    number: int
    decision_id: str
    terms: Terms
    agreed: Agreed
    before: Agreed | None = None
    suspect: bool = False
    cause: Cause | None = None
    suspected_at: datetime | None = None
    accepted_at: datetime | None = None
    returned_at: datetime | None = None
    returned_reason: str = ""
    checkpoint: Checkpoint | None = None
    work_items: dict[str, WorkItem] = field(default_factory=dict[str, WorkItem])


@dataclass(slots=True)
class Handoff:
    """A package of lines. clarifications: questions and returns so far, the loops that a good handoff does not need (H3)."""

    id: str
    number: int
    title: str
    assembler_id: str
    receiver_id: str
    assembled_at: datetime
    changed_at: datetime
    lines: dict[str, Line] = field(default_factory=dict[str, Line])
    state: State = "assembled"
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    note: str = ""
    clarifications: int = 0

    @property
    def owner_id(self) -> str:
        """Whom it waits for: the receiver once it is offered, before that and after a return whoever assembled it."""
        return self.receiver_id if self.state in ("offered", "accepted") else self.assembler_id

    @property
    def kept(self) -> list[Line]:
        """The lines that were not given back."""
        return [line for line in self.lines.values() if line.returned_at is None]
