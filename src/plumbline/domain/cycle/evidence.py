"""Evidence: what shows that a criterion holds. Its words and its state; the rules are in rules/evidence.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["submitted", "accepted", "rejected", "expired", "retracted"]
Kind = Literal["run", "metric", "file", "link", "event"]


@record
class PlayedRun:
    """What a run of the product played. digest: of the content; journey_id, number: empty where it played a template.

    All but run_id is empty for a run that the workspace does not have. record: the digest of what happened; empty while it goes on.
    """

    run_id: str
    journey_id: str = ""
    digest: str = ""
    number: int = 0
    record: str = ""


# Commands


@record
class SubmitEvidence:
    """Attach something that shows criteria of a decision.

    reference: where it is: a URL, an id in the product, or empty for an uploaded file. digest: SHA-256 of what was seen, in hex; of a run
    of the product it is that of its record. played: what that run played; the one writer reads it from the run, nobody else says it.
    """

    decision_id: str
    criterion_ids: tuple[str, ...]
    kind: Kind
    title: str
    shows: str = ""
    reference: str = ""
    digest: str = ""
    played: PlayedRun | None = None


@record
class AcceptEvidence:
    evidence_id: str
    note: str = ""


@record
class RejectEvidence:
    evidence_id: str
    reason: str


@record
class RetractEvidence:
    evidence_id: str
    reason: str = ""


@record
class ExpireEvidence:
    """The freshness window of accepted evidence is over."""

    evidence_id: str


Command = SubmitEvidence | AcceptEvidence | RejectEvidence | RetractEvidence | ExpireEvidence

# Events


@event("evidence.submitted", erasable=("shows",))
class EvidenceSubmitted:
    evidence_id: str
    decision_id: str
    criterion_ids: tuple[str, ...]
    kind: Kind
    title: str
    reference: str
    digest: str
    content_hash: str
    shows: str = ""
    played: PlayedRun | None = None


@event("evidence.accepted", erasable=("note",))
class EvidenceAccepted:
    evidence_id: str
    fresh_until: datetime
    note: str = ""


@event("evidence.rejected", erasable=("reason",))
class EvidenceRejected:
    evidence_id: str
    reason: str = ""


@event("evidence.retracted", erasable=("reason",))
class EvidenceRetracted:
    evidence_id: str
    reason: str = ""


@event("evidence.expired")
class EvidenceExpired:
    evidence_id: str


Event = EvidenceSubmitted | EvidenceAccepted | EvidenceRejected | EvidenceRetracted | EvidenceExpired

# State


@dataclass(slots=True)
class Evidence:
    """One piece of evidence. content_hash is that of the decision when it was submitted; it counts for that content only."""

    id: str
    decision_id: str
    criterion_ids: tuple[str, ...]
    kind: Kind
    title: str
    reference: str
    digest: str
    content_hash: str
    submitter_id: str
    submitted_at: datetime
    shows: str = ""
    played: PlayedRun | None = None
    state: State = "submitted"
    judge_id: str = ""
    judged_at: datetime | None = None
    fresh_until: datetime | None = None
    note: str = ""
