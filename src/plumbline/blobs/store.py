"""Blobs as the rest of the product sees them; memory.py and sqlite.py keep this contract."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple, Protocol

from plumbline.blobs.errors import CorruptBlob, TooLarge

LARGEST = 4 * 1024 * 1024
"""The most bytes of one body. A request may have five megabytes; this leaves room for what comes with it."""


class Blob(NamedTuple):
    """A kept body. digest: SHA-256 in hex."""

    digest: str
    body: bytes


class Blobs(Protocol):
    """Bodies by their digest. What is stored is durable when `put` returns, and never changes."""

    async def put(self, body: bytes) -> str:
        """Keep a body, once however often it comes; return its digest. Raises TooLarge, UnwritableBlobs."""
        ...

    async def get(self, digest: str) -> Blob | None:
        """Return a kept body, or None when none is kept under the digest. Raises CorruptBlob when it is not what was stored."""
        ...

    async def known(self, digests: Iterable[str]) -> frozenset[str]:
        """Return those digests under which a body is kept."""
        ...

    async def close(self) -> None:
        """Release what is open."""
        ...


def digest_of(body: bytes) -> str:
    """Return the digest under which a body is kept. Raises TooLarge for one that is not."""
    if len(body) > LARGEST:
        raise TooLarge(len(body), LARGEST)
    return sha256(body).hexdigest()


def checked(digest: str, body: bytes) -> Blob:
    """Return a blob as it was stored. Raises CorruptBlob when its bytes do not match its digest."""
    if sha256(body).hexdigest() != digest:
        raise CorruptBlob(digest)
    return Blob(digest, body)
