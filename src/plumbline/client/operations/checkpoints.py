# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on checkpoints."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import CheckpointBody, CheckpointBodyList
from plumbline.client.shapes.part2 import ReceiptBody, ReportCheckpointBody


class Checkpoints:
    """Operations on checkpoints."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_checkpoints(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> CheckpointBodyList:
        """List a cycle's checkpoints."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/checkpoints", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_checkpoints(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[CheckpointBody]:
        """List a cycle's checkpoints, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/checkpoints", {"state": state, "as_of": as_of})

    def report_checkpoint(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReportCheckpointBody]) -> ReceiptBody:
        """Say what its metric told."""
        return self._connection.post(f"/v1/checkpoints/{part(item_id)}/result", body, sending)

    def show_checkpoint(self, item_id: str, /, *, as_of: str | None = None) -> CheckpointBody:
        """Show one of the checkpoints."""
        return self._connection.get(f"/v1/checkpoints/{part(item_id)}", {"as_of": as_of})
