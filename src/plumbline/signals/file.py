"""The file of signals: its tables and its settings."""

import secrets
import sqlite3
from pathlib import Path

from plumbline.signals.errors import UnreadableSignals
from plumbline.sqlite_file import SqliteFile

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
KIND = SqliteFile(holds="signals", steps=(_TABLES,), fault=UnreadableSignals, settings=_SETTINGS)


def open_file(path: Path) -> sqlite3.Connection:
    """Open the file at path, making it when there is none. Raises UnreadableSignals."""
    db = KIND.open(path)
    db.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
    return db
