"""Durable appends: what a shared sync gains over one sync each, with and without a projection in the transaction.

Promise: at 16 concurrent writers 4 times as many as one by one, and 8 times at 256; with a projection 2.5 and 6 times. How long a sync
takes changes from minute to minute, so a group is only compared with what one writer did right before and right after it, and the median
of those ratios counts. Every writer does the same: streams of thirty entries, one after the other.
"""

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
ENTRIES = 30
STREAMS = {1: 8, 16: 4, 256: 1}  # of each writer, by the number of writers
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
        upsert = "INSERT INTO replies VALUES (?, 1, ?) ON CONFLICT (stream) DO UPDATE SET count = count + 1, newest = excluded.newest"
        return [(upsert, (entry.stream, entry.event.comment_id))]


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    missed = 0
    for projections, targets in (((), {16: 4.0, 256: 8.0}), ((Replies(),), {16: 2.5, 256: 6.0})):
        rounds = asyncio.run(_measured(projections, tuple(targets)))
        for writers, target in targets.items():
            ratios = [together / alone for together, alone in rounds[writers]]
            ratio = statistics.median(ratios)
            together, alone = (statistics.median(speeds) for speeds in zip(*rounds[writers], strict=True))
            name = f"ledger append, {writers} writers{' with a projection' if projections else ''}"
            spread = f"{min(ratios):.1f} to {max(ratios):.1f}; {together:.0f}/s against {alone:.0f}/s"
            print(f"{name}: {ratio:.1f}x one-by-one ({spread}), target {target:g}x, {'ok' if ratio >= target else 'missed'}")
            missed += ratio < target
    return 1 if missed else 0


async def _measured(projections: Sequence[Projection], groups: Sequence[int]) -> dict[int, list[tuple[float, float]]]:
    """Return appends per second of each group, and of one writer around it, round by round; a first round is not counted."""
    rounds: dict[int, list[tuple[float, float]]] = {writers: [] for writers in groups}
    with tempfile.TemporaryDirectory() as folder:
        ledger = await SqliteLedger.open(
            Path(folder), Codec(registry([ThreadReplied])), projections, origin="bench.example.org", clock=lambda: datetime.now(UTC)
        )
        for turn in range(ROUNDS + 1):
            before = await _speed(ledger, 1, f"cyc_{turn}_0")
            for writers in groups:
                together = await _speed(ledger, writers, f"cyc_{turn}_{writers}")
                after = await _speed(ledger, 1, f"cyc_{turn}_{writers}_1")
                if turn:
                    rounds[writers].append((together, statistics.harmonic_mean((before, after))))
                before = after
        await ledger.close()
    return rounds


async def _speed(ledger: SqliteLedger, writers: int, name: str) -> float:
    async def write(writer: int) -> None:
        for stream in range(STREAMS[writers]):
            for version in range(ENTRIES):
                await ledger.append(Append(stream=f"{name}_{writer}_{stream}", after=version, drafts=(WRITTEN,), attribution=ANA))

    gc.collect()
    began = time.perf_counter()
    await asyncio.gather(*(write(number) for number in range(writers)))
    return writers * STREAMS[writers] * ENTRIES / (time.perf_counter() - began)


if __name__ == "__main__":
    raise SystemExit(main())
