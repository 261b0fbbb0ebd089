"""A drill: the ladder is walked on a pressure that is only supposed, level by level, so that a gap is found before it matters.

It is no escalation: its events have names of their own, and nothing that counts escalations counts them. Rules in rules/drill.py.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.escalation import Skipped
from plumbline.domain.playbook.plan import Basis, LadderLevel
from plumbline.kernel.record import event, record

State = Literal["running", "gaps_open", "held"]
GapKind = Literal["no_owner", "not_active", "unanswered"]

# Commands


@record
class StartDrill:
    """Rehearse the ladder on one of the playbook's pressures. wait_hours: what each level has to acknowledge; 0 takes the ladder's own."""

    pressure_id: str
    wait_hours: int = 0


@record
class AcknowledgeDrill:
    """Say that the message of a rehearsal reached you."""

    drill_id: str


@record
class CloseDrillGap:
    """Say what was changed so that a level can be reached from now on."""

    drill_id: str
    level: int
    how: str


@record
class AdvanceDrill:
    """The time of a level is over. Sent by the system when its time has come."""

    drill_id: str
    deadline: datetime


Command = StartDrill | AcknowledgeDrill | CloseDrillGap | AdvanceDrill

# Events


@event("drill.started")
class DrillStarted:
    """The ladder as it stands now, with the hours of the rehearsal."""

    drill_id: str
    pressure_id: str
    levels: tuple[LadderLevel, ...]
    basis: Basis
    policy_id: str = ""
    policy_version: int = 0


@event("drill.level_asked")
class DrillLevelAsked:
    drill_id: str
    level: int
    to_id: str
    answer_by: datetime
    calendar_id: str = ""
    calendar_version: int = 0


@event("drill.level_skipped")
class DrillLevelSkipped:
    """A level that reached nobody, which is a gap, or somebody who was asked at a level below, which is none."""

    drill_id: str
    level: int
    why: Skipped
    area: str = ""
    person_id: str = ""


@event("drill.acknowledged")
class DrillAcknowledged:
    drill_id: str
    level: int


@event("drill.level_unanswered")
class DrillLevelUnanswered:
    drill_id: str
    level: int
    deadline: datetime


@event("drill.held")
class DrillHeld:
    """The ladder was walked to its end. gaps: how many levels did not answer or could not be reached."""

    drill_id: str
    gaps: int = 0


@event("drill.gap_closed", erasable=("how",))
class DrillGapClosed:
    drill_id: str
    level: int
    how: str = ""


Event = (
    DrillStarted | DrillLevelAsked | DrillLevelSkipped | DrillAcknowledged | DrillLevelUnanswered | DrillHeld | DrillGapClosed
)  # fmt: skip

# State


@dataclass(slots=True)
class DrillStep:
    """One level that was asked. acknowledged_at is None as long as nobody did."""

    level: int
    to_id: str
    at: datetime
    answer_by: datetime
    acknowledged_at: datetime | None = None


@dataclass(slots=True)
class Gap:
    """A level that would not have moved anything. It blocks launch readiness until somebody closes it."""

    level: int
    kind: GapKind
    found_at: datetime
    area: str = ""
    person_id: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    how: str = ""


@dataclass(slots=True)
class Drill:
    """One rehearsal. level: the one that was asked last. same: levels whose person was asked at one below."""

    id: str
    pressure_id: str
    started_at: datetime
    started_by: str
    levels: tuple[LadderLevel, ...]
    basis: Basis
    level: int = 0
    steps: list[DrillStep] = field(default_factory=list[DrillStep])
    same: set[int] = field(default_factory=set[int])
    gaps: dict[int, Gap] = field(default_factory=dict[int, Gap])
    held_at: datetime | None = None

    @property
    def state(self) -> State:
        """gaps_open: it was held, and gaps that it found are not closed."""
        if self.held_at is None:
            return "running"
        return "gaps_open" if self.open_gaps else "held"

    @property
    def open_gaps(self) -> list[Gap]:
        """The gaps that nobody has closed yet, the lowest level first."""
        return [gap for _, gap in sorted(self.gaps.items()) if gap.closed_at is None]

    @property
    def next_step_at(self) -> datetime | None:
        """When the next level is asked unless the present one acknowledges; None when the rehearsal is over."""
        return None if self.held_at is not None or not self.steps else self.steps[-1].answer_by
