"""A step of the playbook: done when its condition holds. Its words and its state; the rules are in rules/step.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["not_started", "in_progress", "done", "skipped"]

# Commands


@record
class RecordManualPart:
    """Say that the part of a step that cannot be observed was done, and what shows it."""

    step_id: str
    note: str


@record
class CompleteStep:
    """The step's condition holds. Sent by the system when it sees so."""

    step_id: str


@record
class SkipStep:
    step_id: str
    reason: str


Command = RecordManualPart | CompleteStep | SkipStep

# Events


@event("step.manual_part_recorded", erasable=("note",))
class ManualPartRecorded:
    step_id: str
    note: str = ""


@event("step.completed")
class StepCompleted:
    step_id: str


@event("step.skipped", erasable=("reason",))
class StepSkipped:
    step_id: str
    reason: str = ""


Event = ManualPartRecorded | StepCompleted | StepSkipped

# State


@dataclass(slots=True)
class StepProgress:
    """What happened to one step of the plan. completed_at stays when the condition later stops holding; the page then says so."""

    step_id: str
    manual_by: str = ""
    manual_at: datetime | None = None
    manual_note: str = ""
    completed_at: datetime | None = None
    skipped_by: str = ""
    skipped_at: datetime | None = None
    skip_reason: str = ""
