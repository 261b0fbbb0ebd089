"""The frame of a cycle: plan, dates, people by area, outcome, objectives, sections, patterns. Rules in rules/frame.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.outcome import State as Ending
from plumbline.domain.playbook.plan import Plan
from plumbline.kernel.record import event, record


@record
class AreaOwner:
    """Who answers for an owner area of the plan."""

    area: str
    person_id: str


@record
class ReviewPeriod:
    """One period of the cadence (a review cycle). number counts from 1."""

    number: int
    opens_at: datetime
    closes_at: datetime


@record
class Part:
    """A part of the plan that the cycle keeps a state of, with its id in the cycle. The prefix says whether it is a stage, a practice, …"""

    id: str
    planned_id: str


# Commands


@record
class ComposeCycle:
    """Start a cycle from a plan. owners need not name every area; the rest falls to the lead who starts it.

    after: id of the cycle whose wrap-up it starts from.
    """

    plan: Plan
    title: str
    owners: tuple[AreaOwner, ...] = ()
    calendar_id: str = ""
    starts_at: datetime | None = None
    after: str = ""


@record
class SetOutcome:
    """Say what the cycle is for: the sentence, its metric, where it stands, where it must get, who signs."""

    sentence: str
    metric_id: str
    baseline: str
    threshold: str
    signer_id: str


@record
class AddObjective:
    title: str


@record
class AddSection:
    title: str


@record
class AssignArea:
    area: str
    person_id: str


@record
class SwitchPattern:
    pattern_id: str
    on: bool


@record
class LeavePatternOff:
    """Say why a pattern stays off although its trigger says that it is made for this cycle."""

    pattern_id: str
    because: str


@record
class OpenReviewPeriod:
    """A period of the cadence begins. Sent by the system."""

    number: int


@record
class CloseReviewPeriod:
    """A period of the cadence ends. Sent by the system."""

    number: int


@record
class CloseCycle:
    note: str = ""


Command = (
    ComposeCycle | SetOutcome | AddObjective | AddSection | AssignArea | SwitchPattern | LeavePatternOff
    | OpenReviewPeriod | CloseReviewPeriod | CloseCycle
)  # fmt: skip

# Events


@event("cycle.composed")
class CycleComposed:
    """workspace_id: where the cycle belongs for ever; empty for the workspace that was made first, in entries older than the second."""

    cycle_id: str
    title: str
    plan: Plan
    owners: tuple[AreaOwner, ...]
    calendar_id: str
    starts_at: datetime
    ends_at: datetime
    periods: tuple[ReviewPeriod, ...]
    objective_id: str
    objective_title: str
    section_ids: tuple[str, ...]
    after: str = ""
    parts: tuple[Part, ...] = ()
    workspace_id: str = ""


@event("cycle.outcome_set")
class OutcomeSet:
    sentence: str
    metric_id: str
    baseline: str
    threshold: str
    signer_id: str


@event("cycle.objective_added")
class ObjectiveAdded:
    objective_id: str
    title: str


@event("cycle.section_added")
class SectionAdded:
    section_id: str
    title: str


@event("cycle.area_assigned")
class AreaAssigned:
    area: str
    person_id: str


@event("cycle.pattern_switched")
class PatternSwitched:
    """periods: the review cycles that had not begun, cut anew; empty where the pattern leaves their length alone."""

    pattern_id: str
    on: bool
    periods: tuple[ReviewPeriod, ...] = ()


@event("cycle.pattern_left_off", erasable=("because",))
class PatternLeftOff:
    """counted: how many pieces of work the trigger was counted from then."""

    pattern_id: str
    counted: int
    because: str = ""


@event("cycle.review_period_opened")
class ReviewPeriodOpened:
    number: int


@event("cycle.review_period_closed")
class ReviewPeriodClosed:
    """decided, carried: ids of the items that ended in the period, and of those open before it began and still open.

    waiting_on_requester: those of carried that wait for whoever asked for them; they count as well.
    """

    number: int
    decided: tuple[str, ...]
    carried: tuple[str, ...]
    waiting_on_requester: tuple[str, ...] = ()


@event("cycle.window_moved")
class WindowMoved:
    """A scope change gave the window another end. periods: the whole cadence from now on, those that are over included."""

    change_id: str
    ends_at: datetime
    periods: tuple[ReviewPeriod, ...]


@event("cycle.closed", erasable=("note",))
class CycleClosed:
    note: str = ""


Event = (
    CycleComposed | OutcomeSet | ObjectiveAdded | SectionAdded | AreaAssigned | PatternSwitched | PatternLeftOff | ReviewPeriodOpened
    | ReviewPeriodClosed | WindowMoved | CycleClosed
)  # fmt: skip

# State


@dataclass(slots=True)
class WindowMove:
    """That the window got another end: from when to when, by which scope change."""

    change_id: str
    from_at: datetime
    to_at: datetime
    moved_at: datetime


@dataclass(slots=True)
class Outcome:
    sentence: str
    metric_id: str
    baseline: str
    threshold: str
    signer_id: str
    set_at: datetime
    state: Ending = "set"
    reading: str = ""
    evidence_id: str = ""
    because: str = ""
    concluded_at: datetime | None = None


@dataclass(slots=True)
class Objective:
    id: str
    title: str
    state: Ending = "set"
    because: str = ""


@dataclass(slots=True)
class Section:
    """A part of the cycle that threads anchor to. stage is the framework stage it stands for, empty for the team's own."""

    id: str
    title: str
    stage: str = ""


CycleState = Literal["running", "closed"]
