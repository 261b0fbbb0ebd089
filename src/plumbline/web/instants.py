"""Instants as a page writes them, and as its forms read them back. Forms speak the reader's wall clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from plumbline.web.clockwords import Instant, iso, moment
from plumbline.words.event import on_wall


def instant(at: datetime, zone: str = "UTC") -> Instant:
    """Return a moment as day and time, with the place of the zone in the title."""
    local = on_wall(at, ZoneInfo(zone))
    return Instant(at=iso(at), words=f"{local:%a} {local.day} {local:%b %H:%M}", title=moment(at, zone))


def field_value(at: datetime | None, zone: str = "UTC") -> str:
    """Return an instant as a date-and-time field holds it; empty for none."""
    return f"{on_wall(at, ZoneInfo(zone)):%Y-%m-%dT%H:%M}" if at else ""


def from_field(text: str, zone: str = "UTC") -> datetime | None:
    """Return the instant that a date or date-and-time field means, in UTC; None for an empty one. Raises ValueError for anything else."""
    if not text.strip():
        return None
    return on_wall(datetime.fromisoformat(text.strip()).replace(tzinfo=ZoneInfo(zone)), UTC)
