"""A safeguard: what is formalised before implementation starts, and kept. Its words and its state; rules in rules/safeguard.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["named", "formalised", "kept", "lapsed"]
Form = Literal["gate_condition", "agenda_item", "checkpoint"]
Verdict = Literal["kept", "lapsed"]

# Commands


@record
class FormaliseSafeguard:
    """Turn a safeguard into something that happens: a condition of a gate, an item of the reviews' agenda, or a checkpoint.

    place: id of the gate, of the agenda's item, or of the checkpoint. owner_id: who looks after it in every review cycle.
    """

    safeguard_id: str
    form: Form
    place: str
    owner_id: str


@record
class ReviewSafeguard:
    """Say whether a safeguard was kept since the last review, and what shows it."""

    safeguard_id: str
    verdict: Verdict
    note: str


Command = FormaliseSafeguard | ReviewSafeguard

# Events


@event("safeguard.formalised")
class SafeguardFormalised:
    safeguard_id: str
    form: Form
    place: str
    owner_id: str


@event("safeguard.kept", erasable=("note",))
class SafeguardKept:
    safeguard_id: str
    period: int
    note: str = ""


@event("safeguard.lapsed", erasable=("note",))
class SafeguardLapsed:
    """unreviewed: nobody looked at it in the review cycle that closed."""

    safeguard_id: str
    period: int
    unreviewed: bool = False
    note: str = ""


Event = SafeguardFormalised | SafeguardKept | SafeguardLapsed

# State


@dataclass(slots=True)
class Safeguard:
    """One safeguard of the plan. period: the review cycle in which somebody last looked at it, 0 for none."""

    id: str
    planned_id: str
    title: str
    state: State = "named"
    form: Form | None = None
    place: str = ""
    owner_id: str = ""
    period: int = 0
    unreviewed: bool = False
    note: str = ""
    changed_at: datetime | None = None
