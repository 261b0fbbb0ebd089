"""Webhooks: durable enqueues a second, signed deliveries a second to a receiver of its own process, and DBOS on SQLite in the same run.

Promise on two cores: 3,000 enqueues and 4,000 signed deliveries a second, and 25 times what DBOS does, of both. An enqueue is an entry of
the ledger with the delivery that it makes owed, durable before the writer goes on. A delivery is owed already, is signed, sent, taken by
the receiver and written down.

DBOS does the same in turns with us, with the same receiver, so that whatever else the machine does falls on both: bench/dbos/measure.py. It
is judged as its documentation sets SQLite up, which gives a URL and no settings; beside it stands what it does with those of our ledger.
Of its numbers of threads the best counts. The ratio is that of the medians of all turns, ours and theirs. Its documentation has no call
that enqueues many at once, and many in one transaction are no enqueues of many writers, each of which goes on when its own is durable.
DBOS is installed into a folder of its own as bench/dbos/requirements.txt has it; where that cannot be had, or with --alone, nothing is
compared. Run: python bench/webhooks.py
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
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
KINDS, SETTINGS = ("enqueue", "deliver"), ("plain", "tuned")
FULL = Pace(at_once=64, per_second=5_000)
Theirs = defaultdict[tuple[str, str], defaultdict[str, list[float]]]  # by what and settings, then by who worked


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory() as name:
        dbos = _installed(Path(name) / "dbos") if "--alone" not in sys.argv else "it was not asked for"
        ours, theirs = asyncio.run(_measured(Path(name), None if isinstance(dbos, str) else dbos))
    kept = [
        _said("durable enqueues", ours["enqueue"], ENQUEUES),
        _said("signed deliveries", ours["deliver"], DELIVERIES),
    ]
    if isinstance(dbos, str):
        print(f"not compared with DBOS: {dbos}")
    else:
        kept += [_compared(what, ours[what], theirs) for what in KINDS]
    return 0 if all(kept) else 1


def _said(what: str, speeds: list[float], promise: int) -> bool:
    speed = statistics.median(speeds)
    print(f"{what}: {speed:.0f}/s ({min(speeds):.0f} to {max(speeds):.0f}; promise {promise}) {'ok' if speed >= promise else 'MISSED'}")
    return speed >= promise


def _compared(what: str, ours: list[float], theirs: "Theirs") -> bool:
    """Print how many times as much we do as DBOS, as it comes and with our settings; return whether the promise is kept."""
    ratio: dict[str, float] = {}
    for settings in SETTINGS:
        medians = {who: statistics.median(speeds) for who, speeds in theirs[what, settings].items()}
        best = max(medians, key=lambda one: medians[one])
        found = theirs[what, settings][best]
        ratio[settings] = statistics.median(ours) / medians[best]
        print(f"  DBOS, {what}, {settings}: {medians[best]:.0f}/s ({min(found):.0f} to {max(found):.0f}; {best})")
    good = ratio["plain"] >= RATIO
    print(
        f"{what}: {ratio['plain']:.0f} times DBOS on SQLite (promise {RATIO}), {ratio['tuned']:.0f} times with our settings"
        f" {'ok' if good else 'MISSED'}"
    )
    return good


async def _measured(folder: Path, dbos: Path | None) -> tuple[dict[str, list[float]], "Theirs"]:
    """Return what we do a second, and what DBOS does, in turns. dbos: its interpreter; None for us alone."""
    ours: dict[str, list[float]] = {what: [] for what in KINDS}
    theirs: Theirs = defaultdict(lambda: defaultdict(list))
    async with houses.small_house(folder / "ours") as house, _receiver() as address:
        one = replace(house.installation, networks=allowed_networks("127.0.0.0/8"))
        await _connected(one, house, address, 0)
        await _enqueued(one, 0)  # and not counted
        for turn in range(1, ROUNDS + 1):  # an enqueue is an entry with one delivery
            ours["enqueue"].append(await _enqueued(one, turn))
            await _beside(dbos, folder, "enqueue", address, theirs)
        for number in range(1, ENDPOINTS):
            await _connected(one, house, address, number)
        await _delivered(one)  # what the first endpoint is owed by now, at the pace of one; not counted
        for turn in range(ROUNDS + 1, 2 * ROUNDS + 1):
            await _enqueued(one, turn)
            ours["deliver"].append(await _delivered(one))
            await _beside(dbos, folder, "deliver", address, theirs)
    return ours, theirs


async def _connected(one: Installation, house: Any, address: str, number: int) -> None:
    context = one.handling.context(actor=house.people["ana"], surface="web")
    made = await webhooks.add(one, context, title=f"Receiver {number}", address=address, types=("thread.replied",), pace=FULL)
    if not isinstance(made, webhooks.Added) or isinstance(await trying.verify(one, context, made.endpoint_id), Refusal):
        raise SystemExit("the receiver could not be connected")


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
    """Return how many deliveries a second are made of what is owed by now.

    They are counted in the process that makes them, so only once nothing is due any more.
    """
    count = await _waiting(one)
    ((last,),) = await one.ledger.query("SELECT max(since) FROM owed")
    sender = Sender(one.handling, one.directory, one.progress, partial(encoded, base_url=one.base_url), networks=one.networks)
    began, worked = time.perf_counter(), time.process_time()
    task = asyncio.create_task(sender.run())
    endpoints = await webhooks.endpoints(one)
    while one.progress.position() < last or any(one.progress.next_due(endpoint.id) for endpoint in endpoints):
        await _moment(task)
    while await _waiting(one):
        await _moment(task)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    each = f"{worked / count * 1_000_000:.0f} µs of this process each"
    print(f"  {count} deliveries in {took:.1f} s: {each}, {worked / took:.0%} of a processor")
    return count / took


async def _moment(task: "asyncio.Task[None]") -> None:
    if task.done():
        raise SystemExit("the sender has ended")
    await asyncio.sleep(0.05)


async def _waiting(one: Installation) -> int:
    return sum([(await webhooks.figures(one, endpoint)).backlog for endpoint in await webhooks.endpoints(one)])


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


def _installed(folder: Path) -> Path | str:
    """Return the interpreter of an environment with DBOS, or why there is none."""
    python = folder / "bin" / "python"
    for words in (
        (sys.executable, "-m", "venv", str(folder)),
        (str(python), "-m", "pip", "install", "--quiet", "--requirement", str(HERE / "dbos" / "requirements.txt")),
    ):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"it could not be installed: {done.stderr.strip()[-300:]}"
    return python


async def _beside(dbos: Path | None, folder: Path, what: str, receiver: str, theirs: "Theirs") -> None:
    """Let DBOS have its turn, on files of its own, while we do nothing."""
    for settings in SETTINGS if dbos else ():
        with tempfile.TemporaryDirectory(dir=folder) as place:
            script = (str(HERE / "dbos" / "measure.py"), what, settings, receiver)
            pipe = asyncio.subprocess.PIPE
            process = await asyncio.create_subprocess_exec(str(dbos), *script, cwd=place, stdout=pipe, stderr=pipe)
            said, complained = await process.communicate()
        if process.returncode:
            raise SystemExit(f"DBOS ended with {process.returncode}: {complained.decode()[-300:]}")
        for who, speed in json.loads(said.splitlines()[-1]).items():
            theirs[what, settings][who].append(speed)


if __name__ == "__main__":
    raise SystemExit(main())
