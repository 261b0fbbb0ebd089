"""Opening hours and holidays as people write them: "09:00-12:30, 13:30-17:00" for a weekday, a date on each line of a list."""

import re
from collections.abc import Iterable
from datetime import date, time

from plumbline.kernel.time import Opening

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})")
_MIDNIGHT = time(0)


class Unreadable(ValueError):
    """What was written is no hours, or no date. The text says which part, and how it is written."""


def read_openings(text: str, weekday: int) -> tuple[Opening, ...]:
    """Return the hours of one weekday (0 is Monday), several with commas between; none for an empty text. Raises Unreadable."""
    return tuple(_opening(part.strip(), weekday) for part in text.split(",") if part.strip())


def openings_text(openings: Iterable[Opening], weekday: int) -> str:
    """Return the hours of one weekday as `read_openings` reads them."""
    mine = sorted((one.opens, one.closes) for one in openings if one.weekday == weekday)
    return ", ".join(f"{opens:%H:%M}-{'24:00' if closes == _MIDNIGHT else f'{closes:%H:%M}'}" for opens, closes in mine)


def read_days(text: str) -> tuple[date, ...]:
    """Return the dates that a text begins its lines with; what else stands on a line is for people. Raises Unreadable naming all lines."""
    days: list[date] = []
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            days.append(read_day(line.split()[0]))
        except Unreadable:
            wrong.append(f"line {number} begins with {line.split()[0][:40]!r}")
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise Unreadable(f"{', '.join(wrong[:5])}{more}; begin each line with a date such as 2026-12-25")
    return tuple(days)


def read_day(text: str) -> date:
    """Return a date written like 2026-12-25. Raises Unreadable."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Unreadable(f"{text[:40]!r} is no date; write it like 2026-12-25")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"{text} is a day that does not exist") from None


def _opening(text: str, weekday: int) -> Opening:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Unreadable(f"{text[:40]!r} is no hours; write them like 09:00-12:30, 13:30-17:00")
    try:
        closes = _MIDNIGHT if (found[3], found[4]) == ("24", "00") else time(int(found[3]), int(found[4]))
        return Opening(weekday=weekday, opens=time(int(found[1]), int(found[2])), closes=closes)
    except ValueError:
        raise Unreadable(f"{text!r} names a time that no day has") from None
