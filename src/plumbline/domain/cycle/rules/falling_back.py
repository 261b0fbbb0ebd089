"""What takes an item's place when its time is over and nobody moved it: the fallback that was written down with it."""

from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.decision import Decision, DecisionLapsed
from plumbline.domain.cycle.rules.blocker import end_by_fallback
from plumbline.domain.cycle.rules.clock import stop_clock
from plumbline.domain.cycle.rules.common import Event
from plumbline.domain.cycle.rules.escalation import Item, end_escalations
from plumbline.domain.cycle.state import Cycle


def fall_back(item: Item, cycle: Cycle) -> list[Event]:
    """Return the events with which an item's own fallback takes its place; nothing where it has none that anybody has looked at."""
    if isinstance(item, Blocker):
        return end_by_fallback(item, cycle)
    if isinstance(item, Decision) and item.state == "in_review" and item.fallback:
        return lapse(item, cycle)
    return []


def lapse(decision: Decision, cycle: Cycle) -> list[Event]:
    """Return the events with which a decision ends undecided."""
    return [DecisionLapsed(decision_id=decision.id), *stop_clock(cycle, decision.id), *end_escalations(cycle, decision.id)]
