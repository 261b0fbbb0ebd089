# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on drills."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import CloseDrillGapBody, DrillBody, DrillBodyList
from plumbline.client.shapes.part2 import ReceiptBody


class Drills:
    """Operations on drills."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acknowledge_drill(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Say that its message reached you."""
        return self._connection.post(f"/v1/drills/{part(item_id)}/acknowledgement", None, sending)

    def close_drill_gap(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CloseDrillGapBody]) -> ReceiptBody:
        """Close a gap that it found."""
        return self._connection.post(f"/v1/drills/{part(item_id)}/gap-closings", body, sending)

    def list_drills(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> DrillBodyList:
        """List a cycle's drills."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/drills", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_drills(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[DrillBody]:
        """List a cycle's drills, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/drills", {"state": state, "as_of": as_of})

    def show_drill(self, item_id: str, /, *, as_of: str | None = None) -> DrillBody:
        """Show one of the drills."""
        return self._connection.get(f"/v1/drills/{part(item_id)}", {"as_of": as_of})
