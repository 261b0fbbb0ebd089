"""Webhooks: durable enqueues a second, signed deliveries a second to a receiver of its own process, and DBOS on SQLite in the same run.

Promise on two cores: 3,000 enqueues and 4,000 signed deliveries a second, and 25 times the enqueues of DBOS. An enqueue is an entry of the
ledger with the delivery that it makes owed, durable before the writer goes on. DBOS is installed into a folder of its own as
bench/dbos/requirements.txt has it; where that cannot be had, nothing is compared. Run: python bench/webhooks.py
"""

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from plumbline.automation.delivering import Sender
from plumbline.domain.cycle.thread import ThreadReplied
from plumbline.domain.workspace.endpoint import Pace
from plumbline.edge import trying, webhooks
from plumbline.events.cloudevent import encoded
from plumbline.handling import After
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.entry import Append, Attribution, Draft
from plumbline.outbox.address_guard import allowed_networks

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
houses: Any = import_module("small_house")  # the tests' installation is the bench's too

WRITERS, ENTRIES, ENDPOINTS, ROUNDS = 256, 8, 8, 3
ENQUEUES, DELIVERIES, RATIO = 3_000, 4_000, 25
FULL = Pace(at_once=64, per_second=5_000)


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory() as name:
        enqueues, deliveries = asyncio.run(_measured(Path(name) / "ours"))
        theirs = _dbos(Path(name)) if "--alone" not in sys.argv else "it was not asked for"
    kept = [
        _said("durable enqueues", enqueues, ENQUEUES),
        _said("signed deliveries", deliveries, DELIVERIES),
    ]
    if isinstance(theirs, str):
        print(f"not compared with DBOS: {theirs}")
    else:
        ratio = statistics.median(enqueues) / theirs
        kept.append(ratio >= RATIO)
        print(f"DBOS on SQLite: {theirs:.0f} enqueues/s; {ratio:.0f} times as many (promise {RATIO}) {'ok' if kept[-1] else 'MISSED'}")
    return 0 if all(kept) else 1


def _said(what: str, speeds: list[float], promise: int) -> bool:
    speed = statistics.median(speeds)
    print(f"{what}: {speed:.0f}/s ({min(speeds):.0f} to {max(speeds):.0f}; promise {promise}) {'ok' if speed >= promise else 'MISSED'}")
    return speed >= promise


async def _measured(folder: Path) -> tuple[list[float], list[float]]:
    enqueues, deliveries = list[float](), list[float]()
    async with houses.small_house(folder) as house, _receiver() as address:
        one = replace(house.installation, networks=allowed_networks("127.0.0.0/8"))
        context = one.handling.context(actor=house.people["ana"], surface="web")
        for number in range(ENDPOINTS):
            made = await webhooks.add(one, context, title=f"Receiver {number}", address=address, types=("thread.replied",), pace=FULL)
            if not isinstance(made, webhooks.Added) or isinstance(await trying.verify(one, context, made.endpoint_id), Refusal):
                raise SystemExit("the receiver could not be connected")
            if number == 0:  # an enqueue is an entry with one delivery
                enqueues = [await _enqueued(one, turn) for turn in range(ROUNDS + 1)][1:]
        await _delivered(one)  # what the first endpoint is owed by now, at the pace of one; not counted
        for turn in range(ROUNDS):
            await _enqueued(one, ROUNDS + 1 + turn)
            deliveries.append(await _delivered(one))
    return enqueues, deliveries


async def _enqueued(one: Installation, turn: int, entries: int = ENTRIES) -> float:
    """Return how many entries a second become durable, each with what it makes owed."""
    workspace = await one.handling.workspace()
    source = Attribution(
        occurred_at=one.clock(), actor="ana", actor_kind="app_user", workspace=workspace.id, surface="web",
        correlation_id="cmd", causation_id="cmd",
    )  # fmt: skip
    draft = Draft(event=ThreadReplied(thread_id="thr_0", comment_id="cmt_0", text_digest="d", text="It answers in four seconds."))

    after = After(workspace, workspace)

    async def write(writer: int) -> None:
        for version in range(entries):
            append = Append(stream=f"bench_{turn}_{writer}", after=version, drafts=(draft,), attribution=source, state_after=after)
            await one.states.ledger.append(append)

    began = time.perf_counter()
    await asyncio.gather(*(write(number) for number in range(WRITERS)))
    return WRITERS * entries / (time.perf_counter() - began)


async def _delivered(one: Installation) -> float:
    """Return how many deliveries a second are made of what is owed by now."""
    before = await _count(one)
    rows = await one.ledger.query("SELECT count(*) FROM owed")
    sender = Sender(one.handling, one.directory, one.progress, partial(encoded, base_url=one.base_url), networks=one.networks)
    began, worked = time.perf_counter(), time.process_time()
    task = asyncio.create_task(sender.run())
    while await _count(one) < rows[0][0]:
        if task.done():
            raise SystemExit("the sender has ended")
        await asyncio.sleep(0.25)
    took, worked, count = time.perf_counter() - began, time.process_time() - worked, rows[0][0] - before
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    each = f"{worked / count * 1_000_000:.0f} µs of this process each"
    print(f"  {count} deliveries in {took:.1f} s: {each}, {worked / took:.0%} of a processor")
    return count / took


async def _count(one: Installation) -> int:
    return sum([one.progress.counts(endpoint.id).get("delivered", 0) for endpoint in await webhooks.endpoints(one)])


@asynccontextmanager
async def _receiver() -> AsyncGenerator[str]:
    process = await asyncio.create_subprocess_exec(sys.executable, str(HERE / "receiver" / "sink.py"), stdout=asyncio.subprocess.PIPE)
    if process.stdout is None:
        raise SystemExit("no receiver")
    port = int(await process.stdout.readline())
    try:
        yield f"http://127.0.0.1:{port}/in"
    finally:
        process.kill()
        await process.wait()


def _dbos(folder: Path) -> float | str:
    """Return how many enqueues a second DBOS makes durable, or why that is not known."""
    python = folder / "dbos" / "bin" / "python"
    for words in (
        (sys.executable, "-m", "venv", str(folder / "dbos")),
        (str(python), "-m", "pip", "install", "--quiet", "--requirement", str(HERE / "dbos" / "requirements.txt")),
    ):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"it could not be installed: {done.stderr.strip()[-300:]}"
    shutil.copy(HERE / "dbos" / "enqueue.py", folder)
    done = subprocess.run((str(python), "enqueue.py"), cwd=folder, capture_output=True, text=True, check=False)
    return float(json.loads(done.stdout.splitlines()[-1])["per_second"]) if done.returncode == 0 else done.stderr.strip()[-300:]


if __name__ == "__main__":
    raise SystemExit(main())
