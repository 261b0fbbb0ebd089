# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on practices."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import MakePracticeExplicitBody, PracticeBody, PracticeBodyList
from plumbline.client.shapes.part2 import ReceiptBody


class Practices:
    """Operations on practices."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_practices(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> PracticeBodyList:
        """List a cycle's practices."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/practices", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_practices(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[PracticeBody]:
        """List a cycle's practices, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/practices", {"state": state, "as_of": as_of})

    def make_practice_explicit(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[MakePracticeExplicitBody]) -> ReceiptBody:
        """Make it explicit: owner, cadence, artifact."""
        return self._connection.post(f"/v1/practices/{part(item_id)}/definition", body, sending)

    def show_practice(self, item_id: str, /, *, as_of: str | None = None) -> PracticeBody:
        """Show one of the practices."""
        return self._connection.get(f"/v1/practices/{part(item_id)}", {"as_of": as_of})
