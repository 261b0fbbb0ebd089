"""How long somebody has to wait after wrong passwords: nothing for a few, then twice as long each time, up to five minutes.

Addresses are counted by their digest: what strangers type into the field may be anything, a password among others.
"""

import sqlite3
from datetime import timedelta

_FREE = 4
_LONGEST = timedelta(minutes=5)
_FORGOTTEN_AFTER = timedelta(days=1)


def wait(db: sqlite3.Connection, who: bytes, now: int) -> timedelta:
    """Return how long the address has to wait before its next attempt counts."""
    row = db.execute("SELECT count, last_at FROM failure WHERE who = ?", (who,)).fetchone()
    if row is None or row[0] <= _FREE:
        return timedelta(0)
    pause = min(_LONGEST, timedelta(seconds=2 ** min(row[0] - _FREE, 20)))
    return max(timedelta(0), timedelta(microseconds=row[1] - now) + pause)


def count(db: sqlite3.Connection, who: bytes, now: int) -> None:
    """Count an attempt as failed; whoever turns out to be right clears it. So attempts made at the same time all count."""
    db.execute("DELETE FROM failure WHERE last_at < ?", (now - _FORGOTTEN_AFTER // timedelta(microseconds=1),))
    db.execute(
        "INSERT INTO failure VALUES (?, 1, ?) ON CONFLICT (who) DO UPDATE SET count = count + 1, last_at = excluded.last_at",
        (who, now),
    )


def clear(db: sqlite3.Connection, who: bytes) -> None:
    """Forget the failures of an address."""
    db.execute("DELETE FROM failure WHERE who = ?", (who,))
