"""Blobs in memory: the same contract, gone with the process. For tests and benchmarks."""

from collections.abc import Iterable

from plumbline.blobs.store import Blob, checked, digest_of


class MemoryBlobs:
    """Bodies in a dictionary."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}

    async def put(self, body: bytes) -> str:
        digest = digest_of(body)
        self._bodies.setdefault(digest, bytes(body))
        return digest

    async def get(self, digest: str) -> Blob | None:
        body = self._bodies.get(digest)
        return None if body is None else checked(digest, body)

    async def known(self, digests: Iterable[str]) -> frozenset[str]:
        return frozenset(digests) & self._bodies.keys()

    async def close(self) -> None:
        self._bodies.clear()
