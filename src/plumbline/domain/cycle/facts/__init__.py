"""What conditions can speak about: one published record of booleans, counts and enums per cycle, decision and step.

A source that is not built yet is declared and absent, so that a condition about it is neither true nor false but not measured yet.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.after_launch import after_launch_records
from plumbline.domain.cycle.facts.counts import cycle_counts
from plumbline.domain.cycle.facts.decision import decision_record
from plumbline.domain.cycle.facts.drill import drill_record
from plumbline.domain.cycle.facts.entry import entry_counts
from plumbline.domain.cycle.facts.frame import frame_facts
from plumbline.domain.cycle.facts.handoff import commitment_record
from plumbline.domain.cycle.facts.journey import journey_record
from plumbline.domain.cycle.facts.judging import Judgement, judge
from plumbline.domain.cycle.facts.scope import scope_records
from plumbline.domain.cycle.facts.types import FACT_TYPES, NOT_BUILT, fact_names
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace

__all__ = ["FACT_TYPES", "Facts", "Judgement", "cycle_facts", "decision_facts", "fact_names", "judge", "other_facts", "step_facts"]

Facts = Mapping[str, Any]


def other_facts(cycle: Cycle, workspace: Workspace, now: datetime) -> Facts:
    """Return the facts that need no counting of the whole cycle, each of its own source; empty records for what is not built."""
    return {
        **NOT_BUILT,
        **scope_records(cycle),
        **frame_facts(cycle, workspace, now),
        "commitment": commitment_record(cycle),
        "drill": drill_record(cycle),
        "journey": journey_record(cycle),
        **after_launch_records(cycle),
    }


def cycle_facts(cycle: Cycle, workspace: Workspace, now: datetime) -> Facts:
    """Return the facts that a condition about the whole cycle reads. Linear in the number of items."""
    counts = cycle_counts(cycle, workspace, now)
    others = other_facts(cycle, workspace, now)
    return {**others, "cycle": {**counts, **entry_counts(cycle, workspace, now, counts, others)}}


def decision_facts(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> Facts:
    """Return the facts that a condition about one decision reads: its own, and those of its cycle."""
    return {**cycle_facts(cycle, workspace, now), "decision": decision_record(cycle, decision, workspace, now)}


def step_facts(cycle: Cycle, step_id: str, facts: Facts) -> Facts:
    """Return the facts that a step's condition reads. facts: those of the cycle, so that sixteen steps count them once."""
    progress = cycle.steps.get(step_id)
    return {**facts, "step": {"manual_recorded": progress is not None and progress.manual_at is not None}}
