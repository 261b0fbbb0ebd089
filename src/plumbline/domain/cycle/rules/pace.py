"""The pace a cycle has shown: what was settled in the review cycles that are over, beside what is open and how many are left (S6)."""

from plumbline.domain.cycle.decision import OPEN
from plumbline.domain.cycle.rules.scope import by_contribution
from plumbline.domain.cycle.scope import ScopeItem
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record


@record
class Pace:
    """Counts, not a forecast: nobody knows from them how likely anything is.

    cycles: review cycles that are over. settled: decisions that ended in them. left: review cycles still to come, the running one
    included. open: decisions that are not settled.
    """

    cycles: int
    settled: int
    left: int
    open: int

    @property
    def reach(self) -> int:
        """How many decisions the same pace would settle in the review cycles that are left, rounded down."""
        return self.settled * self.left // self.cycles if self.cycles else 0


def observed_pace(cycle: Cycle) -> Pace:
    """Return the pace that a cycle has shown so far, from its record alone: no capacity that anybody planned enters it."""
    over = max(cycle.periods_closed.values(), default=None)
    decisions = cycle.decisions.values()
    return Pace(
        cycles=len(cycle.periods_closed),
        settled=sum(one.state not in OPEN and over is not None and one.ended_at is not None and one.ended_at <= over for one in decisions),
        left=len(cycle.periods) - len(cycle.periods_closed),
        open=sum(one.state in OPEN for one in decisions),
    )


def first_to_leave(cycle: Cycle) -> ScopeItem | None:
    """Return what contributes least of what is in scope and not built yet; of equal ones, what takes most."""
    inside = [item for item in cycle.scope_items.values() if item.state == "accepted"]
    return by_contribution(inside)[-1] if inside else None
