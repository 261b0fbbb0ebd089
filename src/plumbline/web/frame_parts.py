"""What the pages of the frame are made of: parts with cards, and forms that keep what was written when they are refused."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, href_of, label_of, name_of
from plumbline.web.reader import Reader

Options = tuple[tuple[str, str], ...]
NEW = "new"
"""Stands in an address where the id of an item would: the act makes one."""

_ROLES = {
    "informal": "breached",
    "explicit": "approved",
    "named": "due",
    "formalised": "pending",
    "kept": "approved",
    "lapsed": "breached",
    "bound": "pending",
    "at_risk": "due",
    "broken": "breached",
    "not_entered": "draft",
    "in": "pending",
    "exited": "approved",
    "planned": "pending",
    "launched": "approved",
    "expanded": "approved",
    "held": "due",
    "rolled_back": "ended",
    "dropped": "ended",
    "delivered": "approved",
    "drafted": "due",
    "checked": "pending",
    "sent": "approved",
    "withdrawn": "ended",
    "missed": "breached",
    "set": "pending",
    "shown": "approved",
    "not_shown": "breached",
}


@record
class Field:
    """One field of a form. options: what a choice offers; unset: the words for choosing none of them."""

    name: str
    label: str
    kind: Literal["text", "long", "choice", "number", "when"] = "text"
    value: str = ""
    hint: str = ""
    required: bool = True
    options: Options = ()
    unset: str = ""


@record
class Row:
    """Fields of a form that belong together, under a legend."""

    title: str
    fields: tuple[Field, ...]


@record
class Form:
    """A form that carries out one act. open: it was refused, and stands open with what was written."""

    act: str
    title: str
    fields: tuple[Field, ...] = ()
    rows: tuple[Row, ...] = ()
    open: bool = False


@record
class Line:
    """Something that a card says, with a state of its own or a link as it applies."""

    text: str
    chip: Chip | None = None
    href: str = ""
    link: str = ""
    when: Instant | None = None


@record
class Card:
    id: str
    title: str
    chip: Chip
    owner: str
    lines: tuple[Line, ...]
    forms: tuple[Form, ...]


@record
class Part:
    """One part of the frame: its heading, what it is for, and its cards. empty: what stands there while there are none."""

    id: str
    title: str
    text: str
    cards: tuple[Card, ...]
    empty: str = "There is none."
    make: Form | None = None


@record
class Kept:
    """What was written into a form that was refused."""

    item_id: str
    act: str
    values: Mapping[str, Any]


@record
class Desk:
    """Everything that cards are made from. people: who can be chosen in a form."""

    cycle: Cycle
    workspace: Workspace
    reader: Reader
    people: Options

    @property
    def now(self) -> datetime:
        return self.reader.now

    def who(self, name: str, label: str = "Owner", value: str = "", unset: str = "") -> Field:
        """Return a field that asks for a person."""
        return Field(name=name, label=label, kind="choice", options=self.people, value=value, unset=unset)

    def metrics(self) -> Options:
        """Return the success metrics of the plan, as a choice."""
        return tuple((one.id, one.title) for one in self.cycle.plan.metrics) if self.cycle.plan else ()

    def name(self, person_id: str) -> str:
        return name_of(self.reader.names, person_id)

    def link(self, text: str, item_id: str, chip: Chip | None = None) -> Line:
        """Return a line that leads to an item."""
        return Line(text=text, chip=chip, href=href_of(self.cycle, item_id), link=label_of(self.cycle, item_id))

    def when(self, text: str, at: datetime | None) -> Line:
        """Return a line with a time; without one, the text alone."""
        return Line(text=text, when=instant(at, self.reader.zone) if at else None)

    def card(self, item: Any, owner_id: str, lines: Iterable[Line | str], forms: Iterable[Form], chip: Chip | None = None) -> Card:
        """Return the card of a part of the frame. Nothing can be done to it any more once the cycle is closed.

        chip: how it stands, where its state alone does not say it.
        """
        told = tuple(Line(text=line) if isinstance(line, str) else line for line in lines)
        able = tuple(forms) if self.cycle.state == "running" else ()
        return Card(id=item.id, title=item.title, chip=chip or chip_of(item.state), owner=self.name(owner_id), lines=told, forms=able)

    def make(self, form: Form) -> Form | None:
        """Return a form that makes something, while the cycle runs."""
        return form if self.cycle.state == "running" else None


def chip_of(state: str) -> Chip:
    """Return a state of a part of the frame as a shape and words."""
    return Chip(_ROLES.get(state, "draft"), state.replace("_", " ").capitalize())


def refilled(parts: Iterable[Part], kept: Kept | None) -> tuple[Part, ...]:
    """Return parts in which the form that was refused holds what was written."""
    if kept is None:
        return tuple(parts)
    return tuple(
        replace(
            part,
            make=_refilled(part.make, kept) if part.make and kept.item_id == NEW else part.make,
            cards=tuple(
                replace(card, forms=tuple(_refilled(form, kept) for form in card.forms)) if card.id == kept.item_id else card
                for card in part.cards
            ),
        )
        for part in parts
    )


def _refilled(form: Form, kept: Kept) -> Form:
    if form.act != kept.act:
        return form
    rows = tuple(replace(row, fields=_written(row.fields, kept)) for row in form.rows)
    return replace(form, open=True, fields=_written(form.fields, kept), rows=rows)


def _written(fields: Iterable[Field], kept: Kept) -> tuple[Field, ...]:
    return tuple(replace(field, value=str(kept.values.get(field.name, field.value))) for field in fields)
