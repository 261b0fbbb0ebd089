# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on tokens."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import NewToken
from plumbline.client.shapes.part2 import TokenEnded, TokenList, TokenMade


class Tokens:
    """Operations on tokens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_tokens(self) -> TokenList:
        """List your tokens."""
        return self._connection.get("/v1/tokens", {})

    def make_token(self, *, sending: Sending = PLAIN, **body: Unpack[NewToken]) -> TokenMade:
        """Make a token."""
        return self._connection.post("/v1/tokens", body, sending)

    def revoke_token(self, item_id: str, /, *, sending: Sending = PLAIN) -> TokenEnded:
        """Revoke a token."""
        return self._connection.post(f"/v1/tokens/{part(item_id)}/revocation", None, sending)
