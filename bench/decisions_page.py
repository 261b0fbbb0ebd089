"""The decisions page with 200 rows of ten columns: our templates against Jinja2, and the whole page through the application.

Promise: the table is rendered at least 4 times as fast as by Jinja2, one core answers 1,000 requests for the page a second, and the page of
one decision, whose cycle is in memory and which nobody has asked for yet, is there within 5 ms. A core's second is one of its processor
time, so that this is about the page and not about who else is at work; what the wall says stands beside.
Run: python bench/decisions_page.py
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import jinja2

from plumbline.app.composition import application
from plumbline.domain.cycle.decision import Criterion, DraftDecision
from plumbline.web.decision_listing import Link, Listing
from plumbline.web.decision_rows import SORTS, decision_rows
from plumbline.web.render import environment

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
grounds: Any = import_module("small_house")  # the tests' house is the bench's too

ROWS = 200
TEMPLATES = Path(__file__).parent.parent / "src" / "plumbline" / "web" / "templates"
TABLE = '{% import "_parts.html" as parts %}{% include "decisions/_table.html" %}'


async def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        async with grounds.small_house(Path(folder)) as house:
            await _fill(house)
            ratio = await _templates(house)
            rate, by_the_wall = await _pages(house)
            one = await _one_by_one(house)
    print(f"table of {ROWS} rows: {ratio:.1f} x Jinja2 (promise 4)")
    print(f"page of {ROWS} rows: {rate:.0f} requests/s on one core ({by_the_wall:.0f} by the wall), in process, no socket (promise 1000)")
    print(f"page of one decision: {one * 1000:.1f} ms at the 95th percentile (promise 5)")
    return 0 if ratio >= 4 and rate >= 1000 and one <= 0.005 else 1


async def _fill(house: Any) -> None:
    section, objective = await house.place()
    names = sorted(house.people)
    for n in range(ROWS):
        owner = house.people[names[n % 3]]
        criterion = Criterion(id=f"crt_{n:026d}", text="It answers within 5 s.", method="manual", owner_id=owner)
        await house.done(
            "ana",
            DraftDecision(
                title=f"Question {n} & what follows <from it>",
                section_id=section,
                objective_id=objective,
                owner_id=owner,
                due_at=house.clock() + timedelta(days=n % 9 + 1),
                fallback="One retry.",
                criteria=(criterion,),
                propose=True,
            ),
        )


async def _templates(house: Any) -> float:
    workspace = await house.installation.handling.workspace()
    async with house.installation.handling.reading(house.cycle) as cycle:
        rows = decision_rows(cycle, workspace, house.installation.directory.names(), house.clock())
    headers, listing = [Link(title=title, href="/") for title, _ in SORTS.values()], Listing(path="/decisions")
    ours = environment()
    ours.add_template("bench.html", TABLE)
    theirs = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).from_string(TABLE)
    mine = ours.render_template("bench.html", rows=rows, headers=headers, listing=listing)
    assert mine.count("<tr data-row") == ROWS
    fast = _seconds(lambda: ours.render_template("bench.html", rows=rows, headers=headers, listing=listing))
    slow = _seconds(lambda: theirs.render(rows=rows, headers=headers, listing=listing))
    print(f"minijinja {fast * 1000:.2f} ms, Jinja2 {slow * 1000:.2f} ms, {len(mine)} characters")
    return slow / fast


async def _pages(house: Any) -> tuple[float, float]:
    """Call the application as a server does, without a socket, so that no client's time is counted."""
    ask = _asking(house, 100_000)
    path = f"/cycles/{house.cycle}/decisions"
    return await _rates(lambda: ask(path))


async def _one_by_one(house: Any) -> float:
    """Return the processor seconds that all but the slowest twentieth of the decisions' pages take when each is opened once."""
    ask = _asking(house, 5_000)
    async with house.installation.handling.reading(house.cycle) as cycle:
        decisions = list(cycle.decisions)
    await ask(f"/decisions/{decisions[0]}")
    spans: list[float] = []
    for decision in decisions[1:]:
        began = process_time()
        await ask(f"/decisions/{decision}")
        spans.append(process_time() - began)
    return sorted(spans)[len(spans) * 95 // 100]


def _asking(house: Any, at_least: int) -> Callable[[str], Awaitable[None]]:
    """Return what asks the application for a page as a server does, without a socket. at_least: characters that a whole page has."""
    pages: Any = application(house.installation)
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message.get("status", message.get("body")))

    async def ask(path: str) -> None:
        sent.clear()
        scope: dict[str, Any] = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
            "root_path": "", "query_string": b"", "headers": [(b"host", b"127.0.0.1:8420"), (b"cookie", b"plumbline_visit=" + b"v" * 43)],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8420), "state": {}, "asgi": {"version": "3.0"},
        }  # fmt: skip
        await pages(scope, receive, send)
        assert sent[0] == 200
        assert len(sent[1]) >= at_least

    return ask


def _seconds(work: Callable[[], Any], rounds: int = 60) -> float:
    work()
    spans: list[float] = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        spans.append(perf_counter() - start)
    return min(spans)


async def _rates(work: Callable[[], Awaitable[None]], rounds: int = 10, together: int = 50) -> tuple[float, float]:
    """Return how often a second of processor time and one of the wall hold the work, in the best of some rounds."""
    await work()
    computed, passed = float("inf"), float("inf")
    for _ in range(rounds):
        began, began_computing = perf_counter(), process_time()
        for _ in range(together):
            await work()
        passed, computed = min(passed, perf_counter() - began), min(computed, process_time() - began_computing)
    return together / computed, together / passed


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
