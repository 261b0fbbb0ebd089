"""How far deliveries have come: one SQLite file beside the ledger, with the attempts of each.

It may lag behind the ledger but never leads it: what is owed stands there. When the machine stops, at most the last attempts are not
written down, and the receiver is told once more, with the same id.
"""

import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any, Literal, NamedTuple

from plumbline.directory.instants import instant_of, number_of
from plumbline.kernel.record import record
from plumbline.outbox.connector import Reference
from plumbline.projections.deliveries import Owed
from plumbline.sqlite_file import SqliteFile, UnreadableFile

FILE = "deliveries.sqlite"
KEPT_OF_AN_ANSWER = 1024
_REMEMBERED = timedelta(days=7)
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
"""
_SUBJECTS = """
ALTER TABLE delivery ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN hour TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN sent TEXT NOT NULL DEFAULT '';
CREATE INDEX delivery_subject ON delivery (endpoint_id, subject, position) WHERE state IN ('pending', 'leased');
CREATE INDEX delivery_hour ON delivery (endpoint_id, hour);
CREATE TABLE signed (endpoint_id TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (endpoint_id, fingerprint)) STRICT, WITHOUT ROWID;
"""
_OUTSIDE = """
CREATE TABLE reference (endpoint_id TEXT NOT NULL, item_id TEXT NOT NULL, key TEXT NOT NULL, shown TEXT NOT NULL, url TEXT NOT NULL,
  PRIMARY KEY (endpoint_id, item_id)) STRICT, WITHOUT ROWID;
CREATE INDEX reference_key ON reference (endpoint_id, key);
CREATE TABLE heard (endpoint_id TEXT NOT NULL, delivery_id TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (endpoint_id, delivery_id)) STRICT, WITHOUT ROWID;
CREATE INDEX heard_at ON heard (at);
"""
# What the pages show of every endpoint, and what was on its way when a process ended, are found without looking at all that was ever sent.
_OPEN = "state IN ('pending', 'leased', 'exhausted')"
_FIGURES = f"""
CREATE INDEX attempt_at ON attempt (endpoint_id, at, status, fault);
CREATE INDEX delivery_open ON delivery (endpoint_id, state) WHERE {_OPEN};
"""
# Losing the last attempts costs a repetition, which receivers are ready for.
_SETTINGS = {"journal_mode": "wal", "synchronous": 1, "trusted_schema": 0, "busy_timeout": 5000}
_COLUMNS = "position, endpoint_id, workspace_id, event_id, state, tries, due_at"
# Of a subject that is told in order, an event waits while an earlier one is on its way.
_IS_FIRST = (
    " AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.endpoint_id = d.endpoint_id AND e.subject = d.subject"
    " AND e.position < d.position AND e.state IN ('pending', 'leased'))"
)


class UnreadableProgress(UnreadableFile):
    """The file cannot be read as deliveries."""


_KIND = SqliteFile(
    holds="deliveries",
    steps=(_TABLES, _SUBJECTS, _OUTSIDE, _FIGURES),
    fault=UnreadableProgress,
    settings=_SETTINGS,
    remedy="restore it from a backup, or move it away, and everything that was ever owed is sent once more, under the same ids",
)


@record
class Attempt:
    """One try. status: of the answer, 0 without one; fault: why there was none. answer: how it began.

    sent: the headers as they were sent, a line each; empty when nothing was.
    """

    number: int
    at: datetime
    status: int
    ms: int
    fault: str
    answer: bytes
    sent: str = ""


@record
class Settlement:
    """What came of an attempt at a delivery, and how it goes on. due_at: when it is tried again. signed_with: fingerprints of secrets.

    attempt: None when there was nothing to say. reached: the other side was there and looked, whatever it thought of it. references: of
    what was made outside, by the item that it stands for.
    """

    delivery: "Delivery"
    attempt: Attempt | None
    state: State
    tries: int
    due_at: datetime | None
    signed_with: tuple[str, ...] = ()
    reached: bool = False
    references: tuple[tuple[str, Reference], ...] = ()


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
        """Open the file at path, making it when there is none; what was on its way when the process stopped is due again.

        Raises UnreadableProgress.
        """
        again = f"UPDATE delivery SET state = 'pending' WHERE {_OPEN} AND state = 'leased'"  # noqa: S608
        return cls(_KIND.open(path, again))

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()

    def position(self) -> int:
        """Return the entry up to which everything that is owed was taken up."""
        with self._lock:
            return self._db.execute("SELECT position FROM mark").fetchone()[0]

    def take_up(self, owed: Iterable[Owed], position: int, now: datetime) -> None:
        """Begin deliveries; one that was begun before stays as it is, unless somebody had it sent again since.

        position: up to which entry these are all.
        """
        rows = [(*one[:4], number_of(now), one.subject, one.since, one.recorded_at[:13]) for one in owed]
        with self._writing() as db:
            db.executemany(
                f"INSERT INTO delivery ({_COLUMNS}, subject, since, hour) VALUES (?, ?, ?, ?, 'pending', 0, ?, ?, ?, ?)"  # noqa: S608
                " ON CONFLICT (position, endpoint_id) DO UPDATE SET state = 'pending', tries = 0, due_at = excluded.due_at,"
                " since = excluded.since"
                " WHERE excluded.since > delivery.since AND excluded.since > delivery.position AND state <> 'leased'",
                rows,
            )
            db.execute("UPDATE mark SET position = max(position, ?)", (position,))

    def next_due(self, endpoint_id: str, ordered: bool = False) -> datetime | None:
        """Return when the first of what waits for an endpoint is due; None when nothing waits. ordered: as in `lease`."""
        ask = f"SELECT min(due_at) FROM delivery d WHERE endpoint_id = ? AND state = 'pending'{_IS_FIRST if ordered else ''}"  # noqa: S608
        with self._lock:
            (due,) = self._db.execute(ask, (endpoint_id,)).fetchone()
        return None if due is None else instant_of(due)

    def lease(self, endpoint_id: str, now: datetime, limit: int, ordered: bool = False) -> list[Delivery]:
        """Take what is due to an endpoint, the oldest event first, so that nobody else sends it.

        ordered: of each subject the first event only, while that is on its way.
        """
        ask = (
            f"SELECT {_COLUMNS} FROM delivery d WHERE endpoint_id = ? AND state = 'pending' AND due_at <= ?"  # noqa: S608
            f"{_IS_FIRST if ordered else ''} ORDER BY due_at, position LIMIT ?"
        )
        with self._writing() as db:
            rows = db.execute(ask, (endpoint_id, number_of(now), limit)).fetchall()
            take = "UPDATE delivery SET state = 'leased' WHERE position = ? AND endpoint_id = ?"
            db.executemany(take, [row[:2] for row in rows])
        return [_delivery(row) for row in rows]

    def settle(self, settlements: Sequence[Settlement]) -> None:
        """Write down what came of attempts, in their order, all together."""
        with self._writing() as db:
            db.executemany(
                "INSERT INTO attempt (position, endpoint_id, number, at, status, ms, fault, answer, sent) SELECT ?, ?,"
                " (SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE position = ? AND endpoint_id = ?), ?, ?, ?, ?, ?, ?",
                [_attempted(one.delivery, one.attempt) for one in settlements if one.attempt],
            )
            db.executemany(
                "UPDATE delivery SET state = ?, tries = ?, due_at = ? WHERE position = ? AND endpoint_id = ?",
                [
                    (one.state, one.tries, number_of(one.due_at or one.delivery.due_at), one.delivery.position, one.delivery.endpoint_id)
                    for one in settlements
                ],
            )
            for endpoint_id, (failing, delivered) in _healths(settlements).items():
                db.execute(
                    "INSERT INTO health VALUES (?, ?, ?) ON CONFLICT (endpoint_id) DO UPDATE SET"
                    " failing_since = iif(excluded.failing_since IS NULL OR excluded.delivered_at IS NOT NULL, excluded.failing_since,"
                    " coalesce(failing_since, excluded.failing_since)),"
                    " delivered_at = coalesce(excluded.delivered_at, delivered_at)",
                    (endpoint_id, failing, delivered),
                )
            signed = {(one.delivery.endpoint_id, mark): one.attempt.at for one in settlements if one.attempt for mark in one.signed_with}
            self._note_signed(db, signed)
            db.executemany(
                "INSERT OR REPLACE INTO reference VALUES (?, ?, ?, ?, ?)",
                [
                    (one.delivery.endpoint_id, item_id, made.key, made.shown, made.url)
                    for one in settlements
                    for item_id, made in one.references
                ],
            )

    def reference(self, endpoint_id: str, item_id: str) -> Reference | None:
        """Return what was made outside for an item."""
        ask = "SELECT key, shown, url FROM reference WHERE endpoint_id = ? AND item_id = ?"
        with self._lock:
            row = self._db.execute(ask, (endpoint_id, item_id)).fetchone()
        return Reference(key=row[0], shown=row[1], url=row[2]) if row else None

    def referred(self, endpoint_id: str, key: str) -> str:
        """Return the item that something outside stands for; empty for what we did not make."""
        with self._lock:
            row = self._db.execute("SELECT item_id FROM reference WHERE endpoint_id = ? AND key = ?", (endpoint_id, key)).fetchone()
        return row[0] if row else ""

    def hear(self, endpoint_id: str, delivery_id: str, now: datetime) -> bool:
        """Return whether a message from outside is a new one, and write down that it came; for a week it is known."""
        with self._writing() as db:
            db.execute("DELETE FROM heard WHERE at < ?", (number_of(now - _REMEMBERED),))
            insert = "INSERT OR IGNORE INTO heard VALUES (?, ?, ?)"
            return db.execute(insert, (endpoint_id, delivery_id, number_of(now))).rowcount == 1

    def unhear(self, endpoint_id: str, delivery_id: str) -> None:
        """Let a message come once more, because what it led to failed."""
        with self._writing() as db:
            db.execute("DELETE FROM heard WHERE endpoint_id = ? AND delivery_id = ?", (endpoint_id, delivery_id))

    def note_signed(self, endpoint_id: str, fingerprints: Iterable[str], at: datetime) -> None:
        """Write down that something that is no delivery, such as a test, was signed with some secrets."""
        with self._writing() as db:
            self._note_signed(db, {(endpoint_id, mark): at for mark in fingerprints})

    def signed_at(self, endpoint_id: str) -> dict[str, datetime]:
        """Return when each secret of an endpoint was signed with last, by its fingerprint."""
        with self._lock:
            rows = self._db.execute("SELECT fingerprint, at FROM signed WHERE endpoint_id = ?", (endpoint_id,)).fetchall()
        return {mark: instant_of(at) for mark, at in rows}

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
        ask = f"SELECT {_COLUMNS} FROM delivery WHERE position = ? AND endpoint_id = ?"  # noqa: S608
        with self._lock:
            row = self._db.execute(ask, (position, endpoint_id)).fetchone()
        return _delivery(row) if row else None

    def waits_for(self, position: int, endpoint_id: str) -> int:
        """Return the entry that a delivery waits for when its subject is told in order; 0 when it waits for none."""
        ask = (
            "SELECT min(e.position) FROM delivery d JOIN delivery e ON e.endpoint_id = d.endpoint_id AND e.subject = d.subject"
            " AND e.position < d.position AND e.state IN ('pending', 'leased') WHERE d.position = ? AND d.endpoint_id = ?"
        )
        with self._lock:
            (first,) = self._db.execute(ask, (position, endpoint_id)).fetchone()
        return first or 0

    def states(self, endpoint_id: str, positions: Iterable[int]) -> dict[int, State]:
        """Return the states of deliveries that were taken up, by position."""
        ask = "SELECT state FROM delivery WHERE position = ? AND endpoint_id = ?"
        with self._lock:
            found = ((one, self._db.execute(ask, (one, endpoint_id)).fetchone()) for one in positions)
            return {position: row[0] for position, row in found if row}

    def by_hour(self, endpoint_id: str, since: str) -> dict[tuple[str, State], int]:
        """Return how many deliveries there are by hour (UTC, such as `2026-03-02T08`) of their event and state. since: the first hour."""
        ask = "SELECT hour, state, count(*) FROM delivery WHERE endpoint_id = ? AND hour >= ? GROUP BY hour, state"
        with self._lock:
            return {(hour, state): count for hour, state, count in self._db.execute(ask, (endpoint_id, since)).fetchall()}

    def attempts(self, position: int, endpoint_id: str) -> list[Attempt]:
        """Return the attempts of a delivery, oldest first."""
        ask = "SELECT number, at, status, ms, fault, answer, sent FROM attempt WHERE position = ? AND endpoint_id = ? ORDER BY number"
        with self._lock:
            rows = self._db.execute(ask, (position, endpoint_id)).fetchall()
        return [
            Attempt(number=number, at=instant_of(at), status=status, ms=ms, fault=fault, answer=answer, sent=sent)
            for number, at, status, ms, fault, answer, sent in rows
        ]

    def undelivered(self, endpoint_id: str) -> dict[State, int]:
        """Return how many deliveries to an endpoint were taken up and not delivered, by state."""
        ask = f"SELECT state, count(*) FROM delivery WHERE endpoint_id = ? AND {_OPEN} GROUP BY state"  # noqa: S608
        with self._lock:
            return dict(self._db.execute(ask, (endpoint_id,)).fetchall())

    def tried_since(self, endpoint_id: str, since: datetime) -> tuple[int, int]:
        """Return how many attempts there were since an instant, and how many of them were taken."""
        ask = "SELECT count(*), coalesce(sum(status BETWEEN 200 AND 299 AND fault = ''), 0) FROM attempt WHERE endpoint_id = ? AND at >= ?"
        with self._lock:
            return self._db.execute(ask, (endpoint_id, number_of(since))).fetchone()

    def _health(self, endpoint_id: str) -> tuple[datetime | None, datetime | None]:
        with self._lock:
            row = self._db.execute("SELECT failing_since, delivered_at FROM health WHERE endpoint_id = ?", (endpoint_id,)).fetchone()
        since, delivered = row or (None, None)
        return (None if since is None else instant_of(since), None if delivered is None else instant_of(delivered))

    @staticmethod
    def _note_signed(db: sqlite3.Connection, signed: Mapping[tuple[str, str], datetime]) -> None:
        db.executemany(
            "INSERT INTO signed VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
            [(endpoint_id, mark, number_of(at)) for (endpoint_id, mark), at in signed.items()],
        )

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


def _attempted(delivery: Delivery, one: Attempt) -> tuple[Any, ...]:
    at, which = number_of(one.at), (delivery.position, delivery.endpoint_id)
    return (*which, *which, at, one.status, one.ms, one.fault, one.answer[:KEPT_OF_AN_ANSWER], one.sent)


def _healths(settlements: Sequence[Settlement]) -> dict[str, tuple[int | None, int | None]]:
    """Return since when attempts have failed and when one was taken last, by endpoint, as far as these attempts tell."""
    found: dict[str, tuple[int | None, int | None]] = {}
    for one in settlements:
        if one.attempt is None:
            continue
        at, (failing, delivered) = number_of(one.attempt.at), found.get(one.delivery.endpoint_id, (None, None))
        found[one.delivery.endpoint_id] = (
            (None, at) if one.state == "delivered" else (None, delivered) if one.reached else (failing or at, delivered)
        )
    return found


def _delivery(row: Any) -> Delivery:
    *others, state, tries, due_at = row
    return Delivery(*others, state=state, tries=tries, due_at=instant_of(due_at))
