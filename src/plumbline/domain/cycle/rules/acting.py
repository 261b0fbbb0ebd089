"""Which risks' strategies act now, and which decisions they have isolated; apart, because facts and rules both ask."""

from collections.abc import Iterator

from plumbline.domain.cycle.decision import ENDED
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


def isolated(cycle: Cycle) -> dict[str, Risk]:
    """Return the open decisions that a risk's strategy has isolated, by id."""
    found = {risk.isolated_id: risk for risk in acting(cycle, "isolate-48h") if risk.isolated_id}
    return {one: risk for one, risk in found.items() if cycle.decisions[one].state not in ENDED}


def running_period(cycle: Cycle) -> int:
    """Return the number of the review cycle that runs now; 0 when none does."""
    return next((number for number in cycle.periods_opened if number not in cycle.periods_closed), 0)
