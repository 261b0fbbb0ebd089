"""The calendars of a workspace as the arithmetic of working time wants them, and which version holds at an instant."""

from datetime import UTC, datetime

from plumbline.domain.workspace.workspace import CalendarVersion, Workspace
from plumbline.kernel.time import ROUND_THE_CLOCK, WorkingCalendar

DEFAULT_CALENDAR = "default"
_EVER = datetime.min.replace(tzinfo=UTC)


def working_calendar(version: CalendarVersion) -> WorkingCalendar:
    """Return a version of a calendar in the form that time is measured on."""
    return WorkingCalendar(zone=version.zone, openings=version.openings, holidays=frozenset(version.holidays))


def in_force(workspace: Workspace, calendar_id: str, at: datetime) -> CalendarVersion | None:
    """Return the version of a calendar that holds at an instant: of those valid by then the one valid from the latest, and of two that
    are valid from the same instant the one written last. None when there is no such calendar, or its first day lies ahead."""
    valid = [version for version in versions(workspace, calendar_id) if began(version) <= at]
    return max(valid, key=lambda version: (began(version), version.version), default=None)


def versions(workspace: Workspace, calendar_id: str) -> list[CalendarVersion]:
    """Return all versions of a calendar in the order in which they were written."""
    return [workspace.calendars[calendar_id, number] for number in range(1, workspace.newest.get(calendar_id, 0) + 1)]


def began(version: CalendarVersion) -> datetime:
    """Return from when on a version holds; the beginning of time for one that holds since ever."""
    return version.valid_from or _EVER


def version_for(workspace: Workspace, at: datetime, *calendar_ids: str) -> CalendarVersion | None:
    """Return what holds at an instant of the first calendar that holds at all, in the order given, and of the workspace's after them.

    None stands for UTC round the clock.
    """
    found = (in_force(workspace, calendar_id, at) for calendar_id in (*calendar_ids, DEFAULT_CALENDAR))
    return next((version for version in found if version is not None), None)


def hours_for(workspace: Workspace, at: datetime, *calendar_ids: str) -> WorkingCalendar:
    """Return the working time that `version_for` finds."""
    version = version_for(workspace, at, *calendar_ids)
    return ROUND_THE_CLOCK if version is None else working_calendar(version)


def calendar_of_person(workspace: Workspace, person_id: str, at: datetime) -> WorkingCalendar:
    """Return the calendar somebody works on outside any cycle: theirs, else the workspace's, else UTC round the clock."""
    member = workspace.members.get(person_id)
    return hours_for(workspace, at, member.calendar_id if member else "")


def calendar_titles(workspace: Workspace, at: datetime) -> list[tuple[str, str]]:
    """Return id and title of each calendar, the one made first at the front; one that lies ahead has the title of its first version."""
    return [
        (calendar_id, (in_force(workspace, calendar_id, at) or workspace.calendars[calendar_id, 1]).title)
        for calendar_id in workspace.newest
    ]
