"""The rules of escalation: an item goes up to somebody who can move it, once per reason, and comes down with an outcome."""

from collections.abc import Iterable
from typing import assert_never

from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.decision import OPEN as OPEN_DECISION
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.escalation import (
    AcknowledgeEscalation,
    Command,
    Escalation,
    EscalationAcknowledged,
    EscalationResolved,
    EscalationStarted,
    ResolveEscalation,
    StartEscalation,
    Trigger,
)
from plumbline.domain.cycle.escalation import Event as EscalationEvent
from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, people_of_rank, unknown
from plumbline.domain.cycle.rules.window import start_window
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context

Item = Decision | Thread | Blocker | Risk


def decide_escalation(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about an escalation changes, or everything that stands in its way."""
    if isinstance(command, StartEscalation):
        return _start(command, cycle, workspace, context)
    escalation = cycle.escalations.get(command.escalation_id)
    if escalation is None:
        return unknown("escalation", command.escalation_id)
    match command:
        case AcknowledgeEscalation():
            return _acknowledge(escalation, workspace, context)
        case ResolveEscalation():
            return _resolve(command, escalation, cycle, workspace, context)
        case _:
            assert_never(command)


def escalate(cycle: Cycle, workspace: Workspace, context: Context, item_id: str, trigger: Trigger, threshold: int = 0) -> list[Event]:
    """Return the event that takes an item up, or nothing when it is already up for that reason."""
    if active_escalation(cycle, item_id, trigger) is not None:
        return []
    return [
        EscalationStarted(
            escalation_id=context.new_id("esc"),
            item_id=item_id,
            trigger=trigger,
            level=1,
            to_id=escalation_target(cycle, workspace, item_id),
            threshold=threshold,
        )
    ]


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
        case Risk():
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


def escalation_target(cycle: Cycle, workspace: Workspace, item_id: str) -> str:
    """Return who an item goes up to: the first area of the ladder with an active owner who does not hold it already.

    Then a lead, then whoever composed the cycle, then any active member of the highest rank: there is always somebody.
    """
    item = find_item(cycle, item_id)
    holder = "" if item is None else holder_of(item)
    ladder = [cycle.owners.get(level.area, "") for level in cycle.policies.ladder]
    composer = [cycle.composed_by] if workspace.has_rank(cycle.composed_by, "lead") else []
    people = [*ladder, *composer, *leads(workspace), cycle.composed_by, *people_of_rank(workspace, "owner")]
    active = [person for person in people if workspace.is_active(person)]
    others = [person for person in active if person != holder]
    return next(iter([*others, *active, *people_of_rank(workspace, "viewer")]), cycle.composed_by)


def find_item(cycle: Cycle, item_id: str) -> Item | None:
    """Return the decision, thread, blocker or risk with an id."""
    return cycle.decisions.get(item_id) or cycle.threads.get(item_id) or cycle.blockers.get(item_id) or cycle.risks.get(item_id)


def is_open(item: Item) -> bool:
    """Tell whether an item still waits for somebody."""
    match item:
        case Decision():
            return item.state in OPEN_DECISION
        case Risk():
            return item.state in OPEN_RISK
        case Thread() | Blocker():
            return item.state == "open"


def holder_of(item: Item) -> str:
    """Return who the item waits for by its own rules; it may be nobody, or somebody who has left."""
    return (item.asks_id or item.author_id) if isinstance(item, Thread) else item.owner_id


def _start(command: StartEscalation, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    item = find_item(cycle, command.item_id)
    if item is None:
        return unknown("item", command.item_id)
    by_hand = context.actor_kind != "system"
    findings = [
        check("X1.open", is_open(item), actual=item.state, item=command.item_id),
        check("X1.trigger", not by_hand or command.trigger == "manual", expected="manual", actual=command.trigger, item=command.item_id),
        check("X1.reason", not by_hand or bool(command.reason.strip()), who=[context.actor], act="escalation.start", item=command.item_id),
    ]

    def events() -> list[Event]:
        started = escalate(cycle, workspace, context, command.item_id, command.trigger)
        return [_with_reason(event, command.reason) for event in started]

    return decided("escalation.refused", findings, events)


def _with_reason(event: EscalationStarted, reason: str) -> EscalationStarted:
    return EscalationStarted(
        escalation_id=event.escalation_id, item_id=event.item_id, trigger=event.trigger, level=event.level, to_id=event.to_id, reason=reason
    )


def _acknowledge(escalation: Escalation, workspace: Workspace, context: Context) -> Answer:
    if escalation.acknowledged_at is not None or escalation.resolved_at is not None:
        return []
    people = _may_answer(escalation, workspace)
    who = check("X2.who", context.actor in people, actual=context.actor, who=people, act="escalation.acknowledge", item=escalation.item_id)
    return decided("escalation.refused", [who], lambda: [EscalationAcknowledged(escalation_id=escalation.id)])


def _resolve(command: ResolveEscalation, escalation: Escalation, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if escalation.resolved_at is not None:
        return []
    people = _may_answer(escalation, workspace)
    findings = [
        check("X7.who", context.actor in people, actual=context.actor, who=people, act="escalation.resolve", item=escalation.item_id),
        check("X7.outcome", bool(command.outcome.strip()), who=[context.actor], act="escalation.resolve", item=escalation.item_id),
    ]
    resolved = EscalationResolved(escalation_id=escalation.id, outcome=command.outcome)
    return decided("escalation.refused", findings, lambda: [resolved, *_new_window(escalation, cycle, workspace, context)])


def _new_window(escalation: Escalation, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    # An item that is still open must not stay overdue with nobody above it: coming down gives its holder the window again.
    item = find_item(cycle, escalation.item_id)
    clock = cycle.clocks.get(cycle.clock_of.get(escalation.item_id, ""))
    others = [one for one in escalations_of(cycle, escalation.item_id) if one.resolved_at is None and one.id != escalation.id]
    if item is None or not is_open(item) or clock is None or clock.state == "stopped" or clock.breached_at is None or others:
        return []
    hours = {
        "decide": cycle.policies.decision_window_hours,
        "answer": cycle.policies.comment_window_hours,
        "assess": cycle.policies.risk_window_hours,
    }.get(clock.purpose, cycle.policies.decision_window_hours)
    holder_id = clock.holder_id
    return start_window(cycle, workspace, context, item_id=item.id, purpose=clock.purpose, holder_id=holder_id, hours=hours)


def _may_answer(escalation: Escalation, workspace: Workspace) -> tuple[str, ...]:
    return tuple(dict.fromkeys([escalation.to_id, *leads(workspace)]))


def evolve_escalation(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of an escalation to its cycle."""
    event: EscalationEvent = recorded.event
    match event:
        case EscalationStarted():
            cycle.escalations[event.escalation_id] = Escalation(
                id=event.escalation_id,
                item_id=event.item_id,
                trigger=event.trigger,
                to_id=event.to_id,
                level=event.level,
                started_at=recorded.at,
                threshold=event.threshold,
                reason=event.reason,
            )
            cycle.escalations_of.setdefault(event.item_id, []).append(event.escalation_id)
        case EscalationAcknowledged():
            cycle.escalations[event.escalation_id].acknowledged_at = recorded.at
        case EscalationResolved():
            escalation = cycle.escalations[event.escalation_id]
            escalation.resolved_at = recorded.at
            escalation.outcome = event.outcome
        case _:
            assert_never(event)
