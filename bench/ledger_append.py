"""Durable appends: what a shared sync gains over one sync each, with and without a projection in the transaction."""

import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from plumbline.domain.cycle.thread import ThreadReplied
from plumbline.kernel.record import registry
from plumbline.ledger.codec import Codec
from plumbline.ledger.entry import Append, Attribution, Draft, Entry
from plumbline.ledger.sqlite import SqliteLedger
from plumbline.ledger.store import Projection, Statement

ROUNDS = 9
APPENDS = {1: 300, 16: 1600, 256: 7680}
ID = "usr_01hqz3v9k2m4n5p6r7s8t9v0wx"
WRITTEN = Draft(
    event=ThreadReplied(thread_id=ID, comment_id=ID, text_digest="a" * 64, text="I have read the clause and think that it holds."),
    section=ID,
    objective=ID,
)
ANA = Attribution(
    occurred_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    actor=ID,
    actor_kind="app_user",
    workspace=ID,
    surface="web",
    client="plumbline 0.1",
    role="contributor",
    correlation_id=ID,
    causation_id=ID,
    cycle=ID,
    playbook="legaltech.customer-success.stakeholder-alignment",
    packs_digest="a" * 64,
)


class Replies:
    """One upsert for each entry."""

    name = "replies"
    version = 1
    table_names = ("replies",)
    tables = ("CREATE TABLE IF NOT EXISTS replies (stream TEXT PRIMARY KEY, count INTEGER NOT NULL, newest TEXT NOT NULL)",)

    def apply(self, entry: Entry, state_after: object) -> list[Statement]:
        upsert = "INSERT INTO replies VALUES (?1, 1, ?2) ON CONFLICT (stream) DO UPDATE SET count = count + 1, newest = ?2"
        return [(upsert, (entry.stream, entry.event.comment_id))]


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    missed = 0
    for projections, targets in (((), {16: 4.0, 256: 8.0}), ((Replies(),), {16: 2.5, 256: 6.0})):
        speeds = asyncio.run(_measured(projections))
        for writers, target in targets.items():
            ratio = speeds[writers] / speeds[1]
            name = f"ledger append, {writers} writers{' with a projection' if projections else ''}"
            rates = f"{speeds[writers]:.0f}/s against {speeds[1]:.0f}/s"
            print(f"{name}: {ratio:.1f}x one-by-one ({rates}), target {target:g}x, {'ok' if ratio >= target else 'missed'}")
            missed += ratio < target
    return 1 if missed else 0


async def _measured(projections: Sequence[Projection]) -> dict[int, float]:
    """Return appends per second by number of writers: the median of rounds that take turns, so that a slow minute of the disk hits all."""
    speeds: dict[int, list[float]] = {writers: [] for writers in APPENDS}
    with tempfile.TemporaryDirectory() as folder:
        ledger = await SqliteLedger.open(
            Path(folder), Codec(registry([ThreadReplied])), projections, origin="bench.example.org", clock=lambda: datetime.now(UTC)
        )
        for turn in range(ROUNDS):
            for writers, appends in APPENDS.items():
                gc.collect()
                speeds[writers].append(await _speed(ledger, writers, appends // writers, f"cyc_{turn}_{writers}"))
        await ledger.close()
    return {writers: statistics.median(measured) for writers, measured in speeds.items()}


async def _speed(ledger: SqliteLedger, writers: int, each: int, name: str) -> float:
    async def write(stream: str) -> None:
        for version in range(each):
            await ledger.append(Append(stream=stream, after=version, drafts=(WRITTEN,), attribution=ANA))

    began = time.perf_counter()
    await asyncio.gather(*(write(f"{name}_{number}") for number in range(writers)))
    return writers * each / (time.perf_counter() - began)


if __name__ == "__main__":
    raise SystemExit(main())
