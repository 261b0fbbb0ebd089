"""Which items' obligations an event may have changed, so that a read model rewrites those and no others."""

from collections.abc import Iterable
from typing import Any

from plumbline.domain.cycle import (
    agenda,
    clock,
    decision,
    drill,
    escalation,
    evidence,
    frame,
    gate,
    handoff,
    journey,
    release,
    review,
    work_item,
)
from plumbline.domain.cycle.attention.frame import claiming, reviewed_each_period
from plumbline.domain.cycle.attention.whole import item_ids
from plumbline.domain.cycle.rules.dependency import descendants
from plumbline.domain.cycle.state import Cycle

_NONE: frozenset[str] = frozenset()
_EVERYTHING = (frame.CycleComposed, frame.CycleClosed, frame.WindowMoved)
_PERIODS = (frame.ReviewPeriodOpened, frame.ReviewPeriodClosed)
_PARTS = (
    "thread_id", "blocker_id", "risk_id", "assumption_id", "scope_id", "change_id", "correction_id", "release_id", "message_id",
    "checkpoint_id", "stage_id", "safeguard_id", "promise_id", "agenda_id",
)  # fmt: skip
_ROSTERS = (frame.AreaAssigned, frame.PatternSwitched)


def touched(cycle: Cycle, event: Any) -> frozenset[str]:
    """Return the ids of the items whose obligations may have changed by an event. cycle: the state after it."""
    if isinstance(event, _EVERYTHING):
        return frozenset(item_ids(cycle))
    if isinstance(event, _ROSTERS):
        return frozenset((*_in_review(cycle), *cycle.scope_items, *cycle.scope_changes, *cycle.messages, *cycle.agenda, cycle.id))
    if isinstance(event, _PERIODS):
        criteria = (one.id for one in cycle.risks.values() if one.strategy == "criteria-in-cadence")
        return frozenset((*reviewed_each_period(cycle), *criteria, *cycle.agenda))
    if isinstance(event, gate.GatePassed) and event.item_id == cycle.id:
        return frozenset(cycle.scope_changes)  # scope may be locked now, and then others decide about what changes it
    if isinstance(event, evidence.Event):
        return frozenset({cycle.evidence[event.evidence_id].decision_id})
    if isinstance(event, clock.Event):
        return frozenset({cycle.clocks[event.clock_id].item_id})
    if isinstance(event, release.Event):
        return frozenset({event.release_id, *cycle.agenda, *claiming(cycle, event.release_id)})
    if isinstance(event, agenda.Event):
        return frozenset({event.agenda_id, *(one.id for one in cycle.releases.values() if one.kind == "pilot")})
    if isinstance(event, journey.Event):
        return frozenset({event.journey_id, *cycle.threads_of.get(event.journey_id, ())})  # its owner may be whose turn it is
    if isinstance(event, drill.Event):
        return frozenset({event.drill_id})
    if isinstance(event, escalation.ItemEvent):
        return frozenset({cycle.escalations[event.escalation_id].item_id})
    if isinstance(event, gate.GatePassed | gate.GateOverridden):
        return frozenset({event.item_id, *claiming(cycle, event.item_id)})
    if isinstance(event, frame.PatternLeftOff):
        return frozenset({cycle.id})
    if isinstance(event, handoff.Event | work_item.Event):
        return frozenset((*cycle.handoffs, cycle.id))  # one may take over what another one gave back
    if isinstance(event, decision.Event):
        return _around(cycle, event)
    if isinstance(event, review.Event):
        found = cycle.reviews[event.review_id]
        return frozenset({found.id, *cycle.threads_of.get(found.subject.id, ())})  # whose turn it is in a thread, its owner may be
    own = _own(event, _PARTS)
    return frozenset([*own, *(message for item_id in own for message in claiming(cycle, item_id))])


def _around(cycle: Cycle, event: decision.Event) -> frozenset[str]:
    """A decision, the threads about it, those it rests on, because they count what they block, and those that became suspect."""
    found = cycle.decisions[event.decision_id]
    before = _own(event, ("on_id",))
    suspected = descendants(cycle, found.id) if isinstance(event, decision.DecisionReopened) else tuple(cycle.needed_by.get(found.id, ()))
    around = (*cycle.threads_of.get(found.id, ()), *found.requires, *before, *suspected)
    handed = (one.id for one in cycle.handoffs.values() if any(line.decision_id == found.id for line in one.lines.values()))
    claimed = (message for item_id in (found.id, *suspected) for message in claiming(cycle, item_id))
    return frozenset({found.id, cycle.id, *around, *handed, *claimed})


def _in_review(cycle: Cycle) -> Iterable[str]:
    return (one.id for one in cycle.decisions.values() if one.state == "in_review")


def _own(event: Any, names: Iterable[str]) -> list[str]:
    return [found for name in names if (found := getattr(event, name, ""))]
