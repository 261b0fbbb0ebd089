"""What happens when the process is killed, the disk is full, or a second process comes."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ledger_grounds import CODEC, ORIGIN, Counting, Ledger, NoFold, Ticking, filled, opened, remarks
from plumbline.ledger import sqlite, writer
from plumbline.ledger.checkpoint import Checkpoint, SigningKey
from plumbline.ledger.entry import Idempotency
from plumbline.ledger.errors import LedgerError, Locked, ReadOnly
from plumbline.ledger.folder import DATABASE, KEY, open_to_write
from plumbline.ledger.sqlite import SqliteLedger

TESTS = Path(__file__).parent.parent

APPENDING = """
import asyncio, os, sys
from pathlib import Path
from ledger_grounds import Counting, opened, remarks

async def main():
    ledger = await opened("sqlite", Path(sys.argv[1]), [Counting()])
    async def write(stream):
        after = len(await ledger.read(stream))
        while True:
            await ledger.append(remarks(stream, after, str(after + 1)))
            after += 1
            os.write(1, f"{stream} {after}\\n".encode())
    await asyncio.gather(*(write(f"s{number}") for number in range(8)))

asyncio.run(main())
"""


def killed_run(data: Path, seconds: float) -> dict[str, int]:
    """Let another process append until it is killed; return the last acknowledged version of each stream."""
    process = subprocess.Popen(
        [sys.executable, "-c", APPENDING, str(data)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(TESTS)}
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    lines = (first + process.stdout.read()).decode().splitlines(keepends=True)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    return {stream: int(version) for stream, version in (line.split() for line in lines if line.endswith("\n"))}


async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path):
    chance = random.Random(20260302)
    for _ in range(8):
        acknowledged = await asyncio.to_thread(killed_run, tmp_path, chance.uniform(0.0, 0.15))
        ledger = await opened("sqlite", tmp_path, [Counting()])
        for stream, version in acknowledged.items():
            assert len(await ledger.read(stream)) >= version
        counted = dict(await ledger.query("SELECT stream, count FROM remarks"))
        assert counted == {stream: len(await ledger.read(stream)) for stream in counted}
        assert sum(counted.values()) == (await ledger.head()).size
        await ledger.close()


def small_disk(data: Path) -> sqlite3.Connection:
    connection = open_to_write(data)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 40}")  # SQLite then answers as it does when the disk ends here
    return connection


async def test_a_full_disk_makes_the_ledger_read_only_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "open_to_write", small_disk)
        ledger = await opened("sqlite", tmp_path, [Counting()])
    acknowledged: list[str] = []

    async def write(stream: str) -> None:
        after = 0
        while True:
            await ledger.append(remarks(stream, after, "x" * 200))
            after += 1
            acknowledged.append(f"{stream}@{after}")

    ended = await asyncio.gather(*(write(f"s{number}") for number in range(8)), return_exceptions=True)
    assert all(isinstance(fault, ReadOnly) for fault in ended)
    assert acknowledged
    with pytest.raises(ReadOnly, match="free some space"):
        await ledger.append(remarks("new", 0, "x"))
    with pytest.raises(ReadOnly):
        await ledger.erase([1])
    assert await names(ledger) == sorted(acknowledged)
    await ledger.close()
    assert "read-only" in caplog.text
    again = await opened("sqlite", tmp_path, [Counting()])
    assert await names(again) == sorted(acknowledged)
    assert await again.query("SELECT sum(count) FROM remarks") == [(len(acknowledged),)]
    await again.append(remarks("new", 0, "there is room again"))
    await again.close()


ON_A_DISK_THAT_ENDS = """
import asyncio, resource, sys
from pathlib import Path
from ledger_grounds import Counting, opened, remarks
from plumbline.ledger.errors import ReadOnly

async def main():
    data = Path(sys.argv[1])
    ledger = await opened("sqlite", data, [Counting()])
    end = (data / "ledger.sqlite-wal").stat().st_size + int(sys.argv[2])
    # From here on the system refuses to write beyond a byte, in the middle of a commit.
    resource.setrlimit(resource.RLIMIT_FSIZE, (end, resource.RLIM_INFINITY))
    async def write(stream):
        after = 0
        while True:
            await ledger.append(remarks(stream, after, "x" * 200, "y" * 200))
            after += 2
            print("acknowledged", stream, after, flush=True)
    for ended in await asyncio.gather(*(write(f"s{number}") for number in range(8)), return_exceptions=True):
        print("refused", type(ended).__name__, ended, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    try:
        await ledger.append(remarks("late", 0, "there is room again, but what is on the disk is only known after a restart"))
    except ReadOnly:
        print("still refused", (await ledger.head()).size, flush=True)
    await ledger.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("room", [20_000, 60_001, 123_456])
async def test_a_commit_that_fails_half_way_leaves_nothing_behind_and_ends_writing(room: int, tmp_path: Path):
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ON_A_DISK_THAT_ENDS, tmp_path, str(room), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    output, complaints = await process.communicate()
    lines = [line.split(" ", 2) for line in output.decode().splitlines()]
    acknowledged = {words[1]: int(words[2]) for words in lines if words[0] == "acknowledged"}
    refused = [words for words in lines if words[0] == "refused"]
    assert process.returncode == 0, complaints
    assert acknowledged or room < 100_000
    assert [words[1] for words in refused] == ["ReadOnly"] * 8
    assert all("start again" in words[2] for words in refused)
    assert ["still", "refused", str(sum(acknowledged.values()))] in lines
    assert b"read-only" in complaints
    again = await opened("sqlite", tmp_path, [Counting()])
    assert dict(await again.query("SELECT stream, count FROM remarks")) == acknowledged
    assert (await again.verify()).size == sum(acknowledged.values())
    assert (await again.append(remarks("late", 0, "written after the restart"))).version == 1
    await again.close()


async def names(ledger: Ledger) -> list[str]:
    return sorted(f"{entry.stream}@{entry.version}" for entry in await ledger.scan(limit=10_000))


async def test_a_second_process_is_told_who_has_the_ledger(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    with pytest.raises(Locked, match=str(os.getpid())):
        await opened("sqlite", tmp_path)
    await ledger.close()
    await (await opened("sqlite", tmp_path)).close()


async def test_everything_is_there_after_a_restart(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path, [Counting()])
    asked = Idempotency(scope="usr_ana", key="k", request_hash="h", answer=b"done")
    await ledger.append(remarks("s", 0, "one", "two", idempotency=asked))
    await ledger.erase([1])
    before, head, key = await ledger.read("s"), await ledger.head(), ledger.key.verifier
    await ledger.close()
    again = await opened("sqlite", tmp_path, [Counting()])
    assert await again.read("s") == before
    assert (await again.head(), again.key.verifier) == (head, key)
    assert await again.answered("usr_ana", "k") == ("h", b"done")
    assert await again.stale_projections() == ()
    assert (await again.append(remarks("s", 2, "three"))).position == 3
    await again.close()


async def test_closing_signs_a_last_checkpoint(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 3)
    head = await ledger.head()
    await ledger.close()
    again = await opened("sqlite", tmp_path)
    signed = Checkpoint.parse(await again.latest_checkpoint() or "")
    assert (signed.size, signed.root) == (3, head.root)
    assert signed.is_signed_by(again.key.verifier)
    await again.close()


async def test_a_checkpoint_is_signed_after_a_number_of_entries_and_after_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writer, "ENTRIES_BETWEEN_CHECKPOINTS", 100)
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 99)
    assert await ledger.latest_checkpoint() is None
    await filled(ledger, 50, "other")
    assert Checkpoint.parse(await ledger.latest_checkpoint() or "").size >= 100
    await ledger.close()


async def test_a_new_or_changed_projection_on_old_entries_is_stale_until_it_is_rebuilt(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path, [Counting()])
    await filled(ledger, 7)
    await ledger.close()
    changed = await opened("sqlite", tmp_path, [Counting(version=2), Counting("added")])
    assert await changed.stale_projections() == ("added", "remarks")
    await changed.append(remarks("s", 7, "meanwhile"))
    for name in ("added", "remarks"):
        assert await changed.rebuild(name, lambda stream: NoFold()) == 8
    assert await changed.query("SELECT * FROM added") == await changed.query("SELECT * FROM remarks") == [("s", 8, 8)]
    await changed.close()
    again = await opened("sqlite", tmp_path, [Counting(version=2), Counting("added")])
    assert await again.stale_projections() == ()
    await again.close()


async def test_a_projection_that_failed_is_still_stale_after_a_restart(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path, [Counting(broken="statement")])
    await filled(ledger, 2)
    await ledger.close()
    again = await opened("sqlite", tmp_path, [Counting()])
    assert await again.stale_projections() == ("remarks",)
    await again.close()


async def test_a_key_from_outside_leaves_no_key_in_the_folder(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    for key in (SigningKey.generate(ORIGIN), SigningKey.generate(ORIGIN)):
        ledger = await SqliteLedger.open(tmp_path, CODEC, origin=ORIGIN, clock=Ticking(), key=key)
        assert Checkpoint.parse(await ledger.checkpoint()).is_signed_by(key.verifier)
        await ledger.close()
    assert not (tmp_path / KEY).exists()
    assert "new key" in caplog.text


async def test_a_ledger_of_a_newer_release_is_left_alone(tmp_path: Path):
    await (await opened("sqlite", tmp_path)).close()
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="newer release"):
        await opened("sqlite", tmp_path)


def test_writing_is_as_durable_as_the_contract_says(tmp_path: Path):
    connection = open_to_write(tmp_path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
    connection.close()


async def test_an_append_whose_caller_gave_up_is_kept_all_the_same(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    asking = asyncio.create_task(ledger.append(remarks("s", 0, "one")))
    await asyncio.sleep(0)
    asking.cancel()
    assert (await ledger.append(remarks("s", 1, "two"))).version == 2
    await ledger.close()
