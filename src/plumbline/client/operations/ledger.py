# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on ledger."""


from plumbline.client.connection import Connection, part
from plumbline.client.shapes.part1 import EntryList, HeadBody, ProofBody, ledger_EntryBody


class Ledger:
    """Operations on ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def export_proof(self, position: int, /) -> ProofBody:
        """Export a proof for an entry."""
        return self._connection.get(f"/v1/ledger/entries/{part(position)}/proof", {})

    def list_entries(self, *, after: int | None = None, limit: int | None = None) -> EntryList:
        """List entries in order."""
        return self._connection.get("/v1/ledger/entries", {"after": after, "limit": limit})

    def show_entry(self, position: int, /) -> ledger_EntryBody:
        """Show an entry."""
        return self._connection.get(f"/v1/ledger/entries/{part(position)}", {})

    def show_head(self) -> HeadBody:
        """Show the head and its checkpoint."""
        return self._connection.get("/v1/ledger/head", {})
