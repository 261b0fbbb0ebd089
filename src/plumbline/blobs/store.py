"""Blobs as the rest of the product sees them; memory.py and sqlite.py keep this contract."""

from collections.abc import Iterable, Sequence
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

    async def put(self, body: bytes, *, holder: str = "") -> str:
        """Keep a body, once however often it comes; return its digest. Raises TooLarge, UnwritableBlobs.

        holder: for whom it is kept; knowing a digest gives nobody else the body. "" for bodies from before there were holders.
        """
        ...

    async def get(self, digest: str, *, holders: Sequence[str] = ()) -> Blob | None:
        """Return a kept body, or None when none is kept under the digest. Raises CorruptBlob when it is not what was stored.

        holders: for any of whom it has to be kept; none for whoever.
        """
        ...

    async def known(self, digests: Iterable[str], *, holders: Sequence[str] = ()) -> frozenset[str]:
        """Return those digests under which a body is kept, for any of the holders, or for whoever when none is named."""
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
