"""The ledger as the rest of the product sees it; memory.py and sqlite.py keep this contract."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

from plumbline.ledger.checkpoint import VerifierKey
from plumbline.ledger.entry import Append, Appended, Entry, Head
from plumbline.ledger.rows import Statement

Row = tuple[Any, ...]
T = TypeVar("T")
History = TypeVar("History", bound=tuple[Any, ...])


class Projection(Protocol):
    """A read model: its tables, its fold, and a version that rises when either changes (it is then rebuilt).

    tables: statements that create its tables, each `CREATE TABLE IF NOT EXISTS` or an index; the first words after a table's name are
    never used by another projection. apply is pure; it ignores events it does not know. Its statements read no tables but its own, because
    those of appends that are written together run one projection after the other, and rows are added together: see `rows.run`.
    state_after is the stream's folded state after the whole append that the entry belongs to.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def tables(self) -> tuple[str, ...]: ...
    @property
    def table_names(self) -> tuple[str, ...]: ...
    def apply(self, entry: Entry, state_after: Any) -> list[Statement]: ...


StateFolder = Callable[[str], "StreamFold"]


class StreamFold(Protocol):
    """Folds one stream again when projections are rebuilt."""

    def add(self, entries: Sequence[Entry]) -> Any:
        """Apply entries written together; return the state afterwards."""
        ...


class Ledger(Protocol):
    """An append-only sequence of entries in streams, with a Merkle tree over all of them."""

    @property
    def verifier(self) -> VerifierKey:
        """The public key that checkpoints are verified with."""
        ...

    @property
    def write_fault(self) -> str:
        """Why nothing can be written until somebody mends it, in the words of ReadOnly; empty while the disk takes what it is given."""
        ...

    async def append(self, request: Append) -> Appended:
        """Write events durably, with projections, before returning.

        Raises VersionConflict when the stream has moved on, AlreadyAnswered when the idempotency key was used (whatever the stream's
        version), Unrecordable when an event is not of the form its type declares, ReadOnly when the disk does not take it. Whichever it
        is, nothing was written. When the caller is cancelled while it waits, the events may have been written.
        """
        ...

    def made_anew(self) -> AbstractAsyncContextManager[None]:
        """Make appends durable together, at the end, instead of each: for a new ledger that is thrown away when making it fails.

        Nobody may take anything for durable before.
        """
        ...

    async def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        """Return a stream's entries after a version, verified against the leaf hashes. Raises Corrupt."""
        ...

    async def replay(self, stream: str, form: type[History], fold: Callable[[Iterable[History]], T], after: int = 0) -> T:
        """Return what a function makes of a stream's history: (event, actor, occurred at, position) of each entry after a version.

        form: a named tuple of those four. Entries are verified as they are folded, in a thread that reads; nothing else of them is
        decoded, so this is the quick way to a state. Raises Corrupt.
        """
        ...

    async def scan(self, after: int = 0, limit: int = 1000) -> Sequence[Entry]:
        """Return up to limit entries of all streams after a position, in order."""
        ...

    async def entry(self, position: int) -> Entry | None: ...

    def follow(self, after: int) -> AsyncIterator[Entry]:
        """Yield every entry after a position, then each new one as it is written; a slow reader misses nothing."""
        ...

    async def head(self) -> Head: ...

    async def size(self) -> int:
        """Return the number of durable entries, which costs less than the head's root."""
        ...

    async def raw(self, position: int) -> bytes | None:
        """Return the bytes of an entry as they were hashed."""
        ...

    async def inclusion_proof(self, position: int, size: int) -> tuple[bytes, ...]: ...

    async def consistency_proof(self, old_size: int, new_size: int) -> tuple[bytes, ...]: ...

    async def checkpoint(self) -> str:
        """Sign and keep a checkpoint of the current head; return the signed note."""
        ...

    async def verify(self) -> Head:
        """Check every entry, the tree over them and the checkpoints; return the head that was found. Raises Corrupt."""
        ...

    async def latest_checkpoint(self) -> str | None: ...

    async def answered(self, scope: str, key: str) -> tuple[str, bytes] | None:
        """Return (request hash, answer) kept under an idempotency key."""
        ...

    async def erase(self, positions: Sequence[int]) -> int:
        """Forget the erasable text of entries; their leaves and proofs stay as they are. Returns how many had any."""
        ...

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Ask the projections' tables; reading only."""
        ...

    async def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Ask the projections' tables for one row by its key. It is answered in the caller's thread: only for what takes microseconds."""
        ...

    async def rebuild(self, projection: str, folder: StateFolder) -> int:
        """Empty a projection's tables and fold everything again. Returns the number of entries applied.

        folder: called once for each stream, in whatever thread writes.
        """
        ...

    async def stale_projections(self) -> tuple[str, ...]:
        """Return the names of projections that are behind: they failed, or are new or changed on a ledger with entries. Rebuild them."""
        ...

    async def close(self) -> None:
        """Write what is waiting, sign a checkpoint, release the lock."""
        ...
