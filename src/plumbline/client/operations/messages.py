# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on messages."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import EditMessageBody, MessageBody, MessageBodyList
from plumbline.client.shapes.part2 import ReceiptBody, SendMessageBody, WithdrawMessageBody


class Messages:
    """Operations on messages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check_message(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Say that its claims were read against what they rest on."""
        return self._connection.post(f"/v1/messages/{part(item_id)}/check", None, sending)

    def edit_message(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[EditMessageBody]) -> ReceiptBody:
        """Change what it says."""
        return self._connection.post(f"/v1/messages/{part(item_id)}/edits", body, sending)

    def list_messages(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> MessageBodyList:
        """List a cycle's messages."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/messages", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_messages(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[MessageBody]:
        """List a cycle's messages, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/messages", {"state": state, "as_of": as_of})

    def send_message(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SendMessageBody]) -> ReceiptBody:
        """Say that it was sent."""
        return self._connection.post(f"/v1/messages/{part(item_id)}/sending", body, sending)

    def show_message(self, item_id: str, /, *, as_of: str | None = None) -> MessageBody:
        """Show one of the messages."""
        return self._connection.get(f"/v1/messages/{part(item_id)}", {"as_of": as_of})

    def withdraw_message(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WithdrawMessageBody]) -> ReceiptBody:
        """Withdraw it."""
        return self._connection.post(f"/v1/messages/{part(item_id)}/withdrawal", body, sending)
