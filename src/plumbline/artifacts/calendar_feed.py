"""What falls due, as a calendar that other programs follow (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from plumbline.kernel.record import record

_SHOWN = timedelta(minutes=15)  # an entry without length is drawn as a line that nobody sees
_OCTETS = 75


@record
class Dated:
    """Something that has a day. uid: the same whenever the calendar is read; ends_at: UTC."""

    uid: str
    title: str
    text: str
    href: str
    ends_at: datetime


def calendar_of(title: str, dated: Sequence[Dated], now: datetime) -> str:
    """Return a calendar. Nothing in it makes anybody busy; programs are asked to read it again every hour."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Plumbline//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
        f"NAME:{_text(title)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for one in dated for line in _entry(one, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _entry(one: Dated, now: datetime) -> Iterable[str]:
    return (
        "BEGIN:VEVENT",
        f"UID:{_text(one.uid)}",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(one.ends_at - _SHOWN)}",
        f"DTEND:{_instant(one.ends_at)}",
        f"SUMMARY:{_text(one.title)}",
        f"DESCRIPTION:{_text(one.text)}",
        f"URL:{one.href}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """A text as the format wants it: a line break in it would begin a property of its own."""
    kept = "".join(letter for letter in text.replace("\r\n", "\n") if letter.isprintable() or letter == "\n")
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, each further one after a space; no letter is cut."""
    piece, length = "", 0
    for letter in line:
        octets = len(letter.encode())
        if length + octets > _OCTETS:
            yield piece
            piece, length = " ", 1
        piece += letter
        length += octets
    yield piece
