"""Writing a working calendar or its next version: all that is wrong with it, and from when on it holds."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from plumbline.domain.checking import Answer, check, decided, refuse
from plumbline.domain.workspace.calendar import in_force, working_calendar
from plumbline.domain.workspace.workspace import CalendarDefined, CalendarVersion, DefineCalendar, Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.kernel.time import CalendarError, check_calendar

MOST_HOLIDAYS = 5_000
FARTHEST_DAYS = 3_653
"""How far ahead of its day a version may be written: ten years."""
_LONGEST_ID = 40


def define_calendar(command: DefineCalendar, workspace: Workspace, context: Context) -> Answer:
    """Decide on a version; one that says what would hold then anyway is no new version."""
    fault = _fault_of(command)
    calendar = written(command, workspace, context.now)
    if not fault and _holds_anyway(calendar, workspace, context.now):
        return []
    return decided("workspace.invalid", _findings(command, fault, context), lambda: [CalendarDefined(calendar=calendar)])


def as_if(command: DefineCalendar, workspace: Workspace, context: Context) -> Workspace | Refusal:
    """Return the workspace as it would be if what a command asks for held now already, to look at; or why the command is refused."""
    fault = _fault_of(command)
    if refused := refuse("workspace.invalid", _findings(command, fault, context)):
        return refused
    version = replace(written(command, workspace, context.now), valid_from=context.now)
    if _holds_anyway(version, workspace, context.now):
        return workspace
    calendars = {**workspace.calendars, (version.calendar_id, version.version): version}
    return replace(workspace, calendars=calendars, newest={**workspace.newest, version.calendar_id: version.version})


def with_holidays(workspace: Workspace, calendar_id: str, days: Iterable[date], now: datetime, valid_from: date | None) -> DefineCalendar:
    """Return the command that adds holidays to a calendar, as it will hold on the day from which they count. The calendar must exist."""
    first = workspace.calendars[calendar_id, 1]
    at = now if valid_from is None else max(now, datetime.combine(valid_from, time(0), ZoneInfo(first.zone)).astimezone(UTC))
    base = in_force(workspace, calendar_id, at) or first
    return DefineCalendar(
        calendar_id=calendar_id,
        title=base.title,
        zone=base.zone,
        openings=base.openings,
        holidays=tuple(sorted({*base.holidays, *days})),
        valid_from=valid_from,
    )


def written(command: DefineCalendar, workspace: Workspace, now: datetime) -> CalendarVersion:
    """Return the version that a command asks for; the first one of a calendar holds since ever, unless it names a day that lies ahead."""
    number = workspace.newest.get(command.calendar_id, 0) + 1
    begins = _first_instant(command, now)
    return CalendarVersion(
        calendar_id=command.calendar_id.strip(),
        version=number,
        title=command.title.strip(),
        zone=command.zone,
        openings=command.openings,
        holidays=tuple(sorted(set(command.holidays))),
        valid_from=None if number == 1 and begins == now else begins,
    )


def _findings(command: DefineCalendar, fault: str, context: Context) -> Iterator[Finding]:
    calendar_id, act = command.calendar_id.strip(), "workspace.define_calendar"
    named = 0 < len(calendar_id) <= _LONGEST_ID and all(sign.isalnum() or sign in "-_" for sign in calendar_id)
    yield check("common.title", bool(command.title.strip()), expected="text", actual=command.title)
    yield check("workspace.calendar_id", named, expected="id", actual=calendar_id)
    yield check("workspace.calendar_hours", not fault, expected=command.zone, actual=fault, act=act)
    days = len(set(command.holidays))
    yield check("workspace.calendar_holidays", days <= MOST_HOLIDAYS, expected=MOST_HOLIDAYS, actual=days, act=act)
    if command.valid_from is not None:
        today = context.now.astimezone(UTC if fault else ZoneInfo(command.zone)).date()
        ahead = 0 <= (command.valid_from - today).days <= FARTHEST_DAYS
        yield check("workspace.calendar_from", ahead, expected=today.isoformat(), actual=command.valid_from.isoformat(), act=act)


def _first_instant(command: DefineCalendar, now: datetime) -> datetime:
    if command.valid_from is None or _fault_of(command):
        return now
    zone = ZoneInfo(command.zone)
    if command.valid_from <= now.astimezone(zone).date():
        return now
    return datetime.combine(command.valid_from, time(0), zone).astimezone(UTC)


def _holds_anyway(calendar: CalendarVersion, workspace: Workspace, now: datetime) -> bool:
    last = in_force(workspace, calendar.calendar_id, calendar.valid_from or now)
    return last is not None and _same_hours(calendar, last)


def _same_hours(one: CalendarVersion, other: CalendarVersion) -> bool:
    return (one.title, one.zone, one.openings, one.holidays) == (other.title, other.zone, other.openings, other.holidays)


def _fault_of(command: DefineCalendar) -> str:
    version = CalendarVersion(calendar_id="", version=0, title="", zone=command.zone, openings=command.openings)
    try:
        check_calendar(working_calendar(version))
    except CalendarError as fault:
        return str(fault)
    return ""
