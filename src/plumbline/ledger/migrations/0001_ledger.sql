-- raw holds the bytes that were hashed into leaf; salt and words are what can be erased without touching either.
-- tag is the event's type and shape, so that a reader knows how to decode without looking into the bytes first.
CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    tag TEXT NOT NULL,
    raw BLOB NOT NULL,
    leaf BLOB NOT NULL,
    salt BLOB,
    words BLOB
) STRICT;

CREATE UNIQUE INDEX entry_of_stream ON entry (stream, version);

-- Against slips of the hand only: whoever owns the file can drop a trigger, and is found by the checkpoints.
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OF position, stream, version, tag, raw, leaf ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;

-- Roots of complete subtrees above the leaves, in the order in which they become complete.
CREATE TABLE node (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE checkpoint (
    number INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE INDEX checkpoint_of_size ON checkpoint (size);

-- The public keys that checkpoints were signed with, oldest first; the private one lives outside the database.
CREATE TABLE signer (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE answer (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer BLOB NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE projection (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    stale INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
