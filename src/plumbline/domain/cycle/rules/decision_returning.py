"""How a decision comes back: deferred until a date or another item's end, woken, reopened with a reason."""

from typing import get_args

from plumbline.domain.cycle.clock import ClockStarted
from plumbline.domain.cycle.decision import (
    Decision,
    DecisionDeferred,
    DecisionReopened,
    DecisionScheduled,
    DecisionWoken,
    DeferDecision,
    ReopenDecision,
    ReopenReason,
    WakeDecision,
)
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads
from plumbline.domain.cycle.rules.decision_acting import (
    DEFERRABLE,
    IN_FORCE,
    PUT,
    REOPENABLE,
    caretakers,
    entitled,
    given,
    in_state,
    owner_or_delegate,
)
from plumbline.domain.cycle.rules.decision_ending import closing
from plumbline.domain.cycle.rules.escalation import find_item, is_open
from plumbline.domain.cycle.rules.window import start_window
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def defer(command: DeferDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Postpone as a tradeoff, with a date or an item whose end brings it back (D9)."""
    if decision.state == "deferred" and (decision.wake_at, decision.wake_on) == (command.wake_at, command.wake_on):
        return []
    who = owner_or_delegate(decision, workspace, context.now)
    me, act = (context.actor,), "decision.defer"
    wake_at, item = command.wake_at, find_item(cycle, command.wake_on)
    around = _waits_for(decision, command.wake_on, cycle)
    findings = [
        in_state(decision, DEFERRABLE, workspace),
        entitled("D2.approver", who, context, act, decision),
        given("decision.because", command.because, act, decision, context),
        check("D9.wake", wake_at is not None or bool(command.wake_on), who=me, act=act, item=decision.id),
        check(
            "D9.wake_ahead",
            wake_at is None or wake_at > context.now,
            expected=context.now.isoformat(),
            actual=wake_at.isoformat() if wake_at else None,
            who=me,
            act=act,
            item=decision.id,
        ),
        check(
            "D9.wake_on",
            not command.wake_on or (item is not None and is_open(item) and item.id != decision.id),
            actual=command.wake_on,
            who=me,
            act=act,
            item=decision.id,
        ),
        check("D9.circle", not around, actual=command.wake_on, who=me, act=act, item=decision.id),
    ]
    deferred = DecisionDeferred(decision_id=decision.id, wake_at=wake_at, wake_on=command.wake_on, because=command.because)
    return decided("decision.refused", findings, lambda: [deferred, *closing(cycle, decision)])


def wake(command: WakeDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Bring a deferred decision back to where it was; into review with a new window. By itself only when its time has come."""
    if decision.state in PUT:
        return []
    by_itself = context.actor_kind == "system"
    findings = [
        in_state(decision, {"deferred"}, workspace),
        entitled("D9.who", caretakers(decision, workspace, context.now), context, "decision.wake", decision),
        check("D9.due", not by_itself or wakes(decision, cycle, context), actual=context.now.isoformat(), item=decision.id),
    ]
    woken = DecisionWoken(decision_id=decision.id)
    return decided("decision.refused", findings, lambda: [woken, *_new_window(decision, cycle, workspace, context)])


def wakes(decision: Decision, cycle: Cycle, context: Context) -> bool:
    """Tell whether what a deferred decision waits for has come."""
    item = find_item(cycle, decision.wake_on)
    return (decision.wake_at is not None and decision.wake_at <= context.now) or (item is not None and not is_open(item))


def _waits_for(decision: Decision, wake_on: str, cycle: Cycle) -> bool:
    """Tell whether an item waits, over however many others, for the decision that is to wait for it."""
    passed = set[str]()
    while wake_on and wake_on not in passed:
        passed.add(wake_on)
        waiting = cycle.decisions.get(wake_on)
        if waiting is None or waiting.state != "deferred":
            return False
        wake_on = waiting.wake_on
        if wake_on == decision.id:
            return True
    return False


def reopen(command: ReopenDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Open an ended decision again, for a reason of the list (D8). It is counted, and what was built on it becomes Suspect."""
    if decision.state in ("draft", *PUT):
        return []
    reasons = get_args(ReopenReason)
    successor = cycle.decisions.get(decision.superseded_by)
    standing = successor is not None and (successor.state in IN_FORCE or is_open(successor))
    me, act = (context.actor,), "decision.reopen"
    findings = [
        in_state(decision, REOPENABLE, workspace),
        check(
            "D8.reason", command.reason in reasons, expected=", ".join(reasons), actual=command.reason, who=me, act=act, item=decision.id
        ),
        entitled("D8.who", (*caretakers(decision, workspace, context.now), decision.approver_id), context, act, decision),
        check(
            "D10.replaced",
            not standing,
            actual=decision.superseded_by,
            who=(successor.owner_id if successor else "", *leads(workspace)),
            act="decision.withdraw",
            item=decision.superseded_by,
        ),
    ]
    return decided("decision.refused", findings, lambda: come_back(decision, command.reason, command.note, cycle, workspace, context))


def come_back(decision: Decision, reason: ReopenReason, note: str, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    """Return the events that open an ended decision again, with a new window. Whether that may be is for the caller to judge."""
    reopened = DecisionReopened(decision_id=decision.id, reason=reason, note=note)
    return [reopened, *_new_window(decision, cycle, workspace, context)]


def _new_window(decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    """A decision that comes back into review gets the policy's window, and that window's end as its due date."""
    if decision.submitted_at is None:
        return []
    hours, holder = cycle.policies.decision_window_hours, decision.owner_id
    clock = start_window(cycle, workspace, context, item_id=decision.id, purpose="decide", holder_id=holder, hours=hours)
    due_at = next(event.due_at for event in clock if isinstance(event, ClockStarted))
    return [*clock, DecisionScheduled(decision_id=decision.id, due_at=due_at, fallback=decision.fallback)]
