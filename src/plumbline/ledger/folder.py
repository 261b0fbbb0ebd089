"""The data directory: where its files are, who may open it, and how its database is opened."""

import fcntl
import os
import sqlite3
from pathlib import Path
from types import TracebackType

from plumbline.ledger.errors import Locked, NoLedger, Unreadable
from plumbline.sqlite_file import DURABLE, address_of, hold, take_steps

DATABASE = "ledger.sqlite"
KEY = "checkpoint.key"
LOCK = "ledger.lock"
_MIGRATIONS = Path(__file__).parent / "migrations"

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
    path = data / DATABASE
    connection = _connect(address_of(path, "mode=rwc"))
    hold(connection, DURABLE, Unreadable, path)
    connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    take_steps(connection, [file.read_text() for file in sorted(_MIGRATIONS.glob("*.sql"))], Unreadable, path)
    return connection


def open_to_read(data: Path) -> sqlite3.Connection:
    """Return a connection that only reads, also while another process writes. Raises NoLedger when there is none."""
    path = data / DATABASE
    if not path.exists():
        raise NoLedger(f"there is no ledger in {data}; name its folder with --data")
    try:
        connection = _connect(address_of(path, "mode=rw"))
        hold(connection, _READING, Unreadable, path)
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    except sqlite3.OperationalError:  # a folder that cannot be written to, such as a mounted backup
        connection = _connect(address_of(path, "mode=ro", "immutable=1"))
        hold(connection, _READING, Unreadable, path)
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    # check_same_thread: connections are handed between threads, never shared by two at a time
    return sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512, check_same_thread=False)
