# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on clocks."""


from plumbline.client.connection import Connection, part
from plumbline.client.shapes.part1 import ClockList


class Clocks:
    """Operations on clocks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_clocks(self, item_id: str, /, *, item: str | None = None, as_of: str | None = None) -> ClockList:
        """List a cycle's clocks."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/clocks", {"item": item, "as_of": as_of})
