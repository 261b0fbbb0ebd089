"""What one function needs of another, and the checkpoints at which a metric tells whether it is coming. Rules in rules/checkpoint.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["planned", "held", "missed"]
Phase = Literal["planning", "design", "delivery", "support"]
PHASES: tuple[Phase, ...] = ("planning", "design", "delivery", "support")
Coming = Literal["on_track", "off_track"]

# Commands


@record
class NameDependency:
    """Say what has to come from another function. from_area, to_area: owner areas of the plan; owner_id: the one who answers for it."""

    title: str
    from_area: str
    to_area: str
    owner_id: str


@record
class PlanCheckpoint:
    """Fix when a dependency is looked at, in which phase, and on which success metric."""

    dependency_id: str
    title: str
    phase: Phase
    metric_id: str
    at: datetime


@record
class ReportCheckpoint:
    """Say what the metric told, and whether the dependency is coming. A checkpoint that was missed can be held late."""

    checkpoint_id: str
    coming: Coming
    reading: str


@record
class MissCheckpoint:
    """Its time is over and nobody held it. Sent by the system."""

    checkpoint_id: str


Command = NameDependency | PlanCheckpoint | ReportCheckpoint | MissCheckpoint

# Events


@event("dependency.named")
class DependencyNamed:
    dependency_id: str
    number: int
    title: str
    from_area: str
    to_area: str
    owner_id: str


@event("dependency.checkpoint_planned")
class CheckpointPlanned:
    checkpoint_id: str
    dependency_id: str
    title: str
    phase: Phase
    metric_id: str
    at: datetime


@event("dependency.checkpoint_reported", erasable=("reading",))
class CheckpointReported:
    checkpoint_id: str
    coming: Coming
    reading: str = ""


@event("dependency.checkpoint_missed")
class CheckpointMissed:
    checkpoint_id: str


Event = DependencyNamed | CheckpointPlanned | CheckpointReported | CheckpointMissed

# State


@dataclass(slots=True)
class Dependency:
    id: str
    number: int
    title: str
    from_area: str
    to_area: str
    owner_id: str
    author_id: str
    named_at: datetime
    state: Literal["named"] = "named"


@dataclass(slots=True)
class Checkpoint:
    id: str
    dependency_id: str
    title: str
    phase: Phase
    metric_id: str
    at: datetime
    author_id: str
    state: State = "planned"
    coming: Coming | None = None
    reading: str = ""
    held_by: str = ""
    held_at: datetime | None = None
