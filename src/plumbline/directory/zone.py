"""Time zones as people choose them: IANA names that this machine knows."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plumbline.directory.errors import UnknownZone


def refuse_unknown_zone(zone: str) -> None:
    """Raise UnknownZone when a name is not a time zone's."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(f"{zone!r} is not a time zone; use a name such as Europe/Berlin") from error
