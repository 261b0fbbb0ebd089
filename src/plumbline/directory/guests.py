"""The links of guests: each opens one review, and is kept as a digest. Whether it still holds stands in the ledger."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import RLock

from plumbline.directory.secret import digest, new_secret
from plumbline.kernel.record import record


@record
class GuestLink:
    """Whom a link is for, and the one review that it opens. workspace_id: "" for the workspace that was made first."""

    guest_id: str
    cycle_id: str
    review_id: str
    workspace_id: str = ""


class Guests:
    """Which guest a link is for. A guest is a person without an address and without a password; forgetting them forgets the link."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def keep(self, link: GuestLink) -> str:
        """Return the secret of a guest's new link; it cannot be shown again. The guest has to be in the directory."""
        text = new_secret()
        with self._writing() as db:
            row = (link.guest_id, digest(text), link.cycle_id, link.review_id, link.workspace_id)
            db.execute("INSERT OR REPLACE INTO guest VALUES (?, ?, ?, ?, ?)", row)
        return text

    def behind(self, secret: str) -> GuestLink | None:
        """Return what a link opens, or None when there is no such link."""
        return self._found("digest", digest(secret))

    def of(self, guest_id: str) -> GuestLink | None:
        """Return what a guest's link opens, or None for somebody who is no guest."""
        return self._found("person_id", guest_id)

    def _found(self, column: str, value: bytes | str) -> GuestLink | None:
        find = f"SELECT person_id, cycle_id, review_id, workspace_id FROM guest WHERE {column} = ?"  # noqa: S608 - the columns are named above
        with self._lock:
            row = self._db.execute(find, (value,)).fetchone()
        return GuestLink(guest_id=row[0], cycle_id=row[1], review_id=row[2], workspace_id=row[3]) if row else None
