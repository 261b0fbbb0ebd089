"""Which risks' strategies act now, what they wait for, and which decisions they isolate; apart, because facts and rules both ask."""

from collections.abc import Iterator

from plumbline.domain.cycle.decision import ENDED, Decision
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.state import Cycle


def is_acting(risk: Risk, cycle: Cycle, strategy: str = "") -> bool:
    """Tell whether a risk's strategy acts: from the start of its mitigation, and on while the blocker it became is open."""
    if strategy and risk.strategy != strategy:
        return False
    blocker = cycle.blockers.get(risk.blocker_id)
    return risk.state == "mitigating" or (risk.state == "materialised" and blocker is not None and blocker.state == "open")


def acting(cycle: Cycle, strategy: str) -> Iterator[Risk]:
    """Yield the risks on which a strategy acts."""
    return (risk for risk in cycle.risks.values() if is_acting(risk, cycle, strategy))


def unstarted(cycle: Cycle, *strategies: str) -> Iterator[Risk]:
    """Yield the risks that were assessed as high and whose strategy, one of some, has not been started."""
    return (risk for risk in cycle.risks.values() if risk.state == "assessed" and risk.high and risk.strategy in strategies)


def open_checkpoints(cycle: Cycle, decision: Decision) -> list[Risk]:
    """Return the risks at whose checkpoint a decision has still to keep the safeguard's criterion, as it reads now."""
    return [risk for risk in checkpoints_of(cycle, decision) if risk.kept_by.get(decision.id) != decision.content_hash]


def checkpoints_of(cycle: Cycle, decision: Decision) -> Iterator[Risk]:
    """Yield the risks whose checkpoint concerns a decision: all without a stage, and those of its section's stage."""
    section = cycle.sections.get(decision.section_id)
    stage = section.stage if section is not None else ""
    return (one for one in acting(cycle, "criteria-and-checkpoints") if one.checkpoint and one.checkpoint_stage in ("", stage))


def criteria_on_agenda(cycle: Cycle) -> dict[str, bool]:
    """Return the risks whose criterion is on the agenda of the review cycle that runs, each with whether it was gone through; by id."""
    number = running_period(cycle)
    return {risk.id: number in risk.reviewed for risk in acting(cycle, "criteria-in-cadence") if number}


def isolated(cycle: Cycle) -> dict[str, Risk]:
    """Return the open decisions that a risk's strategy has isolated, by id."""
    found = {risk.isolated_id: risk for risk in acting(cycle, "isolate-48h") if risk.isolated_id}
    return {one: risk for one, risk in found.items() if cycle.decisions[one].state not in ENDED}


def running_period(cycle: Cycle) -> int:
    """Return the number of the review cycle that runs now; 0 when none does."""
    return next((number for number in cycle.periods_opened if number not in cycle.periods_closed), 0)
