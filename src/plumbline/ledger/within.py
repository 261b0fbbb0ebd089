"""The ledger as one workspace sees it: its own entries, and of all others only that they are in the same tree.

Positions, the head, checkpoints and proofs belong to the installation, because one tree covers all of it; they hold hashes and no content.
What an entry says is given to its own workspace only: an entry of another one answers like an entry that does not exist.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from plumbline.ledger.checkpoint import VerifierKey
from plumbline.ledger.entry import Entry, Head
from plumbline.ledger.store import Ledger, Row

_PORTION = 500
_FEW = 8  # entries; giving the question to another thread takes longer than reading them one by one


class WorkspaceLedger:
    """Reads a ledger for one workspace. Writing passes the one writer."""

    def __init__(self, whole: Ledger, workspace_id: str) -> None:
        """workspace_id: "" for nobody, to whom no entry belongs."""
        self._whole = whole
        self.workspace_id = workspace_id

    @property
    def verifier(self) -> VerifierKey:
        """The public key that checkpoints are verified with."""
        return self._whole.verifier

    async def entry(self, position: int) -> Entry | None:
        """Return an entry of the workspace."""
        found = await self._whole.entry(position)
        return found if found is not None and self._owns(found) else None

    async def entries(self, positions: Sequence[int]) -> list[Entry]:
        """Return the workspace's entries at positions, in the order given. Many neighbours are read together."""
        if len(positions) > _FEW and max(positions) - min(positions) == len(positions) - 1:
            found = {one.position: one for one in await self._whole.scan(min(positions) - 1, len(positions))}
        else:
            found = {position: one for position in positions if (one := await self._whole.entry(position)) is not None}
        return [found[position] for position in positions if position in found and self._owns(found[position])]

    async def raw(self, position: int) -> bytes | None:
        """Return the bytes of an entry of the workspace as they were hashed."""
        return None if await self.entry(position) is None else await self._whole.raw(position)

    async def scan(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Return up to limit entries of the workspace after a position, in order."""
        found: list[Entry] = []
        while len(found) < limit:
            portion = await self._whole.scan(after, max(limit, _PORTION))
            if not portion:
                break
            found += [one for one in portion if self._owns(one)]
            after = portion[-1].position
        return found[:limit]

    async def read(self, stream: str, after: int = 0) -> list[Entry]:
        """Return the entries of a stream of the workspace after a version."""
        return [one for one in await self._whole.read(stream, after) if self._owns(one)]

    async def follow(self, after: int) -> AsyncIterator[Entry]:
        """Yield every entry of the workspace after a position, then each new one as it is written."""
        async for one in self._whole.follow(after):
            if self._owns(one):
                yield one

    async def recorded_at(self, position: int) -> datetime | None:
        """Return when an entry was written, whichever workspace it belongs to: the order in time is that of the whole tree."""
        found = await self._whole.entry(position)
        return None if found is None else found.recorded_at

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Ask the projections' tables. The question has to name the workspace wherever rows of several stand together."""
        return await self._whole.query(sql, parameters)

    async def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Ask the projections' tables for one row by its key, and by the workspace."""
        return await self._whole.row(sql, parameters)

    async def head(self) -> Head:
        """Return the head of the whole tree."""
        return await self._whole.head()

    async def size(self) -> int:
        """Return the number of entries of the whole tree."""
        return await self._whole.size()

    async def verify(self) -> Head:
        """Check the whole tree. Raises Corrupt, which names a position and no content."""
        return await self._whole.verify()

    async def checkpoint(self) -> str:
        """Sign and keep a checkpoint of the whole tree; return the signed note."""
        return await self._whole.checkpoint()

    async def latest_checkpoint(self) -> str | None:
        """Return the newest signed note."""
        return await self._whole.latest_checkpoint()

    async def inclusion_proof(self, position: int, size: int) -> tuple[bytes, ...]:
        """Return the hashes that lead from an entry to the root of a tree of a size."""
        return await self._whole.inclusion_proof(position, size)

    async def answered(self, scope: str, key: str) -> tuple[str, bytes] | None:
        """Return (request hash, answer) kept under an idempotency key. The scope names the workspace and the actor."""
        return await self._whole.answered(scope, key)

    def _owns(self, entry: Entry) -> bool:
        return bool(self.workspace_id) and entry.attribution.workspace == self.workspace_id
