# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on needs."""


from plumbline.client.connection import Connection
from plumbline.client.shapes.part1 import NeedList


class Needs:
    """Operations on needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_needs(self, *, person: str | None = None) -> NeedList:
        """List what a person must do."""
        return self._connection.get("/v1/needs", {"person": person})
