# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on documents."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import ApplySuggestionBody, DeclineSuggestionBody, DocumentBody, DocumentList, NewDocument, NewImage
from plumbline.client.shapes.part2 import ReceiptBody, Redacting, SuggestEditBody, TextBody, WriteVersionBody


class Documents:
    """Operations on documents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def apply_suggestion(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ApplySuggestionBody]) -> ReceiptBody:
        """Take a suggestion."""
        return self._connection.post(f"/v1/documents/{part(item_id)}/suggestion-applications", body, sending)

    def create_document(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewDocument]) -> ReceiptBody:
        """Add a document."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/documents", body, sending)

    def create_image(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewImage]) -> ReceiptBody:
        """Attach an image."""
        return self._connection.post(f"/v1/documents/{part(item_id)}/images", body, sending)

    def create_redaction(self, item_id: str, number: int, /, *, sending: Sending = PLAIN, **body: Unpack[Redacting]) -> ReceiptBody:
        """Take an earlier version's text away."""
        return self._connection.post(f"/v1/documents/{part(item_id)}/versions/{part(number)}/redaction", body, sending)

    def decline_suggestion(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeclineSuggestionBody]) -> ReceiptBody:
        """Decline a suggestion."""
        return self._connection.post(f"/v1/documents/{part(item_id)}/suggestion-declines", body, sending)

    def list_documents(self, item_id: str, /) -> DocumentList:
        """List a cycle's documents."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/documents", {})

    def show_document(self, item_id: str, /) -> DocumentBody:
        """Show a document with its newest text."""
        return self._connection.get(f"/v1/documents/{part(item_id)}", {})

    def show_version(self, item_id: str, number: int, /) -> TextBody:
        """Show one version's text."""
        return self._connection.get(f"/v1/documents/{part(item_id)}/versions/{part(number)}", {})

    def suggest_edit(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SuggestEditBody]) -> ReceiptBody:
        """Suggest other words for a passage."""
        return self._connection.post(f"/v1/documents/{part(item_id)}/suggestions", body, sending)

    def write_version(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WriteVersionBody]) -> ReceiptBody:
        """Write it anew."""
        return self._connection.post(f"/v1/documents/{part(item_id)}/versions", body, sending)
