"""Drift: in what a commitment and the work item that carries it out say different things, and since when."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from plumbline.domain.cycle.handoff import Handoff, Line
from plumbline.domain.cycle.rules.thread import has_answer
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.work_item import Drift, WorkItem
from plumbline.kernel.record import record

GRACE = timedelta(minutes=15)
"""How long the two may differ before anybody is told: a webhook may be late, and people move one after the other."""


@record
class Difference:
    """One thing in which they differ. since: when they began to; item_id: the thread that is open, where it is one."""

    kind: Drift
    since: datetime
    item_id: str = ""

    @property
    def shows_at(self) -> datetime:
        """When it has lasted for longer than the grace."""
        return self.since + GRACE


def drifting(cycle: Cycle, handoff: Handoff, line: Line, item: WorkItem) -> tuple[Difference, ...]:
    """Return in what a linked item and its commitment differ; no clock is read, so a difference may begin later than now."""
    if not item.linked or item.status_at is None:
        return ()
    if item.status == "gone":
        return (Difference(kind="gone", since=item.status_at),)
    if ended := line.returned_at or (handoff.ended_at if handoff.state == "withdrawn" else None):
        return (Difference(kind="returned", since=_later(ended, item.status_at)),) if item.status in ("open", "started") else ()
    return tuple(_of_kept(cycle, line, item, item.status_at))


def noted(cycle: Cycle, handoff: Handoff, line: Line, item: WorkItem) -> tuple[Difference, ...]:
    """Return the differences that have been noted and have not ended since."""
    return tuple(one for one in drifting(cycle, handoff, line, item) if (at := item.noted.get(one.kind)) is not None and at >= one.since)


def unnoted(cycle: Cycle) -> Iterator[tuple[Difference, Handoff, Line, WorkItem]]:
    """Yield the differences that nobody was told of yet, whether their time has come or not."""
    for handoff, line, item in linked_items(cycle):
        known = noted(cycle, handoff, line, item)
        yield from ((one, handoff, line, item) for one in drifting(cycle, handoff, line, item) if one not in known)


def linked_items(cycle: Cycle) -> Iterator[tuple[Handoff, Line, WorkItem]]:
    """Yield every item that carries a commitment of a cycle out, in the order of handoffs and lines."""
    for handoff in cycle.handoffs.values():
        for line in handoff.lines.values():
            yield from ((handoff, line, item) for item in line.work_items.values() if item.linked)


def _of_kept(cycle: Cycle, line: Line, item: WorkItem, status_at: datetime) -> Iterator[Difference]:
    held, checkpoint_at = line.checkpoint, line.terms.checkpoint_at
    if item.status == "dropped":
        yield Difference(kind="dropped", since=status_at)
        return
    if item.status == "done" and held is None and checkpoint_at is not None:
        yield Difference(kind="unread", since=_later(status_at, checkpoint_at))  # before its time nobody can read the metric
    if item.status != "done" and held is not None and held.met:
        yield Difference(kind="open_after", since=_later(status_at, held.held_at))
    if line.suspect and line.suspected_at is not None:
        yield Difference(kind="suspect", since=_later(item.linked_at, line.suspected_at))
    if item.title and item.title_at and item.title not in ("", item.agreed_title, line.agreed.title):
        yield Difference(kind="renamed", since=item.title_at)
    if item.due_at and item.due_on != item.agreed_due_on:
        yield Difference(kind="rescheduled", since=item.due_at)
    if item.status in ("started", "done"):
        yield from (Difference(kind="disputed", since=_later(status_at, at), item_id=thread_id) for thread_id, at in _open(cycle, line))


def _open(cycle: Cycle, line: Line) -> Iterator[tuple[str, datetime]]:
    """Yield the first discussion that should have ended before work started: one that blocks the decision, or an unanswered question."""
    about = [cycle.threads[one] for one in cycle.threads_of.get(line.decision_id, ())]
    blocking = [one for one in about if one.state == "open" and one.blocking]
    asked = [one for one in about if one.state == "open" and one.anchor.part == line.id and not has_answer(one)]
    for thread in [*blocking, *asked][:1]:
        yield thread.id, thread.reopened_at or thread.opened_at


def _later(*instants: datetime) -> datetime:
    return max(instants)
