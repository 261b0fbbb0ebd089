# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on evidence."""

from collections.abc import Iterator
from typing import Any, Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AcceptEvidenceBody, EvidenceBody, EvidenceBodyList
from plumbline.client.shapes.part2 import ReceiptBody, RejectEvidenceBody, RetractEvidenceBody


class Evidence:
    """Operations on evidence."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_evidence(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AcceptEvidenceBody]) -> ReceiptBody:
        """Accept it."""
        return self._connection.post(f"/v1/evidence/{part(item_id)}/acceptance", body, sending)

    def list_evidence(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> EvidenceBodyList:
        """List a cycle's evidence."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/evidence", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_evidence(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[EvidenceBody]:
        """List a cycle's evidence, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/evidence", {"state": state, "as_of": as_of})

    def reject_evidence(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RejectEvidenceBody]) -> ReceiptBody:
        """Reject it, with the reason."""
        return self._connection.post(f"/v1/evidence/{part(item_id)}/rejection", body, sending)

    def retract_evidence(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RetractEvidenceBody]) -> ReceiptBody:
        """Take it back."""
        return self._connection.post(f"/v1/evidence/{part(item_id)}/retraction", body, sending)

    def show_evidence(self, item_id: str, /, *, as_of: str | None = None) -> EvidenceBody:
        """Show one of the evidence."""
        return self._connection.get(f"/v1/evidence/{part(item_id)}", {"as_of": as_of})

    def show_evidence_file(self, item_id: str, /) -> Any:
        """Get the file of a piece of evidence."""
        return self._connection.get(f"/v1/evidence/{part(item_id)}/file", {})
