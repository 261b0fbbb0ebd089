"""A review: a document or a journey on the agenda, in rounds. Its words and its state; the rules are in rules/reviewing.py.

A round belongs to a review period of the cadence; what a review is about is a stream of its own, of which the cycle knows what it is told.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.guest import Guest
from plumbline.kernel.record import event, record

Kind = Literal["document", "journey"]
State = Literal["open", "closed", "cancelled"]


@record
class Part:
    """A section of what is reviewed. digest: hash of its content, to which sign-offs are bound."""

    section_id: str
    title: str
    digest: str


@record
class Subject:
    """What a review is about, as its stream stands. number: its version. content_hash: of the whole."""

    kind: Kind
    id: str
    number: int
    content_hash: str
    parts: tuple[Part, ...]


@record
class Reader:
    """Who reads a section: a member, or a guest of the review."""

    section_id: str
    person_id: str


# Commands


@record
class OpenReview:
    """Put something on the agenda. readers: who reads which section; the rest waits for a reader."""

    title: str
    subject: Subject
    owner_id: str = ""
    objective_id: str = ""
    readers: tuple[Reader, ...] = ()


@record
class AssignSection:
    """Say who reads a section, in place of whoever did."""

    review_id: str
    section_id: str
    reader_ids: tuple[str, ...]


@record
class SignOffSection:
    """Say that a section can stay as it reads. read_digest: of the section that was read."""

    review_id: str
    section_id: str
    read_digest: str = ""


@record
class WithdrawSignOff:
    review_id: str
    section_id: str


@record
class FollowSubject:
    """What is reviewed has a new version. Sent by the system."""

    review_id: str
    subject: Subject


@record
class CloseRound:
    """End the round before its period does; ends the review when nothing is left to do."""

    review_id: str


@record
class CancelReview:
    review_id: str
    reason: str


@record
class ReopenReview:
    review_id: str
    reason: str


Command = OpenReview | AssignSection | SignOffSection | WithdrawSignOff | FollowSubject | CloseRound | CancelReview | ReopenReview

# Events


@event("review.opened")
class ReviewOpened:
    """period: the review period that its first round belongs to; 0 after the last one."""

    review_id: str
    number: int
    title: str
    subject: Subject
    owner_id: str
    objective_id: str
    readers: tuple[Reader, ...]
    period: int


@event("review.section_assigned")
class SectionAssigned:
    review_id: str
    section_id: str
    reader_ids: tuple[str, ...]


@event("review.section_signed_off")
class SectionSignedOff:
    review_id: str
    section_id: str
    digest: str


@event("review.sign_off_withdrawn")
class SignOffWithdrawn:
    review_id: str
    section_id: str


@event("review.subject_changed")
class SubjectChanged:
    review_id: str
    subject: Subject


@event("review.round_opened")
class RoundOpened:
    review_id: str
    round: int
    period: int


@event("review.round_closed")
class RoundClosed:
    """decided, carried: threads that got an outcome in the round, and those still open.

    waiting_on_requester: those of carried that wait for whoever raised them. by_period: the period ended it, which counts what it carries.
    """

    review_id: str
    round: int
    period: int
    decided: tuple[str, ...]
    carried: tuple[str, ...]
    waiting_on_requester: tuple[str, ...] = ()
    by_period: bool = False


@event("review.closed")
class ReviewClosed:
    review_id: str


@event("review.cancelled", erasable=("reason",))
class ReviewCancelled:
    review_id: str
    reason: str = ""


@event("review.reopened", erasable=("reason",))
class ReviewReopened:
    review_id: str
    reason: str = ""


Event = (
    ReviewOpened | SectionAssigned | SectionSignedOff | SignOffWithdrawn | SubjectChanged | RoundOpened | RoundClosed | ReviewClosed
    | ReviewCancelled | ReviewReopened
)  # fmt: skip

# State


@dataclass(slots=True)
class SignOff:
    """digest: of the section as it was read; an edit of the section voids it."""

    person_id: str
    digest: str
    at: datetime


@dataclass(slots=True)
class Round:
    """One round. period: the review period it belongs to; 0 after the last one."""

    number: int
    period: int
    opened_at: datetime
    closed_at: datetime | None = None
    decided: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()


@dataclass(slots=True)
class Review:
    """One review. guests: those without an account, by id.

    past_titles: what sections were called that are no longer there, for the threads that were raised in them.
    """

    id: str
    number: int
    title: str
    subject: Subject
    owner_id: str
    objective_id: str
    author_id: str
    opened_at: datetime
    state: State = "open"
    readers: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    sign_offs: dict[str, dict[str, SignOff]] = field(default_factory=dict[str, dict[str, SignOff]])
    rounds: list[Round] = field(default_factory=list[Round])
    past_titles: dict[str, str] = field(default_factory=dict[str, str])
    guests: dict[str, Guest] = field(default_factory=dict[str, Guest])
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""

    @property
    def content_hash(self) -> str:
        """What verdicts are bound to: the whole of what is reviewed."""
        return self.subject.content_hash

    @property
    def round(self) -> Round | None:
        """The round that is open."""
        return self.rounds[-1] if self.rounds and self.rounds[-1].closed_at is None else None

    def part(self, section_id: str) -> Part | None:
        """Return a section as it stands."""
        return next((part for part in self.subject.parts if part.section_id == section_id), None)
