"""The clock of an item as every page shows it: what is left, in the item's own basis."""

from datetime import datetime

from plumbline.domain.cycle.rules.clock import remaining
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.web.clockwords import ClockWords, clock_words


def item_clock(cycle: Cycle, workspace: Workspace, item_id: str, now: datetime, zone: str, escalated_to: str = "") -> ClockWords | None:
    """Return how an item's clock stands, or None when none runs for it. escalated_to: name of the person it went up to."""
    clock = cycle.clocks.get(cycle.clock_of.get(item_id, ""))
    if clock is None or clock.state == "stopped":
        return None
    return clock_words(clock, now, zone, left=remaining(clock, workspace, now), escalated_to=escalated_to)
