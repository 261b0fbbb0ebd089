"""The ledger in memory: the same contract, gone with the process. For tests and the demo."""

import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from plumbline.ledger.batch import Batch, Clock, Randomness, system_randomness
from plumbline.ledger.checkpoint import SigningKey, VerifierKey, issued
from plumbline.ledger.codec import Codec, Kept
from plumbline.ledger.entry import Append, Appended, Entry, Head
from plumbline.ledger.errors import Corrupt, ReadOnly
from plumbline.ledger.merkle import Frontier, consistency_proof, inclusion_proof, leaf_hash, node_number
from plumbline.ledger.projecting import Projecting
from plumbline.ledger.store import History, Projection, Row, StateFolder, T
from plumbline.ledger.tail import Tail

_TABLES = (Path(__file__).parent / "migrations" / "0001_ledger.sql").read_text()


class MemoryLedger:
    """Entries in lists, projections in an SQLite database in memory. Belongs to one event loop."""

    def __init__(
        self,
        codec: Codec,
        projections: Sequence[Projection] = (),
        *,
        origin: str,
        clock: Clock,
        randomness: Randomness = system_randomness,
        key: SigningKey | None = None,
    ) -> None:
        self.key = key or SigningKey.generate(origin)
        self._codec, self._clock, self._randomness = codec, clock, randomness
        self._frontier = Frontier()
        self._kept: list[Kept] = []
        self._entries: list[Entry] = []
        self._nodes: list[bytes] = []
        self._streams: defaultdict[str, list[int]] = defaultdict(list)
        self._answers: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._checkpoints: list[str] = []
        self._tail = Tail(0, self.scan)
        self._closed = False
        self._connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512, check_same_thread=False)
        self._connection.executescript(_TABLES)
        self._projecting = Projecting(self._connection, projections)
        self._projecting.install(0)

    @property
    def verifier(self) -> VerifierKey:
        return self.key.verifier

    @property
    def write_fault(self) -> str:
        return "the ledger is closed" if self._closed else ""

    def made_anew(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def append(self, request: Append) -> Appended:
        if self._closed:
            raise ReadOnly("the ledger is closed")
        batch = Batch(self._codec, self._frontier, self._version, self._answer, self._clock(), self._randomness, len(request.drafts))
        appended = batch.add(request)
        self._project(batch)
        self._frontier = batch.frontier
        self._kept += batch.kept
        self._nodes += batch.nodes
        self._entries += appended.entries
        self._streams[request.stream] += [entry.position for entry in appended.entries]
        self._answers |= {place: (kept.request_hash, kept.answer) for place, kept in batch.answers.items()}
        if appended.entries:
            self._tail.grow(appended.entries)
        return appended

    async def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        return [self._entries[position - 1] for position in self._streams.get(stream, ())[after:]]

    async def replay(self, stream: str, form: type[History], fold: Callable[[Iterable[History]], T], after: int = 0) -> T:
        entries = await self.read(stream, after)
        make = cast(Callable[..., History], form)
        return fold(make(entry.event, entry.attribution.actor, entry.attribution.occurred_at, entry.position) for entry in entries)

    async def scan(self, after: int = 0, limit: int = 1000) -> Sequence[Entry]:
        return self._entries[after : after + limit]

    async def entry(self, position: int) -> Entry | None:
        return self._entries[position - 1] if 1 <= position <= len(self._entries) else None

    def follow(self, after: int) -> AsyncIterator[Entry]:
        return self._tail.follow(after)

    async def head(self) -> Head:
        return Head(size=self._frontier.size, root=self._frontier.root())

    async def size(self) -> int:
        return self._frontier.size

    async def raw(self, position: int) -> bytes | None:
        return self._kept[position - 1].raw if 1 <= position <= len(self._kept) else None

    async def inclusion_proof(self, position: int, size: int) -> tuple[bytes, ...]:
        self._check_size(size)
        return inclusion_proof(position - 1, size, self._node)

    async def consistency_proof(self, old_size: int, new_size: int) -> tuple[bytes, ...]:
        self._check_size(new_size)
        return consistency_proof(old_size, new_size, self._node)

    async def checkpoint(self) -> str:
        note = issued(self.key, self._frontier.size, self._frontier.root())
        if note != await self.latest_checkpoint():
            self._checkpoints.append(note)
        return note

    async def verify(self) -> Head:
        frontier = Frontier()
        for kept in self._kept:
            if leaf_hash(kept.raw) != kept.leaf:
                raise Corrupt(kept.position, "its bytes do not match its leaf hash")
            frontier.add(kept.leaf)
        return Head(size=frontier.size, root=frontier.root())

    async def latest_checkpoint(self) -> str | None:
        return self._checkpoints[-1] if self._checkpoints else None

    async def answered(self, scope: str, key: str) -> tuple[str, bytes] | None:
        return self._answer(scope, key)

    async def erase(self, positions: Sequence[int]) -> int:
        erased = 0
        for position in positions:
            if 1 <= position <= len(self._kept) and self._kept[position - 1].salt is not None:
                forgotten = self._kept[position - 1]._replace(salt=None, words=None)
                self._kept[position - 1] = forgotten
                self._entries[position - 1] = self._codec.decode(forgotten)
                erased += 1
        self._tail.forget()
        return erased

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        self._connection.execute("PRAGMA query_only = ON")
        try:
            return self._connection.execute(sql, tuple(parameters)).fetchall()
        finally:
            self._connection.execute("PRAGMA query_only = OFF")

    async def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        return next(iter(await self.query(sql, parameters)), None)

    async def rebuild(self, projection: str, folder: StateFolder) -> int:
        return self._projecting.rebuild(projection, self._appends(), folder)

    async def stale_projections(self) -> tuple[str, ...]:
        return tuple(sorted(self._projecting.stale))

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._tail.end()
            await self.checkpoint()

    def _project(self, batch: Batch) -> None:
        steps = self._projecting.steps(batch.accepted)
        self._connection.execute("BEGIN")
        self._projecting.run_apart(steps)
        self._projecting.note_stale()
        self._connection.execute("COMMIT")

    def _appends(self) -> Iterator[Sequence[Entry]]:
        for _, together in groupby(self._entries, lambda entry: entry.append_id):
            yield list(together)

    def _version(self, stream: str) -> int:
        return len(self._streams.get(stream, ()))

    def _answer(self, scope: str, key: str) -> tuple[str, bytes] | None:
        return self._answers.get((scope, key))

    def _node(self, level: int, index: int) -> bytes:
        return self._kept[index].leaf if level == 0 else self._nodes[node_number(level, index)]

    def _check_size(self, size: int) -> None:
        if size > self._frontier.size:
            raise ValueError(f"the tree has {self._frontier.size} leaves, not {size}")
