# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on workspaces."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending
from plumbline.client.shapes.part1 import DefineThemeBody, HealthBody, NewWorkspace
from plumbline.client.shapes.part2 import ReceiptBody, Theme, WorkspaceList


class Workspaces:
    """Operations on workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_workspace(self, *, sending: Sending = PLAIN, **body: Unpack[NewWorkspace]) -> ReceiptBody:
        """Make a workspace."""
        return self._connection.post("/v1/workspaces", body, sending)

    def define_theme(self, *, sending: Sending = PLAIN, **body: Unpack[DefineThemeBody]) -> ReceiptBody:
        """Define what journeys look like."""
        return self._connection.post("/v1/theme", body, sending)

    def list_workspaces(self) -> WorkspaceList:
        """List the workspaces that you reach."""
        return self._connection.get("/v1/workspaces", {})

    def show_health(self) -> HealthBody:
        """Say how each part of the installation stands."""
        return self._connection.get("/v1/health", {})

    def show_theme(self) -> Theme:
        """Show what journeys look like."""
        return self._connection.get("/v1/theme", {})
