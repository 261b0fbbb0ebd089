"""The time the policy allows for an obligation: so many hours, or until the current review cycle ends."""

from datetime import datetime, timedelta

from plumbline.domain.cycle.clock import Purpose
from plumbline.domain.cycle.rules.clock import start_clock
from plumbline.domain.cycle.rules.common import Event
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context

_WITHOUT_PERIODS = timedelta(hours=48)


def start_window(
    cycle: Cycle, workspace: Workspace, context: Context, *, item_id: str, purpose: Purpose, holder_id: str, hours: int
) -> list[Event]:
    """Return the events that start an obligation's clock. hours: budget on the policy's basis; 0 means by the end of the review cycle."""
    if hours > 0:
        budget = timedelta(hours=hours)
        return start_clock(cycle, workspace, context, item_id=item_id, purpose=purpose, holder_id=holder_id, budget=budget)
    due_at = end_of_period(cycle, context.now)
    if due_at is None:  # after the last period, or before a cadence exists, an obligation still needs an end
        return start_clock(cycle, workspace, context, item_id=item_id, purpose=purpose, holder_id=holder_id, budget=_WITHOUT_PERIODS)
    return start_clock(cycle, workspace, context, item_id=item_id, purpose=purpose, holder_id=holder_id, due_at=due_at)


def end_of_period(cycle: Cycle, now: datetime) -> datetime | None:
    """Return when the review cycle ends that is running now, or the next one to end; None after the last."""
    ends = [period.closes_at for period in cycle.periods.values() if period.closes_at > now]
    return min(ends, default=None)
