"""Blobs in memory: the same contract, gone with the process. For tests and benchmarks."""

from collections.abc import Iterable, Sequence

from plumbline.blobs.store import Blob, checked, digest_of


class MemoryBlobs:
    """Bodies in a dictionary."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        self._held: set[tuple[str, str]] = set()

    async def put(self, body: bytes, *, holder: str = "") -> str:
        digest = digest_of(body)
        self._bodies.setdefault(digest, bytes(body))
        self._held.add((digest, holder))
        return digest

    async def get(self, digest: str, *, holders: Sequence[str] = ()) -> Blob | None:
        body = self._bodies.get(digest) if self._is_held(digest, holders) else None
        return None if body is None else checked(digest, body)

    async def known(self, digests: Iterable[str], *, holders: Sequence[str] = ()) -> frozenset[str]:
        return frozenset(one for one in digests if one in self._bodies and self._is_held(one, holders))

    async def close(self) -> None:
        self._bodies.clear()

    def _is_held(self, digest: str, holders: Sequence[str]) -> bool:
        return not holders or any((digest, holder) in self._held for holder in holders)
