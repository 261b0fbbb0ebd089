"""Links by which somebody who is in the directory already joins a further workspace: with their own account, and only if they want to.

Whoever invites does not know whether an account belongs to the address that they wrote, so the link goes through their hands to the person,
and opens the workspace for the account only. Nobody is put into a workspace through an account that somebody else holds.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import RLock

from plumbline.directory.instants import number_of
from plumbline.directory.secret import digest, new_secret
from plumbline.kernel.record import record

_LASTS = timedelta(days=7)


@record
class Welcome:
    """Who may join which workspace. What they are offered, and by whom, stands in the workspace's own record."""

    person_id: str
    workspace_id: str


class Welcomes:
    """One link for each person and workspace; a newer one takes the place of the older."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def keep(self, welcome: Welcome, now: datetime) -> str:
        """Return the secret of a new link; it cannot be shown again."""
        text = new_secret()
        row = (welcome.person_id, welcome.workspace_id, digest(text), number_of(now + _LASTS))
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO welcome VALUES (?, ?, ?, ?)", row)
        return text

    def behind(self, secret: str, now: datetime) -> Welcome | None:
        """Return what a link offers, or None when it is unknown, used up, withdrawn or too old."""
        find = "SELECT person_id, workspace_id FROM welcome WHERE digest = ? AND expires_at > ?"
        with self._lock:
            row = self._db.execute(find, (digest(secret), number_of(now))).fetchone()
        return Welcome(person_id=row[0], workspace_id=row[1]) if row else None

    def withdraw(self, person_id: str, workspace_id: str) -> None:
        """Make the link of a person to a workspace worthless."""
        with self._writing() as db:
            db.execute("DELETE FROM welcome WHERE person_id = ? AND workspace_id = ?", (person_id, workspace_id))
