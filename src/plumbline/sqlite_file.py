"""Files of SQLite: opened with settings that hold and tables of today, or read without being written to."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from plumbline.kernel.record import record

# On the disk when it is said to be, read beside a writer, and without traces of what was deleted.
DURABLE: Mapping[str, str | int] = MappingProxyType(
    {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 5000, "secure_delete": 1}
)


class UnreadableFile(Exception):
    """A file is damaged, of a newer release, or on a disk that cannot keep it. The message says which, and what to do."""


@record
class SqliteFile:
    """A kind of file. holds: what is in it, in the plural; steps: SQL, each of which leads from one version of the tables to the next.

    settings: what has to hold on a connection. fault: what is raised about a file of this kind. remedy: what to do about a damaged one.
    """

    holds: str
    steps: Sequence[str]
    fault: type[UnreadableFile]
    settings: Mapping[str, str | int]
    remedy: str = "restore it from a backup"

    def open(self, path: Path, *first: str) -> sqlite3.Connection:
        """Open the file at path, making it when there is none, for its owner only. first: SQL to begin with. Raises the kind's fault."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        db = self.connect(path)
        try:
            take_steps(db, self.steps, self.fault, path)
            for statement in first:
                db.execute(statement)
        except (sqlite3.DatabaseError, UnreadableFile) as fault:
            db.close()
            raise self._said(path, fault) from fault
        return db

    def connect(self, path: Path) -> sqlite3.Connection:
        """Open a further connection to a file that is there. Raises the kind's fault."""
        db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            hold(db, self.settings, self.fault, path)
        except (sqlite3.DatabaseError, UnreadableFile) as fault:
            db.close()
            raise self._said(path, fault) from fault
        return db

    def _said(self, path: Path, fault: Exception) -> UnreadableFile:
        if isinstance(fault, UnreadableFile):
            return fault
        return self.fault(f"{path} cannot be read as {self.holds}: {fault}; {self.remedy}")


def hold(db: sqlite3.Connection, settings: Mapping[str, str | int], fault: type[Exception], path: Path) -> None:
    """Apply settings and see that they took: SQLite ignores one that it does not know, and leaves out others where a disk cannot do them.

    Raises fault.
    """
    for name, value in settings.items():
        db.execute(f"PRAGMA {name} = {value}").fetchall()
    for name, value in settings.items():
        (actual,) = db.execute(f"PRAGMA {name}").fetchone()
        if actual != value:
            raise fault(f"{path} needs {name} = {value}, but here SQLite keeps it at {actual}; use a local disk and a current SQLite")


def take_steps(db: sqlite3.Connection, steps: Sequence[str], fault: type[Exception], path: Path) -> None:
    """Take the steps that a file has not taken, each in a transaction of its own. Raises fault for a file that has taken more."""
    (taken,) = db.execute("PRAGMA user_version").fetchone()
    if taken > len(steps):
        raise fault(f"{path} was written by a newer release (version {taken}, this one knows {len(steps)}); start that one")
    for number, step in enumerate(steps[taken:], taken + 1):
        db.executescript(f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {number}; COMMIT;")


def address_of(path: Path, *asked: str) -> str:
    """Return the address by which SQLite opens a file. asked: such as mode=ro."""
    return f"file:{quote(str(path.absolute()))}?{'&'.join(asked)}"


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that is there without writing to it, also while a server uses it."""
    try:
        db = sqlite3.connect(address_of(path, "mode=ro"), uri=True, check_same_thread=False)
        db.execute("PRAGMA user_version")
    except sqlite3.OperationalError:  # a folder that cannot be written to, such as a mounted backup
        db = sqlite3.connect(address_of(path, "mode=ro", "immutable=1"), uri=True, check_same_thread=False)
    return db
