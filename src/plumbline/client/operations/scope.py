# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on scope."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import ApplyScopeBody, AssessScopeBody, DeclineScopeBody, DeferScopeBody
from plumbline.client.shapes.part2 import ReceiptBody, ScopeBody, ScopeBodyList


class Scope:
    """Operations on scope."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_scope(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Take it in while scope is being formed."""
        return self._connection.post(f"/v1/scope/{part(item_id)}/acceptance", None, sending)

    def apply_scope(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ApplyScopeBody]) -> ReceiptBody:
        """Say that delivery has taken it over."""
        return self._connection.post(f"/v1/scope/{part(item_id)}/application", body, sending)

    def assess_scope(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssessScopeBody]) -> ReceiptBody:
        """Rank it by its contribution to the outcome."""
        return self._connection.post(f"/v1/scope/{part(item_id)}/assessment", body, sending)

    def decline_scope(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeclineScopeBody]) -> ReceiptBody:
        """Decline it, with the reason."""
        return self._connection.post(f"/v1/scope/{part(item_id)}/declining", body, sending)

    def defer_scope(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeferScopeBody]) -> ReceiptBody:
        """Defer it, with the reason."""
        return self._connection.post(f"/v1/scope/{part(item_id)}/deferral", body, sending)

    def list_scope(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> ScopeBodyList:
        """List a cycle's scope."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/scope", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_scope(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[ScopeBody]:
        """List a cycle's scope, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/scope", {"state": state, "as_of": as_of})

    def show_scope(self, item_id: str, /, *, as_of: str | None = None) -> ScopeBody:
        """Show one of the scope."""
        return self._connection.get(f"/v1/scope/{part(item_id)}", {"as_of": as_of})
