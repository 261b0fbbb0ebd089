"""What the tests of the ledger stand on: an event type, appends, and a ledger of either kind."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plumbline.kernel.record import event, registry
from plumbline.ledger.codec import Codec
from plumbline.ledger.entry import Append, Attribution, Draft, Entry, Idempotency
from plumbline.ledger.memory import MemoryLedger
from plumbline.ledger.sqlite import SqliteLedger
from plumbline.ledger.store import Projection, Statement

ORIGIN = "ledger.example.org"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@event("remark.made", erasable=("text",))
class RemarkMade:
    remark_id: str
    weight: int = 1
    text: str = ""


@event("remark.dropped")
class RemarkDropped:
    remark_id: str
    after: timedelta
    at: datetime
    tags: tuple[str, ...] = ()


CODEC = Codec(registry([RemarkMade, RemarkDropped]))
ANA = Attribution(occurred_at=NOON, actor="usr_ana", actor_kind="app_user", workspace="wsp_1", surface="web", correlation_id="cmd_1")

Ledger = MemoryLedger | SqliteLedger


class Ticking:
    """A clock that moves a second each time it is read."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Counting:
    """A projection that counts the remarks of each stream; `broken` makes it fail in one of two ways."""

    def __init__(self, name: str = "remarks", version: int = 1, broken: str = "") -> None:
        self.name, self.version, self.broken = name, version, broken
        self.table_names = (name,)
        self.tables = (f"CREATE TABLE IF NOT EXISTS {name} (stream TEXT PRIMARY KEY, count INTEGER NOT NULL, newest INTEGER NOT NULL)",)

    def apply(self, entry: Entry, state_after: object) -> list[Statement]:
        if self.broken == "apply":
            raise RuntimeError("this projection has a bug")
        if self.broken == "statement":
            return [("INSERT INTO nowhere VALUES (1)", ())]
        upsert = f"INSERT INTO {self.name} VALUES (?, 1, ?) ON CONFLICT (stream) DO UPDATE SET count = count + 1, newest = excluded.newest"
        return [(upsert, (entry.stream, entry.position))]


class NoFold:
    """Folds nothing: the projection above does not look at the state."""

    def add(self, entries: Sequence[Entry]) -> None: ...


async def opened(kind: str, data: Path, projections: Sequence[Projection] = (), clock: Callable[[], datetime] | None = None) -> Ledger:
    """Return a new ledger in memory, or the one in a folder."""
    if kind == "memory":
        return MemoryLedger(CODEC, projections, origin=ORIGIN, clock=clock or Ticking())
    return await SqliteLedger.open(data, CODEC, projections, origin=ORIGIN, clock=clock or Ticking())


def remarks(stream: str, after: int, *texts: str, idempotency: Idempotency | None = None) -> Append:
    """Return an append of one remark for each text."""
    drafts = tuple(Draft(event=RemarkMade(remark_id=f"{stream}/{after + number}", text=text)) for number, text in enumerate(texts, start=1))
    return Append(stream=stream, after=after, drafts=drafts, attribution=ANA, idempotency=idempotency)


async def filled(ledger: Ledger, count: int, stream: str = "s") -> None:
    """Write a number of remarks to one stream."""
    for start in range(0, count, 50):
        await ledger.append(remarks(stream, start, *(f"remark {number}" for number in range(start, min(start + 50, count)))))
