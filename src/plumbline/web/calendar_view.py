"""Working calendars as their pages show them: versions in words, the editor's fields, and what running clocks would change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from plumbline.domain.cycle.clock import Clock, ClockRebased
from plumbline.domain.cycle.rules.clock import rebasings
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.calendar import in_force, versions
from plumbline.domain.workspace.workspace import CalendarVersion, Workspace
from plumbline.files.opening_hours import WEEKDAYS, openings_text
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.kernel.time import NOTHING
from plumbline.projections.cycles import cycles
from plumbline.web.clockwords import moment, span
from plumbline.web.labels import Chip, href_of, label_of, name_of
from plumbline.web.reader import Reader

BLANK: dict[str, str] = {
    "calendar_id": "",
    "title": "",
    "zone": "",
    "holidays": "",
    "valid_from": "",
    **{f"hours-{day}": "09:00-17:00" if day < 5 else "" for day in range(7)},
}


@record
class VersionView:
    """A version in words. hours: each line the weekdays that share hours, and the hours."""

    number: int
    title: str
    zone: str
    chip: Chip
    hours: tuple[tuple[str, str], ...]
    holidays: tuple[str, ...]


@record
class CalendarView:
    """A calendar of the list, by the version that holds now or, when none does, by its first. used_by: people who work on it."""

    calendar_id: str
    now: VersionView
    planned: int
    used_by: str


@record
class ClockChange:
    """What judging one clock anew would change."""

    clock_id: str
    label: str
    href: str
    holder: str
    before: str
    after: str
    difference: str


@record
class CycleChanges:
    cycle_id: str
    title: str
    clocks: tuple[ClockChange, ...]


def calendar_views(workspace: Workspace, reader: Reader) -> list[CalendarView]:
    """Return all calendars, the one made first at the front."""
    return [_calendar(calendar_id, workspace, reader) for calendar_id in workspace.newest]


def version_views(workspace: Workspace, calendar_id: str, now: datetime) -> list[VersionView]:
    """Return the versions of a calendar, the one written last at the front."""
    holding = in_force(workspace, calendar_id, now)
    return [_version(version, holding, now) for version in reversed(versions(workspace, calendar_id))]


def editor_of(version: CalendarVersion) -> dict[str, str]:
    """Return the editor's fields for the next version after one."""
    hours = {f"hours-{day}": openings_text(version.openings, day) for day in range(7)}
    holidays = "\n".join(day.isoformat() for day in version.holidays)
    return BLANK | hours | {"calendar_id": version.calendar_id, "title": version.title, "zone": version.zone, "holidays": holidays}


async def changes(installation: Installation, workspace: Workspace, calendar_id: str, reader: Reader, now: datetime) -> list[CycleChanges]:
    """Return what judging all running clocks by what holds now in a workspace would change, as far as they then run on a calendar."""
    found: list[CycleChanges] = []
    for row in await cycles(installation.ledger):
        if row.state != "running":
            continue
        async with installation.handling.reading(row.id) as cycle:
            clocks = tuple(
                _change(clock, rebased, cycle, reader)
                for clock, rebased in rebasings(cycle, workspace, now)
                if rebased.calendar_id == calendar_id
            )
        if clocks:
            found.append(CycleChanges(cycle_id=row.id, title=row.title, clocks=clocks))
    return found


def _calendar(calendar_id: str, workspace: Workspace, reader: Reader) -> CalendarView:
    holding = in_force(workspace, calendar_id, reader.now)
    shown = holding or workspace.calendars[calendar_id, 1]
    people = sum(member.active and member.calendar_id == calendar_id for member in workspace.members.values())
    return CalendarView(
        calendar_id=calendar_id,
        now=_version(shown, holding, reader.now),
        planned=sum(version.valid_from is not None and version.valid_from > reader.now for version in versions(workspace, calendar_id)),
        used_by="nobody by choice" if not people else f"{people} {'person' if people == 1 else 'people'}",
    )


def _version(version: CalendarVersion, holding: CalendarVersion | None, now: datetime) -> VersionView:
    return VersionView(
        number=version.version,
        title=version.title,
        zone=version.zone,
        chip=_chip(version, holding, now),
        hours=tuple(_hours(version)),
        holidays=tuple(f"{day:%a} {day.day} {day:%b %Y}" for day in version.holidays),
    )


def _chip(version: CalendarVersion, holding: CalendarVersion | None, now: datetime) -> Chip:
    since = "" if version.valid_from is None else f"{version.valid_from.astimezone(ZoneInfo(version.zone)):%Y-%m-%d %H:%M}"
    if version == holding:
        return Chip("approved", f"Holds since {since}" if since else "Holds since ever")
    if version.valid_from is not None and version.valid_from > now:
        return Chip("pending", f"Holds from {since}")
    return Chip("ended", "Held before")


def _hours(version: CalendarVersion) -> Iterable[tuple[str, str]]:
    """Weekdays in a row with the same hours stand on one line."""
    texts = [openings_text(version.openings, day) or "closed" for day in range(7)]
    first = 0
    for day in range(1, 8):
        if day == 7 or texts[day] != texts[first]:
            named = WEEKDAYS[first] if day - 1 == first else f"{WEEKDAYS[first]} to {WEEKDAYS[day - 1]}"
            yield named, texts[first]
            first = day


def _change(clock: Clock, rebased: ClockRebased, cycle: Cycle, reader: Reader) -> ClockChange:
    moved = rebased.due_at - clock.due_at
    words = "not changed" if not moved else f"{span(abs(moved))} {'later' if moved > NOTHING else 'earlier'}"
    return ClockChange(
        clock_id=clock.id,
        label=label_of(cycle, clock.item_id) or clock.purpose,
        href=href_of(cycle, clock.item_id) or f"/cycles/{cycle.id}",
        holder=name_of(reader.names, clock.holder_id),
        before=moment(clock.due_at, reader.zone),
        after=moment(rebased.due_at, reader.zone),
        difference=words,
    )


def values_of(fields: Any) -> dict[str, str]:
    """Return what was written into the editor, to be shown again."""
    return {name: fields.text(name) for name in BLANK}
