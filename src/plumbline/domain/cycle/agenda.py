"""An item of the agenda that comes up by itself, every so many working days. Its words and its state; rules in rules/agenda.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

LEAD_DAYS = 5
"""Working days before its due day on which an item comes up at the earliest: one week, so that a monthly one waits for the last."""

State = Literal["waiting", "up", "off"]
Holds = Literal["", "yes", "no"]

# Commands


@record
class BringUpAgendaItem:
    """Its day has come near. Sent by the system."""

    agenda_id: str
    number: int


@record
class RecordAgendaItem:
    """Say what came of an item. number: of the turn that is recorded; 0 for the one that is up, otherwise one that was missed.

    holds: for an item that asks whether a promise held, the answer.
    """

    agenda_id: str
    note: str
    holds: Holds = ""
    number: int = 0


@record
class MissAgendaItem:
    """Its day is over and nothing was recorded. Sent by the system."""

    agenda_id: str
    number: int


Command = BringUpAgendaItem | RecordAgendaItem | MissAgendaItem

# Events


@event("agenda.scheduled")
class AgendaScheduled:
    """The item comes up from now on. number: of its first turn, which comes up at comes_up_at and is due at due_at."""

    agenda_id: str
    planned_id: str
    title: str
    every_days: int
    area: str
    owner_id: str
    starts_at: datetime
    number: int
    comes_up_at: datetime
    due_at: datetime


@event("agenda.came_up")
class AgendaCameUp:
    agenda_id: str
    number: int
    due_at: datetime


@event("agenda.held", erasable=("note",))
class AgendaHeld:
    """late: it had been missed. next_up_at, next_due_at: of the turn that follows; empty for a late one, which another has followed."""

    agenda_id: str
    number: int
    holds: Holds
    late: bool = False
    next_up_at: datetime | None = None
    next_due_at: datetime | None = None
    note: str = ""


@event("agenda.missed")
class AgendaMissed:
    agenda_id: str
    number: int
    next_up_at: datetime
    next_due_at: datetime


@event("agenda.ended")
class AgendaEnded:
    """The item does not come up any more. What was recorded stays."""

    agenda_id: str


Event = AgendaScheduled | AgendaCameUp | AgendaHeld | AgendaMissed | AgendaEnded

# State


@dataclass(slots=True)
class Turn:
    """One turn that is over. held_at is None for one that was missed and not made up for."""

    number: int
    due_at: datetime
    missed: bool = False
    holds: Holds = ""
    note: str = ""
    by_id: str = ""
    held_at: datetime | None = None


@dataclass(slots=True)
class AgendaItem:
    """One item of the agenda with a day of its own. first: number of the turn that starts_at is counted from.

    number, comes_up_at, due_at: of the turn that is up, or that comes next. turns: those that are over, oldest first.
    """

    id: str
    planned_id: str
    title: str
    every_days: int
    area: str
    owner_id: str
    starts_at: datetime
    first: int
    number: int
    comes_up_at: datetime
    due_at: datetime
    changed_at: datetime
    state: State = "waiting"
    turns: list[Turn] = field(default_factory=list[Turn])

    @property
    def missed(self) -> tuple[Turn, ...]:
        """The turns that were missed and that nobody has made up for."""
        return tuple(turn for turn in self.turns if turn.held_at is None)

    @property
    def last_missed(self) -> bool:
        """Whether the newest turn that is over was missed and not made up for."""
        return bool(self.turns) and self.turns[-1].held_at is None
