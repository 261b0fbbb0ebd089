"""Blobs in an SQLite file of their own beside the ledger, so that large bodies never make the ledger's pages or its backup slow.

A body is durable before the entry that names it is appended. A crash between the two leaves a body that nobody names, never an entry whose
body is missing.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import TypeVar

from plumbline.blobs.errors import UnreadableBlobs, UnwritableBlobs
from plumbline.blobs.store import Blob, checked, digest_of

FILE = "blobs.sqlite"
_SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 5000, "secure_delete": 1}
_BLOBS = "CREATE TABLE blob (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
_HOLDERS = """
CREATE TABLE held (digest TEXT NOT NULL, holder TEXT NOT NULL, PRIMARY KEY (digest, holder)) STRICT, WITHOUT ROWID;
INSERT INTO held SELECT digest, '' FROM blob;
"""
_STEPS = (_BLOBS, _HOLDERS)  # the version of a file is the number of steps it has taken
_MANY = 500  # SQLite takes a limited number of parameters at once

T = TypeVar("T")


class SqliteBlobs:
    """Bodies in a file. Each call is one short transaction in a thread, under a lock."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lock = Lock()

    @classmethod
    def open(cls, path: Path) -> "SqliteBlobs":
        """Open the file at path, making it when there is none. Raises UnreadableBlobs."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            _apply_settings(db)
            _make_tables(db, path)
        except sqlite3.DatabaseError as fault:
            db.close()
            raise UnreadableBlobs(f"{path} cannot be read as blobs: {fault}; restore it from a backup") from fault
        except UnreadableBlobs:
            db.close()
            raise
        return cls(db)

    async def put(self, body: bytes, *, holder: str = "") -> str:
        digest = digest_of(body)

        def keep(db: sqlite3.Connection) -> None:
            if db.execute("SELECT 1 FROM held WHERE digest = ? AND holder = ?", (digest, holder)).fetchone():
                return
            with db:  # commits both, or neither
                db.execute("BEGIN IMMEDIATE")
                db.execute("INSERT INTO blob VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING", (digest, len(body), body))
                db.execute("INSERT INTO held VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, holder))

        try:
            await self._asked(keep)
        except sqlite3.OperationalError as fault:
            raise UnwritableBlobs(f"the disk does not take a body of {len(body)} bytes: {fault}") from fault
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

    async def close(self) -> None:
        with self._lock:
            self._db.close()

    async def _asked(self, question: Callable[[sqlite3.Connection], T]) -> T:
        def ask() -> T:
            with self._lock:
                return question(self._db)

        return await asyncio.to_thread(ask)


def _held_by(holders: Sequence[str]) -> str:
    marks = ", ".join("?" for _ in holders)
    return f" AND EXISTS (SELECT 1 FROM held WHERE held.digest = blob.digest AND holder IN ({marks}))" if holders else ""  # noqa: S608


def _apply_settings(db: sqlite3.Connection) -> None:
    for name, value in _SETTINGS.items():
        db.execute(f"PRAGMA {name} = {value}").fetchall()
    # SQLite ignores a setting it does not know, and falls back silently on file systems that cannot keep a write-ahead log.
    for name, value in _SETTINGS.items():
        (actual,) = db.execute(f"PRAGMA {name}").fetchone()
        if actual != value:
            raise UnreadableBlobs(f"the blobs need {name} = {value}, but this machine gives {actual}")


def _make_tables(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(_STEPS):
        raise UnreadableBlobs(f"{path} was written by a newer release (version {version}, this one knows {len(_STEPS)})")
    for number, step in enumerate(_STEPS[version:], version + 1):
        db.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")
