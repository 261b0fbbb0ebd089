# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on gates."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import GateAnswer, GateList, GateQuestion


class Gates:
    """Operations on gates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def evaluate(self, item_id: str, gate_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[GateQuestion]) -> GateAnswer:
        """Ask a gate without passing it."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/gates/{part(gate_id)}/evaluation", body, sending)

    def list_gates(self, item_id: str, /, *, as_of: str | None = None) -> GateList:
        """List a cycle's gates."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/gates", {"as_of": as_of})
