"""What the sequencer's thread does with the connection that writes."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from typing import TypeVar

from plumbline.ledger import reading
from plumbline.ledger.batch import Batch, Clock, Randomness
from plumbline.ledger.checkpoint import Checkpoint, SigningKey, issued
from plumbline.ledger.codec import Codec
from plumbline.ledger.entry import Append, Appended, Entry
from plumbline.ledger.errors import LedgerError, ReadOnly
from plumbline.ledger.garbage import not_looking_for_garbage
from plumbline.ledger.merkle import Frontier
from plumbline.ledger.projecting import Projecting, Step, is_storage_fault
from plumbline.ledger.rows import Insert
from plumbline.ledger.store import StateFolder

logger = logging.getLogger(__name__)

ENTRIES_BETWEEN_CHECKPOINTS = 1000
SECONDS_BETWEEN_CHECKPOINTS = 60.0
_REMEMBERED_STREAMS = 50_000
_REMEDIES = {
    8: "the ledger's files may not be written; give the process the right to, then start again",
    13: "the disk is full; free some space, then start again",
}
_ANY_REMEDY = "the disk does not take writes; check it and the folder's rights, then start again"
T = TypeVar("T")
Answer = Appended | BaseException


_ENTRIES = Insert("INSERT INTO entry VALUES", "(?, ?, ?, ?, ?, ?, ?, ?)")
_NODES = Insert("INSERT INTO node VALUES", "(?, ?)")


class Writer:
    """Writes batches of appends, checkpoints and erasures. Everything here runs in one thread.

    fault: why nothing is written any more; empty while all is well. After a fault of the disk it refuses to write until the process is
    started again: what reached the disk is only known after recovery.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        codec: Codec,
        projecting: Projecting,
        key: SigningKey,
        frontier: Frontier,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._connection, self._codec, self._projecting, self._key = connection, codec, projecting, key
        self._frontier, self._clock, self._randomness = frontier, clock, randomness
        self._versions: dict[str, int] = {}
        self._signed = self._last_signed()
        self._signed_at = time.monotonic()
        self.fault: str = ""
        self._introduce(key)

    def write(self, requests: Sequence[Append]) -> list[Answer]:
        """Write appends as one transaction; return what each got, or why it was refused."""
        if self.fault:
            return [ReadOnly(self.fault) for _ in requests]
        with not_looking_for_garbage():
            return self._written(requests)

    def _written(self, requests: Sequence[Append]) -> list[Answer]:
        most = sum(len(request.drafts) for request in requests)
        batch = Batch(self._codec, self._frontier, self._version, self._answered, self._clock(), self._randomness, most)
        answers: list[Answer] = []
        for request in requests:
            try:
                answers.append(batch.add(request))
            except LedgerError as refused:
                answers.append(refused)
        if not batch.accepted:
            return answers
        try:
            self._commit(batch)
        except sqlite3.Error as fault:
            refused = self._refusal(fault)
            return [answer if isinstance(answer, LedgerError) else refused for answer in answers]
        self._frontier = batch.frontier
        self._versions |= batch.versions
        if len(self._versions) > _REMEMBERED_STREAMS:
            self._versions.clear()
        return answers

    def sync(self, always: bool) -> None:
        """Say whether a commit waits for the disk. Until it does again, a crash may lose what was written, and damage the file."""
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if always else 'OFF'}")
        if always:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # what was written meanwhile reaches the disk

    def checkpoint(self) -> str:
        """Sign and keep a checkpoint of the tree as it is now; return the note."""
        note = issued(self._key, self._frontier.size, self._frontier.root())
        if note != reading.newest_checkpoint(self._connection):
            self._guarded(lambda: self._keep(note, self._frontier.size))
        self._signed, self._signed_at = self._frontier.size, time.monotonic()
        return note

    def checkpoint_when_due(self) -> None:
        """Sign a checkpoint when entries have waited for one long enough."""
        waited = time.monotonic() - self._signed_at
        if not self.fault and self._frontier.size > self._signed and waited >= SECONDS_BETWEEN_CHECKPOINTS:
            try:
                self.checkpoint()
            except ReadOnly:
                logger.exception("a checkpoint could not be kept")

    def erase(self, positions: Sequence[int]) -> int:
        """Forget salts and texts; return how many entries had one."""

        def forget() -> int:
            asked = "UPDATE entry SET salt = NULL, words = NULL WHERE position = ? AND salt IS NOT NULL"
            erased = self._connection.executemany(asked, [(position,) for position in positions]).rowcount
            return max(erased, 0)

        return self._guarded(forget)

    def rebuild(self, projection: str, folder: StateFolder) -> int:
        """Fold all entries into a projection again; return their number."""
        return self._projecting.rebuild(projection, self._appends(), folder)

    def stale(self) -> tuple[str, ...]:
        """Return the names of the projections that are behind."""
        return tuple(sorted(self._projecting.stale))

    def close(self) -> None:
        """Sign a last checkpoint and close the connection."""
        try:
            if not self.fault and self._frontier.size > self._signed:
                self.checkpoint()
        finally:
            self._connection.close()

    def _commit(self, batch: Batch) -> None:
        steps = self._projecting.steps(batch.accepted)
        try:
            signed = self._transaction(batch, steps, self._projecting.run)
        except Exception as fault:
            if is_storage_fault(fault):
                raise
            # A statement of a projection failed: once more with savepoints, which would cost everybody else too much.
            signed = self._transaction(batch, steps, self._projecting.run_apart)
        if signed:
            self._signed, self._signed_at = batch.frontier.size, time.monotonic()

    def _transaction(self, batch: Batch, steps: Sequence[Step], run: Callable[[Sequence[Step]], None]) -> bool:
        """Write a batch; tell whether a checkpoint was due and is part of it."""
        execute = self._connection.execute
        due = batch.frontier.size >= self._signed + ENTRIES_BETWEEN_CHECKPOINTS
        execute("BEGIN IMMEDIATE")
        try:
            _ENTRIES.add(self._connection, batch.rows())
            _NODES.add(self._connection, list(enumerate(batch.nodes, start=batch.first_node)))
            for kept in batch.answers.values():
                execute("INSERT INTO answer VALUES (?, ?, ?, ?)", (kept.scope, kept.key, kept.request_hash, kept.answer))
            run(steps)
            if self._projecting.stale:
                self._projecting.note_stale()
            if due:
                self._keep(issued(self._key, batch.frontier.size, batch.frontier.root()), batch.frontier.size)
            execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        return due

    def _keep(self, note: str, size: int) -> None:
        self._connection.execute("INSERT INTO checkpoint (size, note) VALUES (?, ?)", (size, note))

    def _guarded(self, change: Callable[[], T]) -> T:
        """Run one small change in a transaction. Raises ReadOnly when the disk does not take it."""
        if self.fault:
            raise ReadOnly(self.fault)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            changed = change()
            self._connection.execute("COMMIT")
        except sqlite3.Error as fault:
            self._roll_back()
            raise self._refusal(fault) from fault
        return changed

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # the error that led here is the one to report
                self._connection.execute("ROLLBACK")

    def _refusal(self, fault: sqlite3.Error) -> LedgerError:
        """Return what to answer after an error; after one of the disk, nothing is written any more."""
        self._versions.clear()
        if not is_storage_fault(fault):
            logger.error("the ledger refused a batch", exc_info=fault)
            return LedgerError(f"the batch was not written: {fault}")
        self.fault = f"{_REMEDIES.get(getattr(fault, 'sqlite_errorcode', 0) & 0xFF, _ANY_REMEDY)} ({fault})"
        logger.critical("the ledger is read-only: %s", self.fault)
        with suppress(sqlite3.Error):
            # A commit that failed while syncing may have left whole frames behind, which a recovery would take for a commit that succeeded.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return ReadOnly(self.fault)

    def _introduce(self, key: SigningKey) -> None:
        known = reading.signers(self._connection)
        if key.verifier in known:
            return
        if known:
            logger.warning("checkpoints are signed with a new key, %s; tell everybody who keeps the old one", key.verifier)
        self._guarded(lambda: self._connection.execute("INSERT INTO signer (key) VALUES (?)", (str(key.verifier),)))

    def _last_signed(self) -> int:
        note = reading.newest_checkpoint(self._connection)
        return Checkpoint.parse(note).size if note else 0

    def _version(self, stream: str) -> int:
        version = self._versions.get(stream)
        if version is None:
            version = self._versions[stream] = reading.version(self._connection, stream)
        return version

    def _answered(self, scope: str, key: str) -> tuple[str, bytes] | None:
        return reading.answer(self._connection, scope, key)

    def _appends(self) -> Iterator[Sequence[Entry]]:
        decoded = (self._codec.decode(row) for portion in reading.portions(self._connection) for row in portion)
        for _, together in groupby(decoded, lambda entry: entry.append_id):
            yield list(together)
