"""One contract for blobs in memory and on disk."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from plumbline.blobs.errors import CorruptBlob, TooLarge, UnreadableBlobs, UnwritableBlobs
from plumbline.blobs.memory import MemoryBlobs
from plumbline.blobs.sqlite import SqliteBlobs
from plumbline.blobs.store import LARGEST, Blobs

KINDS = ("memory", "sqlite")
NOON, DAY = datetime(2026, 3, 2, 12, tzinfo=UTC), timedelta(days=1)


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncGenerator[Blobs, None]:
    blobs: Blobs = MemoryBlobs() if kind == "memory" else SqliteBlobs.open(folder / "blobs.sqlite")
    try:
        yield blobs
    finally:
        await blobs.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_body_comes_back_byte_for_byte_under_its_sha_256(kind: str, tmp_path: Path):
    async with opened(kind, tmp_path) as blobs:
        for body in (b"", b"\x00\xff\x00", b"text\r\n" * 1000):
            digest = await blobs.put(body)
            kept = await blobs.get(digest)
            assert digest == sha256(body).hexdigest()
            assert kept is not None
            assert kept.body == body


@pytest.mark.parametrize("kind", KINDS)
async def test_the_same_body_is_kept_once(kind: str, tmp_path: Path):
    async with opened(kind, tmp_path) as blobs:
        assert await blobs.put(b"twice") == await blobs.put(b"twice")
        assert await blobs.known([sha256(b"twice").hexdigest(), "0" * 64]) == {sha256(b"twice").hexdigest()}


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_found_under_a_digest_that_was_never_stored(kind: str, tmp_path: Path):
    async with opened(kind, tmp_path) as blobs:
        assert await blobs.get("0" * 64) is None
        assert await blobs.get("'; DROP TABLE blob; --") is None
        assert await blobs.known([]) == frozenset()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_body_that_is_too_large_leaves_nothing_behind(kind: str, tmp_path: Path):
    async with opened(kind, tmp_path) as blobs:
        largest = await blobs.put(bytes(LARGEST))
        with pytest.raises(TooLarge):
            await blobs.put(bytes(LARGEST + 1))
        assert await blobs.known([largest, sha256(bytes(LARGEST + 1)).hexdigest()]) == {largest}


@pytest.mark.parametrize("kind", KINDS)
async def test_more_digests_than_a_statement_takes_can_be_asked_for(kind: str, tmp_path: Path):
    async with opened(kind, tmp_path) as blobs:
        digest = await blobs.put(b"one")
        assert await blobs.known([digest, *(f"{number:064x}" for number in range(2000))]) == {digest}


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_old_is_let_go_of_and_what_came_again_meanwhile_is_not(kind: str, tmp_path: Path):
    async with opened(kind, tmp_path) as blobs:
        old, again, renewed = [await blobs.put(body, holder="a", at=NOON) for body in (b"old", b"again", b"renewed")]
        await blobs.put(b"again", holder="a", at=NOON + DAY)
        await blobs.renew(renewed, holders=["a"], at=NOON + DAY)
        assert await blobs.held(holders=["a"], before=NOON + DAY) == [old]
        assert await blobs.held(holders=["a"], before=NOON + DAY, after=old) == []
        assert await blobs.release([old, again, renewed], holders=["a"], before=NOON + DAY) == (1, 3)
        assert await blobs.known([old, again, renewed]) == {again, renewed}
        assert await blobs.release([old], holders=["a"]) == (0, 0)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_another_one_holds_stays_for_them(kind: str, tmp_path: Path):
    async with opened(kind, tmp_path) as blobs:
        digest = await blobs.put(b"shared", holder="a", at=NOON)
        await blobs.put(b"shared", holder="b", at=NOON)
        assert await blobs.release([digest], holders=["a"]) == (0, 0)
        assert await blobs.get(digest, holders=["a"]) is None
        assert await blobs.get(digest, holders=["b"]) is not None
        assert await blobs.release([digest], holders=["b"]) == (1, 6)
        assert await blobs.get(digest) is None


async def test_bodies_of_a_file_from_before_ages_were_kept_are_young(tmp_path: Path):
    async with opened("sqlite", tmp_path) as blobs:
        digest = await blobs.put(b"kept")
    with sqlite3.connect(tmp_path / "blobs.sqlite") as db:
        db.executescript("DROP INDEX held_by_age; ALTER TABLE held DROP COLUMN kept_at; PRAGMA user_version = 2;")
    async with opened("sqlite", tmp_path) as blobs:
        assert await blobs.held(holders=[""], before=datetime.now(UTC) - DAY) == []
        assert await blobs.known([digest]) == {digest}


async def test_bodies_outlive_the_process(tmp_path: Path):
    async with opened("sqlite", tmp_path) as blobs:
        digest = await blobs.put(b"kept")
    async with opened("sqlite", tmp_path) as blobs:
        kept = await blobs.get(digest)
        assert kept is not None
        assert kept.body == b"kept"


async def test_what_was_changed_on_the_disk_is_never_served(tmp_path: Path):
    async with opened("sqlite", tmp_path) as blobs:
        digest = await blobs.put(b"as written")
    with sqlite3.connect(tmp_path / "blobs.sqlite") as db:
        db.execute("UPDATE blob SET body = ?", (b"otherwise",))
    async with opened("sqlite", tmp_path) as blobs:
        with pytest.raises(CorruptBlob):
            await blobs.get(digest)


async def test_a_full_disk_is_told_and_keeps_nothing(tmp_path: Path):
    blobs = SqliteBlobs.open(tmp_path / "blobs.sqlite")
    blobs._db.execute("PRAGMA max_page_count = 20")  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(UnwritableBlobs):
        await blobs.put(bytes(1_000_000))
    assert await blobs.known([sha256(bytes(1_000_000)).hexdigest()]) == frozenset()
    await blobs.close()


def test_a_file_that_is_something_else_is_not_opened(tmp_path: Path):
    (tmp_path / "blobs.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(UnreadableBlobs):
        SqliteBlobs.open(tmp_path / "blobs.sqlite")


def test_a_file_of_a_newer_release_is_not_opened(tmp_path: Path):
    with sqlite3.connect(tmp_path / "blobs.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(UnreadableBlobs, match="newer release"):
        SqliteBlobs.open(tmp_path / "blobs.sqlite")
