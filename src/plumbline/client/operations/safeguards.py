# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on safeguards."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import FormaliseSafeguardBody
from plumbline.client.shapes.part2 import ReceiptBody, ReviewSafeguardBody, SafeguardBody, SafeguardBodyList


class Safeguards:
    """Operations on safeguards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def formalise_safeguard(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[FormaliseSafeguardBody]) -> ReceiptBody:
        """Make it a gate's condition, an agenda item or a checkpoint."""
        return self._connection.post(f"/v1/safeguards/{part(item_id)}/formalisation", body, sending)

    def list_safeguards(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> SafeguardBodyList:
        """List a cycle's safeguards."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/safeguards", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_safeguards(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[SafeguardBody]:
        """List a cycle's safeguards, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/safeguards", {"state": state, "as_of": as_of})

    def review_safeguard(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReviewSafeguardBody]) -> ReceiptBody:
        """Say whether it was kept."""
        return self._connection.post(f"/v1/safeguards/{part(item_id)}/reviews", body, sending)

    def show_safeguard(self, item_id: str, /, *, as_of: str | None = None) -> SafeguardBody:
        """Show one of the safeguards."""
        return self._connection.get(f"/v1/safeguards/{part(item_id)}", {"as_of": as_of})
