"""What watches for a warning sign by its name."""

from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.state import Cycle


def watching(cycle: Cycle, sign: str) -> tuple[str, ...]:
    """Return the ids of patterns that are on, and of open risks, that name a sign."""
    patterns = (
        one.id for one in cycle.patterns.values() if one.on and any((rule.kind, rule.target) == ("detector", sign) for rule in one.rules)
    )
    return (*patterns, *(one.id for one in cycle.risks.values() if one.detector == sign and one.state in OPEN_RISK))
