# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on promises."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import BindPromiseBody, CorrectPromiseBody, PromiseBody, PromiseBodyList, ReadPromiseBody
from plumbline.client.shapes.part2 import ReceiptBody, ReviewPromiseBody


class Promises:
    """Operations on promises."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def bind_promise(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[BindPromiseBody]) -> ReceiptBody:
        """Bind it to a measure with a bound and an owner."""
        return self._connection.post(f"/v1/promises/{part(item_id)}/binding", body, sending)

    def correct_promise(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CorrectPromiseBody]) -> ReceiptBody:
        """Name the decision that corrects the scope."""
        return self._connection.post(f"/v1/promises/{part(item_id)}/corrections", body, sending)

    def list_promises(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> PromiseBodyList:
        """List a cycle's promises."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/promises", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_promises(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[PromiseBody]:
        """List a cycle's promises, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/promises", {"state": state, "as_of": as_of})

    def read_promise(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReadPromiseBody]) -> ReceiptBody:
        """Record a reading."""
        return self._connection.post(f"/v1/promises/{part(item_id)}/readings", body, sending)

    def review_promise(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReviewPromiseBody]) -> ReceiptBody:
        """Review it in the second week after launch."""
        return self._connection.post(f"/v1/promises/{part(item_id)}/reviews", body, sending)

    def show_promise(self, item_id: str, /, *, as_of: str | None = None) -> PromiseBody:
        """Show one of the promises."""
        return self._connection.get(f"/v1/promises/{part(item_id)}", {"as_of": as_of})
