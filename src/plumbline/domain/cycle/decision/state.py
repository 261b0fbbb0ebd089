"""A decision as its cycle knows it."""

from dataclasses import dataclass, field
from datetime import datetime

from plumbline.domain.cycle.decision.imported import Imported
from plumbline.domain.cycle.decision.words import ENDED, ApprovalRule, Criterion, Obligation, Option, State, Vote
from plumbline.domain.cycle.journey import JourneyRef


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
    """A vote as it stands. A vote for other content than the decision's own is void; content_hash is empty once an edit voided it."""

    vote: Vote
    content_hash: str
    reason: str
    cast_at: datetime


@dataclass(slots=True)
class Decision:
    """One decision as its cycle knows it. Free text (question, because, reasons) is for pages only.

    journeys: the exact versions that it is about. suspect_for: the journey that changed after the approval; empty for any other cause.
    imported: where it comes from, if it was not taken here; imported_at: when that was read last.
    """

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
    on_behalf_of: str = ""
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
    ahead_of: tuple[str, ...] = ()
    approval: ApprovalRule | None = None
    review_id: str = ""
    template_id: str = ""
    template_version: int = 0
    journeys: tuple[JourneyRef, ...] = ()
    suspect_for: str = ""
    imported: Imported | None = None
    imported_at: datetime | None = None

    @property
    def decided_elsewhere(self) -> bool:
        """Whether it was decided where it was brought in from, and nobody has touched it here since."""
        return self.imported is not None and self.state in ENDED and self.changed_at == self.imported_at
