# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on search."""


from plumbline.client.connection import Connection
from plumbline.client.shapes.part1 import FoundList


class Search:
    """Operations on search."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find_items(self, *, q: str | None = None, after: str | None = None, limit: int | None = None) -> FoundList:
        """Find items by words of their title."""
        return self._connection.get("/v1/search", {"q": q, "after": after, "limit": limit})
