"""What follows when an obligation's time is used up: a fallback, an escalation, or the end of what it was about. Never silence."""

from plumbline.domain.cycle.assumption import Assumption
from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.clock import RecordBreach
from plumbline.domain.cycle.correction import Correction
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.handoff import Handoff
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.blocker import end_by_fallback
from plumbline.domain.cycle.rules.clock import breach
from plumbline.domain.cycle.rules.common import Answer, Event, unknown
from plumbline.domain.cycle.rules.escalation import Item, escalate, find_item, is_open
from plumbline.domain.cycle.rules.falling_back import lapse
from plumbline.domain.cycle.rules.risk import expire_acceptance
from plumbline.domain.cycle.scope import ScopeItem
from plumbline.domain.cycle.scope_change import ScopeChange
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.strategy import CheckpointMissed
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def decide_breach(command: RecordBreach, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the breach of a clock together with what the rules of its item make of it; nothing when it did not come to that."""
    clock = cycle.clocks.get(command.clock_id)
    if clock is None:
        return unknown("clock", command.clock_id)
    breached = breach(cycle, command, context)
    item = find_item(cycle, clock.item_id)
    if not breached or item is None or not is_open(item):
        return breached
    return [*breached, *_consequences(item, cycle, workspace, context)]


def _consequences(item: Item, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    match item:
        case Blocker():
            return end_by_fallback(item, cycle)
        case Risk() if item.state == "accepted":
            return expire_acceptance(item, cycle, workspace, context)
        case Risk() if item.checkpoint == "planned":
            return [CheckpointMissed(risk_id=item.id), *escalate(cycle, workspace, context, item.id, "breach")]
        case Decision() if _ends_by_itself(item, cycle):
            return lapse(item, cycle)
        case Decision() | Thread() | Risk() | Handoff() | Correction() | Assumption() | ScopeItem() | ScopeChange() | Review():
            # Only a decision is written with something to fall back to; everything else can but go up.
            return escalate(cycle, workspace, context, item.id, "breach")


def _ends_by_itself(decision: Decision, cycle: Cycle) -> bool:
    """A decision that is proposed but not yet in review has no fallback that anybody has looked at, so it goes up instead."""
    match cycle.policies.on_timeout:
        case "lapse":
            return decision.state == "in_review"
        case "fallback":
            return decision.state == "in_review" and bool(decision.fallback)
        case "escalate":
            return False
