# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on agenda."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AgendaBody, AgendaBodyList
from plumbline.client.shapes.part2 import ReceiptBody, RecordAgendaItemBody


class Agenda:
    """Operations on agenda."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_agenda(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> AgendaBodyList:
        """List a cycle's agenda."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/agenda", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_agenda(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[AgendaBody]:
        """List a cycle's agenda, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/agenda", {"state": state, "as_of": as_of})

    def record_agenda_item(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RecordAgendaItemBody]) -> ReceiptBody:
        """Record what came of an agenda item."""
        return self._connection.post(f"/v1/agenda/{part(item_id)}/records", body, sending)

    def show_agenda(self, item_id: str, /, *, as_of: str | None = None) -> AgendaBody:
        """Show one of the agenda."""
        return self._connection.get(f"/v1/agenda/{part(item_id)}", {"as_of": as_of})
