"""A workspace with ten thousand decisions and a hundred thousand threads: pages, and how attention follows one event.

Promise: Home, the decisions list and the gates of a cycle answer within 100 ms at the 95th percentile; the attention set of a cycle of
ten thousand events follows each event in under 1 ms.
Run: python bench/many_items.py
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from plumbline.app.composition import application
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.attention import obligations_of, touched
from plumbline.domain.cycle.decision import Criterion, DraftDecision, SubmitDecision
from plumbline.domain.cycle.frame import ComposeCycle
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread
from plumbline.domain.playbook.compose import compose
from plumbline.handling import After, attribution, draft
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.entry import Append

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
grounds: Any = import_module("small_house")  # the tests' house is the bench's too

CYCLES, DECISIONS, THREADS = 20, 500, 10  # of each cycle; of each decision
ROUNDS = 60
PORTION = 500


async def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        async with grounds.small_house(Path(folder)) as house:
            began = perf_counter()
            cycles = [await _fill(house, number) for number in range(CYCLES)]
            size = (await house.installation.ledger.head()).size
            took = perf_counter() - began
            print(f"{CYCLES * DECISIONS} decisions, {CYCLES * DECISIONS * THREADS} threads, {size} entries made in {took:.0f} s")
            kept = [await _page(house, name, path.replace("{}", cycles[-1])) for name, path in _PAGES]
            async with house.installation.handling.reading(cycles[0]) as cycle:
                kept.append(_attention(house, cycle, await house.installation.handling.workspace()))
    return 0 if all(kept) else 1


_PAGES = (("Home", "/"), ("decisions list", "/cycles/{}/decisions"), ("gates", "/cycles/{}/gates"))


async def _fill(house: Any, number: int) -> str:
    """Write one cycle. The rules decide each command, and its events are appended as `handle` appends them, some hundred at a time."""
    handling = house.installation.handling
    workspace = await handling.workspace()
    cycle = machine.new(handling.context(actor="", surface="cli").new_id("cyc"))
    waiting: list[Any] = []
    context = handling.context(actor=house.people["ana"], surface="web")
    for actor, command in _story(house, number, cycle):
        context = handling.context(actor=house.people[actor], surface="web")
        answer = machine.decide(command, cycle, workspace, context)
        assert not isinstance(answer, Refusal), answer
        for event in answer:
            machine.evolve(cycle, Recorded(event, context.actor, context.now))
        waiting += answer
        if len(waiting) >= PORTION:
            await _append(house, cycle, workspace, context, waiting)
    await _append(house, cycle, workspace, context, waiting)
    return cycle.id


async def _append(house: Any, cycle: Cycle, workspace: Any, context: Any, waiting: list[Any]) -> None:
    after = After(cycle, workspace)
    came_from = attribution(cycle, context)
    drafts = tuple(draft(event, cycle) for event in waiting)
    await house.installation.states.ledger.append(
        Append(stream=cycle.id, after=cycle.version - len(waiting), drafts=drafts, attribution=came_from, state_after=after)
    )
    waiting.clear()


def _story(house: Any, number: int, cycle: Cycle) -> Iterator[tuple[str, Any]]:
    plan = compose(house.installation.packs, "ecommerce", "innovation", "stakeholder-alignment")
    yield "ana", ComposeCycle(plan=plan, title=f"Launch {number}", calendar_id="default", starts_at=house.clock())
    section, objective = next(iter(cycle.sections)), next(iter(cycle.objectives))
    names = sorted(house.people)
    for n in range(DECISIONS):
        owner = names[n % 3]
        asked = names[(n + 1) % 3]
        criterion = Criterion(id=f"crt_{number:06d}{n:020d}", text="It answers within 5 s.", method="manual", owner_id=house.people[asked])
        yield owner, DraftDecision(
            title=f"Question {n} of launch {number}", section_id=section, objective_id=objective, owner_id=house.people[owner],
            due_at=house.clock() + timedelta(days=n % 9 + 1), fallback="One retry.", criteria=(criterion,), propose=True,
        )  # fmt: skip
        decision_id = next(reversed(cycle.decisions))
        yield owner, SubmitDecision(decision_id=decision_id)
        for place in range(THREADS):
            opened = OpenThread(
                section_id=section, objective_id=objective, anchor=Anchor(kind="decision", id=decision_id), text="Does it hold in Spain?",
                blocking=place == 0, asks_id=house.people[owner] if place < 2 else "",
            )  # fmt: skip
            yield asked, opened
            if place % 2:
                yield owner, ReplyToThread(thread_id=next(reversed(cycle.threads)), text="It does.")


async def _page(house: Any, name: str, path: str) -> bool:
    """Call the application as a server does, as each of the three people in turn."""
    pages: Any = application(house.installation)
    people = list(house.people.values())

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message.get("status", message.get("body")))

    spans: list[float] = []
    for turn in range(ROUNDS + len(people)):
        sent.clear()
        cookie = f"plumbline_visit={'v' * 43}; plumbline_person={people[turn % len(people)]}".encode()
        scope: dict[str, Any] = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
            "root_path": "", "query_string": b"", "headers": [(b"host", b"127.0.0.1:8420"), (b"cookie", cookie)],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8420), "state": {}, "asgi": {"version": "3.0"},
        }  # fmt: skip
        began = perf_counter()
        await pages(scope, receive, send)
        spans.append(perf_counter() - began)
        assert sent[0] == 200, (path, sent[0])
    first, warm = spans[0], spans[len(people) :]
    slow = quantiles(warm, n=20)[-1]
    length = len(sent[1])
    print(f"{name}: {slow * 1000:.0f} ms at the 95th percentile (promise 100), {first * 1000:.0f} ms at first, {length} characters")
    return slow <= 0.1


def _attention(house: Any, cycle: Cycle, workspace: Any) -> bool:
    """What one more event costs: which items it touches, and what those ask of whom."""
    decisions = list(cycle.decisions)[:: max(1, DECISIONS // ROUNDS)]
    context = house.installation.handling.context(actor=house.people["ana"], surface="web")
    section, objective = next(iter(cycle.sections)), next(iter(cycle.objectives))
    spans: list[float] = []
    for decision_id in decisions:
        command = OpenThread(section_id=section, objective_id=objective, anchor=Anchor(kind="decision", id=decision_id), text="One more.")
        answer = machine.decide(command, cycle, workspace, context)
        assert not isinstance(answer, Refusal)
        for event in answer:
            machine.evolve(cycle, Recorded(event, context.actor, context.now))
            began = perf_counter()
            found = [obligations_of(cycle, workspace, item_id) for item_id in sorted(touched(cycle, event))]
            spans.append(perf_counter() - began)
            assert any(found)
    mean = sum(spans) / len(spans)
    print(f"attention after one event in a cycle of {cycle.version} events: {mean * 1000:.3f} ms (promise 1)")
    return mean < 0.001


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
