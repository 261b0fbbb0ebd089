"""The rules of gates: passing one, letting an item through in spite of it, and adding to what it asks."""

from typing import assert_never

from plumbline.domain.cycle.facts.entry import conditions_of, gate_rule, has_passed
from plumbline.domain.cycle.facts.judging import fault_in
from plumbline.domain.cycle.gate import (
    AddGateCondition,
    Command,
    GateConditionAdded,
    GateOverridden,
    GatePassed,
    Override,
    OverrideGate,
    Passage,
    PassGate,
)
from plumbline.domain.cycle.gate import Event as GateEvent
from plumbline.domain.cycle.rules.acts import Act
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, unknown
from plumbline.domain.cycle.rules.decision_acting import owner_or_delegate
from plumbline.domain.cycle.rules.evaluating import Evaluation, Judged, claims_of, evaluate_gate
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import GateRule
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal

__all__ = ["Act", "Evaluation", "Judged", "claims_of", "decide_gate", "evaluate_gate", "evolve_gate"]

_THROUGH = ("satisfied", "overridden")


def decide_gate(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a gate changes, or everything that stands in its way."""
    gate = gate_rule(cycle, command.gate_id)
    if gate is None:
        return unknown("gate", command.gate_id)
    match command:
        case PassGate():
            return _pass(command, gate, cycle, workspace, context)
        case OverrideGate():
            return _override(command, gate, cycle, workspace, context)
        case AddGateCondition():
            return _add_condition(command, gate, cycle, context)
        case _:
            assert_never(command)


def _judged(gate: GateRule, item_id: str, cycle: Cycle) -> bool:
    return item_id in cycle.decisions if gate.subject == "decision" else item_id == cycle.id


def _pass(command: PassGate, gate: GateRule, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if not _judged(gate, command.item_id, cycle):
        return unknown(gate.subject, command.item_id)
    if _is_through(gate, command.item_id, cycle):
        return []
    evaluation = evaluate_gate(cycle, workspace, context.now, gate.id, command.item_id)
    findings = [*_may_pass(command.item_id, cycle, workspace, context), *evaluation.findings]
    if evaluation.status not in _THROUGH:
        applies = check("G1.applies", evaluation.status != "not_applicable", actual=_state(command.item_id, cycle), item=command.item_id)
        return Refusal(code="gate.unmet", findings=tuple(one for one in (applies, *findings) if not one.met))
    passed = GatePassed(
        gate_id=gate.id,
        item_id=command.item_id,
        judged_version=evaluation.judged_version,
        judged_position=context.ledger_position,
        content_hash=evaluation.content_hash,
        conditions_met=evaluation.met,
    )
    return decided("gate.unmet", _may_pass(command.item_id, cycle, workspace, context), lambda: [passed])


def _is_through(gate: GateRule, item_id: str, cycle: Cycle) -> bool:
    decision = cycle.decisions.get(item_id)
    return (gate.id, item_id) in cycle.passages if decision is None else has_passed(cycle, gate.id, decision)


def _may_pass(item_id: str, cycle: Cycle, workspace: Workspace, context: Context) -> list[Finding]:
    decision = cycle.decisions.get(item_id)
    if decision is None:
        return []
    who = (*owner_or_delegate(decision, workspace, context.now), *leads(workspace))
    return [check("G7.who", context.actor in who, actual=context.actor, who=who, act="gate.pass", item=item_id)]


def _state(item_id: str, cycle: Cycle) -> str:
    decision = cycle.decisions.get(item_id)
    return cycle.state if decision is None else decision.state


def _override(command: OverrideGate, gate: GateRule, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if not _judged(gate, command.item_id, cycle):
        return unknown(gate.subject, command.item_id)
    evaluation = evaluate_gate(cycle, workspace, context.now, gate.id, command.item_id)
    decision = cycle.decisions.get(command.item_id)
    owner = decision.owner_id if decision is not None else ""
    others = tuple(lead for lead in leads(workspace) if lead != owner)
    me, act, item = (context.actor,), "gate.override", command.item_id
    findings = [
        check("G4.lead", workspace.has_rank(context.actor, "lead"), actual=context.actor, who=others, act=act, item=item),
        check("G4.owner", context.actor != owner, actual=context.actor, who=others, act=act, item=item),
        check("G4.reason", bool(command.reason.strip()), who=me, act=act, item=item),
        check("G4.control", bool(command.control.strip()), who=me, act=act, item=item),
        check(
            "G4.expiry",
            command.expires_at > context.now,
            expected=context.now.isoformat(),
            actual=command.expires_at.isoformat(),
            who=me,
            act=act,
            item=item,
        ),
        check("G4.needed", evaluation.status not in ("satisfied", "not_applicable"), actual=evaluation.status, act="gate.pass", item=item),
        check("G3.blocks", evaluation.status != "error", actual=evaluation.status, who=leads(workspace), item=item),
    ]
    overridden = GateOverridden(
        gate_id=gate.id,
        item_id=command.item_id,
        expires_at=command.expires_at,
        judged_version=evaluation.judged_version,
        judged_position=context.ledger_position,
        content_hash=evaluation.content_hash,
        conditions_unmet=evaluation.unmet,
        reason=command.reason,
        control=command.control,
    )
    return decided("gate.refused", findings, lambda: [overridden])


def _add_condition(command: AddGateCondition, gate: GateRule, cycle: Cycle, context: Context) -> Answer:
    condition = command.condition
    present = {one.id: one for one in conditions_of(cycle, gate)}
    if present.get(condition.id) == condition:
        return []
    me, act = (context.actor,), "gate.add_condition"
    areas = set[str]() if cycle.plan is None else {area.id for area in cycle.plan.areas}
    known = condition.who in areas or condition.who in ("owner", "reviewer", "lead")
    findings = [
        check("G5.id", bool(condition.id.strip()), who=me, act=act),
        # An id that is taken would replace a condition, and what a gate asks is never weakened.
        check("G5.added", condition.id not in present, actual=condition.id, who=me, act=act),
        check("G5.sentence", bool(condition.sentence.strip()), who=me, act=act),
        _compiles(condition.expression, me, act),
        check("G5.who", known, expected=", ".join(sorted(areas)), actual=condition.who, who=me, act=act),
    ]
    return decided("gate.refused", findings, lambda: [GateConditionAdded(gate_id=gate.id, condition=condition)])


def _compiles(expression: str, me: tuple[str, ...], act: str) -> Finding:
    fault = fault_in(expression)
    if fault is None:
        return check("G5.compiles", True, who=me, act=act)
    return check(
        "G5.compiles", False, actual=fault.problem, who=me, act=act, place=fault.position + 1, hint=fault.remedy or "see what stands there"
    )


def evolve_gate(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a gate to its cycle."""
    event: GateEvent = recorded.event
    match event:
        case GatePassed():
            cycle.passages[event.gate_id, event.item_id] = Passage(
                gate_id=event.gate_id,
                item_id=event.item_id,
                by_id=recorded.actor,
                at=recorded.at,
                judged_version=event.judged_version,
                judged_position=event.judged_position,
                content_hash=event.content_hash,
            )
        case GateOverridden():
            cycle.overrides[event.gate_id, event.item_id] = Override(
                gate_id=event.gate_id,
                item_id=event.item_id,
                by_id=recorded.actor,
                at=recorded.at,
                expires_at=event.expires_at,
                content_hash=event.content_hash,
                reason=event.reason,
                control=event.control,
            )
        case GateConditionAdded():
            cycle.added_conditions.setdefault(event.gate_id, []).append(event.condition)
        case _:
            assert_never(event)
