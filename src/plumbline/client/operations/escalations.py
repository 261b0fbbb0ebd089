# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on escalations."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import CausesBody, DefineEscalationPolicyBody, EscalationBody, EscalationBodyList, PolicyList
from plumbline.client.shapes.part2 import ReceiptBody, ResolveEscalationBody


class Escalations:
    """Operations on escalations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acknowledge_escalation(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Acknowledge it, for as long as the lease lasts."""
        return self._connection.post(f"/v1/escalations/{part(item_id)}/acknowledgement", None, sending)

    def define_escalation_policy(self, *, sending: Sending = PLAIN, **body: Unpack[DefineEscalationPolicyBody]) -> ReceiptBody:
        """Define an escalation policy."""
        return self._connection.post("/v1/escalation-policies", body, sending)

    def list_escalations(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> EscalationBodyList:
        """List a cycle's escalations."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/escalations", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_escalations(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[EscalationBody]:
        """List a cycle's escalations, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/escalations", {"state": state, "as_of": as_of})

    def list_policies(self) -> PolicyList:
        """List escalation policies."""
        return self._connection.get("/v1/escalation-policies", {})

    def resolve_escalation(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ResolveEscalationBody]) -> ReceiptBody:
        """Bring the item down, with outcome and cause."""
        return self._connection.post(f"/v1/escalations/{part(item_id)}/resolution", body, sending)

    def show_causes(self, item_id: str, /) -> CausesBody:
        """Report what a cycle's escalations have in common."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/escalation-causes", {})

    def show_escalation(self, item_id: str, /, *, as_of: str | None = None) -> EscalationBody:
        """Show one of the escalations."""
        return self._connection.get(f"/v1/escalations/{part(item_id)}", {"as_of": as_of})
