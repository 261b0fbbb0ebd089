# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on threads."""

from collections.abc import Iterator
from typing import Any, Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part2 import ReceiptBody, RedactCommentBody, ReopenThreadBody, ReplyToThreadBody, ResolveThreadBody, ThreadBody, ThreadBodyList


class Threads:
    """Operations on threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_threads(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> ThreadBodyList:
        """List a cycle's threads."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/threads", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_threads(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[ThreadBody]:
        """List a cycle's threads, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/threads", {"state": state, "as_of": as_of})

    def redact_comment(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RedactCommentBody]) -> ReceiptBody:
        """Replace a comment by a tombstone."""
        return self._connection.post(f"/v1/threads/{part(item_id)}/redactions", body, sending)

    def reopen_thread(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReopenThreadBody]) -> ReceiptBody:
        """Reopen it."""
        return self._connection.post(f"/v1/threads/{part(item_id)}/reopening", body, sending)

    def reply_to_thread(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReplyToThreadBody]) -> ReceiptBody:
        """Reply."""
        return self._connection.post(f"/v1/threads/{part(item_id)}/replies", body, sending)

    def resolve_thread(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ResolveThreadBody]) -> ReceiptBody:
        """Close it with an outcome."""
        return self._connection.post(f"/v1/threads/{part(item_id)}/resolution", body, sending)

    def show_message(self, item_id: str, number: int, /) -> Any:
        """Get the message that became a comment, as it came."""
        return self._connection.get(f"/v1/threads/{part(item_id)}/messages/{part(number)}", {})

    def show_thread(self, item_id: str, /, *, as_of: str | None = None) -> ThreadBody:
        """Show one of the threads."""
        return self._connection.get(f"/v1/threads/{part(item_id)}", {"as_of": as_of})
