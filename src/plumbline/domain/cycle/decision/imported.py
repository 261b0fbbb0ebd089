"""A decision that was taken somewhere else and is brought in: from where, and what became of it there. It was not approved here."""

import re
from datetime import date
from typing import Literal

from plumbline.domain.cycle.decision.words import State
from plumbline.kernel.record import event, record

Source = Literal["adr", "kep", "pep", "csv", "xes"]
"""The form that a record has where it comes from."""

BROUGHT: frozenset[State] = frozenset({"draft", "proposed", "approved", "rejected", "deferred", "withdrawn", "superseded", "lapsed"})
"""The states that a record can bring. The others stand for something that was done here, such as a vote or a handoff."""


_NUMBER = re.compile(r"(?:adr[-_ ]?)?0*(\d{1,9})(?!\d)", re.IGNORECASE)


@record
class PastStatus:
    """How a record stood from a day on. said: the status as it is written there; on: None where no day is told."""

    said: str
    state: State
    on: date | None = None


@record
class Imported:
    """Where a decision comes from. key: what the record is called there, the same at every import; digest: SHA-256 of what was read.

    superseded_by: what took its place, by a name of that record.
    """

    source: Source
    key: str
    place: str
    digest: str
    superseded_by: str = ""
    history: tuple[PastStatus, ...] = ()


def names_of(key: str) -> tuple[str, ...]:
    """Return what others may call a record: its key, and its number where the key begins with one, in the same folder."""
    folder, slash, name = key.rpartition("/")
    number = _NUMBER.match(name)
    return tuple(dict.fromkeys((key, f"{folder}{slash}{number[1]}"))) if number else (key,)


@record
class ImportDecision:
    """Bring a record in, or what has changed in it since it was brought in. original: the whole record as it was read.

    begun_on, ended_on: days told by the record. owner_id: who owns it here from now on.
    """

    imported: Imported
    title: str
    state: State
    section_id: str
    objective_id: str
    owner_id: str
    question: str = ""
    because: str = ""
    options: tuple[str, ...] = ()
    begun_on: date | None = None
    ended_on: date | None = None
    original: str = ""


@event("decision.imported", erasable=("question", "because", "original"))
class DecisionImported:
    """again: whether it was here already, and the record has changed since."""

    decision_id: str
    number: int
    title: str
    section_id: str
    objective_id: str
    owner_id: str
    state: State
    imported: Imported
    content_hash: str
    question: str = ""
    because: str = ""
    options: tuple[str, ...] = ()
    begun_on: date | None = None
    ended_on: date | None = None
    original: str = ""
    again: bool = False
