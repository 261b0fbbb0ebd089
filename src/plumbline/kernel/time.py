"""Working time: how long a budget lasts on a calendar, and how much of it lies between two instants. No clock is read here.

Opening hours are civil times; their edges are turned into UTC and only then subtracted, so that a clock change costs or gives its hour.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plumbline.kernel.record import record

Basis = Literal["elapsed", "workday", "business"]
NOTHING = timedelta(0)
_MIDNIGHT = time(0)
_DAY = timedelta(days=1)
_HORIZON_YEARS = 100  # a budget that is not used up by then is a mistake, not a plan


class CalendarError(ValueError):
    """The calendar cannot measure: an unknown zone, impossible hours, or no working time within a century."""


@record
class Opening:
    """Opening hours on one weekday; weekday 0 is Monday. closes later than opens, or 00:00 for the end of the day."""

    weekday: int
    opens: time
    closes: time


@record
class WorkingCalendar:
    """When somebody works. zone: an IANA name. holidays: local dates on which nobody works."""

    zone: str
    openings: tuple[Opening, ...]
    holidays: frozenset[date] = frozenset()


ROUND_THE_CLOCK = WorkingCalendar(zone="UTC", openings=tuple(Opening(weekday=day, opens=_MIDNIGHT, closes=_MIDNIGHT) for day in range(7)))


class _Span(NamedTuple):
    """A stretch of working time, in UTC."""

    begin: datetime
    end: datetime


class _Month(NamedTuple):
    """The working time whose local dates lie in one month."""

    spans: tuple[_Span, ...]
    total: timedelta


def advance(start: datetime, budget: timedelta, basis: Basis, calendar: WorkingCalendar) -> datetime:
    """Return the first instant, in UTC, at which a budget counted from a start is used up.

    Raises ValueError for a negative budget or a start without zone, CalendarError when the calendar never uses the budget up.
    """
    begin = _utc(start)
    if budget < NOTHING:
        raise ValueError("a budget cannot be negative")
    if basis == "elapsed" or budget == NOTHING:
        return begin + budget
    left = budget
    for month in _months(calendar, basis, begin):
        if month.total < left and month.spans and month.spans[0].begin >= begin:
            left -= month.total
            continue
        for span in month.spans:
            usable = span.end - max(span.begin, begin)
            if usable >= left:
                return max(span.begin, begin) + left
            left -= max(usable, NOTHING)
    raise CalendarError(f"{budget} of working time is not used up within {_HORIZON_YEARS} years on this calendar")


def measure(start: datetime, end: datetime, basis: Basis, calendar: WorkingCalendar) -> timedelta:
    """Return the working time between two instants; zero when the end is not after the start.

    Raises ValueError for an instant without zone, CalendarError for a calendar that cannot measure.
    """
    begin, finish = _utc(start), _utc(end)
    if finish <= begin:
        return NOTHING
    if basis == "elapsed":
        return finish - begin
    total = NOTHING
    for month in _months(calendar, basis, begin, finish):
        if month.spans and month.spans[0].begin >= begin and month.spans[-1].end <= finish:
            total += month.total
        else:
            total += sum((_overlap(span, begin, finish) for span in month.spans), NOTHING)
    return total


def is_working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Tell whether a local date has opening hours and is no holiday."""
    return day not in calendar.holidays and any(opening.weekday == day.weekday() for opening in calendar.openings)


def add_working_days(start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """Return the same local time a number of working days later (earlier when negative), in UTC.

    Counted are the working days after the start's own date, so Friday and Saturday plus one are both Monday.
    Raises CalendarError when the calendar has not that many working days within a century.
    """
    check_calendar(calendar)
    zone = _zone(calendar)
    local = _utc(start).astimezone(zone)
    if days == 0:
        return _utc(start)
    step = _DAY if days > 0 else -_DAY
    day, left = local.date(), abs(days)
    for _ in range(_HORIZON_YEARS * 366):
        day += step
        if is_working_day(day, calendar):
            left -= 1
            if left == 0:
                return _instant(day, local.time(), zone)
    raise CalendarError(f"this calendar has not {abs(days)} working days within {_HORIZON_YEARS} years")


def working_days_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    """Return how many working days lie after the start's local date, up to and including the end's; negative when the end is earlier."""
    zone = _zone(calendar)
    first, last = _utc(start).astimezone(zone).date(), _utc(end).astimezone(zone).date()
    if last < first:
        return -working_days_between(end, start, calendar)
    return sum(is_working_day(first + timedelta(days=n), calendar) for n in range(1, (last - first).days + 1))


def check_calendar(calendar: WorkingCalendar) -> None:
    """Raise CalendarError when a calendar names an unknown zone, has hours that never open, or none at all."""
    _zone(calendar)
    if not calendar.openings:
        raise CalendarError("this calendar has no opening hours, so no budget on it would ever be used up")
    for opening in calendar.openings:
        if not 0 <= opening.weekday <= 6:
            raise CalendarError(f"weekday {opening.weekday} does not exist; Monday is 0 and Sunday is 6")
        if opening.closes != _MIDNIGHT and opening.closes <= opening.opens:
            raise CalendarError(f"hours that open at {opening.opens:%H:%M} cannot close at {opening.closes:%H:%M}; split them at midnight")


def _months(calendar: WorkingCalendar, basis: Basis, begin: datetime, finish: datetime | None = None) -> Iterator[_Month]:
    check_calendar(calendar)
    zone = _zone(calendar)
    first = begin.astimezone(zone)
    year, month = first.year, first.month
    last_year, last_month = (first.year + _HORIZON_YEARS, 12) if finish is None else _year_and_month(finish.astimezone(zone))
    while (year, month) <= (min(last_year, 9998), last_month):
        yield _month(calendar, basis, year, month)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _year_and_month(local: datetime) -> tuple[int, int]:
    return local.year, local.month


@lru_cache(maxsize=4096)
def _month(calendar: WorkingCalendar, basis: Basis, year: int, month: int) -> _Month:
    spans: list[_Span] = []
    day = date(year, month, 1)
    while day.month == month:
        if is_working_day(day, calendar):
            spans += _spans(day, calendar, basis)
        day += _DAY
    return _Month(tuple(spans), sum((span.end - span.begin for span in spans), NOTHING))


def _spans(day: date, calendar: WorkingCalendar, basis: Basis) -> list[_Span]:
    zone = _zone(calendar)
    midnight = _instant(day + _DAY, _MIDNIGHT, zone)
    if basis == "workday":
        return [_Span(_instant(day, _MIDNIGHT, zone), midnight)]
    edges = sorted(_edges(opening, day, midnight, zone) for opening in calendar.openings if opening.weekday == day.weekday())
    merged: list[_Span] = []
    for begin, end in edges:  # hours that touch or overlap, and the repeated hour of a clock change, count once
        if merged and begin <= merged[-1].end:
            merged[-1] = _Span(merged[-1].begin, max(end, merged[-1].end))
        elif begin < end:
            merged.append(_Span(begin, end))
    return merged


def _edges(opening: Opening, day: date, midnight: datetime, zone: tzinfo) -> _Span:
    begin = _instant(day, opening.opens, zone)
    end = midnight if opening.closes == _MIDNIGHT else min(_instant(day, opening.closes, zone, last=True), midnight)
    return _Span(begin, end)


def _instant(day: date, at: time, zone: tzinfo, *, last: bool = False) -> datetime:
    """The instant of a civil time. One that a clock change skips is the change itself; of one that comes twice, the first or the last."""
    early = datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
    late = datetime.combine(day, at.replace(fold=1), zone).astimezone(UTC)
    if early > late:
        return _change_between(late, early, zone)
    return late if last else early


def _change_between(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _overlap(span: _Span, begin: datetime, finish: datetime) -> timedelta:
    return max(min(span.end, finish) - max(span.begin, begin), NOTHING)


def _zone(calendar: WorkingCalendar) -> ZoneInfo:
    try:
        return ZoneInfo(calendar.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise CalendarError(f"no time zone is called {calendar.zone!r}; use an IANA name such as Europe/Berlin") from fault


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)
