"""Keeps the projections' tables in step with the entries, on the connection that writes both."""

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plumbline.ledger.batch import Accepted
from plumbline.ledger.entry import Entry
from plumbline.ledger.errors import LedgerError
from plumbline.ledger.rows import Statement, run
from plumbline.ledger.store import Projection, StateFolder, StreamFold

logger = logging.getLogger(__name__)

# Primary result codes of SQLite that speak of the disk and not of a statement.
_STORAGE = frozenset({7, 8, 10, 11, 13, 14, 26})

_STATEMENTS_TOGETHER = 1000  # when everything is folded again


class Step(NamedTuple):
    """What appends do to one projection."""

    projection: str
    statements: list[Statement]


class Projecting:
    """The projections of one ledger. Not safe for several threads: it belongs to whoever writes.

    A projection that raises is stale from then on: it gets no more entries until it is rebuilt.
    """

    def __init__(self, connection: sqlite3.Connection, projections: Sequence[Projection]) -> None:
        self._connection = connection
        self._projections = {projection.name: projection for projection in projections}
        self.stale: set[str] = set()

    def install(self, size: int) -> None:
        """Create the tables of projections that are new or changed. They are stale when the ledger has entries already."""
        known = {name: (version, stale) for name, version, stale in self._connection.execute("SELECT name, version, stale FROM projection")}
        for projection in self._projections.values():
            version, stale = known.get(projection.name, (None, 0))
            if version != projection.version:
                self._empty(projection)
                stale = size > 0
                self._note(projection.name, stale)
            if stale:
                self.stale.add(projection.name)

    def steps(self, accepted: Sequence[Accepted]) -> list[Step]:
        """Return what appends do to each projection that is not stale. One that raises becomes stale."""
        happened = [(entry, request.state_after) for request, appended in accepted for entry in appended.entries]
        steps: list[Step] = []
        for name, projection in self._projections.items():
            if name in self.stale:
                continue
            statements: list[Statement] = []
            add, apply = statements.extend, projection.apply
            try:
                for entry, state_after in happened:
                    add(apply(entry, state_after))
            except Exception:  # noqa: BLE001 - the edge between the ledger and its read models: appends go on without this one
                self._falls_behind(name)
                continue
            if statements:
                steps.append(Step(name, statements))
        return steps

    def run(self, steps: Iterable[Step]) -> None:
        """Run steps inside the transaction that is open. Raises the first error, whatever it is."""
        for step in steps:
            run(self._connection, step.statements)

    def run_apart(self, steps: Iterable[Step]) -> None:
        """Run steps with a savepoint each, so that a projection that raises becomes stale and the others go on.

        Raises sqlite3.Error when the disk is at fault.
        """
        for step in steps:
            self._connection.execute("SAVEPOINT step")
            try:
                self.run((step,))
            except Exception as fault:  # the edge between the ledger and its read models: appends go on without this one
                if is_storage_fault(fault):
                    raise
                self._connection.execute("ROLLBACK TO step")
                self._falls_behind(step.projection)
            self._connection.execute("RELEASE step")

    def note_stale(self) -> None:
        """Write down which projections are stale, inside the transaction that is open."""
        for name in self.stale:
            self._note(name, True)

    def rebuild(self, name: str, appends: Iterable[Sequence[Entry]], folder: StateFolder) -> int:
        """Empty a projection's tables and fold all appends again, in one transaction. Returns the number of entries applied.

        Raises LedgerError for a name nobody gave, and whatever the projection raises; it is then as before.
        """
        projection = self._projections.get(name)
        if projection is None:
            raise LedgerError(f"no projection is called {name}; there are {', '.join(sorted(self._projections))}")
        applied, statements = 0, list[Statement]()
        folds: dict[str, StreamFold] = {}
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._empty(projection)
            for entries in appends:
                stream = entries[0].stream
                fold = folds.get(stream) or folds.setdefault(stream, folder(stream))
                state = fold.add(entries)
                for entry in entries:
                    statements += projection.apply(entry, state)
                applied += len(entries)
                if len(statements) >= _STATEMENTS_TOGETHER:
                    run(self._connection, statements)
                    statements.clear()
            run(self._connection, statements)
            self._note(name, False)
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self.stale.discard(name)
        return applied

    def _falls_behind(self, name: str) -> None:
        logger.exception("projection %s failed and is stale until it is rebuilt; appends go on", name)
        self.stale.add(name)

    def _empty(self, projection: Projection) -> None:
        for table in projection.table_names:
            self._connection.execute(f'DROP TABLE IF EXISTS "{table}"')
        for statement in projection.tables:
            self._connection.execute(statement)

    def _note(self, name: str, stale: bool) -> None:
        self._connection.execute(
            "INSERT INTO projection VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version, stale = excluded.stale",
            (name, self._projections[name].version, int(stale)),
        )


def is_storage_fault(fault: BaseException) -> bool:
    """Tell whether an error of SQLite speaks of the disk and not of a statement."""
    return isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", 0) & 0xFF in _STORAGE
