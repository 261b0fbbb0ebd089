"""The directory's own SQLite file: durable, readable by its owner only, and without traces of what was deleted."""

import sqlite3
from pathlib import Path

from plumbline import sqlite_file
from plumbline.directory.errors import UnreadableDirectory
from plumbline.sqlite_file import DURABLE, SqliteFile

FILE = "directory.sqlite"
_TABLES = """
CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL, mail TEXT NOT NULL, mail_key TEXT UNIQUE, zone TEXT NOT NULL) STRICT;
CREATE TABLE credential (person_id TEXT PRIMARY KEY REFERENCES person (id), hash TEXT NOT NULL) STRICT;
CREATE TABLE failure (who BLOB PRIMARY KEY, count INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
CREATE TABLE session (
  digest BLOB PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person (id),
  opened_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person_id);
CREATE TABLE token (
  id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, person_id TEXT NOT NULL REFERENCES person (id),
  name TEXT NOT NULL, scopes TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER
) STRICT;
CREATE INDEX token_person ON token (person_id);
CREATE TABLE setup (one INTEGER PRIMARY KEY CHECK (one = 1), digest BLOB NOT NULL, expires_at INTEGER NOT NULL) STRICT;
"""
_INVITATIONS = """
CREATE TABLE invitation (
  person_id TEXT PRIMARY KEY REFERENCES person (id), digest BLOB NOT NULL UNIQUE, expires_at INTEGER NOT NULL
) STRICT;
"""
_MAIL = """
CREATE TABLE mail_choice (
  person_id TEXT PRIMARY KEY REFERENCES person (id), digest_hour INTEGER NOT NULL, stopped TEXT NOT NULL, digest_on TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE letter (
  key TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person (id), reason TEXT NOT NULL, item_id TEXT NOT NULL,
  made_at INTEGER NOT NULL, due_at INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,
  answer TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_due ON letter (due_at) WHERE state = 'waiting';
CREATE INDEX letter_person ON letter (person_id, made_at);
CREATE TABLE mail_mark (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER, secret BLOB NOT NULL) STRICT;
"""
_GUESTS = """
CREATE TABLE guest (
  person_id TEXT PRIMARY KEY REFERENCES person (id), digest BLOB NOT NULL UNIQUE, cycle_id TEXT NOT NULL, review_id TEXT NOT NULL
) STRICT;
"""
# Rows from before there were several workspaces have none; they belong to the one that was made first.
_WORKSPACES = """
ALTER TABLE token ADD COLUMN workspace_id TEXT NOT NULL DEFAULT '';
ALTER TABLE guest ADD COLUMN workspace_id TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN workspace_id TEXT NOT NULL DEFAULT '';
CREATE TABLE digest_day (
  person_id TEXT NOT NULL REFERENCES person (id), workspace_id TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (person_id, workspace_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE welcome (
  person_id TEXT NOT NULL REFERENCES person (id), workspace_id TEXT NOT NULL, digest BLOB NOT NULL UNIQUE, rank TEXT NOT NULL,
  calendar_id TEXT NOT NULL, invited_by TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (person_id, workspace_id)
) STRICT;
INSERT INTO digest_day SELECT person_id, '', digest_on FROM mail_choice WHERE digest_on <> '';
"""
# What is offered stands in the ledger; a link that was kept beside it before has to be made anew.
_OFFERS = """
DROP TABLE welcome;
CREATE TABLE welcome (
  person_id TEXT NOT NULL REFERENCES person (id), workspace_id TEXT NOT NULL, digest BLOB NOT NULL UNIQUE, expires_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, workspace_id)
) STRICT;
"""
_PLAY = """
CREATE TABLE play_link (link_id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, workspace_id TEXT NOT NULL) STRICT;
CREATE TABLE participant (
  participant_id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, link_id TEXT NOT NULL, run_id TEXT NOT NULL, workspace_id TEXT NOT NULL,
  began_at INTEGER NOT NULL
) STRICT;
CREATE INDEX participant_link ON participant (link_id, began_at);
"""
_ENDPOINTS = """
CREATE TABLE endpoint (endpoint_id TEXT PRIMARY KEY, address TEXT NOT NULL) STRICT;
CREATE TABLE endpoint_secret (
  endpoint_id TEXT NOT NULL, number INTEGER NOT NULL, secret TEXT NOT NULL, until INTEGER, PRIMARY KEY (endpoint_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE webhook_key (one INTEGER PRIMARY KEY CHECK (one = 1), private BLOB NOT NULL) STRICT;
"""
_SOURCES = """
CREATE TABLE source_key (
  source_id TEXT PRIMARY KEY, workspace_id TEXT NOT NULL, digest BLOB NOT NULL UNIQUE, signing_secret TEXT NOT NULL, used_at INTEGER
) STRICT;
"""
_CREDENTIALS = """
CREATE TABLE endpoint_credential (
  endpoint_id TEXT NOT NULL, name TEXT NOT NULL, secret TEXT NOT NULL, PRIMARY KEY (endpoint_id, name)
) STRICT, WITHOUT ROWID;
"""
_ACCOUNTS = """
CREATE TABLE outside_account (
  endpoint_id TEXT NOT NULL, account TEXT NOT NULL, person_id TEXT NOT NULL REFERENCES person (id), name TEXT NOT NULL,
  place TEXT NOT NULL, linked_at INTEGER NOT NULL, PRIMARY KEY (endpoint_id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX outside_account_person ON outside_account (person_id);
CREATE TABLE outside_offer (
  digest BLOB PRIMARY KEY, endpoint_id TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
_REPLIES = """
CREATE TABLE reply_key (one INTEGER PRIMARY KEY CHECK (one = 1), secret BLOB NOT NULL) STRICT;
CREATE TABLE reply_to (
  digest BLOB PRIMARY KEY, person_id TEXT NOT NULL, workspace_id TEXT NOT NULL, item_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_to_person ON reply_to (person_id);
CREATE TABLE incoming (
  key BLOB PRIMARY KEY, at INTEGER NOT NULL, outcome TEXT NOT NULL, why TEXT NOT NULL, person_id TEXT NOT NULL,
  workspace_id TEXT NOT NULL, item_id TEXT NOT NULL, thread_id TEXT NOT NULL, comment_id TEXT NOT NULL, original TEXT NOT NULL,
  sender TEXT NOT NULL, subject TEXT NOT NULL, message_id TEXT NOT NULL, answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incoming_place ON incoming (workspace_id, at);
CREATE INDEX incoming_person ON incoming (person_id, at);
CREATE INDEX incoming_comment ON incoming (comment_id) WHERE comment_id <> '';
"""
_LOOKS = """
CREATE TABLE mailbox_look (
  mailbox TEXT PRIMARY KEY, looked_at INTEGER NOT NULL, fault TEXT NOT NULL, said TEXT NOT NULL, since INTEGER
) STRICT, WITHOUT ROWID;
"""
_USES = """
ALTER TABLE token ADD COLUMN used_at INTEGER;
"""
_STEPS = (
    _TABLES, _INVITATIONS, _MAIL, _GUESTS, _WORKSPACES, _OFFERS, _PLAY, _ENDPOINTS, _SOURCES, _CREDENTIALS, _ACCOUNTS, _REPLIES, _LOOKS,
    _USES,
)  # fmt: skip
KIND = SqliteFile(holds="a directory", steps=_STEPS, fault=UnreadableDirectory, settings=DURABLE)


def open_to_read(data: Path) -> sqlite3.Connection:
    """Open the directory of a data folder without writing to it, also while a server uses it. Raises UnreadableDirectory."""
    path = data / FILE
    if not path.exists():
        raise UnreadableDirectory(f"there is no {FILE} in {data}")
    return sqlite_file.open_to_read(path)
