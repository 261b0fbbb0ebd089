"""Starting ahead: which decisions a pattern lets through before what they rest on is final, and what that leaves to be asked."""

from datetime import datetime
from typing import Any

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.counts import cycle_counts
from plumbline.domain.cycle.facts.decision import decision_record
from plumbline.domain.cycle.facts.judging import judge, names_in
from plumbline.domain.cycle.rules.dependency import isolated_before, open_prerequisites
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace

ENTRY, CONDITION = "implementation-entry", "prerequisites-final"


def starts_ahead(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> bool:
    """Tell whether a pattern that is on says that a decision does not wait for what it requires (G5).

    It is the same sentence that the entry gate asks: what may enter ahead may be approved ahead, and nothing else may.
    """
    scoped = [
        change.applies_when
        for pattern in cycle.patterns.values()
        if pattern.on
        for change in pattern.rules
        if change.kind == "scope" and (change.target, change.condition_id) == (ENTRY, CONDITION)
    ]
    if not scoped:
        return False
    facts: dict[str, Any] = {"decision": decision_record(cycle, decision, workspace, now)}
    if any(name.startswith("cycle.") for one in scoped for name in names_in(one)):
        facts["cycle"] = cycle_counts(cycle, workspace, now)
    return any(judge(f"!({one})", facts).met for one in scoped)


def ahead_of(cycle: Cycle, decision: Decision) -> tuple[str, ...]:
    """Return the ids of the decisions that are still open and that an approval given now goes ahead of."""
    held = isolated_before(cycle, decision)
    return tuple(one for one in open_prerequisites(cycle, decision) if one not in held)
