# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on dependencies."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import DependencyBody, DependencyBodyList, PlanCheckpointBody
from plumbline.client.shapes.part2 import ReceiptBody


class Dependencies:
    """Operations on dependencies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_dependencies(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> DependencyBodyList:
        """List a cycle's dependencies."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/dependencies", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_dependencies(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[DependencyBody]:
        """List a cycle's dependencies, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/dependencies", {"state": state, "as_of": as_of})

    def plan_checkpoint(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[PlanCheckpointBody]) -> ReceiptBody:
        """Plan a checkpoint."""
        return self._connection.post(f"/v1/dependencies/{part(item_id)}/checkpoints", body, sending)

    def show_dependency(self, item_id: str, /, *, as_of: str | None = None) -> DependencyBody:
        """Show one of the dependencies."""
        return self._connection.get(f"/v1/dependencies/{part(item_id)}", {"as_of": as_of})
