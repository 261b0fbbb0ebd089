"""The facts of what is taken for granted and of what is in scope."""

from collections.abc import Iterator
from typing import Any

from plumbline.domain.cycle.assumption import OPEN, Assumption
from plumbline.domain.cycle.facts.strategy import risk_record
from plumbline.domain.cycle.rules.scope import is_locked
from plumbline.domain.cycle.scope import PENDING, ScopeItem
from plumbline.domain.cycle.scope_change import ScopeChange
from plumbline.domain.cycle.state import Cycle


def scope_records(cycle: Cycle) -> dict[str, dict[str, Any]]:
    """Return the facts about assumptions, scope and what strategies ask for. Scope stays unmeasured until something of it is recorded."""
    scope: dict[str, Any] = {}
    if cycle.scope_items or cycle.scope_changes or is_locked(cycle):
        scope = {
            "unranked": sum(1 for _ in unranked_items(cycle)),
            "changes_untraded": sum(1 for _ in untraded_changes(cycle)),
            "locked": is_locked(cycle),
        }
    return {"risk": risk_record(cycle), "assumption": {"open_high": sum(1 for _ in open_high_assumptions(cycle))}, "scope": scope}


def open_high_assumptions(cycle: Cycle) -> Iterator[Assumption]:
    """Yield the open assumptions that would cost much if they were wrong (A3)."""
    return (one for one in cycle.assumptions.values() if one.state in OPEN and one.high)


def unranked_items(cycle: Cycle) -> Iterator[ScopeItem]:
    """Yield the pending scope items without a rank (S1)."""
    return (one for one in cycle.scope_items.values() if one.state in PENDING and not one.ranked)


def untraded_changes(cycle: Cycle) -> Iterator[ScopeChange]:
    """Yield the scope changes that still lack their price (S2)."""
    return (one for one in cycle.scope_changes.values() if one.state == "requested")
