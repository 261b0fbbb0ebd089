"""Participants: browsers that play a journey through a link. No name, no address; a link and a browser are known by digests only."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from threading import RLock

from plumbline.directory.instants import number_of
from plumbline.directory.secret import digest, new_secret
from plumbline.kernel.record import record


@record
class Participant:
    """Somebody who plays. workspace_id: "" for the workspace that was made first."""

    id: str
    link_id: str
    run_id: str
    workspace_id: str = ""


class Participants:
    """Which link a secret is for, and which participant a browser is."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def keep_link(self, link_id: str, workspace_id: str) -> str:
        """Return the secret of a new link; it cannot be shown again."""
        text = new_secret()
        with self._writing() as db:
            db.execute("INSERT INTO play_link VALUES (?, ?, ?)", (link_id, digest(text), workspace_id))
        return text

    def forget_link(self, link_id: str) -> None:
        """Make a link's secret worthless, and every browser that came by it a stranger."""
        with self._writing() as db:
            db.execute("DELETE FROM participant WHERE link_id = ?", (link_id,))
            db.execute("DELETE FROM play_link WHERE link_id = ?", (link_id,))

    def link_behind(self, secret: str) -> tuple[str, str] | None:
        """Return the link of a secret and its workspace, or None when there is no such link."""
        with self._lock:
            row = self._db.execute("SELECT link_id, workspace_id FROM play_link WHERE digest = ?", (digest(secret),)).fetchone()
        return (row[0], row[1]) if row else None

    def add(self, participant: Participant, now: datetime) -> str:
        """Write a participant down; return the secret that their browser carries."""
        text = new_secret()
        row = (participant.id, digest(text), participant.link_id, participant.run_id, participant.workspace_id, number_of(now))
        with self._writing() as db:
            db.execute("INSERT INTO participant VALUES (?, ?, ?, ?, ?, ?)", row)
        return text

    def behind(self, secret: str) -> Participant | None:
        """Return who a browser's secret stands for, or None."""
        find = "SELECT participant_id, link_id, run_id, workspace_id FROM participant WHERE digest = ?"
        with self._lock:
            row = self._db.execute(find, (digest(secret),)).fetchone() if secret else None
        return Participant(id=row[0], link_id=row[1], run_id=row[2], workspace_id=row[3]) if row else None

    def came_since(self, link_id: str, since: datetime) -> int:
        """Return how many participants a link let in since an instant."""
        with self._lock:
            ask = "SELECT count(*) FROM participant WHERE link_id = ? AND began_at >= ?"
            return self._db.execute(ask, (link_id, number_of(since))).fetchone()[0]
