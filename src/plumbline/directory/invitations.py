"""Invitations: a link through which somebody chooses the password of an account that others have made for them.

Each person has one at most, kept as a digest; it works once and for seven days.
"""

import sqlite3
from datetime import timedelta

_LASTS = timedelta(days=7)


def keep(db: sqlite3.Connection, person_id: str, token: bytes, now: int) -> None:
    """Write down a person's invitation by its digest; an older one stops working."""
    ends = now + _LASTS // timedelta(microseconds=1)
    db.execute("INSERT OR REPLACE INTO invitation VALUES (?, ?, ?)", (person_id, token, ends))


def find(db: sqlite3.Connection, token: bytes, now: int) -> str | None:
    """Return the id of the person whom a digest invites, or None when it does not any more."""
    row = db.execute("SELECT person_id FROM invitation WHERE digest = ? AND expires_at > ?", (token, now)).fetchone()
    return row[0] if row else None


def stands(db: sqlite3.Connection, person_id: str, now: int) -> bool:
    """Tell whether a person's invitation can still be used."""
    return bool(db.execute("SELECT 1 FROM invitation WHERE person_id = ? AND expires_at > ?", (person_id, now)).fetchone())


def withdraw(db: sqlite3.Connection, person_id: str) -> None:
    """Make a person's invitation worthless."""
    db.execute("DELETE FROM invitation WHERE person_id = ?", (person_id,))
