"""Blobs in an SQLite file of their own beside the ledger, so that large bodies never make the ledger's pages or its backup slow.

A body is durable before the entry that names it is appended. A crash between the two leaves a body that nobody names, never an entry whose
body is missing.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypeVar

from plumbline.blobs.errors import UnreadableBlobs, UnwritableBlobs
from plumbline.blobs.store import LONG_AGO, Blob, Released, checked, digest_of
from plumbline.sqlite_file import DURABLE, SqliteFile

FILE = "blobs.sqlite"
_BLOBS = "CREATE TABLE blob (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
_HOLDERS = """
CREATE TABLE held (digest TEXT NOT NULL, holder TEXT NOT NULL, PRIMARY KEY (digest, holder)) STRICT, WITHOUT ROWID;
INSERT INTO held SELECT digest, '' FROM blob;
"""
_AGES = """
ALTER TABLE held ADD COLUMN kept_at INTEGER NOT NULL DEFAULT 0;
UPDATE held SET kept_at = unixepoch();
CREATE INDEX held_by_age ON held (holder, digest, kept_at);
"""
_KIND = SqliteFile(holds="blobs", steps=(_BLOBS, _HOLDERS, _AGES), fault=UnreadableBlobs, settings=DURABLE)
_MANY = 500  # SQLite takes a limited number of parameters at once

_NEVER = 2**62
_HOLD = "INSERT INTO held VALUES (?, ?, ?) ON CONFLICT (digest, holder) DO UPDATE SET kept_at = max(kept_at, excluded.kept_at)"
_TAKE_OUT = "DELETE FROM blob WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM held WHERE held.digest = ?) RETURNING size"

T = TypeVar("T")


class SqliteBlobs:
    """Bodies in a file. Each call is one short transaction in a thread, under a lock."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lock = Lock()

    @classmethod
    def open(cls, path: Path) -> "SqliteBlobs":
        """Open the file at path, making it when there is none. Raises UnreadableBlobs."""
        return cls(_KIND.open(path))

    async def put(self, body: bytes, *, holder: str = "", at: datetime = LONG_AGO) -> str:
        digest = digest_of(body)

        def keep(db: sqlite3.Connection) -> None:
            with db:  # commits both, or neither
                db.execute("BEGIN IMMEDIATE")
                db.execute("INSERT INTO blob VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING", (digest, len(body), body))
                db.execute(_HOLD, (digest, holder, int(at.timestamp())))

        await self._written(keep, f"a body of {len(body)} bytes")
        return digest

    async def get(self, digest: str, *, holders: Sequence[str] = ()) -> Blob | None:
        ask = f"SELECT body FROM blob WHERE digest = ?{_held_by(holders)}"  # noqa: S608 - only placeholders are joined
        row = await self._asked(lambda db: db.execute(ask, (digest, *holders)).fetchone())
        return None if row is None else checked(digest, bytes(row[0]))

    async def known(self, digests: Iterable[str], *, holders: Sequence[str] = ()) -> frozenset[str]:
        wanted = sorted(set(digests))
        portions = [wanted[start : start + _MANY] for start in range(0, len(wanted), _MANY)]

        def there(db: sqlite3.Connection) -> frozenset[str]:
            found: set[str] = set()
            for portion in portions:
                marks = ", ".join("?" for _ in portion)
                ask = f"SELECT digest FROM blob WHERE digest IN ({marks}){_held_by(holders)}"  # noqa: S608 - only placeholders are joined
                found.update(digest for (digest,) in db.execute(ask, (*portion, *holders)))
            return frozenset(found)

        return await self._asked(there) if wanted else frozenset()

    async def renew(self, digest: str, *, holders: Sequence[str], at: datetime) -> None:
        renewed = f"UPDATE held SET kept_at = max(kept_at, ?) WHERE digest = ? AND {_among(holders)}"  # noqa: S608 - placeholders
        await self._written(lambda db: db.execute(renewed, (int(at.timestamp()), digest, *holders)), "the age of a body")

    async def held(self, *, holders: Sequence[str], before: datetime, after: str = "", limit: int = 500) -> list[str]:
        ask = f"SELECT DISTINCT digest FROM held WHERE {_among(holders)} AND kept_at < ? AND digest > ? ORDER BY digest LIMIT ?"  # noqa: S608
        given = (*holders, int(before.timestamp()), after, limit)
        return await self._asked(lambda db: [digest for (digest,) in db.execute(ask, given)])

    async def release(self, digests: Iterable[str], *, holders: Sequence[str], before: datetime | None = None) -> Released:
        let_go = f"DELETE FROM held WHERE digest = ? AND {_among(holders)} AND kept_at < ?"  # noqa: S608 - placeholders
        until = _NEVER if before is None else int(before.timestamp())

        def release(db: sqlite3.Connection) -> Released:
            count = size = 0
            with db:
                db.execute("BEGIN IMMEDIATE")
                for digest in digests:
                    db.execute(let_go, (digest, *holders, until))
                    for (bytes_gone,) in db.execute(_TAKE_OUT, (digest, digest)).fetchall():
                        count, size = count + 1, size + bytes_gone
            if count:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # or the log beside the file has them still
            return Released(count, size)

        return await self._written(release, "that bodies go")

    async def close(self) -> None:
        with self._lock:
            self._db.close()

    async def _written(self, writing: Callable[[sqlite3.Connection], T], what: str) -> T:
        try:
            return await self._asked(writing)
        except sqlite3.OperationalError as fault:
            raise UnwritableBlobs(f"the disk does not take {what}: {fault}") from fault

    async def _asked(self, question: Callable[[sqlite3.Connection], T]) -> T:
        def ask() -> T:
            with self._lock:
                return question(self._db)

        return await asyncio.to_thread(ask)


def _held_by(holders: Sequence[str]) -> str:
    marks = ", ".join("?" for _ in holders)
    return f" AND EXISTS (SELECT 1 FROM held WHERE held.digest = blob.digest AND holder IN ({marks}))" if holders else ""  # noqa: S608


def _among(holders: Sequence[str]) -> str:
    return f"holder IN ({', '.join('?' for _ in holders)})"
