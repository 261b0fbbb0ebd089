"""The facts of one reviewed item, whatever kind it is: what a playbook's lens can ask of its record."""

from typing import Any

from plumbline.domain.cycle.assumption import Assumption
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.state import Cycle


def item_record(item: Decision | Risk | Assumption | Review, cycle: Cycle) -> dict[str, Any]:
    """Return what the record shows of an item. `ranked` is about an assumption, or those under it, and absent where none is recorded."""
    under = [item] if isinstance(item, Assumption) else [one for one in cycle.assumptions.values() if item.id in one.about]
    ranked = {"ranked": all(one.impact > 0 and one.cost > 0 for one in under)} if under else {}
    return {**ranked, "written_down": _written_down(item, cycle)}


def _written_down(item: Decision | Risk | Assumption | Review, cycle: Cycle) -> bool:
    match item:
        case Decision():
            return bool(item.owner_id) and bool(item.criteria)
        case Risk():
            return bool(item.owner_id) and item.rank > 0
        case Assumption():
            return bool(item.owner_id) and bool(item.criterion)  # what would show that it is wrong
        case Review():
            # What was said about it is written down once every question that blocks has its outcome.
            threads = (cycle.threads[one] for one in cycle.threads_of.get(item.subject.id, ()))
            return not any(thread.blocking and thread.state == "open" for thread in threads)
