"""What mail somebody wants, and which letters wait for them. Kept beside the addresses, so that forgetting a person forgets their mail.

A letter is only what it is about: its words are written when it leaves, so that nothing in it is out of date. Its key is unique, so that
the same occasion never writes twice, however often it is looked at.
"""

import hmac
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from hashlib import sha256
from threading import RLock
from typing import Any, Literal

from plumbline.directory.instants import instant_of, number_of
from plumbline.kernel.record import record

State = Literal["waiting", "sent", "dropped", "failed"]
DIGEST_HOUR = 8
_COLUMNS = "key, person_id, reason, item_id, made_at, due_at, state, attempts, answer, workspace_id"


@record
class MailChoice:
    """What mail a person wants. digest_hour: 0 to 23 on their own clock. stopped: the reasons they want no message for."""

    digest_hour: int = DIGEST_HOUR
    stopped: frozenset[str] = frozenset()


@record
class Letter:
    """A message that waits, left or will never leave.

    key: the occasion, once per installation. item_id: empty for a digest. due_at: when it may leave.
    answer: what the mail server said last. workspace_id: what it tells of; "" for the workspace that was made first.
    """

    key: str
    person_id: str
    reason: str
    item_id: str
    made_at: datetime
    due_at: datetime
    state: State = "waiting"
    attempts: int = 0
    answer: str = ""
    workspace_id: str = ""


class Mailbox:
    """Choices and letters of everybody. Every method is one short transaction of the directory's file."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def choice(self, person_id: str) -> MailChoice:
        """Return what mail a person wants; the defaults for somebody who has chosen nothing."""
        with self._lock:
            row = self._db.execute("SELECT digest_hour, stopped FROM mail_choice WHERE person_id = ?", (person_id,)).fetchone()
        return MailChoice(digest_hour=row[0], stopped=frozenset(row[1].split())) if row else MailChoice()

    def choose(self, person_id: str, choice: MailChoice) -> None:
        """Keep what mail a person wants. Raises ValueError for an hour that no clock shows."""
        if not 0 <= choice.digest_hour <= 23:
            raise ValueError(f"{choice.digest_hour} is no hour of the day; choose 0 to 23")
        row = (person_id, choice.digest_hour, " ".join(sorted(choice.stopped)))
        keep = (
            "INSERT INTO mail_choice (person_id, digest_hour, stopped) VALUES (?, ?, ?) ON CONFLICT (person_id)"
            " DO UPDATE SET digest_hour = excluded.digest_hour, stopped = excluded.stopped"
        )
        with self._writing() as db:
            db.execute(keep, row)

    def stop(self, person_id: str, reason: str) -> None:
        """Send a person no more messages for a reason; those that wait are dropped."""
        choice = self.choice(person_id)
        self.choose(person_id, MailChoice(digest_hour=choice.digest_hour, stopped=choice.stopped | {reason}))
        with self._writing() as db:
            drop = "UPDATE letter SET state = 'dropped' WHERE person_id = ? AND reason = ? AND state = 'waiting'"
            db.execute(drop, (person_id, reason))

    def digest_day(self, person_id: str, workspace_id: str) -> date | None:
        """Return the local day on which a person's digest of a workspace was last due, whether or not there was anything in it."""
        ask = "SELECT max(day) FROM digest_day WHERE person_id = ? AND workspace_id = ?"
        with self._lock:
            (day,) = self._db.execute(ask, (person_id, workspace_id)).fetchone()
        return date.fromisoformat(day) if day else None

    def keep_digest_day(self, person_id: str, workspace_id: str, day: date) -> None:
        """Remember that a person's digest of a day has been dealt with."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO digest_day VALUES (?, ?, ?)", (person_id, workspace_id, day.isoformat()))

    def position(self) -> int | None:
        """Return the ledger position up to which occasions were looked for; None before the first time."""
        with self._lock:
            row = self._db.execute("SELECT position FROM mail_mark").fetchone()
        return None if row is None else row[0]

    def queue(self, letters: Sequence[Letter], position: int | None = None) -> int:
        """Keep letters, each key once, together with how far the ledger was looked through, if it was. Returns how many are new."""
        with self._writing() as db:
            keep = (
                "INSERT OR IGNORE INTO letter (key, person_id, reason, item_id, made_at, due_at, workspace_id) VALUES (?, ?, ?, ?, ?, ?, ?)"
            )
            rows = [
                (one.key, one.person_id, one.reason, one.item_id, number_of(one.made_at), number_of(one.due_at), one.workspace_id)
                for one in letters
            ]
            made = sum(db.execute(keep, row).rowcount for row in rows)
            if position is None:
                return made
            mark = (
                "INSERT INTO mail_mark VALUES (1, ?, ?) ON CONFLICT (one)"
                " DO UPDATE SET position = max(coalesce(position, 0), excluded.position)"
            )
            db.execute(mark, (position, secrets.token_bytes(32)))
        return made

    def due(self, now: datetime, limit: int = 100) -> list[Letter]:
        """Return the letters whose time has come, the oldest first."""
        return self._letters("state = 'waiting' AND due_at <= ? ORDER BY due_at, key LIMIT ?", (number_of(now), limit))

    def of(self, person_id: str, limit: int = 20, workspace_ids: Sequence[str] = ()) -> list[Letter]:
        """Return a person's letters, the newest first. workspace_ids: only those of these workspaces."""
        marks = ", ".join("?" for _ in workspace_ids)
        within = f" AND workspace_id IN ({marks})" if workspace_ids else ""
        return self._letters(f"person_id = ?{within} ORDER BY made_at DESC, key LIMIT ?", (person_id, *workspace_ids, limit))

    def failed(self, limit: int = 20) -> list[Letter]:
        """Return letters that no mail server took: those given up, and those that are tried again; the newest first."""
        return self._letters("state = 'failed' OR (state = 'waiting' AND attempts > 0) ORDER BY made_at DESC, key LIMIT ?", (limit,))

    def left_between(self, person_id: str, begin: datetime, end: datetime) -> int:
        """Return how many immediate messages left for a person in a stretch of time."""
        ask = "SELECT count(*) FROM letter WHERE person_id = ? AND item_id <> '' AND state = 'sent' AND due_at >= ? AND due_at < ?"
        with self._lock:
            return self._db.execute(ask, (person_id, number_of(begin), number_of(end))).fetchone()[0]

    def sent(self, key: str, at: datetime) -> None:
        """Note that a letter has left."""
        with self._writing() as db:
            db.execute(
                "UPDATE letter SET state = 'sent', due_at = ?, attempts = attempts + 1, answer = '' WHERE key = ?", (number_of(at), key)
            )

    def drop(self, key: str) -> None:
        """Note that a letter will never leave: what it was about has been dealt with, or stands in the digest."""
        with self._writing() as db:
            db.execute("UPDATE letter SET state = 'dropped' WHERE key = ?", (key,))

    def postpone(self, key: str, until: datetime | None, answer: str) -> None:
        """Note that the mail server did not take a letter. until: when to try again; None gives it up."""
        change = "UPDATE letter SET state = ?, due_at = coalesce(?, due_at), attempts = attempts + 1, answer = ? WHERE key = ?"
        with self._writing() as db:
            db.execute(change, ("waiting" if until else "failed", number_of(until) if until else None, answer[:500], key))

    def stop_token(self, person_id: str, reason: str) -> str:
        """Return the secret part of the link that stops messages for a reason. It can do nothing else, and needs no account."""
        return f"{person_id}.{reason}.{self._mark(person_id, reason)}"

    def stopped_by(self, token: str) -> tuple[str, str] | None:
        """Return the person and the reason that a link's secret stands for, or None when nobody was sent it."""
        person_id, _, rest = token.partition(".")
        reason, _, mark = rest.partition(".")
        right = bool(mark) and hmac.compare_digest(mark.encode(), self._mark(person_id, reason).encode())
        return (person_id, reason) if right else None

    def _mark(self, person_id: str, reason: str) -> str:
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO mail_mark VALUES (1, NULL, ?)", (secrets.token_bytes(32),))
            row = db.execute("SELECT secret FROM mail_mark").fetchone()
        return hmac.new(row[0], f"stop\0{person_id}\0{reason}".encode(), sha256).hexdigest()

    def _letters(self, where: str, values: Sequence[Any]) -> list[Letter]:
        with self._lock:
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM letter WHERE {where}", values).fetchall()  # noqa: S608 - constants of this file
        return list(_read(rows))


def forget_mail(db: sqlite3.Connection, person_id: str) -> None:
    """Delete a person's letters and choices."""
    db.execute("DELETE FROM letter WHERE person_id = ?", (person_id,))
    db.execute("DELETE FROM mail_choice WHERE person_id = ?", (person_id,))
    db.execute("DELETE FROM digest_day WHERE person_id = ?", (person_id,))


def _read(rows: Sequence[Any]) -> Iterator[Letter]:
    for key, person_id, reason, item_id, made_at, due_at, state, attempts, answer, workspace_id in rows:
        yield Letter(
            key=key, person_id=person_id, reason=reason, item_id=item_id, made_at=instant_of(made_at), due_at=instant_of(due_at),
            state=state, attempts=attempts, answer=answer, workspace_id=workspace_id,
        )  # fmt: skip
