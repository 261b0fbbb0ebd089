"""What the strategies of risks add to a cycle while they act: facts, gate conditions, agenda items."""

from collections.abc import Iterator
from typing import Any

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.acting import acting
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Condition, GateRule, Item

COMMITMENT_GATE = "scope-lock"
ENTRY_GATE = "implementation-entry"


def open_questions(cycle: Cycle) -> Iterator[Risk]:
    """Yield the risks whose owner has not said that the target signal can still be reached."""
    return (risk for risk in acting(cycle, "pre-commitment-gate") if not risk.achievable)


def unwritten_fallbacks(cycle: Cycle) -> Iterator[Risk]:
    """Yield the risks that want a fallback before implementation and have none."""
    return (risk for risk in acting(cycle, "fallback-plan") if not risk.fallback and risk.state == "mitigating")


def open_checkpoints(cycle: Cycle, decision: Decision) -> list[Risk]:
    """Return the risks at whose checkpoint a decision has still to keep the safeguard's criterion, as it reads now."""
    section = cycle.sections.get(decision.section_id)
    stage = section.stage if section is not None else ""
    return [
        risk
        for risk in acting(cycle, "criteria-and-checkpoints")
        if risk.checkpoint and risk.checkpoint_stage in ("", stage) and risk.kept_by.get(decision.id) != decision.content_hash
    ]


def risk_record(cycle: Cycle) -> dict[str, Any]:
    """Return the facts that strategies publish."""
    return {
        "questions_open": sum(1 for _ in open_questions(cycle)),
        "fallbacks_unwritten": sum(1 for _ in unwritten_fallbacks(cycle)),
    }


def strategy_conditions(cycle: Cycle, gate: GateRule) -> tuple[Condition, ...]:
    """Return the conditions that strategies put on a gate while they act; a gate asks no less when none does (G5)."""
    if gate.id == COMMITMENT_GATE and any(True for _ in acting(cycle, "pre-commitment-gate")):
        return (_QUESTION,)
    if gate.id != ENTRY_GATE:
        return ()
    fallback = (_FALLBACK,) if any(True for _ in acting(cycle, "fallback-plan")) else ()
    checkpoint = (_CHECKPOINT,) if any(True for _ in acting(cycle, "criteria-and-checkpoints")) else ()
    return (*fallback, *checkpoint)


def agenda_of(cycle: Cycle) -> tuple[Item, ...]:
    """Return what every review goes through: the plan's agenda, and the criteria that strategies put on it."""
    plan = cycle.plan
    if plan is None:
        return ()
    safeguards = {one.id: one for one in plan.safeguards}
    added = tuple(
        Item(
            id=f"risk-{risk.number}",
            title=f"K-{risk.number} {risk.title}",
            text=safeguards[risk.argument].text if risk.argument in safeguards else risk.argument,
            bound_to=f"safeguard:{risk.argument}",
        )
        for risk in acting(cycle, "criteria-in-cadence")
    )
    return (*plan.agenda, *added)


_QUESTION = Condition(
    id="signal-achievable",
    expression="risk.questions_open == 0",
    sentence="The target signals that risks put in doubt can still be reached, say the owners of those risks.",
    who="lead",
    act="risk.answer",
)
_FALLBACK = Condition(
    id="fallbacks-written",
    expression="risk.fallbacks_unwritten == 0",
    sentence="The fallbacks that risks want are written down.",
    who="lead",
    act="risk.write_fallback",
)
_CHECKPOINT = Condition(
    id="checkpoint-kept",
    expression="decision.checkpoints_open == 0",
    sentence="It keeps the safeguard's criterion at the owner's checkpoint.",
    who="owner",
    act="risk.hold_checkpoint",
)
