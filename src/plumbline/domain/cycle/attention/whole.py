"""All obligations of a cycle, or of one of its items."""

from collections.abc import Iterator
from dataclasses import replace

from plumbline.domain.cycle.assumption import Assumption
from plumbline.domain.cycle.attention.correction import of_correction
from plumbline.domain.cycle.attention.decision import of_decision
from plumbline.domain.cycle.attention.drill import of_drill
from plumbline.domain.cycle.attention.frame import frame_ids, of_frame
from plumbline.domain.cycle.attention.handoff import of_handoff
from plumbline.domain.cycle.attention.journey import of_journey
from plumbline.domain.cycle.attention.obligation import active_ones, stand_in
from plumbline.domain.cycle.attention.others import of_blocker, of_risk, of_thread
from plumbline.domain.cycle.attention.pattern import of_patterns
from plumbline.domain.cycle.attention.review import of_review
from plumbline.domain.cycle.attention.scope import of_assumption, of_scope_change, of_scope_item
from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.correction import Correction
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.handoff import Handoff
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.escalation import Item, escalations_of, find_item, holder_of, is_open
from plumbline.domain.cycle.scope import ScopeItem
from plumbline.domain.cycle.scope_change import ScopeChange
from plumbline.domain.cycle.sections import review_about
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.obligation import Obligation
from plumbline.domain.workspace.workspace import Workspace


def obligations(cycle: Cycle, workspace: Workspace) -> tuple[Obligation, ...]:
    """Return who must do what in a cycle, item by item."""
    return tuple(one for item_id in item_ids(cycle) for one in obligations_of(cycle, workspace, item_id))


def obligations_of(cycle: Cycle, workspace: Workspace, item_id: str) -> tuple[Obligation, ...]:
    """Return who must do what about one item; nothing about one that has ended or that the cycle does not know."""
    if cycle.state == "closed":
        return ()
    if item_id == cycle.id:
        return active_ones(of_patterns(cycle, workspace), cycle.composed_by, cycle, workspace)
    if drill := cycle.drills.get(item_id):
        return active_ones(of_drill(drill, cycle, workspace), drill.started_by, cycle, workspace)
    if journey := cycle.journeys.get(item_id):
        return active_ones(of_journey(journey, cycle, workspace), journey.owner_id, cycle, workspace)
    item = find_item(cycle, item_id)
    if item is None:
        asked, owner_id = of_frame(item_id, cycle, workspace)
        return active_ones(asked, owner_id, cycle, workspace)
    own = list(_of_item(item, cycle, workspace))
    return active_ones([*_escalated(item, own, cycle, workspace), *own], _owner(item, cycle), cycle, workspace)


def item_ids(cycle: Cycle) -> Iterator[str]:
    """Yield the ids of everything in a cycle that can ask something of somebody."""
    yield from cycle.decisions
    yield from cycle.threads
    yield from cycle.blockers
    yield from cycle.risks
    yield from cycle.drills
    yield from cycle.handoffs
    yield from cycle.corrections
    yield from cycle.assumptions
    yield from cycle.scope_items
    yield from cycle.scope_changes
    yield from cycle.reviews
    yield from cycle.journeys
    yield from frame_ids(cycle)
    yield cycle.id  # for its patterns


def _of_item(item: Item, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    match item:
        case Decision():
            return of_decision(item, cycle, workspace)
        case Thread():
            return of_thread(item, cycle, workspace)
        case Blocker():
            return of_blocker(item, cycle)
        case Risk():
            return of_risk(item, cycle)
        case Handoff():
            return of_handoff(item, cycle)
        case Correction():
            return of_correction(item)
        case Assumption():
            return of_assumption(item, cycle)
        case ScopeItem():
            return of_scope_item(item, cycle, workspace)
        case ScopeChange():
            return of_scope_change(item, cycle, workspace)
        case Review():
            return of_review(item, cycle, workspace)


def _escalated(item: Item, own: list[Obligation], cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Whoever an item went up to is asked what its holder is asked, and is told from whom it comes and why."""
    if not own or not is_open(item):
        return
    for escalation in escalations_of(cycle, item.id):
        if escalation.resolved_at is None:
            person_id = escalation.to_id if workspace.is_active(escalation.to_id) else stand_in(cycle, workspace)
            yield replace(
                own[0],
                person_id=person_id,
                reason=f"attention.escalated_{escalation.trigger}",
                values=(("holder", holder_of(item)), ("cycles", escalation.threshold)),
                since=escalation.started_at,
                clock_id="",
                escalated=True,
            )


def _owner(item: Item, cycle: Cycle) -> str:
    """Who takes over from somebody who has left: the item's owner; for a thread, the owner of what it is about."""
    if not isinstance(item, Thread):
        return item.owner_id
    decision = cycle.decisions.get(item.anchor.id)
    if decision is not None:
        return decision.owner_id
    known = review_about(cycle, item.anchor.id) or cycle.journeys.get(item.anchor.id)
    return known.owner_id if known is not None else item.author_id
