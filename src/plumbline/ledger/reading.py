"""Questions to the ledger's tables, on any connection. Each function asks once and gives rows back undecoded."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from plumbline.ledger.checkpoint import VerifierKey
from plumbline.ledger.codec import Row
from plumbline.ledger.merkle import Frontier, NodeReader, frontier_of, node_number

_PORTION = 2000
_AT_HAND = 50
NO_END = 2**62


def of_stream(connection: sqlite3.Connection, stream: str, after: int) -> list[Row]:
    """Return a stream's entries after a version."""
    asked = "SELECT position, tag, raw, leaf, salt, words FROM entry WHERE stream = ? AND version > ? ORDER BY version"
    return connection.execute(asked, (stream, after)).fetchall()


def of_stream_in_portions(connection: sqlite3.Connection, stream: str, after: int, upto: int = NO_END) -> Iterator[list[Row]]:
    """Yield a stream's entries after a version, few at a time, so that they are still in the processor's cache when they are used."""
    asked = "SELECT position, tag, raw, leaf, salt, words FROM entry WHERE stream = ? AND version > ? AND version <= ? ORDER BY version"
    with closing(connection.execute(asked, (stream, after, upto))) as cursor:
        while rows := cursor.fetchmany(_AT_HAND):
            yield rows


def after(connection: sqlite3.Connection, position: int, limit: int) -> list[Row]:
    """Return up to limit entries after a position."""
    asked = "SELECT position, tag, raw, leaf, salt, words FROM entry WHERE position > ? ORDER BY position LIMIT ?"
    return connection.execute(asked, (position, limit)).fetchall()


def at(connection: sqlite3.Connection, position: int) -> Row | None:
    """Return the entry at a position."""
    return connection.execute("SELECT position, tag, raw, leaf, salt, words FROM entry WHERE position = ?", (position,)).fetchone()


def portions(connection: sqlite3.Connection) -> Iterator[list[Row]]:
    """Yield all entries in order, some thousand at a time."""
    position = 0
    while portion := after(connection, position, _PORTION):
        yield portion
        position = portion[-1][0]


def size(connection: sqlite3.Connection) -> int:
    """Return the number of entries."""
    return connection.execute("SELECT coalesce(max(position), 0) FROM entry").fetchone()[0]


def data_version(connection: sqlite3.Connection) -> int:
    """Return a number that is another one after anything was written through another connection."""
    return connection.execute("PRAGMA data_version").fetchone()[0]


def version(connection: sqlite3.Connection, stream: str) -> int:
    """Return the version of a stream, 0 when it does not exist."""
    return connection.execute("SELECT coalesce(max(version), 0) FROM entry WHERE stream = ?", (stream,)).fetchone()[0]


def answer(connection: sqlite3.Connection, scope: str, key: str) -> tuple[str, bytes] | None:
    """Return (request hash, answer) kept under an idempotency key."""
    return connection.execute("SELECT request_hash, answer FROM answer WHERE scope = ? AND key = ?", (scope, key)).fetchone()


def newest_checkpoint(connection: sqlite3.Connection) -> str | None:
    """Return the checkpoint that was signed last."""
    found = connection.execute("SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1").fetchone()
    return found[0] if found else None


def checkpoints(connection: sqlite3.Connection) -> list[str]:
    """Return all checkpoints, oldest first."""
    return [note for (note,) in connection.execute("SELECT note FROM checkpoint ORDER BY number")]


def signers(connection: sqlite3.Connection) -> list[VerifierKey]:
    """Return the public keys that checkpoints were signed with, oldest first."""
    return [VerifierKey.parse(key) for (key,) in connection.execute("SELECT key FROM signer ORDER BY number")]


def nodes_of(connection: sqlite3.Connection) -> NodeReader:
    """Return what reads the tree's nodes. Raises ValueError for one that the tree is too small for."""

    def node(level: int, index: int) -> bytes:
        if level == 0:
            found = connection.execute("SELECT leaf FROM entry WHERE position = ?", (index + 1,)).fetchone()
        else:
            found = connection.execute("SELECT hash FROM node WHERE number = ?", (node_number(level, index),)).fetchone()
        if found is None:
            raise ValueError(f"the tree has no node {index} at level {level} yet")
        return found[0]

    return node


def frontier(connection: sqlite3.Connection) -> Frontier:
    """Return the frontier of the tree as its nodes say."""
    return frontier_of(size(connection), nodes_of(connection))
