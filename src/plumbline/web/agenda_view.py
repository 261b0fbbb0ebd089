"""What comes up by itself: each item of the agenda that has a day, who holds it, when it is due, and what became of its turns."""

from collections.abc import Iterator
from dataclasses import replace

from plumbline.domain.cycle.agenda import AgendaItem, Turn
from plumbline.domain.cycle.rules.agenda import asks_of_promise, planned_item
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant
from plumbline.web.frame_parts import Card, Desk, Field, Form, Line, Part
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, href_of, name_of
from plumbline.web.reader import Reader

_SHOWN_TURNS = 5
_YES_NO = (("yes", "Yes, it held"), ("no", "No, it did not hold"))
MISSED = Chip("breached", "Missed")
_CHIPS = {"up": Chip("due", "To record"), "waiting": Chip("pending", "To come"), "off": Chip("ended", "Off")}


@record
class Coming:
    """An agenda item on the overview. missed: how many of its turns nobody recorded; due: of the one that is up or comes next."""

    title: str
    href: str
    chip: Chip
    owner: str
    due: Instant
    missed: int


def agenda_parts(desk: Desk) -> tuple[Part, ...]:
    """Return the agenda items with a day of their own as one part; those whose pattern is off come last."""
    items = sorted(desk.cycle.agenda.values(), key=lambda one: (one.state == "off", one.due_at))
    return (
        Part(
            id="agenda",
            title="Agenda",
            text="Each comes up by itself on the working days of this cycle's calendar. What nobody records by its day is missed.",
            cards=tuple(_card(desk, one) for one in items),
            empty="Nothing comes up by itself. Patterns such as the weekly risk page add items with a day of their own.",
        ),
    )


def coming_up(cycle: Cycle, reader: Reader) -> tuple[Coming, ...]:
    """Return what comes up by itself in a cycle, what is due first at the front."""
    items = sorted((one for one in cycle.agenda.values() if one.state != "off"), key=lambda one: one.due_at)
    return tuple(
        Coming(
            title=one.title,
            href=href_of(cycle, one.id),
            chip=_chip(one),
            owner=name_of(reader.names, one.owner_id),
            due=instant(one.due_at, reader.zone),
            missed=len(one.missed),
        )
        for one in items
    )


def _card(desk: Desk, item: AgendaItem) -> Card:
    return replace(desk.card(item, item.owner_id, _lines(desk, item), _forms(desk, item)), chip=_chip(item))


def _chip(item: AgendaItem) -> Chip:
    return MISSED if item.last_missed and item.state != "off" else _CHIPS[item.state]


def _lines(desk: Desk, item: AgendaItem) -> Iterator[Line]:
    planned = planned_item(item, desk.cycle)
    if planned is not None:
        yield Line(text=planned.text)
    often = "every working day" if item.every_days == 1 else f"every {item.every_days} working days"
    if item.state == "up":
        yield desk.when(f"It comes up {often}. Due", item.due_at)
    elif item.state == "waiting":
        yield desk.when(f"It comes up {often}. Next on", item.comes_up_at)
        yield desk.when("Due then", item.due_at)
    else:
        yield Line(text="It does not come up any more: its pattern is off, or no pilot runs.")
    for turn in reversed(item.turns[-_SHOWN_TURNS:]):
        yield _turn(desk, turn)
    if earlier := len(item.turns) - _SHOWN_TURNS:
        missed = sum(turn.held_at is None for turn in item.turns[:-_SHOWN_TURNS])
        if earlier > 0:
            yield Line(text=f"{earlier} earlier, {missed} of them missed.")


def _turn(desk: Desk, turn: Turn) -> Line:
    if turn.held_at is None:
        line = desk.when(f"Turn {turn.number} was missed. It was due", turn.due_at)
        return Line(text=line.text, when=line.when, chip=MISSED)
    held = {"yes": "It held. ", "no": "It did not hold. ", "": ""}[turn.holds]
    late = f"Turn {turn.number}, made up for late" if turn.missed else f"Turn {turn.number}"
    return desk.when(f"{late}: {held}{turn.note} ({desk.name(turn.by_id)})", turn.held_at)


def _forms(desk: Desk, item: AgendaItem) -> Iterator[Form]:
    if item.state == "off":
        return
    asked = (
        (Field(name="holds", label="Did the promise hold", kind="choice", options=_YES_NO),) if asks_of_promise(item, desk.cycle) else ()
    )
    note = Field(name="note", label="What came of it", kind="long")
    missed = tuple((str(turn.number), f"Turn {turn.number}, missed") for turn in item.missed)
    now = (("0", "The one that is up"),) if item.state == "up" else ()
    if turns := (*now, *reversed(missed)):
        which = (Field(name="number", label="Which turn", kind="choice", options=turns),) if len(turns) > 1 or missed else ()
        yield Form(act="agenda-record", title="Record it", fields=(*which, *asked, note))
