"""A stage of the decision framework: entered, and left through its exit gate. Its words and its state; rules in rules/stage.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["not_entered", "in", "exited"]
Seen = Literal["there", "missing"]

# Commands


@record
class EnterStage:
    stage_id: str


@record
class LeaveStage:
    """Ask to leave: is the target signal there, and what shows it? A missing one goes to the owner of the stage's practice."""

    stage_id: str
    signal_id: str
    signal: Seen
    shown_by: str


@record
class AnswerFollowUp:
    """Say what was done about a target signal that was missing."""

    stage_id: str
    note: str


Command = EnterStage | LeaveStage | AnswerFollowUp

# Events


@event("stage.entered")
class StageEntered:
    stage_id: str


@event("stage.exited", erasable=("shown_by",))
class StageExited:
    """judged_version, judged_position: the version of the cycle and the ledger's newest entry that were judged."""

    stage_id: str
    gate_id: str
    signal_id: str
    conditions_met: tuple[str, ...]
    judged_version: int
    judged_position: int
    shown_by: str = ""


@event("stage.follow_up_sent", erasable=("shown_by",))
class FollowUpSent:
    stage_id: str
    signal_id: str
    to_id: str
    shown_by: str = ""


@event("stage.follow_up_answered", erasable=("note",))
class FollowUpAnswered:
    stage_id: str
    note: str = ""


Event = StageEntered | StageExited | FollowUpSent | FollowUpAnswered

# State


@dataclass(slots=True)
class Stage:
    """One stage of the plan. signal_id, follow_up_to: the signal that was missing and whom that went to; empty when nothing is open."""

    id: str
    planned_id: str
    title: str
    gate: str
    practice: str
    state: State = "not_entered"
    entered_at: datetime | None = None
    exited_at: datetime | None = None
    exited_by: str = ""
    signal_id: str = ""
    shown_by: str = ""
    judged_position: int = 0
    follow_up_to: str = ""
    follow_up_at: datetime | None = None
    answer: str = ""
