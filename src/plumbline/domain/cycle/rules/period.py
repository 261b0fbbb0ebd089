"""What a review cycle is asked by the nouns that are looked at once in each: which one is open, and what nobody looked at."""

from plumbline.domain.cycle.rules.common import Event
from plumbline.domain.cycle.safeguard import Safeguard, SafeguardLapsed
from plumbline.domain.cycle.state import Cycle


def open_period(cycle: Cycle) -> int:
    """Return the number of the review cycle that is open, 0 between them."""
    return max(cycle.periods_opened.keys() - cycle.periods_closed.keys(), default=0)


def next_period(cycle: Cycle) -> int:
    """Return the number of the review cycle that is open, or of the one to come."""
    return open_period(cycle) or max(cycle.periods_closed, default=0) + 1


def is_unreviewed(safeguard: Safeguard, cycle: Cycle) -> bool:
    """Tell whether a safeguard waits to be looked at in the review cycle that is open (Y2)."""
    return safeguard.state != "named" and safeguard.period < open_period(cycle)


def lapse_unreviewed(cycle: Cycle, period: int) -> list[Event]:
    """Return the lapses of those safeguards that nobody looked at in a review cycle that closes (Y2)."""
    waiting = [one for one in cycle.safeguards.values() if one.state != "named" and one.period < period]
    return [SafeguardLapsed(safeguard_id=one.id, period=period, unreviewed=True) for one in waiting]
