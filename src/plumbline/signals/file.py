"""The file of signals: its tables and its settings."""

import os
import secrets
import sqlite3
from pathlib import Path
from urllib.parse import quote

from plumbline.signals.errors import UnreadableSignals

FILE = "signals.sqlite"
_SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 0, "trusted_schema": 0, "busy_timeout": 5000}
# A workspace, an origin and a kind are numbers in the rows, because each stands in millions of them.
_TABLES = """
CREATE TABLE workspace (place INTEGER PRIMARY KEY, workspace_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE origin (origin INTEGER PRIMARY KEY, place INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (place, text)) STRICT;
CREATE TABLE kind (
  kind INTEGER PRIMARY KEY, place INTEGER NOT NULL, source_id TEXT NOT NULL, name TEXT NOT NULL, campaign TEXT NOT NULL,
  cycle TEXT NOT NULL, journey TEXT NOT NULL, UNIQUE (place, source_id, name, campaign, cycle, journey)
) STRICT;
CREATE TABLE signal (
  place INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL, origin INTEGER NOT NULL, origin_id TEXT NOT NULL,
  who TEXT NOT NULL, told_at INTEGER, occurred_at INTEGER NOT NULL, received_at INTEGER NOT NULL, via TEXT NOT NULL,
  claims TEXT NOT NULL, properties TEXT NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY (place, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX signal_once ON signal (origin, origin_id);
CREATE INDEX signal_kind ON signal (kind, number);
CREATE TABLE tally (
  kind INTEGER NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL, newest INTEGER NOT NULL, PRIMARY KEY (kind, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE secret (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL) STRICT;
"""
_STEPS = (_TABLES,)  # the version of a file is the number of steps it has taken


def open_file(path: Path) -> sqlite3.Connection:
    """Open the file at path, making it when there is none. Raises UnreadableSignals."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    db = connected(path)
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(_STEPS):
            raise UnreadableSignals(f"{path} was written by a newer release (version {version}, this one knows {len(_STEPS)})")
        for number, step in enumerate(_STEPS[version:], version + 1):
            db.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")
        db.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
    except sqlite3.DatabaseError as fault:
        db.close()
        raise UnreadableSignals(f"{path} cannot be read as signals: {fault}; restore it from a backup") from fault
    except UnreadableSignals:
        db.close()
        raise
    return db


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that is there without writing to it, also while a server uses it."""
    quoted = quote(str(path.absolute()))
    try:
        db = sqlite3.connect(f"file:{quoted}?mode=ro", uri=True)
        db.execute("PRAGMA user_version")
    except sqlite3.OperationalError:  # a folder that cannot be written to, such as a mounted backup
        db = sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True)
    return db


def connected(path: Path) -> sqlite3.Connection:
    """Open a further connection to a file that is there. Raises UnreadableSignals."""
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        for name, value in _SETTINGS.items():
            db.execute(f"PRAGMA {name} = {value}").fetchall()
        # SQLite ignores a setting it does not know, and falls back silently on file systems that cannot keep a write-ahead log.
        for name, value in _SETTINGS.items():
            (actual,) = db.execute(f"PRAGMA {name}").fetchone()
            if actual != value:
                raise UnreadableSignals(f"signals need {name} = {value}, but this machine gives {actual}")
    except sqlite3.DatabaseError as fault:
        db.close()
        raise UnreadableSignals(f"{path} cannot be read as signals: {fault}; restore it from a backup") from fault
    return db
