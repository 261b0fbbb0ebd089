"""An assumption: what is taken for granted, and what would show that it is wrong. Words and state; rules in rules/assumption.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["open", "testing", "validated", "refuted", "dropped"]
OPEN: frozenset[State] = frozenset({"open", "testing"})
HIGH_IMPACT = 4  # of 5: being wrong would cost the outcome, not only a week

# Commands


@record
class StateAssumption:
    """Write down what is taken for granted. impact: of being wrong, cost: of finding out; each 1 (low) to 5 (high).

    about: ids of decisions, objectives or scope items that rest on it.
    """

    title: str
    owner_id: str
    impact: int
    cost: int
    about: tuple[str, ...] = ()


@record
class RankAssumption:
    assumption_id: str
    impact: int
    cost: int


@record
class AssignAssumption:
    assumption_id: str
    owner_id: str
    reason: str = ""


@record
class RegisterTest:
    """Say what will be looked at and what must be seen, before anybody looks. due_at: by when; without one no clock runs."""

    assumption_id: str
    criterion: str
    threshold: str
    due_at: datetime | None = None


@record
class ShowReading:
    """Show what was seen: a reading taken now, or a piece of the cycle's evidence."""

    assumption_id: str
    reading: str
    reference: str = ""
    evidence_id: str = ""


@record
class ValidateAssumption:
    """The readings reach the threshold."""

    assumption_id: str
    because: str


@record
class RefuteAssumption:
    """The readings do not reach the threshold. When being wrong costs much, a risk takes over; strategy and argument say how it is met."""

    assumption_id: str
    because: str
    strategy: str = ""
    argument: str = ""


@record
class DropAssumption:
    """Nothing rests on it any more."""

    assumption_id: str
    reason: str


Command = (
    StateAssumption | RankAssumption | AssignAssumption | RegisterTest | ShowReading | ValidateAssumption | RefuteAssumption
    | DropAssumption
)  # fmt: skip

# Events


@event("assumption.stated")
class AssumptionStated:
    assumption_id: str
    number: int
    title: str
    owner_id: str
    impact: int
    cost: int
    about: tuple[str, ...] = ()


@event("assumption.ranked")
class AssumptionRanked:
    assumption_id: str
    impact: int
    cost: int


@event("assumption.assigned", erasable=("reason",))
class AssumptionAssigned:
    assumption_id: str
    owner_id: str
    reason: str = ""


@event("assumption.test_registered")
class AssumptionTestRegistered:
    """From here on evidence counts: what was recorded before this entry does not."""

    assumption_id: str
    criterion: str
    threshold: str
    due_at: datetime | None = None


@event("assumption.reading_shown", erasable=("reading",))
class ReadingShown:
    """evidence_id: the piece of evidence that shows it; empty for a reading taken for this test."""

    assumption_id: str
    reading: str = ""
    reference: str = ""
    evidence_id: str = ""


@event("assumption.validated", erasable=("because",))
class AssumptionValidated:
    assumption_id: str
    because: str = ""


@event("assumption.refuted", erasable=("because",))
class AssumptionRefuted:
    """became_id: the risk that takes over, when being wrong costs much."""

    assumption_id: str
    became_id: str = ""
    because: str = ""


@event("assumption.dropped", erasable=("reason",))
class AssumptionDropped:
    assumption_id: str
    reason: str = ""


Event = (
    AssumptionStated | AssumptionRanked | AssumptionAssigned | AssumptionTestRegistered | ReadingShown | AssumptionValidated
    | AssumptionRefuted | AssumptionDropped
)  # fmt: skip

# State


@dataclass(slots=True)
class Reading:
    """What was seen after the test was registered."""

    by_id: str
    at: datetime
    reading: str
    reference: str = ""
    evidence_id: str = ""


@dataclass(slots=True)
class Assumption:
    """One assumption.

    evidence_before: how many pieces of evidence the cycle had when the test was registered; only later ones may show it.
    readings: those since the registration. became_id: the risk it turned into.
    """

    id: str
    number: int
    title: str
    owner_id: str
    author_id: str
    stated_at: datetime
    changed_at: datetime
    impact: int
    cost: int
    about: tuple[str, ...] = ()
    state: State = "open"
    criterion: str = ""
    threshold: str = ""
    due_at: datetime | None = None
    registered_at: datetime | None = None
    evidence_before: int = 0
    readings: list[Reading] = field(default_factory=list[Reading])
    because: str = ""
    became_id: str = ""
    ended_at: datetime | None = None

    @property
    def high(self) -> bool:
        """Tell whether being wrong would cost so much that it must not be open at launch."""
        return self.impact >= HIGH_IMPACT

    @property
    def worth(self) -> int:
        """What finding out is worth: impact for each unit of cost, in sixtieths; 12..300. Higher ones are tested first."""
        return 60 * self.impact // self.cost
