"""Rows that are added by statements which take many at a time.

For as long as a statement runs, SQLite works without the interpreter, and others with it; and a statement costs about as much as two rows.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

_TOGETHER = (64, 8, 1)


class Insert:
    """A statement that adds rows of one form: what comes before the rows, the marks of one row, and what follows.

    Two with the same words are the same: rows for either are added together.
    """

    __slots__ = ("_statements", "_words")

    def __init__(self, before: str, row: str, after: str = "") -> None:
        self._words = (before, row, after)
        self._statements = tuple((count, f"{before} {', '.join([row] * count)} {after}".rstrip()) for count in _TOGETHER)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Insert) and self._words == other._words

    def __hash__(self) -> int:
        return hash(self._words)

    def add(self, connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows in their order, in the transaction that is open."""
        done = 0
        for count, statement in self._statements:
            while len(rows) - done >= count:
                connection.execute(statement, tuple(chain.from_iterable(rows[done : done + count])))
                done += count


class Rows(NamedTuple):
    """Rows for one insert."""

    into: Insert
    rows: Sequence[Sequence[Any]]


Statement = tuple[str, tuple[Any, ...]] | Rows
"""SQL with what its marks stand for, or rows to be added."""


def run(connection: sqlite3.Connection, statements: Iterable[Statement]) -> None:
    """Run statements in the transaction that is open.

    Statements of text run in their order, and after all rows that came before them. Between two of them, rows of the same form are added
    together and in order; which form comes first is open.
    """
    waiting: dict[Insert, list[Sequence[Any]]] = {}
    for statement in statements:
        if isinstance(statement, Rows):
            waiting.setdefault(statement.into, []).extend(statement.rows)
            continue
        _add(connection, waiting)
        connection.execute(*statement)
    _add(connection, waiting)


def _add(connection: sqlite3.Connection, waiting: dict[Insert, list[Sequence[Any]]]) -> None:
    for into, rows in waiting.items():
        into.add(connection, rows)
    waiting.clear()
