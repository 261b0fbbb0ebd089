# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on calendars."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import CalendarBody, CalendarList, ChooseCalendarBody, DefineCalendarBody, NewHolidays, RebasingList
from plumbline.client.shapes.part2 import ReceiptBody


class Calendars:
    """Operations on calendars."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def choose_calendar(self, *, sending: Sending = PLAIN, **body: Unpack[ChooseCalendarBody]) -> ReceiptBody:
        """Choose the calendar that you work on yourself."""
        return self._connection.post("/v1/own-calendar", body, sending)

    def define_calendar(self, *, sending: Sending = PLAIN, **body: Unpack[DefineCalendarBody]) -> ReceiptBody:
        """Define a working calendar, or its next version."""
        return self._connection.post("/v1/calendars", body, sending)

    def import_holidays(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewHolidays]) -> ReceiptBody:
        """Take holidays out of a calendar file."""
        return self._connection.post(f"/v1/calendars/{part(item_id)}/holidays", body, sending)

    def list_calendars(self) -> CalendarList:
        """List working calendars."""
        return self._connection.get("/v1/calendars", {})

    def list_rebasings(self, item_id: str, /) -> RebasingList:
        """List what running clocks would change."""
        return self._connection.get(f"/v1/calendars/{part(item_id)}/rebasings", {})

    def show_calendar(self, item_id: str, /) -> CalendarBody:
        """Get a working calendar with its versions."""
        return self._connection.get(f"/v1/calendars/{part(item_id)}", {})
