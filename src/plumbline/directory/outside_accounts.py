"""Whose account at a connected program is whose here: linked by the person themselves, who was sent a link that works once."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import RLock

from plumbline.directory.instants import instant_of, number_of
from plumbline.directory.secret import digest, new_secret
from plumbline.kernel.record import record

LASTS = timedelta(minutes=30)
"""How long a link can be used."""


@record
class Offered:
    """An account that somebody may say is theirs. name: what it is called there. place: where that is."""

    endpoint_id: str
    account: str
    name: str
    place: str


@record
class Linked:
    """An account that acts as a person."""

    endpoint_id: str
    account: str
    name: str
    place: str
    linked_at: datetime


class OutsideAccounts:
    """Accounts at connected programs, by endpoint."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def offer(self, endpoint_id: str, account: str, name: str, place: str, now: datetime) -> str:
        """Return the secret of a link for an account; the one before does not count any more."""
        text = new_secret()
        with self._writing() as db:
            db.execute("DELETE FROM outside_offer WHERE expires_at <= ? OR (endpoint_id = ? AND account = ?)",
                (number_of(now), endpoint_id, account))  # fmt: skip
            db.execute("INSERT INTO outside_offer VALUES (?, ?, ?, ?, ?, ?)",
                (digest(text), endpoint_id, account, name, place, number_of(now + LASTS)))  # fmt: skip
        return text

    def offered(self, text: str, now: datetime) -> Offered | None:
        """Return the account of a link that can still be used."""
        ask = "SELECT endpoint_id, account, name, place FROM outside_offer WHERE digest = ? AND expires_at > ?"
        with self._lock:
            row = self._db.execute(ask, (digest(text), number_of(now))).fetchone()
        return Offered(endpoint_id=row[0], account=row[1], name=row[2], place=row[3]) if row else None

    def link(self, text: str, person_id: str, now: datetime) -> bool:
        """Let an account act as a person from now on, as its link says; the link is used up. Returns whether it could still be used."""
        with self._writing() as db:
            take = "DELETE FROM outside_offer WHERE digest = ? AND expires_at > ? RETURNING endpoint_id, account, name, place"
            row = db.execute(take, (digest(text), number_of(now))).fetchone()
            if row is None:
                return False
            db.execute("INSERT OR REPLACE INTO outside_account VALUES (?, ?, ?, ?, ?, ?)", (*row[:2], person_id, *row[2:], number_of(now)))
        return True

    def person(self, endpoint_id: str, account: str) -> str:
        """Return as whom an account acts; empty for as nobody."""
        ask = "SELECT person_id FROM outside_account WHERE endpoint_id = ? AND account = ?"
        with self._lock:
            row = self._db.execute(ask, (endpoint_id, account)).fetchone()
        return row[0] if row else ""

    def of(self, person_id: str) -> list[Linked]:
        """Return the accounts that act as a person, the oldest first."""
        ask = "SELECT endpoint_id, account, name, place, linked_at FROM outside_account WHERE person_id = ? ORDER BY linked_at"
        with self._lock:
            rows = self._db.execute(ask, (person_id,)).fetchall()
        return [Linked(endpoint_id=row[0], account=row[1], name=row[2], place=row[3], linked_at=instant_of(row[4])) for row in rows]

    def unlink(self, person_id: str, endpoint_id: str, account: str) -> bool:
        """Let an account act as a person no longer. Returns whether it did."""
        end = "DELETE FROM outside_account WHERE person_id = ? AND endpoint_id = ? AND account = ?"
        with self._writing() as db:
            return db.execute(end, (person_id, endpoint_id, account)).rowcount == 1
