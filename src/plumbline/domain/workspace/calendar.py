"""The calendars of a workspace as the arithmetic of working time wants them."""

from plumbline.domain.workspace.workspace import CalendarVersion, Workspace
from plumbline.kernel.time import ROUND_THE_CLOCK, WorkingCalendar

DEFAULT_CALENDAR = "default"


def working_calendar(version: CalendarVersion) -> WorkingCalendar:
    """Return a version of a calendar in the form that time is measured on."""
    return WorkingCalendar(zone=version.zone, openings=version.openings, holidays=frozenset(version.holidays))


def calendar_of_person(workspace: Workspace, person_id: str) -> WorkingCalendar:
    """Return the calendar somebody works on outside any cycle: theirs, else the workspace's, else UTC round the clock."""
    member = workspace.members.get(person_id)
    for calendar_id in (member.calendar_id if member else "", DEFAULT_CALENDAR):
        if version := workspace.newest.get(calendar_id, 0):
            return working_calendar(workspace.calendars[calendar_id, version])
    return ROUND_THE_CLOCK
