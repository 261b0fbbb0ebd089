"""What the strategies of risks add to a cycle while they act: facts, gate conditions, agenda items."""

from collections.abc import Iterator
from typing import Any

from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.acting import acting, unstarted
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Condition, GateRule, Item

COMMITMENT_GATE = "scope-lock"
ENTRY_GATE = "implementation-entry"

_SPEAKS_AT = {COMMITMENT_GATE: ("pre-commitment-gate",), ENTRY_GATE: ("fallback-plan", "criteria-and-checkpoints")}


def open_questions(cycle: Cycle) -> Iterator[Risk]:
    """Yield the risks whose owner has not said that the target signal can still be reached."""
    return (risk for risk in acting(cycle, "pre-commitment-gate") if not risk.achievable)


def unwritten_fallbacks(cycle: Cycle) -> Iterator[Risk]:
    """Yield the risks that want a fallback before implementation and have none."""
    return (risk for risk in acting(cycle, "fallback-plan") if not risk.fallback and risk.state == "mitigating")


def unstarted_before(cycle: Cycle, gate_id: str) -> Iterator[Risk]:
    """Yield the high risks whose strategy would speak at a gate and has not been started, so that it says nothing there yet."""
    return unstarted(cycle, *_SPEAKS_AT.get(gate_id, ()))


def risk_record(cycle: Cycle) -> dict[str, Any]:
    """Return the facts that strategies publish."""
    return {
        "questions_open": sum(1 for _ in open_questions(cycle)),
        "fallbacks_unwritten": sum(1 for _ in unwritten_fallbacks(cycle)),
        "unstarted_commitment": sum(1 for _ in unstarted_before(cycle, COMMITMENT_GATE)),
        "unstarted_entry": sum(1 for _ in unstarted_before(cycle, ENTRY_GATE)),
    }


def strategy_conditions(cycle: Cycle, gate: GateRule) -> tuple[Condition, ...]:
    """Return the conditions that strategies put on a gate while they act; a gate asks no less when none does (G5)."""
    waiting = (_UNSTARTED[gate.id],) if any(True for _ in unstarted_before(cycle, gate.id)) else ()
    if gate.id == COMMITMENT_GATE:
        return (*waiting, *((_QUESTION,) if any(True for _ in acting(cycle, "pre-commitment-gate")) else ()))
    if gate.id != ENTRY_GATE:
        return ()
    fallback = (_FALLBACK,) if any(True for _ in acting(cycle, "fallback-plan")) else ()
    checkpoint = (_CHECKPOINT,) if any(True for _ in acting(cycle, "criteria-and-checkpoints")) else ()
    return (*waiting, *fallback, *checkpoint)


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
_UNSTARTED = {
    gate_id: Condition(
        id="strategies-started",
        expression=f"risk.{fact} == 0",
        sentence="The strategies of high risks that speak here have been started.",
        who="lead",
        act="risk.mitigate",
    )
    for gate_id, fact in ((COMMITMENT_GATE, "unstarted_commitment"), (ENTRY_GATE, "unstarted_entry"))
}
