"""The cadence of a cycle: its window cut into review cycles, and cut anew where a pattern changes their length."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.frame import ReviewPeriod
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.time import WorkingCalendar, add_working_days


def cadence(starts_at: datetime, window_days: int, cadence_days: int, hours: WorkingCalendar) -> Iterator[ReviewPeriod]:
    """Yield the review cycles of a window, in working days. The last one is shorter when the window is not a multiple of the cadence."""
    opens_at = starts_at
    for number, day in enumerate(range(cadence_days, window_days + cadence_days, cadence_days), start=1):
        closes_at = add_working_days(starts_at, min(day, window_days), hours)
        yield ReviewPeriod(number=number, opens_at=opens_at, closes_at=closes_at)
        opens_at = closes_at


def cadence_ahead(cycle: Cycle, cadence_days: int, workspace: Workspace) -> Iterator[ReviewPeriod]:
    """Yield the review cycles that have not begun, cut anew: from the end of the last that has to the end of the window, which stays."""
    begun = max(cycle.periods_opened, default=0)
    opens_at = cycle.periods[begun].closes_at if begun else cycle.starts_at
    if opens_at is None or cycle.ends_at is None:
        return
    hours = hours_for(workspace, opens_at, cycle.calendar_id)
    while opens_at < cycle.ends_at:
        begun += 1
        closes_at = min(add_working_days(opens_at, cadence_days, hours), cycle.ends_at)
        yield ReviewPeriod(number=begun, opens_at=opens_at, closes_at=closes_at)
        opens_at = closes_at
