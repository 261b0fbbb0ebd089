"""Blobs in memory: the same contract, gone with the process. For tests and benchmarks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from plumbline.blobs.store import LONG_AGO, Blob, Released, checked, digest_of


class MemoryBlobs:
    """Bodies in a dictionary."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        self._held: dict[tuple[str, str], datetime] = {}

    async def put(self, body: bytes, *, holder: str = "", at: datetime = LONG_AGO) -> str:
        digest = digest_of(body)
        self._bodies.setdefault(digest, bytes(body))
        self._held[digest, holder] = at
        return digest

    async def get(self, digest: str, *, holders: Sequence[str] = ()) -> Blob | None:
        body = self._bodies.get(digest) if self._is_held(digest, holders) else None
        return None if body is None else checked(digest, body)

    async def known(self, digests: Iterable[str], *, holders: Sequence[str] = ()) -> frozenset[str]:
        return frozenset(one for one in digests if one in self._bodies and self._is_held(one, holders))

    async def renew(self, digest: str, *, holders: Sequence[str], at: datetime) -> None:
        self._held |= dict.fromkeys(self._held.keys() & {(digest, holder) for holder in holders}, at)

    async def held(self, *, holders: Sequence[str], before: datetime, after: str = "", limit: int = 500) -> list[str]:
        old = {digest for (digest, holder), at in self._held.items() if holder in holders and at < before and digest > after}
        return sorted(old)[:limit]

    async def release(self, digests: Iterable[str], *, holders: Sequence[str], before: datetime | None = None) -> Released:
        count = size = 0
        for digest in digests:
            for holder in holders:
                if before is None or self._held.get((digest, holder), before) < before:
                    self._held.pop((digest, holder), None)
            if digest in self._bodies and not any(one == digest for one, _ in self._held):
                count, size = count + 1, size + len(self._bodies.pop(digest))
        return Released(count, size)

    async def close(self) -> None:
        self._bodies.clear()

    def _is_held(self, digest: str, holders: Sequence[str]) -> bool:
        return not holders or any((digest, holder) in self._held for holder in holders)
