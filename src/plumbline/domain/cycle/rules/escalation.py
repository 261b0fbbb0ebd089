"""The rules of escalation: an item goes up to somebody who can move it, once per reason, and comes down with an outcome."""

from collections.abc import Iterable, Mapping

from plumbline.domain.cycle.assumption import OPEN as OPEN_ASSUMPTION
from plumbline.domain.cycle.assumption import Assumption
from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.correction import Correction
from plumbline.domain.cycle.decision import OPEN as OPEN_DECISION
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.escalation import (
    Escalation,
    EscalationResolved,
    EscalationStarted,
    Trigger,
)
from plumbline.domain.cycle.handoff import Handoff
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.common import Event
from plumbline.domain.cycle.rules.escalation_ladder import Climb, ladder_of
from plumbline.domain.cycle.scope import PENDING as PENDING_SCOPE
from plumbline.domain.cycle.scope import ScopeItem
from plumbline.domain.cycle.scope_change import ScopeChange
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context

Item = Decision | Thread | Blocker | Risk | Assumption | ScopeItem | ScopeChange | Handoff | Correction | Review


def escalate(
    cycle: Cycle, workspace: Workspace, context: Context, item_id: str, trigger: Trigger, threshold: int = 0, reason: str = ""
) -> list[Event]:
    """Return the events that take an item up and ask the first level, or nothing when it is already up for that reason."""
    if active_escalation(cycle, item_id, trigger) is not None:
        return []
    item = find_item(cycle, item_id)
    holder_id = "" if item is None else holder_of(item)
    escalation_id = context.new_id("esc")
    ladder = ladder_of(cycle, workspace, holder_id)
    skipped, asked = Climb(escalation_id, ladder.levels, ladder.basis, holder_id, cycle, workspace, context).first()
    started = EscalationStarted(
        escalation_id=escalation_id,
        item_id=item_id,
        trigger=trigger,
        level=asked.level,
        to_id=asked.to_id,
        threshold=threshold,
        levels=ladder.levels,
        basis=ladder.basis,
        at_end=ladder.at_end,
        policy_id=ladder.policy_id,
        policy_version=ladder.policy_version,
        reason=reason,
    )
    return [started, *skipped, asked]


def escalate_carried(cycle: Cycle, workspace: Workspace, context: Context, item_ids: Iterable[str]) -> list[Event]:
    """Return the escalations that a closing review cycle causes. item_ids: the items it carries over.

    Call it before the closing is folded: each item's count is then one higher than the cycle's own.
    """
    events: list[Event] = []
    for item_id in item_ids:
        events += carried_escalations(cycle, workspace, context, item_id, cycle.unresolved.get(item_id, 0) + 1)
    return events


def carried_escalations(cycle: Cycle, workspace: Workspace, context: Context, item_id: str, count: int) -> list[Event]:
    """Return the escalation of one carried item, once per threshold. count: full review cycles it has stayed open, this one included."""
    threshold = carry_threshold(cycle, item_id)
    if threshold is None or count < threshold:
        return []
    if any(past.trigger == "unresolved_cycles" and past.threshold == threshold for past in escalations_of(cycle, item_id)):
        return []
    return escalate(cycle, workspace, context, item_id, "unresolved_cycles", threshold)


def carry_threshold(cycle: Cycle, item_id: str) -> int | None:
    """Return after how many full review cycles an open item goes up by itself; None when it never does."""
    item = find_item(cycle, item_id)
    if item is None or not is_open(item):
        return None
    match item:
        case Blocker():
            return cycle.policies.blocker_threshold_cycles
        case Decision():
            return cycle.policies.decision_threshold_cycles if cycle.policies.decision_escalates else None
        case Thread():
            return cycle.policies.decision_threshold_cycles if item.blocking else None
        case Risk() | Handoff() | Correction() | Assumption() | ScopeItem() | ScopeChange() | Review():
            return None


def end_escalations(cycle: Cycle, item_id: str, trigger: Trigger | None = None) -> list[Event]:
    """Return the events that bring an item down again because what it went up for has ended. trigger: only that one, or all of them."""
    active = [one for one in escalations_of(cycle, item_id) if one.resolved_at is None and trigger in (None, one.trigger)]
    return [EscalationResolved(escalation_id=escalation.id, item_ended=True) for escalation in active]


def escalations_of(cycle: Cycle, item_id: str) -> list[Escalation]:
    """Return all escalations of an item, oldest first."""
    return [cycle.escalations[one] for one in cycle.escalations_of.get(item_id, ())]


def active_escalation(cycle: Cycle, item_id: str, trigger: Trigger | None = None) -> Escalation | None:
    """Return the item's escalation that is not resolved, of one trigger or of any."""
    for escalation in escalations_of(cycle, item_id):
        if escalation.resolved_at is None and trigger in (None, escalation.trigger):
            return escalation
    return None


def find_item(cycle: Cycle, item_id: str) -> Item | None:
    """Return whatever in a cycle can wait for somebody, by its id: a decision, thread, blocker, risk, handoff, review or scope."""
    places: tuple[Mapping[str, Item], ...] = (
        cycle.decisions, cycle.threads, cycle.blockers, cycle.risks, cycle.assumptions, cycle.scope_items, cycle.scope_changes,
        cycle.handoffs, cycle.reviews, cycle.corrections,
    )  # fmt: skip
    return next((place[item_id] for place in places if item_id in place), None)


def is_open(item: Item) -> bool:
    """Tell whether an item still waits for somebody."""
    match item:
        case Decision():
            return item.state in OPEN_DECISION
        case Risk():
            return item.state in OPEN_RISK
        case Assumption():
            return item.state in OPEN_ASSUMPTION
        case ScopeItem():
            return item.state in PENDING_SCOPE
        case ScopeChange():
            return item.state in ("requested", "assessed")
        case Thread() | Blocker() | Review():
            return item.state == "open"
        case Correction():
            return item.settled_at is None
        case Handoff():
            return item.state in ("assembled", "offered", "returned")


def holder_of(item: Item) -> str:
    """Return who the item waits for by its own rules; it may be nobody, or somebody who has left."""
    return (item.asks_id or item.author_id) if isinstance(item, Thread) else item.owner_id
