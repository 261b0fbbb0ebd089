# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on events."""

from typing import Any

from plumbline.client.connection import Connection, part
from plumbline.client.shapes.part1 import EventPage, EventTypeList, ProvenanceBody


class Events:
    """Operations on events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_event_types(self) -> EventTypeList:
        """List the kinds of events."""
        return self._connection.get("/v1/event-types", {})

    def list_events(self, *, after: int | None = None, limit: int | None = None, types: str | None = None, wait: int | None = None, endpoint: str | None = None) -> EventPage:
        """Read events in order."""
        return self._connection.get("/v1/events", {"after": after, "limit": limit, "types": types, "wait": wait, "endpoint": endpoint})

    def show_event(self, event_id: str, /, *, endpoint: str | None = None) -> Any:
        """Show an event."""
        return self._connection.get(f"/v1/events/{part(event_id)}", {"endpoint": endpoint})

    def show_event_schema(self, name: str, /) -> Any:
        """Show the schema of an event's data."""
        return self._connection.get(f"/v1/event-types/{part(name)}/schema", {})

    def show_provenance(self, event_id: str, /) -> ProvenanceBody:
        """Say where an event came from."""
        return self._connection.get(f"/v1/events/{part(event_id)}/provenance", {})
