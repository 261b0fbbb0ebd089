"""Signals in an SQLite file of their own, with a writer of their own: a flood of them never makes an append to the ledger wait."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from plumbline.domain.signal.signal import Kind, Outcome, Signal, microseconds
from plumbline.signals.errors import UnwritableSignals
from plumbline.signals.file import KIND, open_file
from plumbline.signals.store import Kept, Tally
from plumbline.signals.writing import DAY, Batch, Writer

_MOST_TOGETHER = 16  # batches in one transaction
_KEPT = (
    "SELECT number, origin.text, origin_id, name, who, told_at, occurred_at, claims, properties, source_id, campaign, cycle, journey,"
    " via, received_at, leaf FROM signal JOIN kind USING (kind) JOIN origin USING (origin)"
)
T = TypeVar("T")


class _Waiting(NamedTuple):
    batch: Batch
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[list[Outcome]]"


class SqliteSignals:
    """Signals in a file. One thread writes; questions have a connection of their own."""

    def __init__(self, path: Path) -> None:
        self._writing = open_file(path)
        self._reading = KIND.connect(path)
        self._lock = Lock()
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="signals", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path) -> "SqliteSignals":
        """Open the file at path, making it when there is none. Raises UnreadableSignals."""
        return cls(path)

    async def add(self, workspace_id: str, signals: Sequence[Signal], via: str, received_at: datetime) -> list[Outcome]:
        if not signals:
            return []
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Outcome]] = loop.create_future()
        self._queue.put(_Waiting(Batch(workspace_id, signals, via, microseconds(received_at)), loop, answer))
        return await answer

    async def tallies(self, workspace_id: str) -> list[Tally]:
        ask = (
            "SELECT source_id, name, campaign, cycle, journey, day, count, newest FROM tally JOIN kind USING (kind)"
            " WHERE place = (SELECT place FROM workspace WHERE workspace_id = ?)"
            " ORDER BY source_id, name, campaign, cycle, journey, day"
        )
        rows = await self._asked(lambda db: db.execute(ask, (workspace_id,)).fetchall())
        return [Tally(Kind(*kind), _day(day), count, newest) for *kind, day, count, newest in rows]

    async def newest(self, workspace_id: str, kinds: Collection[Kind] | None = None, *, before: int = 0, limit: int = 50) -> list[Kept]:
        chosen = None if kinds is None else set(kinds)

        def find(db: sqlite3.Connection) -> list[Any]:
            place = _place(db, workspace_id)
            upto = before or 2**62
            if chosen is None:
                ask = f"{_KEPT} WHERE signal.place = ? AND number < ? ORDER BY number DESC LIMIT ?"
                return db.execute(ask, (place, upto, limit)).fetchall()
            known = db.execute("SELECT kind, source_id, name, campaign, cycle, journey FROM kind WHERE place = ?", (place,))
            found: list[Any] = []
            for number, *parts in known.fetchall():
                if Kind(*parts) in chosen:
                    ask = f"{_KEPT} WHERE signal.kind = ? AND number < ? ORDER BY number DESC LIMIT ?"
                    found += db.execute(ask, (number, upto, limit)).fetchall()
            return sorted(found, key=lambda row: -row[0])[:limit]

        return [_kept(row) for row in await self._asked(find)]

    async def after(self, workspace_id: str, number: int, limit: int) -> list[Kept]:
        ask = f"{_KEPT} WHERE signal.place = ? AND number > ? ORDER BY number LIMIT ?"
        rows = await self._asked(lambda db: db.execute(ask, (_place(db, workspace_id), number, limit)).fetchall())
        return [_kept(row) for row in rows]

    async def count(self, workspace_id: str) -> int:
        ask = "SELECT coalesce(max(number), 0) FROM signal WHERE place = ?"
        return (await self._asked(lambda db: db.execute(ask, (_place(db, workspace_id),)).fetchone()))[0]

    async def workspaces(self) -> list[str]:
        rows = await self._asked(lambda db: db.execute("SELECT workspace_id FROM workspace ORDER BY workspace_id").fetchall())
        return [workspace_id for (workspace_id,) in rows]

    async def secret(self) -> bytes:
        return (await self._asked(lambda db: db.execute("SELECT bytes FROM secret").fetchone()))[0]

    async def close(self) -> None:
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        with self._lock:
            self._reading.close()
            self._writing.close()

    def _work(self) -> None:
        writer = Writer(self._writing)
        while (first := self._queue.get()) is not None:
            waiting, stop = [first], False
            while len(waiting) < _MOST_TOGETHER and not stop:
                try:
                    further = self._queue.get_nowait()
                except Empty:
                    break
                if further is None:
                    stop = True
                else:
                    waiting.append(further)
            self._write(writer, waiting)
            if stop:
                return

    def _write(self, writer: Writer, waiting: Sequence[_Waiting]) -> None:
        try:
            outcomes = writer.write([one.batch for one in waiting])
        except Exception as error:  # noqa: BLE001 - whoever waits is told, and the thread goes on with the next
            fault = UnwritableSignals(f"the disk does not take signals: {error}") if isinstance(error, sqlite3.Error) else error
            for one in waiting:
                one.loop.call_soon_threadsafe(_fail, one.answer, fault)
        else:
            for one, found in zip(waiting, outcomes, strict=True):
                one.loop.call_soon_threadsafe(_answer, one.answer, found)

    async def _asked(self, question: Callable[[sqlite3.Connection], T]) -> T:
        def ask() -> T:
            with self._lock:
                return question(self._reading)

        return await asyncio.to_thread(ask)


def kept_in(db: sqlite3.Connection, workspace_id: str, first: int, last: int) -> list[Kept]:
    """Return the signals of a workspace from one number to another, for whoever checks a file."""
    ask = f"{_KEPT} WHERE signal.place = ? AND number BETWEEN ? AND ? ORDER BY number"
    return [_kept(row) for row in db.execute(ask, (_place(db, workspace_id), first, last))]


def _answer(waiting: "asyncio.Future[list[Outcome]]", outcomes: list[Outcome]) -> None:
    if not waiting.done():  # whoever asked may have gone
        waiting.set_result(outcomes)


def _fail(waiting: "asyncio.Future[list[Outcome]]", fault: Exception) -> None:
    if not waiting.done():
        waiting.set_exception(fault)


def _place(db: sqlite3.Connection, workspace_id: str) -> int:
    row = db.execute("SELECT place FROM workspace WHERE workspace_id = ?", (workspace_id,)).fetchone()
    return row[0] if row else 0


def _day(day: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY // 1_000_000, UTC):%Y-%m-%d}"


def _kept(row: Any) -> Kept:
    number, origin, origin_id, name, who, told, occurred, claims, properties, source_id, campaign, cycle, journey, via, received, leaf = row
    kind = Kind(source_id, name, campaign, cycle, journey)
    return Kept(number, Signal(origin, origin_id, name, who, told, occurred, claims, properties, kind), via, received, bytes(leaf))
