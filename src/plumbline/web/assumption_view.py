"""Assumptions as cards: what is taken for granted, what would show that it is wrong, what was seen."""

from plumbline.domain.cycle.assumption import OPEN, Assumption
from plumbline.domain.cycle.rules.assumption import by_worth
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import ClockWords, Instant, moment
from plumbline.web.decision_rows import escalated_to
from plumbline.web.instants import instant
from plumbline.web.item_clock import item_clock
from plumbline.web.labels import Chip, href_of, label_of, name_of
from plumbline.web.lens_view import LensView, lens_view
from plumbline.web.reader import Reader

_CHIPS = {
    "open": Chip("due", "To be tested"),
    "testing": Chip("pending", "Being tested"),
    "validated": Chip("approved", "Holds"),
    "refuted": Chip("breached", "Does not hold"),
    "dropped": Chip("ended", "Dropped"),
}


@record
class ReadingRow:
    """What was seen, when, by whom. evidence, evidence_href: the piece of evidence that shows it."""

    words: str
    by: str
    when: Instant
    reference: str
    evidence: str
    evidence_href: str


@record
class AssumptionCard:
    """One assumption. place: its place in the order of testing, 0 when it has ended."""

    id: str
    label: str
    title: str
    place: int
    chip: Chip
    clock: ClockWords | None
    owner: str
    impact: int
    cost: int
    high: bool
    about: tuple[tuple[str, str], ...]
    criterion: str
    threshold: str
    registered: str
    readings: tuple[ReadingRow, ...]
    because: str
    became: str
    became_href: str
    ended: str
    open: bool
    testing: bool
    lens: LensView | None


def assumption_cards(cycle: Cycle, workspace: Workspace, reader: Reader) -> list[AssumptionCard]:
    """Return the assumptions of a cycle: the open ones in the order in which to test them, then those that are settled."""
    up = escalated_to(cycle, reader.names)
    known = cycle.assumptions.values()
    waiting = by_worth(one for one in known if one.state in OPEN)
    settled = sorted((one for one in known if one.state not in OPEN), key=lambda one: one.number)
    places = {one.id: place for place, one in enumerate(waiting, 1)}
    return [_card(cycle, workspace, one, reader, places.get(one.id, 0), up.get(one.id, "")) for one in (*waiting, *settled)]


def _card(cycle: Cycle, workspace: Workspace, one: Assumption, reader: Reader, place: int, up: str) -> AssumptionCard:
    is_open = one.state in OPEN
    return AssumptionCard(
        id=one.id,
        label=f"A-{one.number}",
        title=one.title,
        place=place,
        chip=_CHIPS[one.state],
        clock=item_clock(cycle, workspace, one.id, reader.now, reader.zone, up) if is_open else None,
        owner=name_of(reader.names, one.owner_id),
        impact=one.impact,
        cost=one.cost,
        high=one.high,
        about=tuple((label_of(cycle, item) or item, href_of(cycle, item)) for item in one.about),
        criterion=one.criterion,
        threshold=one.threshold,
        registered=moment(one.registered_at, reader.zone) if one.registered_at else "",
        readings=tuple(_rows(cycle, one, reader)),
        because=one.because,
        became=label_of(cycle, one.became_id) if one.became_id else "",
        became_href=href_of(cycle, one.became_id) if one.became_id else "",
        ended=moment(one.ended_at, reader.zone) if one.ended_at else "",
        open=is_open,
        testing=one.state == "testing",
        lens=lens_view(cycle, one.id, reader),
    )


def _rows(cycle: Cycle, one: Assumption, reader: Reader) -> list[ReadingRow]:
    return [
        ReadingRow(
            words=reading.reading,
            by=name_of(reader.names, reading.by_id),
            when=instant(reading.at, reader.zone),
            reference=reading.reference,
            evidence=label_of(cycle, reading.evidence_id) if reading.evidence_id else "",
            evidence_href=href_of(cycle, reading.evidence_id) if reading.evidence_id else "",
        )
        for reading in one.readings
    ]
