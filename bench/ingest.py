"""Signals that come in through the whole application, with dedup, each batch on the disk when it is answered.

Promise: 20,000 signals a second in batches of 500, of which a tenth are sent again; and while a source sends ten times what it may,
approvals take at most twice as long as without it (99th percentile). In process, so that no client's socket is counted. The rate is that of
a second of processor time, so that it is about the product and not about who else is at work; what the wall says stands beside. Approvals
are measured in turns, without the flood and with it, so that whatever else the machine does falls on both, and so many that the percentile
does not hang on two of them. What was made before them is no garbage to look for, as in a server that answers.
Run: python bench/ingest.py
"""

import asyncio
import gc
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from plumbline.app.composition import application
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.kernel.outcome import Receipt

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
grounds: Any = import_module("small_house")  # the tests' house is the bench's too
story: Any = import_module("signals_story")

BATCH, BATCHES, TOGETHER = 500, 200, 4
RATE, FACTOR = 20_000, 2.0
QUOTA, FLOOD = 1_000, 10_000  # signals a second: what the source may send, and what it sends
TURNS, APPROVALS = 20, 25
Ask = Callable[[bytes], Awaitable[int]]


async def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        async with grounds.small_house(Path(folder)) as house:
            rate, by_the_wall = await _rate(house)
            idle, flooded, taken, turned = await _approvals(house)
    ratio = flooded / idle
    again = f"in batches of {BATCH}, a tenth of them again ({by_the_wall:.0f} by the wall)"
    print(f"{rate:.0f} signals/s {again} (promise {RATE}) {_kept(rate >= RATE)}")
    print(f"approvals p99 {idle * 1000:.1f} ms idle, {flooded * 1000:.1f} ms under ten times the quota")
    print(f"of the flood {taken} requests were taken and {turned} turned away")
    print(f"{ratio:.2f} times as long (promise {FACTOR}) {_kept(ratio <= FACTOR)}")
    return 0 if rate >= RATE and ratio <= FACTOR else 1


async def _rate(house: Any) -> tuple[float, float]:
    """Return how many signals a second of processor time takes, and one of the wall."""
    made = await story.source(house, per_second=100_000)
    ask = _asking(house, made.key)
    bodies = [_body(number * BATCH * 9 // 10) for number in range(BATCHES)]  # the last tenth of each is the beginning of the next
    await ask(_body(10_000_000))
    began, computing = perf_counter(), process_time()
    for start in range(0, BATCHES, TOGETHER):
        statuses = await asyncio.gather(*(ask(one) for one in bodies[start : start + TOGETHER]))
        assert set(statuses) == {200}, statuses
    passed, computed = perf_counter() - began, process_time() - computing
    kept = await house.installation.signals.count(house.installation.workspace_id)
    assert kept == BATCHES * BATCH * 9 // 10 + BATCH // 10 + BATCH, kept
    return BATCHES * BATCH / computed, BATCHES * BATCH / passed


async def _approvals(house: Any) -> tuple[float, float, int, int]:
    """Return the 99th percentile of an approval's seconds idle and flooded, and how many requests of the flood were taken and turned."""
    made = await story.source(house, per_second=QUOTA)
    ask, statuses = _asking(house, made.key), list[int]()
    decisions = [await _ready(house, number) for number in range(2 * TURNS * APPROVALS)]
    idle, flooded = list[float](), list[float]()
    gc.collect()
    gc.freeze()

    bodies = [_body(20_000_000 + number * BATCH) for number in range(100)]  # the source may send fewer than these meanwhile

    async def flood() -> None:
        while True:
            began = perf_counter()
            statuses.append(await ask(bodies[len(statuses) % len(bodies)]))
            await asyncio.sleep(max(0.0, BATCH / FLOOD - (perf_counter() - began)))

    for start in range(0, len(decisions), 2 * APPROVALS):
        idle += await _approve(house, decisions[start : start + APPROVALS])
        task = asyncio.create_task(flood())
        await asyncio.sleep(0.2)
        flooded += await _approve(house, decisions[start + APPROVALS : start + 2 * APPROVALS])
        task.cancel()
    return _p99(idle), _p99(flooded), statuses.count(200), statuses.count(429)


async def _ready(house: Any, number: int) -> str:
    criterion = f"crt_{number:026d}"
    decision = await house.decision(criterion=criterion)
    await house.proven(decision, criterion=criterion)
    return decision


async def _approve(house: Any, decisions: list[str]) -> list[float]:
    spans: list[float] = []
    for one in decisions:
        began = perf_counter()
        answer = await house.send("ana", ApproveDecision(decision_id=one, because="It works."))
        spans.append(perf_counter() - began)
        assert isinstance(answer, Receipt), answer
        await asyncio.sleep(0.02)
    return spans


def _asking(house: Any, key: str) -> Ask:
    """Return what sends a batch to the application as a server does, without a socket, and returns the status."""
    pages: Any = application(house.installation)
    headers = [
        (b"host", b"127.0.0.1:8420"),
        (b"content-type", b"application/cloudevents-batch+json"),
        (b"authorization", f"Bearer {key}".encode()),
    ]

    async def ask(body: bytes) -> int:
        status: list[int] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            status.append(message.get("status", 0))

        scope: dict[str, Any] = {
            "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/v1/signals", "raw_path": b"/v1/signals",
            "root_path": "", "query_string": b"", "headers": [*headers, (b"content-length", str(len(body)).encode())],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8420), "state": {}, "asgi": {"version": "3.0"},
        }  # fmt: skip
        await pages(scope, receive, send)
        return status[0]

    return ask


def _body(first: int) -> bytes:
    return json.dumps([
        {
            "specversion": "1.0", "id": f"event-{number:012d}", "source": "/shop", "type": "Viewed" if number % 20 else "Signed Up",
            "time": "2026-03-02T07:00:00Z",
            "data": {"distinct_id": f"u-{number % 997}", "utm_campaign": "spring", "page": f"/prices/{number % 31}", "n": number},
        }
        for number in range(first, first + BATCH)
    ]).encode()  # fmt: skip


def _p99(spans: list[float]) -> float:
    return sorted(spans)[len(spans) * 99 // 100]


def _kept(good: bool) -> str:
    return "ok" if good else "MISSED"


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
