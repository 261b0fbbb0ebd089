"""Bodies as one workspace sees them: those that were kept for it. Knowing the digest of another workspace's file does not open it."""

from collections.abc import Iterable

from plumbline.blobs.store import Blob, Blobs


class WorkspaceBlobs:
    """Keeps and gives bodies for one workspace. The same bytes handed in from two workspaces are stored once and held twice."""

    def __init__(self, whole: Blobs, workspace_id: str, *, earlier: bool = False) -> None:
        """earlier: with the bodies from before there were several workspaces."""
        self.whole = whole
        self._holders = (workspace_id, "") if earlier else (workspace_id,)

    async def put(self, body: bytes) -> str:
        """Keep a body; return its digest. Raises TooLarge, UnwritableBlobs."""
        return await self.whole.put(body, holder=self._holders[0])

    async def get(self, digest: str) -> Blob | None:
        """Return a body that is kept for the workspace. Raises CorruptBlob."""
        return await self.whole.get(digest, holders=self._holders)

    async def known(self, digests: Iterable[str]) -> frozenset[str]:
        """Return those digests under which a body is kept for the workspace."""
        return await self.whole.known(digests, holders=self._holders)
