"""The data directory: where its files are, who may open it, and how its database is opened."""

import fcntl
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from plumbline.ledger.errors import LedgerError, Locked, NoLedger

DATABASE = "ledger.sqlite"
KEY = "checkpoint.key"
LOCK = "ledger.lock"
_MIGRATIONS = Path(__file__).parent / "migrations"

# What has to hold on a connection that writes; each is asserted after it was set, because SQLite ignores what it does not know.
_WRITING = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 5000, "secure_delete": 1}
_READING = {"query_only": 1, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 5000}
_MAPPED_BYTES = 1 << 30  # reading a long stream through the page cache alone copies every page once more
_WAL_PAGES = 4000  # about 16 MB between two transfers into the database file


class Lock:
    """The exclusive right to write in a data directory; gone when the process is."""

    def __init__(self, data: Path) -> None:
        """Take it. Raises Locked, with the id of the process that has it."""
        self._file = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._file, 20).decode().strip() or "unknown"
            os.close(self._file)
            raise Locked(f"{data} is open in process {holder}; stop it, or send the command to its address") from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give it back."""
        os.close(self._file)

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def open_to_write(data: Path) -> sqlite3.Connection:
    """Return the one connection that writes, with the schema of today. The caller holds the lock."""
    connection = _connect(f"file:{_quoted(data / DATABASE)}?mode=rwc")
    _set(connection, _WRITING)
    connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    _migrate(connection)
    return connection


def open_to_read(data: Path) -> sqlite3.Connection:
    """Return a connection that only reads, also while another process writes. Raises NoLedger when there is none."""
    path = data / DATABASE
    if not path.exists():
        raise NoLedger(f"there is no ledger in {data}; name its folder with --data")
    try:
        connection = _connect(f"file:{_quoted(path)}?mode=rw")
        _set(connection, _READING)
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    except sqlite3.OperationalError:  # a folder that cannot be written to, such as a mounted backup
        connection = _connect(f"file:{_quoted(path)}?mode=ro&immutable=1")
        _set(connection, _READING)
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    # check_same_thread: connections are handed between threads, never shared by two at a time
    return sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512, check_same_thread=False)


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _set(connection: sqlite3.Connection, pragmas: Mapping[str, str | int]) -> None:
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        (actual,) = connection.execute(f"PRAGMA {name}").fetchone()
        if actual != value:
            raise LedgerError(f"SQLite keeps {name} at {actual}, but the ledger needs {value}; the disk or the library does not support it")


def _migrate(connection: sqlite3.Connection) -> None:
    """Run the numbered files that this database has not seen, each in a transaction of its own."""
    (seen,) = connection.execute("PRAGMA user_version").fetchone()
    files = sorted(_MIGRATIONS.glob("*.sql"))
    if seen > len(files):
        raise LedgerError(f"the ledger was written by a newer release (schema {seen}); start that one")
    for number, file in enumerate(files[seen:], start=seen + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {file.read_text()}; PRAGMA user_version = {number}; COMMIT;")
