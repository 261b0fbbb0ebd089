"""Whom a reply by mail is from and what it is about, by the token in the address that it went to.

A token is made of what it stands for and of a key that never leaves this file, so a letter that is tried again has the same one; only its
digest is kept.
"""

import base64
import hmac
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from threading import RLock

from plumbline.directory.secret import digest
from plumbline.kernel.record import record


@record
class ReplyTo:
    """Who may reply, in which workspace, about what. item_id: empty for a message about many things."""

    person_id: str
    workspace_id: str
    item_id: str


class Replies:
    """The tokens that were handed out. One that is shown by anybody but its person is worth nothing: whoever takes a reply looks."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def token(self, to: ReplyTo) -> str:
        """Return the token for replies of a person about a thing, 26 letters and digits: 130 bits."""
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO reply_key VALUES (1, ?)", (secrets.token_bytes(32),))
            (key,) = db.execute("SELECT secret FROM reply_key").fetchone()
            mark = hmac.new(key, f"reply\0{to.person_id}\0{to.workspace_id}\0{to.item_id}".encode(), sha256).digest()
            token = base64.b32encode(mark).decode().lower()[:26]
            db.execute("INSERT OR IGNORE INTO reply_to VALUES (?, ?, ?, ?)", (digest(token), to.person_id, to.workspace_id, to.item_id))
        return token

    def behind(self, token: str) -> ReplyTo | None:
        """Return what a token stands for, or None when nobody was sent it."""
        with self._lock:
            ask = "SELECT person_id, workspace_id, item_id FROM reply_to WHERE digest = ?"
            row = self._db.execute(ask, (digest(token),)).fetchone()
        return ReplyTo(person_id=row[0], workspace_id=row[1], item_id=row[2]) if row else None
