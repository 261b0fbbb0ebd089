"""Holidays out of a calendar file (iCalendar, RFC 5545): whole days, once or every year. Everything wrong is listed, or nothing is taken.

Only what a list of holidays needs is read. An event that is not a whole day, or repeats in another way, is refused with the reason.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from plumbline.kernel.record import record

LARGEST = 1024 * 1024
"""Bytes that a calendar file may have."""
YEARS = 10
"""How many years from the first on a holiday that comes back every year is written down for."""
_LONGEST_DAYS = 366
_MOST = 5_000
_MOST_EVENTS = 2_000
_FIRST, _LAST = 1900, 2200  # years; arithmetic on days stays far from where the calendar ends
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DURATION = re.compile(r"P(?:([0-9]{1,3})W|([0-9]{1,4})D)")
_LINE = re.compile(r"([A-Za-z0-9-]+)((?:;[^:;=]+=(?:\"[^\"]*\"|[^\":;]*))*):(.*)", re.DOTALL)
_YEARLY = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "WKST"})


@record
class Holiday:
    """A day on which nobody works, and what it is called."""

    day: date
    title: str


@record
class HolidayProblem:
    """What cannot be taken over. line: where it begins, from 1; item: the event's own name, where it has one."""

    line: int
    item: str
    problem: str


@record
class _Event:
    line: int
    values: dict[str, tuple[dict[str, str], str]]
    several: tuple[str, ...]

    @property
    def title(self) -> str:
        return _unescaped(self.values.get("SUMMARY", ({}, ""))[1]).strip()


class _Wrong(Exception):
    """One event, or the whole file, cannot be read. line: where, in the file."""

    def __init__(self, problem: str, line: int = 1) -> None:
        super().__init__(problem)
        self.line = line


def read_holidays(data: bytes, first_year: int) -> tuple[tuple[Holiday, ...], tuple[HolidayProblem, ...]]:
    """Return the holidays of a calendar file from a year on, in order; none at all when something in it cannot be taken over.

    first_year: where holidays that come back every year begin.
    """
    try:
        lines = list(_lines(data))
        events = list(_events(lines))
    except _Wrong as wrong:
        return (), (HolidayProblem(line=wrong.line, item="", problem=str(wrong)),)
    days: dict[date, str] = {}
    problems: list[HolidayProblem] = []
    for event in events:
        try:
            found = list(_days(event, first_year))
        except _Wrong as wrong:
            problems.append(HolidayProblem(line=event.line, item=event.title, problem=str(wrong)))
        else:
            for day in found:
                days.setdefault(day, event.title)
    if len(events) > _MOST_EVENTS:
        problems.append(HolidayProblem(line=1, item="", problem=f"it has {len(events)} events; {_MOST_EVENTS} are the most that are read"))
    if not events:
        problems.append(HolidayProblem(line=1, item="", problem="there is no event in it; a list of holidays has one VEVENT for each"))
    if len(days) > _MOST:
        problems.append(HolidayProblem(line=1, item="", problem=f"it has {len(days)} days; {_MOST} are the most that a calendar takes"))
    if problems:
        return (), tuple(problems)
    return tuple(Holiday(day=day, title=title) for day, title in sorted(days.items())), ()


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines with those that were folded put together again, each with the number it begins at. Folding may cut a character in two."""
    if len(data) > LARGEST:
        raise _Wrong(f"it has {len(data)} bytes; {LARGEST} are the most that are read")
    begun, kept = 0, b""
    for number, raw in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        if raw[:1] in (b" ", b"\t") and begun:
            kept += raw[1:]
            continue
        if kept:
            yield begun, _decoded(kept, begun)
        begun, kept = number, raw
    if kept:
        yield begun, _decoded(kept, begun)


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise _Wrong("it is not UTF-8; save the file as UTF-8", number) from None


def _events(lines: list[tuple[int, str]]) -> Iterator[_Event]:
    """The events, without what stands inside them (alarms) or beside them (time zones)."""
    if not lines or lines[0][1].strip().upper() != "BEGIN:VCALENDAR":
        raise _Wrong("it does not begin with BEGIN:VCALENDAR, so it is no calendar file")
    inside: list[str] = []
    begun, values, several = 0, dict[str, tuple[dict[str, str], str]](), list[str]()
    for number, text in lines:
        found = _LINE.fullmatch(text)
        if found is None:
            if text.strip():
                raise _Wrong(f"it is no line of a calendar: {text[:40]!r}", number)
            continue
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
            if inside[-1] == "VEVENT":
                begun, values, several = number, {}, []
        elif name == "END":
            if not inside or inside.pop() != value.strip().upper():
                raise _Wrong(f"it ends {value.strip()[:40]!r}, which was not begun", number)
            if value.strip().upper() == "VEVENT":
                yield _Event(line=begun, values=values, several=tuple(several))
        elif inside and inside[-1] == "VEVENT":
            if name in values and name in ("DTSTART", "DTEND", "DURATION", "RRULE"):
                several.append(name)
            earlier = f"{values[name][1]}," if name == "EXDATE" and name in values else ""
            values[name] = (_parameters(found[2]), earlier + value)
    if inside:
        raise _Wrong(f"the file ends inside {inside[-1][:40]!r}; a part of it is missing", lines[-1][0])


def _parameters(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {name.upper(): value.strip('"') for name, _, value in pairs}


def _days(event: _Event, first_year: int) -> Iterator[date]:
    if event.values.get("STATUS", ({}, ""))[1].strip().upper() == "CANCELLED":
        return
    if event.several:
        raise _Wrong(f"it has {event.several[0]} twice")
    if "RDATE" in event.values or "RECURRENCE-ID" in event.values:
        raise _Wrong("it names single repetitions (RDATE or RECURRENCE-ID); write each of them as an event of its own")
    begin, length = _begin(event), _length(event)
    left_out = set(_left_out(event))
    for start in _starts(event, begin, first_year):
        if start not in left_out:
            yield from (start + timedelta(days=number) for number in range(length))


def _begin(event: _Event) -> date:
    if "DTSTART" not in event.values:
        raise _Wrong("it has no DTSTART")
    return _whole_day("DTSTART", *event.values["DTSTART"])


def _length(event: _Event) -> int:
    begin = _begin(event)
    if "DTEND" in event.values:
        length = (_whole_day("DTEND", *event.values["DTEND"]) - begin).days  # DTEND is the day after the last
    elif "DURATION" in event.values:
        found = _DURATION.fullmatch(event.values["DURATION"][1].strip())
        if found is None:
            raise _Wrong(f"its DURATION {event.values['DURATION'][1].strip()!r} is not a number of whole days")
        length = int(found[1] or 0) * 7 + int(found[2] or 0)
    else:
        length = 1
    if not 1 <= length <= _LONGEST_DAYS:
        raise _Wrong(f"it lasts {length} days; between 1 and {_LONGEST_DAYS} are taken")
    return length


def _left_out(event: _Event) -> Iterator[date]:
    if "EXDATE" in event.values:
        parameters, value = event.values["EXDATE"]
        yield from (_whole_day("EXDATE", parameters, one) for one in value.split(","))


def _whole_day(name: str, parameters: dict[str, str], value: str) -> date:
    text = value.strip()
    found = _DATE.fullmatch(text)
    if found is None:
        if parameters.get("VALUE", "").upper() == "DATE" or "T" not in text:
            raise _Wrong(f"its {name} {text!r} is no date such as 20261225")
        raise _Wrong(f"its {name} has a time of day; a holiday is a whole day")
    if not _FIRST <= int(found[1]) <= _LAST:
        raise _Wrong(f"its {name} {text!r} lies outside the years {_FIRST} to {_LAST}")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise _Wrong(f"its {name} {text!r} is a day that does not exist") from None


def _starts(event: _Event, begin: date, first_year: int) -> Iterator[date]:
    if "RRULE" not in event.values:
        yield begin
        return
    rule = {
        name.strip().upper(): value.strip().upper()
        for name, _, value in (part.partition("=") for part in event.values["RRULE"][1].split(";"))
    }
    if rule.get("FREQ") != "YEARLY":
        raise _Wrong(f"it repeats {rule.get('FREQ', 'in no way that is named').lower()}; only what comes back every year is taken")
    if other := sorted(set(rule) - _YEARLY):
        raise _Wrong(f"it repeats by {', '.join(other)}; write each of its days as an event of its own")
    if rule.get("BYMONTH", str(begin.month)) != str(begin.month) or rule.get("BYMONTHDAY", str(begin.day)) != str(begin.day):
        raise _Wrong("it repeats on another day than it begins on; write each of its days as an event of its own")
    every, most = _number(rule, "INTERVAL", 1), _number(rule, "COUNT", 0)
    until = _until(rule)
    last_year = max(first_year, begin.year) + YEARS
    occurred = 0
    for year in range(begin.year, last_year, every):
        if begin.day > monthrange(year, begin.month)[1]:
            continue  # the 29th of February
        occurred += 1
        start = begin.replace(year=year)
        if (most and occurred > most) or (until is not None and start > until):
            return
        if year >= first_year:
            yield start


def _number(rule: dict[str, str], name: str, default: int) -> int:
    text = rule.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 5) or not 1 <= int(text) <= 1_000:
        raise _Wrong(f"its {name} {text!r} is no number that can be used")
    return int(text)


def _until(rule: dict[str, str]) -> date | None:
    return _whole_day("UNTIL", {}, rule["UNTIL"].partition("T")[0]) if "UNTIL" in rule else None


def _unescaped(text: str) -> str:
    return re.sub(r"\\([nN,;\\])", lambda found: "\n" if found[1] in "nN" else found[1], text)
