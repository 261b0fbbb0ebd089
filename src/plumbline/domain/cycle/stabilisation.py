"""The weeks after launch in which nothing new is done: a reading each week, and every deviation traced and owned. Words and state."""

from dataclasses import dataclass
from datetime import datetime

from plumbline.kernel.record import event, record

WEEKS = 4


@record
class Deviation:
    """Something that does not run as it should.

    warning_sign: the playbook's sign it belongs to. standard: what its
    owner holds it against."""

    text: str
    warning_sign: str
    standard: str
    owner_id: str
    due_at: datetime | None = None


@record
class RecordStabilisationWeek:
    """Say what a week showed. number: from 1; weeks are recorded in their order."""

    number: int
    reading: str
    deviations: tuple[Deviation, ...] = ()


Command = RecordStabilisationWeek


@event("stabilisation.week_recorded", erasable=("reading",))
class WeekRecorded:
    """correction_ids: one for each deviation."""

    number: int
    correction_ids: tuple[str, ...]
    reading: str = ""


Event = WeekRecorded


@dataclass(slots=True)
class Week:
    number: int
    reading: str
    correction_ids: tuple[str, ...]
    recorded_at: datetime
    recorded_by: str
