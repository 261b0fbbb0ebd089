"""What a handoff asks of whom."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.facts.drift import noted
from plumbline.domain.cycle.handoff import Handoff, Line
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.work_item import Drift
from plumbline.domain.obligation import Obligation, Verb
from plumbline.kernel.outcome import Value

_ASKED: dict[Drift, str] = {
    "gone": "attention.work_item_gone",
    "dropped": "attention.work_item_dropped",
    "returned": "attention.work_item_returned",
    "open_after": "attention.work_item_open_after",
    "renamed": "attention.work_item_renamed",
    "rescheduled": "attention.work_item_rescheduled",
}

_MOST_NAMED = 5


def of_handoff(handoff: Handoff, cycle: Cycle) -> Iterator[Obligation]:
    """Yield who has to move a handoff on, look at a Suspect line again, hold the checkpoints, and bring items outside into line."""
    match handoff.state:
        case "assembled":
            yield _one(handoff, handoff.assembler_id, "decide", "attention.handoff_to_offer", handoff.assembled_at)
        case "offered":
            yield from _of_suspects(handoff)
            yield _one(handoff, handoff.receiver_id, "accept", "attention.handoff_offered", handoff.offered_at, lines=len(handoff.kept))
        case "returned":
            yield _one(handoff, handoff.assembler_id, "answer", "attention.handoff_returned", handoff.changed_at)
            yield from _of_drift(handoff, cycle)
        case "accepted":
            yield from _of_suspects(handoff)
            yield from _of_given_back(handoff, cycle)
            yield from _of_checkpoints(handoff, cycle)
            yield from _of_drift(handoff, cycle)
        case "withdrawn":
            yield from _of_drift(handoff, cycle)


def _of_suspects(handoff: Handoff) -> Iterator[Obligation]:
    """H4: the receiver hears of it once, however many lines there are, until they take the new version or give it back."""
    suspects = [line for line in handoff.kept if line.suspect]
    if suspects:
        first = suspects[0]
        since = first.suspected_at or handoff.changed_at
        yield _one(handoff, handoff.receiver_id, "review", "attention.line_suspect", since, line=first.agreed.title, count=len(suspects))


def _of_given_back(handoff: Handoff, cycle: Cycle) -> Iterator[Obligation]:
    for line in handoff.lines.values():
        if line.returned_at is not None and cycle.decisions[line.decision_id].state in IN_FORCE and not _is_elsewhere(line, cycle):
            yield _one(handoff, handoff.assembler_id, "answer", "attention.line_returned", line.returned_at, line=line.agreed.title)
            return


def _of_checkpoints(handoff: Handoff, cycle: Cycle) -> Iterator[Obligation]:
    waiting = [line for line in handoff.kept if not line.suspect and (line.checkpoint is None or not line.checkpoint.met)]
    for line in sorted(waiting, key=_date):
        owner = cycle.decisions[line.decision_id].owner_id
        if line.checkpoint is None:
            yield _checkpoint(handoff, line, line.terms.owner_after_id, "attention.checkpoint_yours")
        else:
            yield _checkpoint(handoff, line, owner, "attention.checkpoint_unmet")


def _of_drift(handoff: Handoff, cycle: Cycle) -> Iterator[Obligation]:
    """The receiver is asked once about all items outside that differ, however many there are and in whatever they do; each is named.

    Whoever reads a checkpoint, takes a new version or answers a thread is asked for that already.
    """
    found: list[tuple[Drift, str, datetime]] = [
        (one.kind, item.reference, one.since)
        for line in handoff.lines.values()
        for item in line.work_items.values()
        for one in noted(cycle, handoff, line, item)
        if one.kind in _ASKED
    ]
    if not found:
        return
    kinds, references = {kind for kind, _, _ in found}, [*dict.fromkeys(reference for _, reference, _ in found)]
    reason = _ASKED[found[0][0]] if len(kinds) == 1 else "attention.work_items_differ"
    named = ", ".join(references[:_MOST_NAMED]) + (" …" if len(references) > _MOST_NAMED else "")
    since = min(at for _, _, at in found)
    yield _one(handoff, handoff.receiver_id, "review", reason, since, references=named, count=len(references))


def _date(line: Line) -> tuple[bool, str]:
    at = line.terms.checkpoint_at
    return at is None, at.isoformat() if at else ""


def _checkpoint(handoff: Handoff, line: Line, person_id: str, reason: str) -> Obligation:
    since = line.checkpoint.held_at if line.checkpoint else line.accepted_at
    return _one(handoff, person_id, "assess", reason, since, line.terms.checkpoint_at, line=line.agreed.title, metric=line.terms.metric_id)


def _is_elsewhere(line: Line, cycle: Cycle) -> bool:
    live = (one for one in cycle.handoffs.values() if one.state != "withdrawn")
    return any(other.decision_id == line.decision_id for handoff in live for other in handoff.kept)


def _one(
    handoff: Handoff,
    person_id: str,
    verb: Verb,
    reason: str,
    since: datetime | None,
    due_at: datetime | None = None,
    **values: Value,
) -> Obligation:
    return Obligation(
        person_id=person_id,
        verb=verb,
        item_id=handoff.id,
        item_kind="handoff",
        number=handoff.number,
        title=handoff.title,
        reason=reason,
        values=tuple(values.items()),
        since=since or handoff.changed_at,
        due_at=due_at,
        blocks=len(handoff.kept),
    )
