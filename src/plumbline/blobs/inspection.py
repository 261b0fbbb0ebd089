"""Reading every kept body again: which are gone, and which are not what was stored. Reads only, also while a server runs."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from plumbline.blobs.errors import UnreadableBlobs
from plumbline.blobs.sqlite import FILE
from plumbline.kernel.record import record


@record
class Inspection:
    """What was found. kept: how many bodies there are, None where there is no file of them. missing, altered: digests, in their order.

    digests: of all that is kept.
    """

    kept: int | None
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    digests: frozenset[str] = frozenset()


def inspect(data: Path, needed: Iterable[str]) -> Inspection:
    """Compare every body in a data folder with its digest, and look for those that are needed; without a file of bodies all are missing.

    Raises UnreadableBlobs.
    """
    path = data / FILE
    kept: set[str] = set()
    altered: list[str] = []
    if not path.exists():
        return Inspection(kept=None, missing=tuple(sorted(set(needed))), altered=())
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as db:
            for digest, body in db.execute("SELECT digest, body FROM blob ORDER BY digest"):
                kept.add(digest)
                if sha256(body).hexdigest() != digest:
                    altered.append(digest)
    except sqlite3.DatabaseError as fault:
        raise UnreadableBlobs(f"{path} cannot be read as blobs: {fault}; restore it from a backup") from fault
    return Inspection(kept=len(kept), missing=tuple(sorted(set(needed) - kept)), altered=tuple(altered), digests=frozenset(kept))
