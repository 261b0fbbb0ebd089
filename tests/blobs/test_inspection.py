"""Every kept body is read again: what is gone or altered is named."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plumbline.blobs.errors import UnreadableBlobs
from plumbline.blobs.inspection import Inspection, inspect
from plumbline.blobs.sqlite import FILE, SqliteBlobs


async def test_missing_and_altered_bodies_are_named(tmp_path: Path):
    blobs = SqliteBlobs.open(tmp_path / FILE)
    good, bad = await blobs.put(b"as it was"), await blobs.put(b"before")
    both = frozenset({good, bad})
    assert inspect(tmp_path, [good, bad]) == Inspection(kept=2, missing=(), altered=(), digests=both)
    await blobs.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as db, db:
        db.execute("UPDATE blob SET body = ? WHERE digest = ?", (b"after", bad))
    gone = "0" * 64
    assert inspect(tmp_path, [good, gone]) == Inspection(kept=2, missing=(gone,), altered=(bad,), digests=both)


def test_in_a_folder_without_a_file_of_bodies_all_that_are_needed_are_missing(tmp_path: Path):
    assert inspect(tmp_path, ["0" * 64]) == Inspection(kept=None, missing=("0" * 64,), altered=())
    assert inspect(tmp_path, []) == Inspection(kept=None, missing=(), altered=())


def test_what_is_no_file_of_bodies_is_said_to_be_none(tmp_path: Path):
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(UnreadableBlobs, match="restore it from a backup"):
        inspect(tmp_path, [])
