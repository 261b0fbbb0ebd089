"""A correction: what is put right after launch, with an owner and a date, ahead of the backlog. Its words and its state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Source = Literal["promise", "deviation"]

# Commands


@record
class AssignCorrection:
    correction_id: str
    owner_id: str


@record
class SettleCorrection:
    """Close it with what shows that it is right again."""

    correction_id: str
    how: str


Command = AssignCorrection | SettleCorrection

# Events


@event("correction.opened")
class CorrectionOpened:
    """source_id: the promise that did not improve, or the warning sign of a deviation. standard: what it is owned under, when it is one."""

    correction_id: str
    number: int
    title: str
    owner_id: str
    due_at: datetime
    source: Source
    source_id: str
    standard: str = ""


@event("correction.assigned")
class CorrectionAssigned:
    correction_id: str
    owner_id: str


@event("correction.settled", erasable=("how",))
class CorrectionSettled:
    correction_id: str
    how: str = ""


Event = CorrectionOpened | CorrectionAssigned | CorrectionSettled

# State


@dataclass(slots=True)
class Correction:
    id: str
    number: int
    title: str
    owner_id: str
    due_at: datetime
    source: Source
    source_id: str
    standard: str
    opened_at: datetime
    opened_by: str
    settled_at: datetime | None = None
    how: str = ""

    @property
    def state(self) -> Literal["open", "settled"]:
        """Whether it still waits for its owner."""
        return "open" if self.settled_at is None else "settled"
