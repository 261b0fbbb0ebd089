"""How far deliveries have come: one SQLite file beside the ledger, with the attempts of each.

It may lag behind the ledger but never leads it: what is owed stands there. When the machine stops, at most the last attempts are not
written down, and the receiver is told once more, with the same id.
"""

import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, Literal, NamedTuple

from plumbline.directory.instants import instant_of, number_of
from plumbline.kernel.record import record
from plumbline.projections.deliveries import Owed

FILE = "deliveries.sqlite"
KEPT_OF_AN_ANSWER = 1024
State = Literal["pending", "leased", "delivered", "exhausted"]
_TABLES = """
CREATE TABLE delivery (
  position INTEGER NOT NULL, endpoint_id TEXT NOT NULL, workspace_id TEXT NOT NULL, event_id TEXT NOT NULL,
  state TEXT NOT NULL, tries INTEGER NOT NULL, due_at INTEGER NOT NULL, PRIMARY KEY (position, endpoint_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (endpoint_id, due_at) WHERE state = 'pending';
CREATE TABLE attempt (
  position INTEGER NOT NULL, endpoint_id TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL,
  ms INTEGER NOT NULL, fault TEXT NOT NULL, answer BLOB NOT NULL, PRIMARY KEY (position, endpoint_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE health (endpoint_id TEXT PRIMARY KEY, failing_since INTEGER, delivered_at INTEGER) STRICT;
CREATE TABLE mark (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL) STRICT;
INSERT INTO mark VALUES (1, 0);
PRAGMA user_version = 1;
"""


@record
class Attempt:
    """One try. status: of the answer, 0 without one; fault: why there was none. answer: how it began."""

    number: int
    at: datetime
    status: int
    ms: int
    fault: str
    answer: bytes


class Delivery(NamedTuple):
    """How far one delivery is. tries: since it was last begun."""

    position: int
    endpoint_id: str
    workspace_id: str
    event_id: str
    state: State
    tries: int
    due_at: datetime


class Progress:
    """Deliveries on their way. Every method is one short transaction under a lock."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path) -> "Progress":
        """Open the file at path, making it when there is none; what was on its way when the process stopped is due again."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        db.execute("PRAGMA journal_mode = wal")
        db.execute("PRAGMA synchronous = 1")  # losing the last attempts costs a repetition, which receivers are ready for
        db.execute("PRAGMA busy_timeout = 5000")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            db.executescript(f"BEGIN; {_TABLES} COMMIT;")
        db.execute("UPDATE delivery SET state = 'pending' WHERE state = 'leased'")
        return cls(db)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()

    def position(self) -> int:
        """Return the entry up to which everything that is owed was taken up."""
        with self._lock:
            return self._db.execute("SELECT position FROM mark").fetchone()[0]

    def take_up(self, owed: Iterable[Owed], position: int, now: datetime) -> None:
        """Begin deliveries; one that was begun before stays as it is. position: up to which entry these are all."""
        rows = [(*one[:4], number_of(now)) for one in owed]
        with self._writing() as db:
            db.executemany("INSERT OR IGNORE INTO delivery VALUES (?, ?, ?, ?, 'pending', 0, ?)", rows)
            db.execute("UPDATE mark SET position = max(position, ?)", (position,))

    def next_due(self, endpoint_id: str) -> datetime | None:
        """Return when the first of what waits for an endpoint is due; None when nothing waits."""
        ask = "SELECT min(due_at) FROM delivery WHERE endpoint_id = ? AND state = 'pending'"
        with self._lock:
            (due,) = self._db.execute(ask, (endpoint_id,)).fetchone()
        return None if due is None else instant_of(due)

    def lease(self, endpoint_id: str, now: datetime, limit: int) -> list[Delivery]:
        """Take what is due to an endpoint, the oldest event first, so that nobody else sends it."""
        ask = "SELECT * FROM delivery WHERE endpoint_id = ? AND state = 'pending' AND due_at <= ? ORDER BY due_at, position LIMIT ?"
        with self._writing() as db:
            rows = db.execute(ask, (endpoint_id, number_of(now), limit)).fetchall()
            take = "UPDATE delivery SET state = 'leased' WHERE position = ? AND endpoint_id = ?"
            db.executemany(take, [row[:2] for row in rows])
        return [_delivery(row) for row in rows]

    def settle(self, one: Delivery, attempt: Attempt, state: State, tries: int, due_at: datetime | None) -> None:
        """Write an attempt down, and how it goes on. due_at: when it is tried again."""
        at = number_of(attempt.at)
        delivered = state == "delivered"
        with self._writing() as db:
            (number,) = db.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE position = ? AND endpoint_id = ?", (one.position, one.endpoint_id)
            ).fetchone()
            row = (one.position, one.endpoint_id, number, at, attempt.status, attempt.ms, attempt.fault, attempt.answer[:KEPT_OF_AN_ANSWER])
            db.execute("INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            db.execute(
                "UPDATE delivery SET state = ?, tries = ?, due_at = ? WHERE position = ? AND endpoint_id = ?",
                (state, tries, number_of(due_at or one.due_at), one.position, one.endpoint_id),
            )
            db.execute(
                "INSERT INTO health VALUES (?, ?, ?) ON CONFLICT (endpoint_id) DO UPDATE SET"
                " failing_since = iif(excluded.failing_since IS NULL, NULL, coalesce(failing_since, excluded.failing_since)),"
                " delivered_at = coalesce(excluded.delivered_at, delivered_at)",
                (one.endpoint_id, None if delivered else at, at if delivered else None),
            )

    def again(self, position: int, endpoint_id: str, now: datetime) -> bool:
        """Begin a delivery anew, whatever became of it. Returns whether there was one that was not on its way."""
        with self._writing() as db:
            change = (
                "UPDATE delivery SET state = 'pending', tries = 0, due_at = ? WHERE position = ? AND endpoint_id = ? AND state <> 'leased'"
            )
            return db.execute(change, (number_of(now), position, endpoint_id)).rowcount == 1

    def refresh(self, endpoint_id: str, now: datetime) -> None:
        """Let an endpoint begin anew: nothing is held against it, and what waits for it is due now."""
        with self._writing() as db:
            db.execute("UPDATE health SET failing_since = NULL WHERE endpoint_id = ?", (endpoint_id,))
            due = "UPDATE delivery SET due_at = min(due_at, ?), tries = 0 WHERE endpoint_id = ? AND state = 'pending'"
            db.execute(due, (number_of(now), endpoint_id))

    def failing_since(self, endpoint_id: str) -> datetime | None:
        """Return since when nothing has reached an endpoint; None when the last attempt did, or none was made."""
        return self._health(endpoint_id)[0]

    def delivered_at(self, endpoint_id: str) -> datetime | None:
        """Return when an endpoint last took something."""
        return self._health(endpoint_id)[1]

    def of(self, position: int, endpoint_id: str) -> Delivery | None:
        """Return how far a delivery is; None when it was not taken up yet."""
        ask = "SELECT * FROM delivery WHERE position = ? AND endpoint_id = ?"
        with self._lock:
            row = self._db.execute(ask, (position, endpoint_id)).fetchone()
        return _delivery(row) if row else None

    def attempts(self, position: int, endpoint_id: str) -> list[Attempt]:
        """Return the attempts of a delivery, oldest first."""
        ask = "SELECT number, at, status, ms, fault, answer FROM attempt WHERE position = ? AND endpoint_id = ? ORDER BY number"
        with self._lock:
            rows = self._db.execute(ask, (position, endpoint_id)).fetchall()
        return [
            Attempt(number=number, at=instant_of(at), status=status, ms=ms, fault=fault, answer=answer)
            for number, at, status, ms, fault, answer in rows
        ]

    def counts(self, endpoint_id: str) -> dict[str, int]:
        """Return how many deliveries to an endpoint are in which state."""
        ask = "SELECT state, count(*) FROM delivery WHERE endpoint_id = ? GROUP BY state"
        with self._lock:
            return dict(self._db.execute(ask, (endpoint_id,)).fetchall())

    def tried_since(self, endpoint_id: str, since: datetime) -> tuple[int, int]:
        """Return how many attempts there were since an instant, and how many of them were taken."""
        ask = "SELECT count(*), coalesce(sum(status BETWEEN 200 AND 299), 0) FROM attempt WHERE endpoint_id = ? AND at >= ?"
        with self._lock:
            return self._db.execute(ask, (endpoint_id, number_of(since))).fetchone()

    def _health(self, endpoint_id: str) -> tuple[datetime | None, datetime | None]:
        with self._lock:
            row = self._db.execute("SELECT failing_since, delivered_at FROM health WHERE endpoint_id = ?", (endpoint_id,)).fetchone()
        since, delivered = row or (None, None)
        return (None if since is None else instant_of(since), None if delivered is None else instant_of(delivered))

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _delivery(row: Any) -> Delivery:
    *others, state, tries, due_at = row
    return Delivery(*others, state=state, tries=tries, due_at=instant_of(due_at))
