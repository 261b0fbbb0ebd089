"""Blobs as the rest of the product sees them; memory.py and sqlite.py keep this contract."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

from plumbline.blobs.errors import CorruptBlob, TooLarge

LARGEST = 4 * 1024 * 1024
"""The most bytes of one body. A request may have five megabytes; this leaves room for what comes with it."""


LONG_AGO = datetime.fromtimestamp(0, UTC)
"""When a body was kept of which nobody said when."""


class Blob(NamedTuple):
    """A kept body. digest: SHA-256 in hex."""

    digest: str
    body: bytes


class Released(NamedTuple):
    """What was let go of: how many bodies, and their bytes."""

    bodies: int = 0
    size: int = 0


class Blobs(Protocol):
    """Bodies by their digest. What is stored is durable when `put` returns, and never changes."""

    async def put(self, body: bytes, *, holder: str = "", at: datetime = LONG_AGO) -> str:
        """Keep a body, once however often it comes; return its digest. Raises TooLarge, UnwritableBlobs.

        holder: for whom it is kept; knowing a digest gives nobody else the body. "" for bodies from before there were holders.
        at: when; a body that comes again is young again.
        """
        ...

    async def renew(self, digest: str, *, holders: Sequence[str], at: datetime) -> None:
        """Make a body that is kept for a holder young again, because something is about to name it."""
        ...

    async def held(self, *, holders: Sequence[str], before: datetime, after: str = "", limit: int = 500) -> list[str]:
        """Return the digests kept for any of the holders before an instant, in their order, from behind a digest on."""
        ...

    async def release(self, digests: Iterable[str], *, holders: Sequence[str], before: datetime | None = None) -> Released:
        """Let go of bodies for the holders; one that is kept for nobody any more is gone.

        before: only those that were kept before then, asked in the same step. Raises UnwritableBlobs.
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
