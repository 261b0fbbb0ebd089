"""What an agenda item with a day of its own asks: of whoever holds it to record it, of a lead to look when it is missed again and again."""

from collections.abc import Iterator
from itertools import takewhile

from plumbline.domain.cycle.agenda import AgendaItem
from plumbline.domain.cycle.attention.obligation import stand_in
from plumbline.domain.cycle.rules.agenda import pilot_waiting
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation
from plumbline.domain.workspace.workspace import Workspace

AGAIN = 2
"""Turns missed in a row after which a lead is asked as well."""


def of_agenda(item: AgendaItem, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield the obligations of an agenda item. A pilot that waits for its report asks for the same, so that it is asked for once."""
    if item.state == "off":
        return
    in_a_row = sum(1 for _ in takewhile(lambda turn: turn.held_at is None, reversed(item.turns)))
    if not pilot_waiting(item, cycle):
        if item.state == "up":
            reason = "attention.agenda_missed_before" if in_a_row else "attention.agenda_up"
            yield _one(item, item.owner_id, reason, often=_often(item), due=True)
        elif in_a_row:
            yield _one(item, item.owner_id, "attention.agenda_missed")
    if in_a_row >= AGAIN:
        lead = stand_in(cycle, workspace)
        if lead != item.owner_id:
            yield _one(item, lead, "attention.agenda_missed_lead", times=in_a_row, holder=item.owner_id)


def _one(item: AgendaItem, person_id: str, reason: str, *, due: bool = False, **values: str | int) -> Obligation:
    return Obligation(
        person_id=person_id,
        verb="answer" if reason != "attention.agenda_missed_lead" else "unblock",
        item_id=item.id,
        item_kind="agenda",
        number=0,
        title=item.title,
        reason=reason,
        values=tuple(values.items()),
        since=item.changed_at,
        due_at=item.due_at if due else None,
    )


def _often(item: AgendaItem) -> str:
    return "every working day" if item.every_days == 1 else f"every {item.every_days} working days"
