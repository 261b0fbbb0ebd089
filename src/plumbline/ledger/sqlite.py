"""The ledger in one SQLite file, for one process."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from plumbline.ledger import reading
from plumbline.ledger.answers import Answers
from plumbline.ledger.batch import Clock, Randomness, system_randomness
from plumbline.ledger.beside import Companion
from plumbline.ledger.checkpoint import SigningKey, VerifierKey
from plumbline.ledger.codec import Codec
from plumbline.ledger.codec import Row as KeptRow
from plumbline.ledger.entry import Append, Appended, Entry, Head
from plumbline.ledger.errors import Corrupt, Unreadable
from plumbline.ledger.folder import KEY, Lock, open_to_write
from plumbline.ledger.garbage import not_looking_for_garbage
from plumbline.ledger.inspection import inspect
from plumbline.ledger.merkle import Frontier, consistency_proof, inclusion_proof
from plumbline.ledger.projecting import Projecting
from plumbline.ledger.readers import Readers
from plumbline.ledger.replay import Replay
from plumbline.ledger.sequencer import Answer, Sequencer
from plumbline.ledger.store import History, Projection, Row, StateFolder, T
from plumbline.ledger.tail import Tail
from plumbline.ledger.writer import Writer

_MANY = 500
_LONG = 4000  # entries; loading fewer is over before it is worth while to share them
_OWN_SHARE = 30  # per cent; decoding and folding all of it is done here, too
U = TypeVar("U")


class SqliteLedger:
    """Entries, projections and checkpoints in a data directory that this process has locked. Belongs to one event loop; see `open`."""

    def __init__(self, data: Path, lock: Lock, writer: Writer, readers: Readers, codec: Codec, key: SigningKey, frontier: Frontier) -> None:
        self.key = key
        self._lock, self._writer, self._readers, self._codec = lock, writer, readers, codec
        self._replay = Replay.of(codec)
        self._companion = Companion(data, self._replay)
        self._answers = Answers(partial(readers.at_once, reading.data_version))
        self._tail = Tail(frontier.size, self.scan)
        self._sequencer = Sequencer(writer.write, self._written, writer.checkpoint_when_due)
        self._closed = False

    @property
    def verifier(self) -> VerifierKey:
        return self.key.verifier

    @classmethod
    async def open(
        cls,
        data: Path,
        codec: Codec,
        projections: Sequence[Projection] = (),
        *,
        origin: str,
        clock: Clock,
        randomness: Randomness = system_randomness,
        key: SigningKey | None = None,
    ) -> "SqliteLedger":
        """Open the ledger in a folder, or begin one; every entry is checked before anything is written.

        origin: the name the ledger's checkpoints are signed under. key: what signs them, else the folder's key file.
        Raises Locked when another process has the folder, Corrupt when an entry is not what was written,
        Unreadable when the file is damaged.
        """
        lock, connection = await asyncio.to_thread(_taken, data)
        try:
            frontier = await asyncio.to_thread(_readable, data, inspect, connection)
            key = key or SigningKey.at(data / KEY, origin)
            projecting = Projecting(connection, projections)
            projecting.install(frontier.size)
            writer = Writer(connection, codec, projecting, key, frontier, clock, randomness)
            return cls(data, lock, writer, Readers(data), codec, key, frontier)
        except BaseException:
            connection.close()
            lock.release()
            raise

    @property
    def write_fault(self) -> str:
        return self._writer.fault

    async def append(self, request: Append) -> Appended:
        return await self._sequencer.append(request)

    @asynccontextmanager
    async def made_anew(self) -> AsyncGenerator[None, None]:
        await self._sequencer.run(lambda: self._writer.sync(always=False))
        self._sequencer.alone = self._readers.alone = True
        try:
            yield
        finally:
            self._sequencer.alone = self._readers.alone = False
            await self._sequencer.run(lambda: self._writer.sync(always=True))
            await self.checkpoint()

    async def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        return await self._readers.ask(lambda connection: self._stream(connection, stream, after))

    async def replay(self, stream: str, form: type[History], fold: Callable[[Iterable[History]], T], after: int = 0) -> T:
        def folded(connection: sqlite3.Connection) -> T:
            with not_looking_for_garbage():
                return fold(self._history(connection, stream, after, form))

        return await self._readers.ask(folded)

    async def scan(self, after: int = 0, limit: int = 1000) -> Sequence[Entry]:
        return await self._readers.ask(lambda connection: self._decoded(reading.after(connection, after, limit)))

    async def entry(self, position: int) -> Entry | None:
        row = self._readers.at_once(lambda connection: reading.at(connection, position))
        return self._codec.decode(row) if row is not None else None

    def follow(self, after: int) -> AsyncIterator[Entry]:
        return self._tail.follow(after)

    async def head(self) -> Head:
        return self._answers.at_once("head", lambda: self._readers.at_once(_head))

    async def size(self) -> int:
        return self._tail.size

    async def raw(self, position: int) -> bytes | None:
        row = self._readers.at_once(lambda connection: reading.at(connection, position))
        return row[2] if row is not None else None

    async def inclusion_proof(self, position: int, size: int) -> tuple[bytes, ...]:
        return self._readers.at_once(lambda connection: inclusion_proof(position - 1, size, reading.nodes_of(connection)))

    async def consistency_proof(self, old_size: int, new_size: int) -> tuple[bytes, ...]:
        return self._readers.at_once(lambda connection: consistency_proof(old_size, new_size, reading.nodes_of(connection)))

    async def checkpoint(self) -> str:
        return await self._sequencer.run(self._writer.checkpoint)

    async def verify(self) -> Head:
        frontier = await self._readers.ask(_inspected)
        return Head(size=frontier.size, root=frontier.root())

    async def latest_checkpoint(self) -> str | None:
        return self._readers.at_once(reading.newest_checkpoint)

    async def answered(self, scope: str, key: str) -> tuple[str, bytes] | None:
        return self._readers.at_once(lambda connection: reading.answer(connection, scope, key))

    async def erase(self, positions: Sequence[int]) -> int:
        erased = await self._sequencer.run(lambda: self._writer.erase(positions))
        self._tail.forget()
        return erased

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        given = tuple(parameters)
        return await self._answers.ask(
            (sql, given), lambda: self._readers.ask(lambda connection: connection.execute(sql, given).fetchall())
        )

    async def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        return self._readers.at_once(lambda connection: connection.execute(sql, tuple(parameters)).fetchone())

    async def rebuild(self, projection: str, folder: StateFolder) -> int:
        return await self._sequencer.run(lambda: self._writer.rebuild(projection, folder))

    async def stale_projections(self) -> tuple[str, ...]:
        return self._writer.stale()

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            await self._sequencer.end()
            self._tail.end()
            self._readers.close()
            self._companion.close()
            self._writer.close()
        finally:
            self._lock.release()

    def _written(self, answers: Sequence[Answer]) -> None:
        entries = [entry for answer in answers if isinstance(answer, Appended) for entry in answer.entries]
        if entries:
            self._tail.grow(entries)

    def _history(self, connection: sqlite3.Connection, stream: str, after: int, form: type[History]) -> Generator[History]:
        """Yield what a stream is folded from; the process beside this one does its share of a long one."""

        def own(after: int, upto: int = reading.NO_END) -> Generator[History, None, int]:
            return self._replay.history(reading.of_stream_in_portions(connection, stream, after, upto), stream, after, form)

        reached, end = after, reading.version(connection, stream)
        border = after + (end - after) * _OWN_SHARE // 100
        asked = self._companion.ask(stream, border, end) if end - after >= _LONG else None
        if asked is not None:
            with closing(asked):
                reached = yield from own(after, border)
                if reached == border:
                    reached = yield from asked.history(form)
        yield from own(reached)

    def _stream(self, connection: sqlite3.Connection, stream: str, after: int) -> list[Entry]:
        entries = self._decoded(reading.of_stream(connection, stream, after))
        for version, entry in enumerate(entries, start=after + 1):
            if entry.version != version or entry.stream != stream:
                raise Corrupt(entry.position, f"it is not version {version} of {stream}")
        return entries

    def _decoded(self, rows: Sequence[KeptRow]) -> list[Entry]:
        if len(rows) < _MANY:
            return self._codec.decode_all(rows)
        with not_looking_for_garbage():
            return self._codec.decode_all(rows)


def _head(connection: sqlite3.Connection) -> Head:
    frontier = reading.frontier(connection)
    return Head(size=frontier.size, root=frontier.root())


def _inspected(connection: sqlite3.Connection) -> Frontier:
    connection.execute("BEGIN")  # one view of the ledger, however much is written meanwhile
    try:
        return inspect(connection)
    finally:
        connection.execute("ROLLBACK")


def _taken(data: Path) -> tuple[Lock, sqlite3.Connection]:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(data)
    try:
        return lock, _readable(data, open_to_write, data)
    except BaseException:
        lock.release()
        raise


def _readable(data: Path, look: Callable[[T], U], at: T) -> U:
    """Call what reads the database first; say so in plain words when its file is damaged."""
    try:
        return look(at)
    except sqlite3.OperationalError:  # the disk, a lock, rights: nothing that a backup would mend
        raise
    except sqlite3.DatabaseError as fault:
        raise Unreadable(f"the ledger in {data} cannot be read: {fault}; restore it from a backup") from fault
