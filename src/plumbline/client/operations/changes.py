# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on changes."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AcceptChangeBody, ApplyChangeBody, AssessChangeBody, ChangeBodyList, DeclineChangeBody, DeferChangeBody, scope_representations_ChangeBody
from plumbline.client.shapes.part2 import ReceiptBody


class Changes:
    """Operations on changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_change(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AcceptChangeBody]) -> ReceiptBody:
        """Accept it."""
        return self._connection.post(f"/v1/changes/{part(item_id)}/acceptance", body, sending)

    def apply_change(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ApplyChangeBody]) -> ReceiptBody:
        """Say that plans and promises say what it says."""
        return self._connection.post(f"/v1/changes/{part(item_id)}/application", body, sending)

    def assess_change(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssessChangeBody]) -> ReceiptBody:
        """Say what it costs and what it does."""
        return self._connection.post(f"/v1/changes/{part(item_id)}/price", body, sending)

    def decline_change(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeclineChangeBody]) -> ReceiptBody:
        """Decline it, with the reason."""
        return self._connection.post(f"/v1/changes/{part(item_id)}/declining", body, sending)

    def defer_change(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeferChangeBody]) -> ReceiptBody:
        """Put it off, with the reason."""
        return self._connection.post(f"/v1/changes/{part(item_id)}/deferral", body, sending)

    def list_changes(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> ChangeBodyList:
        """List a cycle's changes."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/changes", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_changes(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[scope_representations_ChangeBody]:
        """List a cycle's changes, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/changes", {"state": state, "as_of": as_of})

    def show_change(self, item_id: str, /, *, as_of: str | None = None) -> scope_representations_ChangeBody:
        """Show one of the changes."""
        return self._connection.get(f"/v1/changes/{part(item_id)}", {"as_of": as_of})
