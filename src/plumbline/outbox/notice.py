"""When somebody is told, and of what. Pure: what happened, the cycle and workspace after it, a calendar and an instant come in.

What needs a person is computed from the state of things, so a message is only a nudge: it is dropped when the obligation was met before
it left, and whatever was not worth a message of its own stands in the next digest.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from plumbline.domain.cycle import clock, drill, escalation
from plumbline.domain.cycle.attention import Obligation, obligations_of, touched
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.kernel.time import WorkingCalendar, advance, is_working_day
from plumbline.projections.urgency import ASKED

Reason = Literal["escalated", "blocker_due", "quarter_left", "asked", "rehearsed", "digest"]
REASONS: tuple[Reason, ...] = get_args(Reason)
AT_ONCE_PER_DAY = 2

_SOON = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@record
class Notice:
    """Something to tell one person at once. key: the occasion, the same however often it is looked at.

    urgent: the ladder says that this step does not wait for their working hours.
    """

    key: str
    person_id: str
    reason: Reason
    item_id: str
    urgent: bool = False


def notices_of(event: Any, at: datetime, actor: str, cycle: Cycle, workspace: Workspace) -> Iterator[Notice]:
    """Yield what an event makes worth a message of its own. at: when it happened. cycle: its state today.

    Whoever acted is never told of it, nor anybody who has met the obligation since.
    """
    for item_id in sorted(touched(cycle, event)):
        for obligation in obligations_of(cycle, workspace, item_id):
            reason = _reason(event, at, obligation, cycle, workspace)
            if reason is not None and obligation.person_id != actor:
                key = f"{reason}:{item_id}:{obligation.person_id}:{at.isoformat()}"
                urgent = isinstance(event, escalation.LevelNotified) and event.urgent
                yield Notice(key=key, person_id=obligation.person_id, reason=reason, item_id=item_id, urgent=urgent)


def leaves_at(now: datetime, calendar: WorkingCalendar, urgent: bool = False) -> datetime:
    """Return when an immediate message may leave: now inside somebody's working hours or when urgent, else when those begin again."""
    if urgent:
        return now
    return advance(now, _INSTANT, "business", calendar) - _INSTANT


def local_day(now: datetime, calendar: WorkingCalendar) -> tuple[datetime, datetime]:
    """Return the begin and the end of the day that it is for somebody."""
    zone = ZoneInfo(calendar.zone)
    today = now.astimezone(zone).date()
    return datetime.combine(today, time(), zone), datetime.combine(today + timedelta(days=1), time(), zone)


def digest_due(now: datetime, hour: int, last: date | None, calendar: WorkingCalendar) -> date | None:
    """Return the day whose digest has to be written by now, or None: one per working day, from an hour of the reader's own clock on.

    last: the day that was dealt with last. A day on which nothing ran is not made up for.
    """
    local = now.astimezone(ZoneInfo(calendar.zone))
    today = local.date()
    if local.hour < hour or not is_working_day(today, calendar) or (last is not None and last >= today):
        return None
    return today


def _reason(event: Any, at: datetime, obligation: Obligation, cycle: Cycle, workspace: Workspace) -> Reason | None:
    match event:
        case escalation.LevelNotified():
            # Of several levels that were asked since the last look, only the one that is asked now has the obligation.
            asked = obligation.person_id == event.to_id or not workspace.is_active(event.to_id)
            return "escalated" if obligation.escalated and asked else None
        case drill.DrillLevelAsked():
            return "rehearsed" if obligation.person_id == event.to_id and obligation.verb == "answer" else None
        case clock.ClockBreached():
            due = cycle.clocks[event.clock_id].purpose == "unblock" and obligation.verb == "unblock"
            return "blocker_due" if due else None
        case clock.ThresholdReached(threshold="quarter"):
            return "quarter_left" if obligation.verb == "decide" and obligation.clock_id == event.clock_id else None
        case _:
            return "asked" if _is_pressing_question(at, obligation) else None


def _is_pressing_question(at: datetime, obligation: Obligation) -> bool:
    """A question goes out at once only when it holds something up within a day; otherwise the digest has it."""
    asked_now = obligation.verb in ASKED and obligation.since == at
    return asked_now and obligation.blocks > 0 and obligation.due_at is not None and obligation.due_at - at <= _SOON
