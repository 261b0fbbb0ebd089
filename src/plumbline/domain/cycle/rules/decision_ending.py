"""How a decision ends: approved, with conditions or without, rejected, withdrawn, lapsed or superseded."""

from collections.abc import Iterator
from dataclasses import replace

from plumbline.domain.cycle.decision import (
    OPEN,
    ApproveDecision,
    ConditionMet,
    Decision,
    DecisionApproved,
    DecisionApprovedConditionally,
    DecisionLapsed,
    DecisionRejected,
    DecisionSuperseded,
    DecisionWithdrawn,
    LapseDecision,
    MeetCondition,
    Obligation,
    RejectDecision,
    SupersedeDecision,
    WithdrawDecision,
)
from plumbline.domain.cycle.rules.ahead import ahead_of
from plumbline.domain.cycle.rules.clock import start_clock, stop_clock
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, stale, unknown
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE, PUT, caretakers, entitled, given, in_state, owner_or_delegate
from plumbline.domain.cycle.rules.decision_judging import approval_findings, content_findings
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_SUCCEEDING = OPEN | IN_FORCE


def approve(command: ApproveDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Take responsibility for the decision as read. Asked twice by the same person for the same content, nothing happens."""
    if refused := stale(decision.id, command.read_hash, decision.content_hash):
        return refused
    if _is_approved(decision, context):
        who = caretakers(decision, workspace, context.now)
        same = check("D8.approved", _same(command, decision), who=who, act="decision.reopen", item=decision.id)
        return decided("decision.refused", [same], list)
    option_id = command.option_id or (decision.options[0].id if len(decision.options) == 1 else "")
    known = {option.id for option in decision.options}
    me = (context.actor,)
    conditions = tuple(one if one.id else replace(one, id=context.new_id("cnd")) for one in command.conditions)
    findings = [
        *approval_findings(cycle, decision, workspace, context.now, context.actor),
        *_grant(decision, workspace, context),
        check(
            "decision.option",
            option_id in known or not (known or option_id),
            expected=len(known),
            actual=option_id,
            who=me,
            act="decision.approve",
            item=decision.id,
        ),
        given("decision.because", command.because, "decision.approve", decision, context),
        *_condition_findings(conditions, decision, workspace, context),
    ]
    return decided("approval.unmet", findings, lambda: _approved(command, option_id, conditions, decision, cycle, workspace, context))


def _grant(decision: Decision, workspace: Workspace, context: Context) -> Iterator[Finding]:
    """D2: an agent approves only under a grant of the person it acts for; otherwise that person does."""
    if context.actor_kind == "agent":
        grant = workspace.grants.get(context.delegation)
        met = grant is not None and grant.allows("approve", context.actor, context.now)
        actual = " and ".join(grant.scopes if grant else context.granted)
        yield check("D2.agent", met, expected="approve", actual=actual, who=(context.actor,), act="decision.approve", item=decision.id)


def meet_condition(command: MeetCondition, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Record that a condition is met; the last one makes the approval unconditional (D11), so it needs all that an approval rests on."""
    obligation = decision.obligations.get(command.condition_id)
    if obligation is None:
        return unknown("condition", command.condition_id)
    if obligation.id in decision.obligations_met:
        return []
    who = (obligation.owner_id, *owner_or_delegate(decision, workspace, context.now))
    findings = [
        in_state(decision, {"approved_conditionally"}, workspace),
        entitled("D11.owner", who, context, "decision.meet_condition", decision),
        *(content_findings(cycle, decision, workspace, context.now) if _is_last(obligation, decision) else ()),
    ]
    met = ConditionMet(decision_id=decision.id, condition_id=obligation.id, note=command.note)
    return decided("decision.refused", findings, lambda: [met, *_after_condition(obligation, decision, cycle, workspace, context)])


def reject(command: RejectDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if refused := stale(decision.id, command.read_hash, decision.content_hash):
        return refused
    if decision.state == "rejected":
        return []
    who = owner_or_delegate(decision, workspace, context.now)
    findings = [
        in_state(decision, PUT, workspace),
        entitled("D2.approver", who, context, "decision.reject", decision),
        given("decision.because", command.because, "decision.reject", decision, context),
    ]
    rejected = DecisionRejected(decision_id=decision.id, because=command.because)
    return decided("decision.refused", findings, lambda: [rejected, *closing(cycle, decision)])


def withdraw(command: WithdrawDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Take the question back: whoever wrote it, owns it, or leads."""
    if decision.state == "withdrawn":
        return []
    who = (decision.author_id, *owner_or_delegate(decision, workspace, context.now), *leads(workspace))
    findings = [
        in_state(decision, OPEN, workspace),
        entitled("decision.withdrawer", who, context, "decision.withdraw", decision),
        given("decision.because", command.because, "decision.withdraw", decision, context),
    ]
    withdrawn = DecisionWithdrawn(decision_id=decision.id, because=command.because)
    return decided("decision.refused", findings, lambda: [withdrawn, *closing(cycle, decision)])


def lapse(command: LapseDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Let the fallback take over, where the policy says that an undecided decision lapses."""
    if decision.state == "lapsed":
        return []
    policy = cycle.policies.on_timeout
    clock = cycle.clocks.get(cycle.clock_of.get(decision.id, ""))
    over = clock is not None and (clock.breached_at is not None or clock.due_at <= context.now)
    findings = [
        in_state(decision, PUT, workspace),
        check("decision.lapses", policy in ("lapse", "fallback"), expected="lapse", actual=policy, item=decision.id),
        check("decision.over", over, actual=clock.due_at.isoformat() if clock else None, item=decision.id),
    ]
    return decided("decision.refused", findings, lambda: [DecisionLapsed(decision_id=decision.id), *closing(cycle, decision)])


def supersede(command: SupersedeDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Let another decision take this one's place. The chain of places never comes back to where it began (D10)."""
    successor = cycle.decisions.get(command.by_id)
    if successor is None:
        return unknown("decision", command.by_id)
    if decision.state == "superseded" and decision.superseded_by == successor.id:
        return []
    who = (*owner_or_delegate(decision, workspace, context.now), decision.author_id, *leads(workspace))
    free = decision.state != "superseded"
    findings = [
        check(
            "D10.once", free, actual=decision.superseded_by, who=who, act="decision.supersede", item=decision.superseded_by or decision.id
        ),
        check(
            "D10.acyclic",
            decision.id not in _line(successor, cycle),
            actual=successor.id,
            who=who,
            act="decision.supersede",
            item=decision.id,
        ),
        check(
            "D10.successor",
            successor.state in _SUCCEEDING or successor.id == decision.id,
            actual=successor.state,
            who=(successor.owner_id, *leads(workspace)),
            act="decision.reopen",
            item=successor.id,
        ),
        entitled("D10.who", who, context, "decision.supersede", decision),
    ]
    superseded = DecisionSuperseded(decision_id=decision.id, by_id=successor.id, because=command.because)
    return decided("decision.refused", findings, lambda: [superseded, *closing(cycle, decision)])


def closing(cycle: Cycle, decision: Decision) -> list[Event]:
    """Return what ends together with a decision: its clock and its escalations."""
    return [*stop_clock(cycle, decision.id), *end_escalations(cycle, decision.id)]


def _is_approved(decision: Decision, context: Context) -> bool:
    """Tell whether the actor has approved the decision as it reads."""
    standing = decision.state == "approved_conditionally" or decision.state in IN_FORCE
    return standing and decision.approver_id == context.actor and decision.approved_hash == decision.content_hash


def _same(command: ApproveDecision, decision: Decision) -> bool:
    """Tell whether an approval asks for what was approved: the option and all that was promised with it."""
    asked = [(one.text, one.owner_id, one.due_at) for one in command.conditions]
    promised = [(one.text, one.owner_id, one.due_at) for one in decision.obligations.values()]
    met = decision.state != "approved_conditionally" and not asked
    return command.option_id in ("", decision.option_id) and (met or asked == promised)


def _condition_findings(
    conditions: tuple[Obligation, ...], decision: Decision, workspace: Workspace, context: Context
) -> Iterator[Finding]:
    """D11: a condition is an obligation of somebody, by some time."""
    me, act = (context.actor,), "decision.approve"
    for one in conditions:
        yield check("D11.text", bool(one.text.strip()), expected="text", who=me, act=act, item=decision.id)
        able = workspace.has_rank(one.owner_id, "contributor")
        yield check("D11.owner_active", able, actual=one.owner_id, who=me, act=act, item=decision.id, condition=one.text)
        ahead = one.due_at > context.now
        due_at = one.due_at.isoformat()
        yield check(
            "D11.due", ahead, expected=context.now.isoformat(), actual=due_at, who=me, act=act, item=decision.id, condition=one.text
        )


def _approved(
    command: ApproveDecision,
    option_id: str,
    conditions: tuple[Obligation, ...],
    decision: Decision,
    cycle: Cycle,
    workspace: Workspace,
    context: Context,
) -> list[Event]:
    owner = decision.owner_id
    behalf = owner if context.actor != owner else ""
    if not conditions:
        approved = DecisionApproved(
            decision_id=decision.id,
            option_id=option_id,
            content_hash=decision.content_hash,
            approver_id=context.actor,
            on_behalf_of=behalf,
            because=command.because,
            ahead_of=ahead_of(cycle, decision),
        )
        return [approved, *closing(cycle, decision)]
    conditional = DecisionApprovedConditionally(
        decision_id=decision.id,
        option_id=option_id,
        content_hash=decision.content_hash,
        approver_id=context.actor,
        conditions=conditions,
        on_behalf_of=behalf,
        because=command.because,
        ahead_of=ahead_of(cycle, decision),
    )
    return [conditional, *_condition_clock(list(conditions), decision, cycle, workspace, context)]


def _condition_clock(
    open_conditions: list[Obligation], decision: Decision, cycle: Cycle, workspace: Workspace, context: Context
) -> list[Event]:
    """The decision's clock now runs to its next condition, with whoever owes it; it goes up when that is overdue."""
    first = min(open_conditions, key=lambda one: one.due_at)
    clock = start_clock(
        cycle, workspace, context, item_id=decision.id, purpose="decide", holder_id=first.owner_id, due_at=first.due_at, basis="elapsed"
    )
    return [*end_escalations(cycle, decision.id), *clock]


def _is_last(obligation: Obligation, decision: Decision) -> bool:
    return decision.obligations.keys() - decision.obligations_met == {obligation.id}


def _after_condition(obligation: Obligation, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    met = decision.obligations_met | {obligation.id}
    rest = [one for one in decision.obligations.values() if one.id not in met]
    if rest:
        return _condition_clock(rest, decision, cycle, workspace, context)
    approved = DecisionApproved(
        decision_id=decision.id,
        option_id=decision.option_id,
        content_hash=decision.content_hash,
        approver_id=decision.approver_id,
        on_behalf_of=decision.on_behalf_of,
        because=decision.because,
    )
    return [approved, *closing(cycle, decision)]


def _line(decision: Decision, cycle: Cycle) -> list[str]:
    """Return a decision and what took its place, and so on."""
    line = [decision.id]
    while (current := cycle.decisions[line[-1]]).superseded_by:
        line.append(current.superseded_by)
    return line
