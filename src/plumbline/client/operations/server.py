# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on server."""

from typing import Any

from plumbline.client.connection import Connection


class Server:
    """Operations on server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def show_alive(self) -> dict[str, Any]:
        """Say whether it can record."""
        return self._connection.get("/healthz", {})

    def show_asyncapi(self) -> dict[str, Any]:
        """Show the AsyncAPI 3 document of every event."""
        return self._connection.get("/asyncapi.json", {})

    def show_keys(self) -> dict[str, Any]:
        """Show the key that signatures of webhooks are checked with."""
        return self._connection.get("/.well-known/jwks.json", {})

    def show_openapi(self) -> dict[str, Any]:
        """Show the OpenAPI 3.1 document."""
        return self._connection.get("/openapi.json", {})

    def show_ready(self) -> dict[str, Any]:
        """Say whether everything keeps up."""
        return self._connection.get("/readyz", {})
