"""The warning sign that work outside drifts from what was agreed: who watches for it, what shows it now, and what would clear it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from plumbline.domain.cycle.facts.drift import Difference, drifting, linked_items
from plumbline.domain.cycle.handoff import (
    CheckpointHeld,
    CommitmentSuspected,
    Handoff,
    HandoffAccepted,
    HandoffReturned,
    HandoffWithdrawn,
    Line,
)
from plumbline.domain.cycle.rules.thread import may_resolve
from plumbline.domain.cycle.rules.warning_signs.watching import watching
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import ThreadOpened, ThreadReopened
from plumbline.domain.cycle.work_item import Drift, WorkItem, WorkItemLinked, WorkItemReported
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record

SIGN = "work-drifts-from-commitment"


@record
class DriftingWork:
    """One thing that shows the sign: an item outside that says something else than its commitment, for longer than the grace.

    handoff_id, commitment_id, decision_id: what was agreed; taken_at: when it was accepted. endpoint_id, reference, url: the item outside.
    kind, since: in what they differ, and since when; item_id: the thread that is open, where it is one. act: what clears it, and who can
    do it, most fitting first.
    """

    handoff_id: str
    commitment_id: str
    decision_id: str
    taken_at: datetime
    endpoint_id: str
    reference: str
    url: str
    kind: Drift
    since: datetime
    item_id: str
    act: str
    who: tuple[str, ...]


def watchers(cycle: Cycle) -> tuple[str, ...]:
    """Return what watches for the sign: patterns that are on and open risks that name it, and every handoff with an item outside."""
    return (*watching(cycle, SIGN), *dict.fromkeys(handoff.id for handoff, _, _ in linked_items(cycle)))


def drifting_work(cycle: Cycle, workspace: Workspace, now: datetime) -> tuple[DriftingWork, ...]:
    """Return all that shows the sign now, in the order of handoffs and lines."""
    return tuple(
        _shown(one, handoff, line, item, cycle, workspace)
        for handoff, line, item in linked_items(cycle)
        for one in drifting(cycle, handoff, line, item)
        if one.shows_at <= now
    )


def entries_of(found: Iterable[DriftingWork], history: Iterable[Recorded]) -> dict[DriftingWork, tuple[int, int]]:
    """Return for each the positions of two entries: by which the line was accepted, and by which the two began to differ.

    A position is 0 where no entry says so, as when a checkpoint's time merely came.
    """
    by_item: dict[tuple[str, str, datetime], int] = {}
    for recorded in history:
        for kind, item_id in _keys(recorded.event):
            by_item[kind, item_id, recorded.at] = recorded.position
    return {
        one: (
            by_item.get(("accepted", one.commitment_id, one.taken_at), 0),
            max(by_item.get(("differs", about, one.since), 0) for about in (one.commitment_id, one.handoff_id, one.item_id)),
        )
        for one in found
    }


def clearing(one: Difference, handoff: Handoff, line: Line, cycle: Cycle, workspace: Workspace) -> tuple[str, tuple[str, ...]]:
    """Return the act that ends a difference, and who can do it, most fitting first."""
    receiver, owner = handoff.receiver_id, cycle.decisions[line.decision_id].owner_id
    match one.kind:
        case "unread":
            return "handoff.hold_checkpoint", _once(line.terms.owner_after_id, owner)
        case "suspect":
            return "handoff.take_new_version", (receiver,)
        case "disputed":
            return "thread.resolve", may_resolve(cycle.threads[one.item_id], cycle, workspace)
        case "renamed" | "rescheduled":
            return "work_item.agree", _once(receiver, owner)
        case "gone":
            return "work_item.unlink", _once(receiver, owner)
        case "dropped":
            return "handoff.return", (receiver,)
        case "returned" | "open_after":
            return "work_item.close", _once(receiver, handoff.assembler_id)


def _shown(one: Difference, handoff: Handoff, line: Line, item: WorkItem, cycle: Cycle, workspace: Workspace) -> DriftingWork:
    act, who = clearing(one, handoff, line, cycle, workspace)
    return DriftingWork(
        handoff_id=handoff.id, commitment_id=line.id, decision_id=line.decision_id,
        taken_at=line.accepted_at or handoff.accepted_at or item.linked_at, endpoint_id=item.endpoint_id, reference=item.reference,
        url=item.url, kind=one.kind, since=one.since, item_id=one.item_id, act=act, who=who,
    )  # fmt: skip


def _once(*people: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in people if one))


def _keys(event: object) -> Iterator[tuple[str, str]]:
    match event:
        case HandoffAccepted(commitment_ids=commitment_ids):
            yield from (("accepted", one) for one in commitment_ids)
        case HandoffReturned(commitment_ids=commitment_ids):
            yield from (("differs", one) for one in commitment_ids)
        case HandoffWithdrawn(handoff_id=handoff_id):
            yield "differs", handoff_id
        case (
            WorkItemReported(commitment_id=commitment_id) | WorkItemLinked(commitment_id=commitment_id)
            | CommitmentSuspected(commitment_id=commitment_id) | CheckpointHeld(commitment_id=commitment_id)
        ):  # fmt: skip
            yield "differs", commitment_id
        case ThreadOpened(thread_id=thread_id) | ThreadReopened(thread_id=thread_id):
            yield "differs", thread_id
        case _:
            return
