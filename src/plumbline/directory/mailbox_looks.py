"""How the last look into the mailbox of replies went, so that whoever runs the installation sees it without reading the log."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from threading import RLock
from typing import Literal

from plumbline.directory.instants import instant_of, number_of
from plumbline.kernel.record import record

Fault = Literal["unreachable", "sign_in", "folder", "done_folder", "other"]
"""What a look failed at: reaching the server, signing in, the folder that is read, the one that messages go to, or something else."""


@record
class MailboxLook:
    """The last look. fault: None when it went well. said: why it did not. since: the first of the looks that failed in a row."""

    looked_at: datetime
    fault: Fault | None = None
    said: str = ""
    since: datetime | None = None


class MailboxLooks:
    """One look for each mailbox that was ever looked into."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def note(self, mailbox: str, at: datetime, fault: Fault | None = None, said: str = "") -> None:
        """Write down how a look into a mailbox went."""
        since = None if fault is None else number_of(at)
        with self._writing() as db:
            db.execute(
                "INSERT INTO mailbox_look VALUES (?, ?, ?, ?, ?) ON CONFLICT (mailbox) DO UPDATE SET looked_at = excluded.looked_at,"
                " fault = excluded.fault, said = excluded.said,"
                " since = iif(excluded.since IS NULL, NULL, coalesce(since, excluded.since))",
                (mailbox, number_of(at), fault or "", said, since),
            )

    def last(self, mailbox: str) -> MailboxLook | None:
        """Return how the last look into a mailbox went; None when there was none."""
        with self._lock:
            return last_look(self._db, mailbox)


def last_look(db: sqlite3.Connection, mailbox: str) -> MailboxLook | None:
    """Return how the last look into a mailbox went, for whoever reads the file without a directory."""
    row = db.execute("SELECT looked_at, fault, said, since FROM mailbox_look WHERE mailbox = ?", (mailbox,)).fetchone()
    if row is None:
        return None
    looked_at, fault, said, since = row
    return MailboxLook(looked_at=instant_of(looked_at), fault=fault or None, said=said, since=None if since is None else instant_of(since))
