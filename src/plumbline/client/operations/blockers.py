# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on blockers."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AssignBlockerBody, BlockerBody, BlockerBodyList, CancelBlockerBody, ExtendBlockerBody
from plumbline.client.shapes.part2 import ReceiptBody, ResolveBlockerBody, TellOutsideBody


class Blockers:
    """Operations on blockers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acknowledge_blocker(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Acknowledge it."""
        return self._connection.post(f"/v1/blockers/{part(item_id)}/acknowledgement", None, sending)

    def assign_blocker(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssignBlockerBody]) -> ReceiptBody:
        """Hand it on to another owner."""
        return self._connection.post(f"/v1/blockers/{part(item_id)}/assignments", body, sending)

    def cancel_blocker(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CancelBlockerBody]) -> ReceiptBody:
        """Cancel it."""
        return self._connection.post(f"/v1/blockers/{part(item_id)}/cancellation", body, sending)

    def extend_blocker(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ExtendBlockerBody]) -> ReceiptBody:
        """Extend it as a tradeoff."""
        return self._connection.post(f"/v1/blockers/{part(item_id)}/extensions", body, sending)

    def list_blockers(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> BlockerBodyList:
        """List a cycle's blockers."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/blockers", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_blockers(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[BlockerBody]:
        """List a cycle's blockers, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/blockers", {"state": state, "as_of": as_of})

    def resolve_blocker(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ResolveBlockerBody]) -> ReceiptBody:
        """Resolve it."""
        return self._connection.post(f"/v1/blockers/{part(item_id)}/resolution", body, sending)

    def show_blocker(self, item_id: str, /, *, as_of: str | None = None) -> BlockerBody:
        """Show one of the blockers."""
        return self._connection.get(f"/v1/blockers/{part(item_id)}", {"as_of": as_of})

    def tell_outside(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TellOutsideBody]) -> ReceiptBody:
        """Set what it tells the outside."""
        return self._connection.post(f"/v1/blockers/{part(item_id)}/outside-messages", body, sending)

    def trigger_fallback(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Trigger the fallback."""
        return self._connection.post(f"/v1/blockers/{part(item_id)}/fallback", None, sending)
