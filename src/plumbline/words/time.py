"""Words for lengths and moments, as pages and messages write them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from plumbline.words.event import on_wall


def span(length: timedelta) -> str:
    """Return a length of time in one or two units: "25 min", "6 h", "41 h", "3 d 4 h"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} min"
    hours = minutes // 60
    if hours < 72:
        return f"{hours} h"
    days, rest = divmod(hours, 24)
    return f"{days} d {rest} h" if rest and days < 7 else f"{days} d"


def moment(at: datetime, zone: str = "UTC") -> str:
    """Return an instant on the reader's wall clock: "Tue 24 Nov 16:00 Berlin"."""
    local = on_wall(at, ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %H:%M} {place(zone)}"


def place(zone: str) -> str:
    """Return the part of a zone's name that people say."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
