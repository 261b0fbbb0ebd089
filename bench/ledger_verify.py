"""A large ledger, checked from the first entry to the last: bytes, leaves, erasable text, tree.

The wall decides, because every processor of the machine takes its share. `ENTRIES=1000000` measures the promise itself.
"""

import asyncio
import os
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

from ledger_append import ANA, WRITTEN

from plumbline.domain.cycle.thread import ThreadReplied
from plumbline.kernel.record import registry
from plumbline.ledger.codec import Codec
from plumbline.ledger.entry import Append
from plumbline.ledger.folder import open_to_read
from plumbline.ledger.inspection import inspect
from plumbline.ledger.sqlite import SqliteLedger

ENTRIES = int(os.environ.get("ENTRIES", "200000"))
STREAMS = 100
TOGETHER = 10
ROUNDS = 3
TARGET = 5.0


def main() -> int:
    """Measure, print, and return 1 when the promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_fill(Path(folder)))
        with closing(open_to_read(Path(folder))) as connection:
            passed, computed = min(_measured(connection) for _ in range(ROUNDS))
    million = passed * 1_000_000 / ENTRIES
    print(
        f"ledger verify, a million entries: {million:.2f} s ({ENTRIES} took {passed:.2f} s, all processors {computed:.2f} s),"
        f" target {TARGET:g} s, {'ok' if million <= TARGET else 'missed'}"
    )
    return 0 if million <= TARGET else 1


def _measured(connection: Connection) -> tuple[float, float]:
    began, began_computing = time.perf_counter(), _computed()
    assert inspect(connection).size == ENTRIES
    return time.perf_counter() - began, _computed() - began_computing


def _computed() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


async def _fill(folder: Path) -> None:
    ledger = await SqliteLedger.open(folder, Codec(registry([ThreadReplied])), origin="bench.example.org", clock=lambda: datetime.now(UTC))

    async def write(stream: str) -> None:
        for after in range(0, ENTRIES // STREAMS, TOGETHER):
            await ledger.append(Append(stream=stream, after=after, drafts=(WRITTEN,) * TOGETHER, attribution=ANA))

    await asyncio.gather(*(write(f"cyc_{number}") for number in range(STREAMS)))
    await ledger.close()


if __name__ == "__main__":
    raise SystemExit(main())
