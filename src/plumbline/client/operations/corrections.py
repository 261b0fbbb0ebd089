# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on corrections."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AssignCorrectionBody, CorrectionBody, CorrectionBodyList
from plumbline.client.shapes.part2 import ReceiptBody, SettleCorrectionBody


class Corrections:
    """Operations on corrections."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def assign_correction(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssignCorrectionBody]) -> ReceiptBody:
        """Hand it on to another owner."""
        return self._connection.post(f"/v1/corrections/{part(item_id)}/assignments", body, sending)

    def list_corrections(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> CorrectionBodyList:
        """List a cycle's corrections."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/corrections", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_corrections(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[CorrectionBody]:
        """List a cycle's corrections, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/corrections", {"state": state, "as_of": as_of})

    def settle_correction(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SettleCorrectionBody]) -> ReceiptBody:
        """Settle it."""
        return self._connection.post(f"/v1/corrections/{part(item_id)}/settlement", body, sending)

    def show_correction(self, item_id: str, /, *, as_of: str | None = None) -> CorrectionBody:
        """Show one of the corrections."""
        return self._connection.get(f"/v1/corrections/{part(item_id)}", {"as_of": as_of})
