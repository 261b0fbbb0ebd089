"""Personal tokens: what a program shows instead of a password. Each is kept as a digest, and counts in one workspace."""

import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from plumbline.directory.instants import instant_of, number_of
from plumbline.directory.records import Token, TokenRow
from plumbline.directory.secret import digest, is_token
from plumbline.kernel.identity import make_id

USE_NOTED_EVERY = timedelta(hours=1)
"""A program may ask many times a second, and what this is for is to find the token that nobody needs any more."""


def keep(
    db: sqlite3.Connection,
    person_id: str,
    text: str,
    name: str,
    scopes: Sequence[str],
    now: datetime,
    until: datetime | None,
    place: str,
    token_id: str,
) -> None:
    """Write down a token by its digest. place: the workspace in which it counts; "" for the one that was made first."""
    made = (token_id or make_id("tok", now, secrets.randbits(74)), digest(text), person_id, name, " ".join(scopes), number_of(now))
    db.execute("INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", (*made, number_of(until) if until else None, place))


def find(db: sqlite3.Connection, text: str, now: datetime) -> Token | None:
    """Return what a token's text stands for, or None when it is malformed, unknown, revoked or too old. Its use is written down."""
    if not is_token(text):
        return None
    ask = "SELECT id, person_id, scopes, workspace_id, used_at FROM token WHERE digest = ? AND (expires_at IS NULL OR expires_at > ?)"
    row = db.execute(ask, (digest(text), number_of(now))).fetchone()
    if row is None:
        return None
    token_id, person_id, scopes, workspace_id, used = row
    if used is None or used <= number_of(now - USE_NOTED_EVERY):
        with suppress(sqlite3.OperationalError):  # a full disk is no reason to turn away whoever only reads
            db.execute("UPDATE token SET used_at = ? WHERE id = ?", (number_of(now), token_id))
    return Token(id=token_id, person_id=person_id, scopes=tuple(scopes.split()), workspace_id=workspace_id)


def of(db: sqlite3.Connection, person_id: str) -> list[TokenRow]:
    """Return a person's tokens, oldest first."""
    ask = "SELECT id, name, scopes, created_at, expires_at, workspace_id, used_at FROM token WHERE person_id = ? ORDER BY id"
    return [
        TokenRow(
            id=id_,
            name=name,
            scopes=tuple(scopes.split()),
            created_at=instant_of(made),
            expires_at=instant_of(ends) if ends else None,
            workspace_id=workspace_id,
            used_at=instant_of(used) if used else None,
        )
        for id_, name, scopes, made, ends, workspace_id, used in db.execute(ask, (person_id,))
    ]
