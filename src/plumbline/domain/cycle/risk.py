"""A risk: what may go wrong, bound to a strategy that acts. Its words and its state; the rules are in rules/risk.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["identified", "assessed", "mitigating", "accepted", "transferred", "avoided", "closed", "materialised"]
OPEN: frozenset[State] = frozenset({"identified", "assessed", "mitigating", "accepted"})
HIGH_RANK = 60  # of 125: high on all three scales, such as 4 x 4 x 4 or 5 x 4 x 3

# Commands


@record
class IdentifyRisk:
    """Name a risk. planned_id: the plan's risk it is; otherwise strategy and argument say how it is met."""

    title: str
    owner_id: str
    strategy: str
    argument: str = ""
    detector: str = ""
    planned_id: str = ""


@record
class AssessRisk:
    """Judge a risk. Each of the three is 1 (low) to 5 (high)."""

    risk_id: str
    closeness: int
    impact: int
    likelihood: int


@record
class AssignRisk:
    risk_id: str
    owner_id: str


@record
class MitigateRisk:
    """Start the strategy the risk is bound to."""

    risk_id: str
    note: str = ""


@record
class AcceptRisk:
    risk_id: str
    until: datetime
    reason: str


@record
class TransferRisk:
    risk_id: str
    reason: str


@record
class AvoidRisk:
    risk_id: str
    reason: str


@record
class CloseRisk:
    risk_id: str
    reason: str


@record
class MaterialiseRisk:
    """It happened: the risk becomes a blocker, and its strategy acts.

    due_at: by when it must be gone; an isolated one has 48 hours without it. fallback: what the strategy wrote stands in for it.
    """

    risk_id: str
    due_at: datetime | None = None
    fallback: str = ""
    outside_message: str = ""


Command = IdentifyRisk | AssessRisk | AssignRisk | MitigateRisk | AcceptRisk | TransferRisk | AvoidRisk | CloseRisk | MaterialiseRisk

# Events


@event("risk.identified")
class RiskIdentified:
    risk_id: str
    number: int
    title: str
    owner_id: str
    strategy: str
    argument: str
    detector: str
    planned_id: str = ""


@event("risk.assessed")
class RiskAssessed:
    risk_id: str
    closeness: int
    impact: int
    likelihood: int


@event("risk.assigned")
class RiskAssigned:
    risk_id: str
    owner_id: str


@event("risk.mitigating", erasable=("note",))
class RiskMitigating:
    risk_id: str
    note: str = ""


@event("risk.accepted", erasable=("reason",))
class RiskAccepted:
    risk_id: str
    until: datetime
    reason: str = ""


@event("risk.acceptance_expired")
class RiskAcceptanceExpired:
    """The date until which the risk was accepted has come; its owner has to decide about it again."""

    risk_id: str


@event("risk.transferred", erasable=("reason",))
class RiskTransferred:
    risk_id: str
    reason: str = ""


@event("risk.avoided", erasable=("reason",))
class RiskAvoided:
    risk_id: str
    reason: str = ""


@event("risk.closed", erasable=("reason",))
class RiskClosed:
    risk_id: str
    reason: str = ""


@event("risk.materialised")
class RiskMaterialised:
    risk_id: str
    blocker_id: str


Event = (
    RiskIdentified | RiskAssessed | RiskAssigned | RiskMitigating | RiskAccepted | RiskAcceptanceExpired | RiskTransferred
    | RiskAvoided | RiskClosed | RiskMaterialised
)  # fmt: skip

# State


@dataclass(slots=True)
class RiskReading:
    by_id: str
    at: datetime
    reading: str


@dataclass(slots=True)
class Risk:
    """One risk. closeness, impact, likelihood are 0 until assessed; its rank is their product.

    started_at: when its strategy began. What the strategies leave behind: achievable, the owner's answer; fallback, as written; checkpoint,
    planned, held or missed, with its stage; kept_by, content of the decisions that kept the criterion; isolated_id; readings; reviewed, by
    number of the review cycle whether the criterion was kept.
    """

    id: str
    number: int
    title: str
    owner_id: str
    strategy: str
    argument: str
    detector: str
    planned_id: str
    identified_at: datetime
    changed_at: datetime
    state: State = "identified"
    closeness: int = 0
    impact: int = 0
    likelihood: int = 0
    accepted_until: datetime | None = None
    reason: str = ""
    blocker_id: str = ""
    ended_at: datetime | None = None
    started_at: datetime | None = None
    achievable: bool | None = None
    fallback: str = ""
    checkpoint: Literal["", "planned", "held", "missed"] = ""
    checkpoint_stage: str = ""
    kept_by: dict[str, str] = field(default_factory=dict[str, str])
    isolated_id: str = ""
    readings: list[RiskReading] = field(default_factory=list[RiskReading])
    reviewed: dict[int, bool] = field(default_factory=dict[int, bool])

    @property
    def rank(self) -> int:
        """Closeness to the customer times impact times likelihood: 0 until assessed, at most 125."""
        return self.closeness * self.impact * self.likelihood

    @property
    def high(self) -> bool:
        """Tell whether the risk's owner has to decide about it within the policy's window."""
        return self.rank >= HIGH_RANK
