"""What people and the system do with an escalation: start it, acknowledge it, let it go up further, bring it down with an outcome."""

from datetime import datetime
from typing import assert_never

from plumbline.domain.cycle.escalation import (
    CAUSES,
    AcknowledgeEscalation,
    AdvanceEscalation,
    ChooseEscalationPolicy,
    Command,
    Escalation,
    EscalationAcknowledged,
    EscalationExhausted,
    EscalationResolved,
    LeaseEnded,
    LevelUnanswered,
    ResolveEscalation,
    StartEscalation,
)
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, unknown
from plumbline.domain.cycle.rules.escalation import escalate, escalations_of, find_item, holder_of, is_open
from plumbline.domain.cycle.rules.escalation_ladder import Asked, Climb, lease_until
from plumbline.domain.cycle.rules.escalation_policy import choose_policy
from plumbline.domain.cycle.rules.falling_back import fall_back
from plumbline.domain.cycle.rules.window import start_window
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def decide_escalation(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about an escalation changes, or everything that stands in its way."""
    if isinstance(command, StartEscalation):
        return _start(command, cycle, workspace, context)
    if isinstance(command, ChooseEscalationPolicy):
        return choose_policy(command, cycle, workspace, context)
    escalation = cycle.escalations.get(command.escalation_id)
    if escalation is None:
        return unknown("escalation", command.escalation_id)
    match command:
        case AcknowledgeEscalation():
            return _acknowledge(escalation, cycle, workspace, context)
        case ResolveEscalation():
            return _resolve(command, escalation, cycle, workspace, context)
        case AdvanceEscalation():
            return _advance(command, escalation, cycle, workspace, context)
        case _:
            assert_never(command)


def may_answer(escalation: Escalation, workspace: Workspace) -> tuple[str, ...]:
    """Return who can acknowledge an escalation and end it: everybody it went up to so far, and the leads."""
    asked = [one.to_id for one in reversed(escalation.asked)]
    return tuple(dict.fromkeys([escalation.to_id, *asked, *leads(workspace)]))


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
        return escalate(cycle, workspace, context, command.item_id, command.trigger, reason=command.reason)

    return decided("escalation.refused", findings, events)


def _acknowledge(escalation: Escalation, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if escalation.acknowledged_at is not None or escalation.resolved_at is not None:
        return []
    people = may_answer(escalation, workspace)
    who = check("X2.who", context.actor in people, actual=context.actor, who=people, act="escalation.acknowledge", item=escalation.item_id)

    def events() -> list[Event]:
        return [EscalationAcknowledged(escalation_id=escalation.id, until=lease_until(escalation, cycle, workspace, context))]

    return decided("escalation.refused", [who], events)


def _resolve(command: ResolveEscalation, escalation: Escalation, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if escalation.resolved_at is not None:
        return []
    people, item_id, act = may_answer(escalation, workspace), escalation.item_id, "escalation.resolve"
    findings = [
        check("X7.who", context.actor in people, actual=context.actor, who=people, act=act, item=item_id),
        check("X7.outcome", bool(command.outcome.strip()), who=[context.actor], act=act, item=item_id),
        check(
            "X7.cause",
            command.cause in CAUSES,
            expected=", ".join(CAUSES),
            actual=command.cause,
            who=[context.actor],
            act=act,
            item=item_id,
        ),
    ]
    resolved = EscalationResolved(escalation_id=escalation.id, cause=command.cause, outcome=command.outcome)
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


def _advance(command: AdvanceEscalation, escalation: Escalation, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    deadline = escalation.next_step_at
    if deadline is None or deadline != command.deadline or context.now < deadline:
        return []  # recorded already, or somebody acted after the system had asked
    item = find_item(cycle, escalation.item_id)
    holder_id = "" if item is None else holder_of(item)
    climb = Climb(escalation.id, escalation.levels, escalation.basis, holder_id, cycle, workspace, context)
    over, same = _over(escalation, climb, deadline)
    if same.asked is not None:
        return [over, *same.events]
    higher = climb.above(escalation.level, {one.to_id for one in escalation.asked})
    ends = [] if higher.asked is not None else _exhausted(escalation, cycle)
    return [over, *same.events, *higher.events, *ends]


def _over(escalation: Escalation, climb: Climb, deadline: datetime) -> tuple[Event, Asked]:
    """What is over, and whether the same level is asked once more: an acknowledgement that ran out is reminded of once."""
    if escalation.acknowledged_at is None:
        return LevelUnanswered(escalation_id=escalation.id, level=escalation.level, deadline=deadline), Asked((), None)
    over = LeaseEnded(escalation_id=escalation.id, level=escalation.level, deadline=deadline)
    return over, Asked((), None) if escalation.asked[-1].again else climb.again(escalation.level)


def _exhausted(escalation: Escalation, cycle: Cycle) -> list[Event]:
    # Taken up by hand, an item may have time left: nobody can make it fall back by asking for help.
    item = find_item(cycle, escalation.item_id)
    falls_back = escalation.at_end == "fallback" and escalation.trigger != "manual" and item is not None and is_open(item)
    ends = fall_back(item, cycle) if item is not None and falls_back else []
    return [EscalationExhausted(escalation_id=escalation.id, fallback=bool(ends)), *ends]
