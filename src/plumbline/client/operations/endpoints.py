# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on endpoints."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AnswerBody, ConnectorList, DeliveryList, DeliveryWhole, EndpointBody, EndpointEdit, EndpointList, EndpointMade, Filter, FilterTrial, HourList, NewCredentials, NewEndpoint, NewSecret
from plumbline.client.shapes.part2 import ReceiptBody, Repeated, Replay, Replayed, SecretMade


class Endpoints:
    """Operations on endpoints."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_endpoint(self, *, sending: Sending = PLAIN, **body: Unpack[NewEndpoint]) -> EndpointMade:
        """Add an endpoint."""
        return self._connection.post("/v1/endpoints", body, sending)

    def credit_endpoint(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewCredentials]) -> ReceiptBody:
        """Give a connection new credentials."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/credentials", body, sending)

    def disable_endpoint(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Disable an endpoint."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/disabling", None, sending)

    def edit_endpoint(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[EndpointEdit]) -> ReceiptBody:
        """Change an endpoint."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/edits", body, sending)

    def enable_endpoint(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Enable an endpoint."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/enabling", None, sending)

    def list_connectors(self) -> ConnectorList:
        """List the programs that can be connected."""
        return self._connection.get("/v1/connectors", {})

    def list_deliveries(self, item_id: str, /, *, before: int | None = None, limit: int | None = None) -> DeliveryList:
        """List the deliveries to an endpoint."""
        return self._connection.get(f"/v1/endpoints/{part(item_id)}/deliveries", {"before": before, "limit": limit})

    def list_endpoints(self) -> EndpointList:
        """List the endpoints."""
        return self._connection.get("/v1/endpoints", {})

    def list_hours(self, item_id: str, /) -> HourList:
        """Count deliveries to an endpoint by the hour."""
        return self._connection.get(f"/v1/endpoints/{part(item_id)}/hours", {})

    def remove_endpoint(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Remove an endpoint."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/removal", None, sending)

    def repeat_delivery(self, item_id: str, entry: str, /, *, sending: Sending = PLAIN) -> Repeated:
        """Send a delivery again."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/deliveries/{part(entry)}/repetitions", None, sending)

    def replay_events(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[Replay]) -> Replayed:
        """Send events to an endpoint again."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/replays", body, sending)

    def rotate_secret(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewSecret]) -> SecretMade:
        """Give an endpoint a new secret."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/secrets", body, sending)

    def show_delivery(self, item_id: str, entry: str, /) -> DeliveryWhole:
        """Show a delivery."""
        return self._connection.get(f"/v1/endpoints/{part(item_id)}/deliveries/{part(entry)}", {})

    def show_endpoint(self, item_id: str, /) -> EndpointBody:
        """Show an endpoint."""
        return self._connection.get(f"/v1/endpoints/{part(item_id)}", {})

    def test_endpoint(self, item_id: str, /, *, sending: Sending = PLAIN) -> AnswerBody:
        """Send a test event."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/tests", None, sending)

    def try_filter(self, *, sending: Sending = PLAIN, **body: Unpack[Filter]) -> FilterTrial:
        """Try a filter on what has happened."""
        return self._connection.post("/v1/endpoint-trials", body, sending)

    def verify_endpoint(self, item_id: str, /, *, sending: Sending = PLAIN) -> AnswerBody:
        """Verify an endpoint by a signed challenge."""
        return self._connection.post(f"/v1/endpoints/{part(item_id)}/verification", None, sending)
