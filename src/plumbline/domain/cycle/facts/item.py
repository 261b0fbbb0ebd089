"""The facts of one reviewed item, whatever kind it is: what a playbook's lens can ask of its record."""

from typing import Any

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.state import Cycle


def item_record(item: Decision | Risk | Review, cycle: Cycle) -> dict[str, Any]:
    """Return what the record shows of an item. `ranked` is about the assumption under it, and absent where none is recorded."""
    match item:
        case Decision():
            return {"written_down": bool(item.owner_id) and bool(item.criteria)}
        case Risk():
            return {"written_down": bool(item.owner_id) and item.rank > 0}
        case Review():
            # What was said about it is written down once every question that blocks has its outcome.
            threads = (cycle.threads[one] for one in cycle.threads_of.get(item.subject.id, ()))
            return {"written_down": not any(thread.blocking and thread.state == "open" for thread in threads)}
