"""Moving the end of a cycle's window, as the price of a scope change (S2): what is over stays, the cadence to come is laid out anew."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.frame import ReviewPeriod, WindowMove, WindowMoved
from plumbline.domain.cycle.rules.common import Event
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.time import WorkingCalendar, add_working_days


def move_window(cycle: Cycle, workspace: Workspace, change_id: str, ends_at: datetime | None) -> list[Event]:
    """Return the event with which the window ends at another instant; none when no date is given or it is the one that holds."""
    if ends_at is None or ends_at == cycle.ends_at:
        return []
    hours = hours_for(workspace, cycle.starts_at or ends_at, cycle.calendar_id)
    return [WindowMoved(change_id=change_id, ends_at=ends_at, periods=tuple(_periods(cycle, ends_at, hours)))]


def window_moved(cycle: Cycle, recorded: Recorded) -> None:
    """Take the new end and cadence over into the state."""
    event: WindowMoved = recorded.event
    if cycle.ends_at is not None:
        cycle.window_moves.append(WindowMove(event.change_id, cycle.ends_at, event.ends_at, recorded.at))
    cycle.ends_at = event.ends_at
    cycle.periods = {period.number: period for period in event.periods}


def _periods(cycle: Cycle, ends_at: datetime, hours: WorkingCalendar) -> Iterator[ReviewPeriod]:
    """Yield the periods that have begun, the open one cut at the end, and then full ones up to the end; the last may be shorter."""
    begun = [period for number, period in cycle.periods.items() if number in cycle.periods_opened]
    number, opens_at = 1, min(period.opens_at for period in cycle.periods.values())
    for period in begun:
        over = period.number in cycle.periods_closed
        closes_at = period.closes_at if over else min(period.closes_at, ends_at)
        yield ReviewPeriod(number=period.number, opens_at=period.opens_at, closes_at=closes_at)
        number, opens_at = period.number + 1, closes_at
    while opens_at < ends_at:
        closes_at = min(add_working_days(opens_at, cycle.policies.cadence_days, hours), ends_at)
        yield ReviewPeriod(number=number, opens_at=opens_at, closes_at=closes_at)
        number, opens_at = number + 1, closes_at
