"""Bodies as one workspace sees them: those that were kept for it. Knowing the digest of another workspace's file does not open it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from plumbline.blobs.store import Blob, Blobs, Released


class WorkspaceBlobs:
    """Keeps and gives bodies for one workspace. The same bytes handed in from two workspaces are stored once and held twice."""

    def __init__(self, whole: Blobs, workspace_id: str, *, clock: Callable[[], datetime], earlier: bool = False) -> None:
        """earlier: with the bodies from before there were several workspaces."""
        self.whole = whole
        self._clock = clock
        self._holders = (workspace_id, "") if earlier else (workspace_id,)

    async def put(self, body: bytes) -> str:
        """Keep a body; return its digest. Raises TooLarge, UnwritableBlobs."""
        return await self.whole.put(body, holder=self._holders[0], at=self._clock())

    async def get(self, digest: str) -> Blob | None:
        """Return a body that is kept for the workspace. Raises CorruptBlob."""
        return await self.whole.get(digest, holders=self._holders)

    async def known(self, digests: Iterable[str]) -> frozenset[str]:
        """Return those digests under which a body is kept for the workspace."""
        return await self.whole.known(digests, holders=self._holders)

    async def renew(self, digest: str) -> None:
        """Make a body young again, because something is about to name it. Raises UnwritableBlobs."""
        await self.whole.renew(digest, holders=self._holders, at=self._clock())

    async def held(self, *, before: datetime, after: str = "", limit: int = 500) -> list[str]:
        """Return the digests kept for the workspace before an instant, in their order, from behind a digest on."""
        return await self.whole.held(holders=self._holders, before=before, after=after, limit=limit)

    async def release(self, digests: Iterable[str], *, before: datetime | None = None) -> Released:
        """Let go of bodies; before: only of those kept before then. What another workspace holds stays for it. Raises UnwritableBlobs."""
        return await self.whole.release(digests, holders=self._holders, before=before)
