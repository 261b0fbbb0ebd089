# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on signals."""

from collections.abc import Sequence
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import CloudEvent, MappingPreview, NewSignalMapping, NewSignalSource, NewSignalUpload
from plumbline.client.shapes.part2 import ReceiptBody, SignalKeyMade, SignalKindList, SignalMappingList, SignalOrigins, SignalPage, SignalSourceBody, SignalSourceList, SignalUploadBody, TakenSignals


class Signals:
    """Operations on signals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_signal_mapping(self, *, sending: Sending = PLAIN, **body: Unpack[NewSignalMapping]) -> ReceiptBody:
        """Say where signals belong."""
        return self._connection.post("/v1/signal-mappings", body, sending)

    def add_signal_source(self, *, sending: Sending = PLAIN, **body: Unpack[NewSignalSource]) -> SignalKeyMade:
        """Add a source of signals."""
        return self._connection.post("/v1/signal-sources", body, sending)

    def allow_signal_origins(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SignalOrigins]) -> ReceiptBody:
        """Say from which sites browsers may send."""
        return self._connection.post(f"/v1/signal-sources/{part(item_id)}/origins", body, sending)

    def list_cycle_signals(self, cycle_id: str, /, *, sign_ups: bool | None = None, before: int | None = None, limit: int | None = None) -> SignalPage:
        """Read the signals of a cycle."""
        return self._connection.get(f"/v1/cycles/{part(cycle_id)}/signals", {"sign_ups": sign_ups, "before": before, "limit": limit})

    def list_signal_kinds(self, *, nowhere: bool | None = None) -> SignalKindList:
        """Count signals by kind."""
        return self._connection.get("/v1/signal-kinds", {"nowhere": nowhere})

    def list_signal_mappings(self) -> SignalMappingList:
        """List where signals belong."""
        return self._connection.get("/v1/signal-mappings", {})

    def list_signal_sources(self) -> SignalSourceList:
        """List the sources of signals."""
        return self._connection.get("/v1/signal-sources", {})

    def list_signals(self, *, nowhere: bool | None = None, before: int | None = None, limit: int | None = None) -> SignalPage:
        """Read signals."""
        return self._connection.get("/v1/signals", {"nowhere": nowhere, "before": before, "limit": limit})

    def preview_signal_mapping(self, *, sending: Sending = PLAIN, **body: Unpack[NewSignalMapping]) -> MappingPreview:
        """Say what a mapping would do."""
        return self._connection.post("/v1/signal-mappings/previews", body, sending)

    def remove_signal_mapping(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Take back where signals belong."""
        return self._connection.post(f"/v1/signal-mappings/{part(item_id)}/removal", None, sending)

    def revoke_signal_source(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Revoke a source of signals."""
        return self._connection.post(f"/v1/signal-sources/{part(item_id)}/revocation", None, sending)

    def rotate_signal_key(self, item_id: str, /, *, sending: Sending = PLAIN) -> SignalKeyMade:
        """Give a source of signals a new key."""
        return self._connection.post(f"/v1/signal-sources/{part(item_id)}/keys", None, sending)

    def send_cloud_events(self, items: Sequence[CloudEvent], /) -> TakenSignals:
        """Send signals as CloudEvents, with the key of a source as the client's token."""
        return self._connection.post_items("/v1/signals", "application/cloudevents-batch+json", items)

    def show_signal_source(self, item_id: str, /) -> SignalSourceBody:
        """Show a source of signals."""
        return self._connection.get(f"/v1/signal-sources/{part(item_id)}", {})

    def upload_signals(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewSignalUpload]) -> SignalUploadBody:
        """Keep the rows of a file as signals."""
        return self._connection.post(f"/v1/signal-sources/{part(item_id)}/uploads", body, sending)
