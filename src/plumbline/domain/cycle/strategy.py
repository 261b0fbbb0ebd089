"""What a risk's mitigation strategy asks for and leaves behind while it acts. Words only; the rules are in rules/strategy.py."""

from typing import Literal

from plumbline.kernel.record import event, record

Verdict = Literal["kept", "not kept"]

# Commands


@record
class AnswerCommitment:
    """Say whether the target signal can still be reached from here; scope commitment waits for a yes of the risk's owner."""

    risk_id: str
    achievable: bool
    because: str


@record
class WriteFallback:
    """Write down what takes over when the risk comes true, before implementation starts."""

    risk_id: str
    fallback: str


@record
class ApplyCriterion:
    """Apply the safeguard's criterion to one decision. missing: what falls short, when it does not keep it."""

    risk_id: str
    checked_id: str
    kept: bool
    missing: str = ""


@record
class IsolateDecision:
    """Take a decision out of the general discussion: its owner has 48 hours, and what it informs waits for it."""

    risk_id: str
    isolated_id: str


@record
class RecordRiskReading:
    """Record what the metric shows; a risk under this strategy is closed by a reading, not by silence."""

    risk_id: str
    reading: str


@record
class ReviewCriterion:
    """Say in a review whether the safeguard's criterion was kept since the last one."""

    risk_id: str
    kept: bool
    note: str = ""


Command = AnswerCommitment | WriteFallback | ApplyCriterion | IsolateDecision | RecordRiskReading | ReviewCriterion

# Events


@event("risk.commitment_answered", erasable=("because",))
class CommitmentAnswered:
    risk_id: str
    answer: Literal["yes", "no"]
    because: str = ""


@event("risk.fallback_written")
class FallbackWritten:
    risk_id: str
    fallback: str


@event("risk.checkpoint_planned")
class CheckpointPlanned:
    """stage: the framework stage whose decisions the criterion is applied to; empty for all of them."""

    risk_id: str
    safeguard: str
    stage: str = ""


@event("risk.checkpoint_held", erasable=("missing",))
class CheckpointHeld:
    risk_id: str
    checked_id: str
    verdict: Verdict
    content_hash: str
    missing: str = ""


@event("risk.checkpoint_missed")
class CheckpointMissed:
    risk_id: str


@event("risk.decision_isolated")
class DecisionIsolated:
    risk_id: str
    isolated_id: str


@event("risk.reading_recorded", erasable=("reading",))
class ReadingRecorded:
    risk_id: str
    metric_id: str
    reading: str = ""


@event("risk.criterion_reviewed", erasable=("note",))
class CriterionReviewed:
    """number: of the review cycle in which it was on the agenda."""

    risk_id: str
    number: int
    verdict: Verdict
    note: str = ""


Event = (
    CommitmentAnswered | FallbackWritten | CheckpointPlanned | CheckpointHeld | CheckpointMissed | DecisionIsolated | ReadingRecorded
    | CriterionReviewed
)  # fmt: skip
