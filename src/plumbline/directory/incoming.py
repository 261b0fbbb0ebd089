"""The messages that came in, and what became of each. They name people, so they are kept here and forgotten with whoever sent them."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from threading import RLock
from typing import Any, Literal, get_args

from plumbline.directory.instants import instant_of, number_of
from plumbline.directory.mailbox_looks import MailboxLooks
from plumbline.directory.replies import Replies
from plumbline.kernel.record import record

Outcome = Literal[
    "begun", "recorded", "automatic", "unaddressed", "unknown", "expired", "foreign", "digest", "empty", "too_long", "too_large",
    "unreadable", "refused",
]  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_MOST_STRANGE = 2_000  # messages of nobody that are remembered: anybody can send them
_COLUMNS = "key, at, outcome, why, person_id, workspace_id, item_id, thread_id, comment_id, original, sender, subject, message_id, answer"


@record
class Incoming:
    """One message. key: of the message and the address it went to, in hex. why: what became of it, in words.

    original: digest of its bytes where they are kept. answer: what its sender is told; empty for nothing.
    """

    key: str
    at: datetime
    outcome: Outcome = "begun"
    why: str = ""
    person_id: str = ""
    workspace_id: str = ""
    item_id: str = ""
    thread_id: str = ""
    comment_id: str = ""
    original: str = ""
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    answer: str = ""


def key_of(message_id: str, token: str) -> str:
    """Return what tells a message apart for ever: its id, and the address it went to."""
    return sha256(f"{message_id}\0{token}".encode()).hexdigest()


class IncomingMail:
    """Every message that became something, for ever; the last two thousand of those that nobody here sent.

    addresses: that replies go to. looks: into the mailbox that they come from, where one is looked into.
    """

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing
        self.addresses = Replies(db, lock, writing)
        self.looks = MailboxLooks(db, lock, writing)

    def begin(self, one: Incoming) -> Incoming:
        """Keep a message before anything is done with it; return it, or what is known of it when it came before."""
        with self._writing() as db:
            db.execute(f"INSERT OR IGNORE INTO incoming ({_COLUMNS}) VALUES ({', '.join('?' * 14)})", _row(one))  # noqa: S608
            found = db.execute(f"SELECT {_COLUMNS} FROM incoming WHERE key = ?", (bytes.fromhex(one.key),)).fetchone()  # noqa: S608
            strange = "SELECT at FROM incoming WHERE person_id = '' ORDER BY at DESC LIMIT 1 OFFSET ?"
            db.execute(f"DELETE FROM incoming WHERE person_id = '' AND at < ({strange})", (_MOST_STRANGE,))  # noqa: S608
        return _read(found) if found else one

    def settle(self, one: Incoming) -> None:
        """Keep what became of a message."""
        with self._writing() as db:
            db.execute(f"INSERT OR REPLACE INTO incoming ({_COLUMNS}) VALUES ({', '.join('?' * 14)})", _row(one))  # noqa: S608

    def find(self, key: str) -> Incoming | None:
        """Return a message by its key."""
        return next(iter(self._ask("key = ?", (bytes.fromhex(key),))), None)

    def behind(self, comment_id: str, workspace_ids: Sequence[str]) -> Incoming | None:
        """Return the message that became a comment of a workspace."""
        marks = ", ".join("?" for _ in workspace_ids)
        return next(iter(self._ask(f"comment_id = ? AND workspace_id IN ({marks})", (comment_id, *workspace_ids))), None)

    def is_whole(self, comment_id: str) -> bool:
        """Tell whether a comment came by mail and its message is kept as it came."""
        with self._lock:
            ask = "SELECT 1 FROM incoming WHERE comment_id = ? AND comment_id <> '' AND original <> ''"
            return self._db.execute(ask, (comment_id,)).fetchone() is not None

    def last_thread(self, person_id: str, item_id: str) -> str:
        """Return the thread that a person's last message about a thing went into, or nothing."""
        rows = self._ask("person_id = ? AND item_id = ? AND outcome = 'recorded' ORDER BY at DESC LIMIT 1", (person_id, item_id))
        return rows[0].thread_id if rows else ""

    def of(self, workspace_ids: Sequence[str], limit: int = 50) -> list[Incoming]:
        """Return the messages of a workspace, the newest first."""
        marks = ", ".join("?" for _ in workspace_ids)
        return self._ask(f"workspace_id IN ({marks}) ORDER BY at DESC, key LIMIT ?", (*workspace_ids, limit))

    def counts(self, workspace_ids: Sequence[str], since: datetime) -> dict[str, int]:
        """Return how many messages of a workspace came since an instant, by outcome."""
        marks = ", ".join("?" for _ in workspace_ids)
        ask = f"SELECT outcome, count(*) FROM incoming WHERE workspace_id IN ({marks}) AND at >= ? GROUP BY outcome"  # noqa: S608
        with self._lock:
            return dict(self._db.execute(ask, (*workspace_ids, number_of(since))).fetchall())

    def answered_since(self, person_id: str, since: datetime) -> int:
        """Return how many of a person's messages were answered since an instant."""
        with self._lock:
            ask = "SELECT count(*) FROM incoming WHERE person_id = ? AND answer <> '' AND at >= ?"
            return self._db.execute(ask, (person_id, number_of(since))).fetchone()[0]

    def originals(self, person_id: str) -> list[Incoming]:
        """Return a person's messages whose bytes are kept."""
        return self._ask("person_id = ? AND original <> ''", (person_id,))

    def let_go(self, key: str) -> None:
        """Note that a message's bytes are not kept any more."""
        with self._writing() as db:
            db.execute("UPDATE incoming SET original = '', sender = '', subject = '', message_id = '' WHERE key = ?", (bytes.fromhex(key),))

    def _ask(self, where: str, values: Sequence[Any]) -> list[Incoming]:
        with self._lock:
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM incoming WHERE {where}", values).fetchall()  # noqa: S608
        return [_read(row) for row in rows]


def forget_incoming(db: sqlite3.Connection, person_id: str) -> None:
    """Delete what a person's messages said and where they may reply. That a message came stays, so that it never comes twice."""
    gone = "UPDATE incoming SET sender = '', subject = '', message_id = '', answer = '', why = '' WHERE person_id = ?"
    db.execute(gone, (person_id,))
    db.execute("DELETE FROM reply_to WHERE person_id = ?", (person_id,))


def _row(one: Incoming) -> tuple[Any, ...]:
    return (
        bytes.fromhex(one.key), number_of(one.at), one.outcome, one.why, one.person_id, one.workspace_id, one.item_id, one.thread_id,
        one.comment_id, one.original, one.sender, one.subject, one.message_id, one.answer,
    )  # fmt: skip


def _read(row: Sequence[Any]) -> Incoming:
    key, at, *rest = row
    names = _COLUMNS.split(", ")[2:]
    return Incoming(key=bytes(key).hex(), at=instant_of(at), **dict(zip(names, rest, strict=True)))
