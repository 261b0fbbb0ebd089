"""Work that started while people still disagreed: which decisions it was, and what is disputed about each until today."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record

ENTRY = "implementation-entry"


@record
class Dispute:
    """A disagreement that was open when work started and is open still.

    kind: a blocking thread, or a concern that a reviewer raised; item_id: its id. about_id: the decision it is about. since: UTC.
    """

    kind: Literal["thread", "concern"]
    item_id: str
    about_id: str
    by_id: str
    since: datetime


def started_at(cycle: Cycle, decision: Decision) -> datetime | None:
    """Return when work on a decision started: when it passed implementation entry or, where that was later, delivery took it over.

    None while it has not, and when it is over: the decision was verified, or is being decided again.
    """
    passage = cycle.passages.get((ENTRY, decision.id))
    if passage is None or passage.content_hash != decision.content_hash or decision.state not in IN_FORCE or decision.state == "verified":
        return None
    accepted = (
        line.accepted_at for handoff in cycle.handoffs.values() for line in handoff.kept if line.decision_id == decision.id
    )  # fmt: skip
    return max((passage.at, *(at for at in accepted if at is not None)))


def disputes(cycle: Cycle, decision: Decision) -> tuple[Dispute, ...]:
    """Return what is disputed about a decision, or about one that it went ahead of, and was when the work on it started."""
    started = started_at(cycle, decision)
    if started is None:
        return ()
    about = (decision, *(cycle.decisions[one] for one in decision.ahead_of))
    return tuple(found for one in about for found in _open(cycle, one) if found.since <= started)


def disputed_starts(cycle: Cycle) -> Iterator[tuple[Decision, tuple[Dispute, ...]]]:
    """Yield the decisions on which work started against an open disagreement, each with all that is still disputed."""
    for gate_id, item_id in cycle.passages:
        if gate_id == ENTRY and (found := disputes(cycle, cycle.decisions[item_id])):
            yield cycle.decisions[item_id], found


def _open(cycle: Cycle, decision: Decision) -> Iterator[Dispute]:
    for thread_id in cycle.threads_of.get(decision.id, ()):
        thread = cycle.threads[thread_id]
        if thread.blocking and thread.state == "open":
            since = thread.reopened_at or thread.opened_at
            yield Dispute(kind="thread", item_id=thread.id, about_id=decision.id, by_id=thread.author_id, since=since)
    for concern in decision.concerns.values():
        if concern.open:
            yield Dispute(kind="concern", item_id=concern.id, about_id=decision.id, by_id=concern.by_id, since=concern.raised_at)
