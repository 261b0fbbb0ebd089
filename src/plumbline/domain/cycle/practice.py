"""A practice: what the role does not trade away. Its words and its state; the rules are in rules/practice.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["informal", "explicit"]


@record
class MakePracticeExplicit:
    """Say who keeps a practice, how often, and where one can see that it was kept. Said again, it replaces what was said."""

    practice_id: str
    owner_id: str
    cadence: str
    artifact: str


Command = MakePracticeExplicit


@event("practice.made_explicit")
class PracticeMadeExplicit:
    practice_id: str
    owner_id: str
    cadence: str
    artifact: str


Event = PracticeMadeExplicit


@dataclass(slots=True)
class Practice:
    """One practice of the plan. planned_id: its id there. cadence, artifact: empty while it is informal."""

    id: str
    planned_id: str
    title: str
    state: State = "informal"
    owner_id: str = ""
    cadence: str = ""
    artifact: str = ""
    changed_at: datetime | None = None
