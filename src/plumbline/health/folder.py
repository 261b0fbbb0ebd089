"""What a data folder says about itself, read without writing to it, also while a server runs on it."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from plumbline import sqlite_file
from plumbline.blobs.sqlite import FILE as BLOBS
from plumbline.directory.file import FILE as DIRECTORY
from plumbline.health.check import Check
from plumbline.health.directory import mail_check, sign_in_check
from plumbline.health.replies import replies_check
from plumbline.ledger import reading
from plumbline.ledger.checkpoint import Checkpoint
from plumbline.ledger.errors import LedgerError, NoLedger
from plumbline.ledger.folder import DATABASE as LEDGER
from plumbline.ledger.folder import open_to_read
from plumbline.ledger.merkle import frontier_of
from plumbline.outbox.progress import FILE as DELIVERIES
from plumbline.signals.file import FILE as SIGNALS

LEAST_FREE = 500_000_000
"""Bytes that have to be free: the write-ahead logs grow while a backup is read, and a full disk stops all writing."""
_COPIED = (LEDGER, BLOBS, DIRECTORY, SIGNALS, DELIVERIES)  # what an entry names was kept before it, so it is copied after it
_ASKEW = timedelta(minutes=1)  # a clock that was set back by less happens on machines in order


def look_at_folder(data: Path, now: datetime, *, mail_place: str, mailbox: str = "", sample: bool = False) -> tuple[Check, ...]:
    """Return how everything in a data folder stands, in the order in which it is mended.

    now: this machine's time, UTC. mail_place: where messages go. mailbox: where replies are fetched from, empty when
    they are not. sample: it holds a demo, in which nobody signs in.
    """
    try:
        with closing(open_to_read(data)) as connection:
            found = (_database(connection, data), _ledger(connection, data), _clock(connection, now))
    except NoLedger:
        return (_missing(data),)
    except (LedgerError, sqlite3.DatabaseError) as fault:
        found = (_unreadable(data, fault),)
    database, *of_ledger = found
    return (
        database,
        *of_ledger,
        _disk(data),
        mail_check(data, now, mail_place),
        *((replies_check(data, mailbox),) if mailbox else ()),
        sign_in_check(data, now, sample=sample),
        _backup(data),
    )


def _missing(data: Path) -> Check:
    return Check(
        id="database",
        title="Database",
        state="problem",
        said=f"There is no ledger in {data}.",
        remedy="Name the folder with --data, or in PLUMBLINE_DATA. On an empty one the server makes what it needs.",
        command=f"plumbline serve --data {data}",
    )


def _unreadable(data: Path, fault: Exception) -> Check:
    return Check(
        id="database",
        title="Database",
        state="problem",
        said=f"The ledger cannot be read: {fault}.",
        remedy="Stop the server and restore the folder from a backup.",
        command=f"plumbline ledger verify --data {data}",
    )


def _database(connection: sqlite3.Connection, data: Path) -> Check:
    behind = [name for (name,) in connection.execute("SELECT name FROM projection WHERE stale ORDER BY name")]
    if behind:
        return Check(
            id="database",
            title="Database",
            state="problem",
            said=f"Read models are behind: {', '.join(behind)}. Pages that show them may lack the newest entries.",
            remedy="Restart Plumbline: it rebuilds them before it answers.",
        )
    unreadable = [said for file in _COPIED[1:] if (said := _unread(data / file))]
    if unreadable:
        return Check(
            id="database",
            title="Database",
            state="problem",
            said=f"{'; '.join(unreadable)}.",
            remedy="Stop the server and restore what is named here from a backup; it does not start without it.",
        )
    size = sum(file.stat().st_size for file in data.glob("*.sqlite*"))
    return Check(id="database", title="Database", state="good", said=f"Its files can be read, and take {_bytes(size)} in {data}.")


def _unread(path: Path) -> str:
    """Why a file cannot be read; empty when it can, or is not there yet."""
    if not path.exists():
        return ""
    try:
        with closing(sqlite_file.open_to_read(path)) as db:
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as fault:
        return f"{path.name} cannot be read: {fault}"
    return ""


def _ledger(connection: sqlite3.Connection, data: Path) -> Check:
    size, note = reading.size(connection), reading.newest_checkpoint(connection)
    verify = f"plumbline ledger verify --data {data}"
    if note is None:
        said = f"It has {_count(size, 'entry', 'entries')} and no checkpoint yet; one is signed within a minute of the first entry."
        return Check(id="ledger", title="Ledger", state="good" if not size else "unknown", said=said, command=verify)
    try:
        signed = Checkpoint.parse(note)
        agrees = signed.size <= size and frontier_of(signed.size, reading.nodes_of(connection)).root() == signed.root
    except ValueError:
        signed, agrees = None, False
    if signed is None or not agrees:
        return Check(
            id="ledger",
            title="Ledger",
            state="problem",
            said="Its tree does not agree with its newest checkpoint: entries were changed or removed.",
            remedy="Stop the server, find out which entry it is, and restore a backup from before.",
            command=verify,
        )
    said = f"Its {_count(size, 'entry', 'entries')} agree with the newest checkpoint, over {signed.size}. The command checks each of them."
    return Check(id="ledger", title="Ledger", state="good", said=said, command=verify)


def _clock(connection: sqlite3.Connection, now: datetime) -> Check:
    newest = connection.execute("SELECT raw FROM entry ORDER BY position DESC LIMIT 1").fetchone()
    written = datetime.fromisoformat(json.loads(newest[0])["recorded_at"]) if newest else None
    if written is not None and written > now + _ASKEW:
        return Check(
            id="clock",
            title="Clock",
            state="problem",
            said=f"This machine says {now:%Y-%m-%d %H:%M} UTC, but the newest entry was written at {written:%Y-%m-%d %H:%M} UTC.",
            remedy="Set the clock, and keep it set over the network: deadlines are reckoned by it.",
            command="timedatectl set-ntp true",
        )
    return Check(id="clock", title="Clock", state="good", said=f"It says {now:%Y-%m-%d %H:%M} UTC, and no entry is from later.")


def _disk(data: Path) -> Check:
    try:
        free = shutil.disk_usage(data).free
    except OSError as fault:
        return Check(id="disk", title="Disk", state="unknown", said=f"How much room {data} has cannot be read: {fault.strerror}.")
    if free < LEAST_FREE:
        return Check(
            id="disk",
            title="Disk",
            state="problem",
            said=f"{_bytes(free)} are free at {data}. When nothing is, the server goes on reading and writes nothing.",
            remedy="Free some space, or move the data folder to a larger disk.",
            command=f"du -sh {data}",
        )
    return Check(id="disk", title="Disk", state="good", said=f"{_bytes(free)} are free at {data}.")


def _backup(data: Path) -> Check:
    return Check(
        id="backup",
        title="Backup",
        state="unknown",
        said="No backup is known: Plumbline takes none itself, and hears of none that others take.",
        remedy="Copy the five databases with SQLite's own backup, in this order, and try the copy now and then.",
        command="; ".join(f"sqlite3 {data}/{name} \".backup '/backup/{name}'\"" for name in _COPIED),
    )


def _bytes(size: int) -> str:
    for unit, amount in (("GB", 10**9), ("MB", 10**6)):
        if size >= amount:
            return f"{size / amount:.1f} {unit}"
    return f"{size // 1000} kB"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
