"""The facts of commitments: how many were handed over, and how much of them is in doubt, asked about or given back."""

from plumbline.domain.cycle.facts.drift import linked_items, noted
from plumbline.domain.cycle.state import Cycle


def commitment_record(cycle: Cycle) -> dict[str, int]:
    """Return the facts of a cycle's commitments.

    count: lines with the receiver, offered or accepted. clarifications: questions and returns so far (H3). work_items: linked outside;
    drifting: those of them that have said something else than their commitment for longer than the grace.
    """
    handed = [one for one in cycle.handoffs.values() if one.state in ("offered", "accepted")]
    kept = [line for handoff in handed for line in handoff.kept]
    every = {line.id for handoff in cycle.handoffs.values() for line in handoff.lines.values()}
    about = (thread for thread in cycle.threads.values() if thread.anchor.part in every) if every else ()
    items = list(linked_items(cycle))
    return {
        "count": len(kept),
        "suspect": sum(line.suspect for line in kept),
        "questions_open": sum(thread.state == "open" for thread in about),
        "returned": sum(line.returned_at is not None for handoff in cycle.handoffs.values() for line in handoff.lines.values()),
        "clarifications": sum(handoff.clarifications for handoff in cycle.handoffs.values()),
        "verified": sum(line.checkpoint is not None and line.checkpoint.met for line in kept),
        "work_items": len(items),
        "work_items_done": sum(item.status == "done" for _, _, item in items),
        "drifting": sum(bool(noted(cycle, *one)) for one in items),
    }
