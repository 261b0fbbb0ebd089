"""The browsers in which somebody is signed in, as they see them: since when, last used when, which kind; and ending them."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import RLock

from plumbline.directory.instants import instant_of, number_of
from plumbline.directory.secret import digest
from plumbline.kernel.record import record


@record
class Browser:
    """One signed-in browser. id: names it, and opens nothing. here: it is the one that asks."""

    id: str
    opened_at: datetime
    seen_at: datetime
    user_agent: str
    here: bool


class Browsers:
    """The sessions of a person, by the first half of their digests: enough to tell them apart, too little to use."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def of(self, person_id: str, session_id: str, now: datetime, idle: timedelta) -> list[Browser]:
        """Return the browsers in which a person is signed in, used last first. session_id: of the one that asks."""
        find = (
            "SELECT digest, opened_at, seen_at, user_agent FROM session WHERE person_id = ? AND seen_at > ? ORDER BY seen_at DESC, digest"
        )
        with self._lock:
            rows = self._db.execute(find, (person_id, number_of(now - idle))).fetchall()
        mine = _name(digest(session_id))
        return [
            Browser(id=_name(key), opened_at=instant_of(opened), seen_at=instant_of(seen), user_agent=agent, here=_name(key) == mine)
            for key, opened, seen, agent in rows
        ]

    def end(self, person_id: str, browser_id: str) -> bool:
        """Sign one of a person's browsers out. Returns whether there was one."""
        with self._writing() as db:
            found = db.execute("SELECT digest FROM session WHERE person_id = ?", (person_id,)).fetchall()
            ending = [key for (key,) in found if _name(key) == browser_id]
            db.executemany("DELETE FROM session WHERE digest = ?", [(key,) for key in ending])
        return bool(ending)


def _name(key: bytes) -> str:
    return key[:16].hex()
