"""How many decisions could enter implementation, and how many have."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.decision import decision_record
from plumbline.domain.cycle.facts.judging import judge
from plumbline.domain.cycle.facts.strategy import strategy_conditions
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Condition, GateRule
from plumbline.domain.workspace.workspace import Workspace

ENTRY = "implementation-entry"


def entry_counts(cycle: Cycle, workspace: Workspace, now: datetime, counts: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, int]:
    """Return entry_ready and entry_passed. counts, others: the cycle's own and other facts, which the gate's conditions may read."""
    facts = {**others, "cycle": counts}
    gate = gate_rule(cycle, ENTRY)
    approved = [decision for decision in cycle.decisions.values() if decision.state in IN_FORCE]
    passed = [decision for decision in approved if has_passed(cycle, ENTRY, decision)]
    if gate is None:
        return {"entry_ready": len(passed), "entry_passed": len(passed)}
    conditions = conditions_of(cycle, gate)
    through = {decision.id for decision in passed}
    ready = [
        decision for decision in approved if decision.id not in through and _is_ready(decision, conditions, cycle, workspace, now, facts)
    ]  # fmt: skip
    return {"entry_ready": len(passed) + len(ready), "entry_passed": len(passed)}


def gate_rule(cycle: Cycle, gate_id: str) -> GateRule | None:
    """Return a gate of the plan in force."""
    gates = () if cycle.plan is None else cycle.plan.gates
    return next((gate for gate in gates if gate.id == gate_id), None)


def conditions_of(cycle: Cycle, gate: GateRule) -> tuple[Condition, ...]:
    """Return the plan's conditions, those the cycle added and those that strategies ask for; none is ever taken away (G5)."""
    return (*gate.conditions, *cycle.added_conditions.get(gate.id, ()), *strategy_conditions(cycle, gate))


def has_passed(cycle: Cycle, gate_id: str, decision: Decision) -> bool:
    """Tell whether a decision went through a gate as it reads now, and nothing has put that in doubt since."""
    passage = cycle.passages.get((gate_id, decision.id))
    return passage is not None and passage.content_hash == decision.content_hash and decision.state in IN_FORCE and not decision.suspect


def is_overridden(cycle: Cycle, gate_id: str, item_id: str, now: datetime) -> bool:
    """Tell whether a lead lets an item through a gate for the time being; a decision only as it read when that was said (G4)."""
    override = cycle.overrides.get((gate_id, item_id))
    decision = cycle.decisions.get(item_id)
    same = override is not None and (decision is None or override.content_hash == decision.content_hash)
    return override is not None and same and now < override.expires_at


def _is_ready(
    decision: Decision,
    conditions: tuple[Condition, ...],
    cycle: Cycle,
    workspace: Workspace,
    now: datetime,
    others: Mapping[str, Any],
) -> bool:
    if is_overridden(cycle, ENTRY, decision.id, now):
        return True
    facts = {**others, "decision": decision_record(cycle, decision, workspace, now)}
    return facts["decision"]["owner_active"] and all(judge(condition.expression, facts).met for condition in conditions)
