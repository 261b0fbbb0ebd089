"""The life of an escalation, folded: who was asked when, who had it until when, what came of it."""

from typing import assert_never

from plumbline.domain.cycle.escalation import (
    Asking,
    Escalation,
    EscalationAcknowledged,
    EscalationExhausted,
    EscalationPolicyChosen,
    EscalationResolved,
    EscalationStarted,
    Event,
    LeaseEnded,
    LevelNotified,
    LevelSkipped,
    LevelUnanswered,
    SkippedLevel,
)
from plumbline.domain.cycle.state import Cycle, Recorded


def evolve_escalation(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of an escalation to its cycle."""
    event: Event = recorded.event
    if isinstance(event, EscalationPolicyChosen):
        cycle.escalation_policy = event.policy_id
        return
    if isinstance(event, EscalationStarted):
        _started(cycle, event, recorded)
        return
    escalation = cycle.escalations[event.escalation_id]
    match event:
        case LevelSkipped():
            skipped = SkippedLevel(level=event.level, why=event.why, at=recorded.at, area=event.area, person_id=event.person_id)
            escalation.skipped.append(skipped)
        case LevelNotified():
            escalation.level, escalation.to_id = event.level, event.to_id
            asking = Asking(
                level=event.level, to_id=event.to_id, at=recorded.at, answer_by=event.answer_by, again=event.again, urgent=event.urgent
            )
            escalation.asked.append(asking)
        case EscalationAcknowledged():
            escalation.acknowledged_at = recorded.at
            if escalation.asked:
                last = escalation.asked[-1]
                last.acknowledged_at, last.acknowledged_by, last.lease_until = recorded.at, recorded.actor, event.until
        case LevelUnanswered():
            _ended(escalation, event)
        case LeaseEnded():
            escalation.acknowledged_at = None
            _ended(escalation, event)
        case EscalationExhausted():
            escalation.exhausted_at = recorded.at
        case EscalationResolved():
            _resolved(escalation, event, recorded)
        case _:
            assert_never(event)


def _started(cycle: Cycle, event: EscalationStarted, recorded: Recorded) -> None:
    cycle.escalations[event.escalation_id] = Escalation(
        id=event.escalation_id,
        item_id=event.item_id,
        trigger=event.trigger,
        to_id=event.to_id,
        level=event.level,
        started_at=recorded.at,
        threshold=event.threshold,
        levels=event.levels,
        basis=event.basis,
        at_end=event.at_end,
        policy_id=event.policy_id,
        reason=event.reason,
    )
    cycle.escalations_of.setdefault(event.item_id, []).append(event.escalation_id)


def _ended(escalation: Escalation, event: LevelUnanswered | LeaseEnded) -> None:
    last = escalation.asked[-1]
    last.ended_at, last.ended = event.deadline, "unanswered" if isinstance(event, LevelUnanswered) else "lease_ended"


def _resolved(escalation: Escalation, event: EscalationResolved, recorded: Recorded) -> None:
    escalation.resolved_at, escalation.resolved_by = recorded.at, recorded.actor
    escalation.item_ended, escalation.cause, escalation.outcome = event.item_ended, event.cause, event.outcome
    if escalation.asked and escalation.asked[-1].ended_at is None:
        escalation.asked[-1].ended_at, escalation.asked[-1].ended = recorded.at, "resolved"
