"""Keys of sources of signals. Each is kept as a digest, counts in one workspace, and lets a program send signals and nothing else."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import RLock

from plumbline.directory.instants import instant_of, number_of
from plumbline.directory.secret import SOURCE_PREFIX, digest, is_token
from plumbline.kernel.record import record

_USED_EVERY = timedelta(minutes=1)  # the last use is written once a minute, not with every request


@record
class SourceKey:
    """What a key stands for. signing_secret: what each request has to be signed with; empty for none."""

    source_id: str
    workspace_id: str
    signing_secret: str


class SourceKeys:
    """Keys of sources, by their digest."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def keep(self, source_id: str, workspace_id: str, key: str, signing_secret: str = "") -> None:
        """Write down the key of a source; one that it had before ends."""
        with self._writing() as db:
            row = (source_id, workspace_id, digest(key), signing_secret)
            db.execute(
                "INSERT INTO source_key VALUES (?, ?, ?, ?, NULL)"
                " ON CONFLICT (source_id) DO UPDATE SET digest = excluded.digest, signing_secret = excluded.signing_secret",
                row,
            )

    def forget(self, source_id: str) -> None:
        """Delete the key of a source."""
        with self._writing() as db:
            db.execute("DELETE FROM source_key WHERE source_id = ?", (source_id,))

    def find(self, key: str, now: datetime) -> SourceKey | None:
        """Return what a key stands for, and note that it was used; None when it is malformed, unknown or revoked."""
        if not is_token(key, SOURCE_PREFIX):
            return None
        ask = "SELECT source_id, workspace_id, signing_secret, used_at FROM source_key WHERE digest = ?"
        with self._lock:
            row = self._db.execute(ask, (digest(key),)).fetchone()
        if row is None:
            return None
        source_id, workspace_id, signing_secret, used_at = row
        if used_at is None or instant_of(used_at) + _USED_EVERY <= now:
            with self._writing() as db:
                db.execute("UPDATE source_key SET used_at = ? WHERE source_id = ?", (number_of(now), source_id))
        return SourceKey(source_id=source_id, workspace_id=workspace_id, signing_secret=signing_secret)

    def used_at(self, source_id: str) -> datetime | None:
        """Return when the key of a source was used last, to the minute; None when it never was, or is gone."""
        with self._lock:
            row = self._db.execute("SELECT used_at FROM source_key WHERE source_id = ?", (source_id,)).fetchone()
        return instant_of(row[0]) if row and row[0] is not None else None
