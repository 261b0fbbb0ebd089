"""The calendars of a workspace as the arithmetic of working time wants them."""

from plumbline.domain.workspace.workspace import CalendarVersion
from plumbline.kernel.time import WorkingCalendar


def working_calendar(version: CalendarVersion) -> WorkingCalendar:
    """Return a version of a calendar in the form that time is measured on."""
    return WorkingCalendar(zone=version.zone, openings=version.openings, holidays=frozenset(version.holidays))
