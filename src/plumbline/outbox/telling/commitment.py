"""A commitment as trackers are told of it: everything that delivery builds by."""

from collections.abc import Iterator
from typing import Any

from plumbline.artifacts.handoff_content import LineContent, content_of
from plumbline.domain.cycle.handoff import Handoff, Line
from plumbline.outbox.connector import Passage, Reference, Told
from plumbline.outbox.telling.looking import Looking
from plumbline.outbox.tracking import BY_HAND


def commitments_told(event: Any, looking: Looking) -> tuple[Told, ...]:
    """Return the commitment that an event is about, unless delivery has never taken it over."""
    commitment_id = getattr(event, "commitment_id", "")
    for handoff in looking.cycle.handoffs.values():
        line = handoff.lines.get(commitment_id)
        if line is not None and (line.accepted_at is not None or line.work_items):
            return (_told(line, handoff, looking),)
    return ()


def _told(line: Line, handoff: Handoff, looking: Looking) -> Told:
    content = content_of(looking.cycle, handoff, looking.people, looking.base_url, every_line=True)
    said = next(one for one in content.lines if one.id == line.id)
    state, words, missing = _standing(line, handoff, said)
    return Told(
        item_id=line.id,
        number=f"{content.label} line {line.number}",
        title=said.title,
        url=f"{looking.base_url}/handoffs/{handoff.id}#{line.id}",
        cycle=looking.cycle.title,
        state=state,
        state_words=words,
        ended=state in ("returned", "withdrawn"),
        owner=looking.name(handoff.receiver_id),
        due_at=line.terms.checkpoint_at,
        missing=missing,
        passages=tuple(one for one in _passages(said) if one.lines),
        outside=tuple(_outside(line)),
    )


def _standing(line: Line, handoff: Handoff, said: LineContent) -> tuple[str, str, tuple[str, ...]]:
    if handoff.state == "withdrawn":
        return "withdrawn", "Withdrawn", ("Nothing is to be built by it any more.",)
    if line.returned_at is not None:
        why = (f"The reason: {line.returned_reason}",) if line.returned_reason else ()
        return "returned", "Given back", ("It was given back: build nothing by it until it is handed over again.", *why)
    if line.suspect:
        return (
            "suspect",
            f"Suspect: {said.doubt}",
            ("Ask before you build on: whoever received it takes the new version or gives it back.",),
        )
    return "accepted", "As agreed", ()


def _passages(said: LineContent) -> Iterator[Passage]:
    yield Passage(title="Constraint", lines=(said.constraint,))
    yield Passage(title="Acceptance criteria", lines=tuple(f"{text} ({check})" for text, check in said.criteria))
    for name, text in said.facts:
        yield Passage(title=name, lines=(text,))
    exceptions = tuple(f"{title}: {recovery}" for one in said.journeys for title, *_, recovery in one.exceptions)
    yield Passage(title="When things go wrong", lines=(*(f"{when}: {then}" for when, then in said.edge_cases), *exceptions))
    yield Passage(title="Journeys", lines=tuple(f"{one.title}, {one.version}, SHA-256 {one.digest}" for one in said.journeys))
    yield Passage(title="Runs that show it", lines=tuple(f"{one.title}, SHA-256 {one.digest}" for one in said.runs))


def _outside(line: Line) -> Iterator[tuple[str, Reference]]:
    """What people said carries it out, and where they said that nothing does any more."""
    for item in line.work_items.values():
        if not item.linked:
            yield item.endpoint_id, Reference(key="")
        elif item.by_hand:
            yield item.endpoint_id, Reference(key=f"{BY_HAND}{item.reference.rpartition('#')[2]}", shown=item.reference, url=item.url)
