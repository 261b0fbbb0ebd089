"""A cycle of ten thousand entries: read from disk, checked against its hashes, folded into its state.

The first load starts the process that helps with the others (docs/decisions/0007-a-process-beside.md); the best and the median are those of
all fifteen.
"""

import asyncio
import gc
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, get_args

from plumbline.domain.cycle import clock, decision, thread
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.streams import fold
from plumbline.kernel.identity import make_id
from plumbline.kernel.record import registry
from plumbline.ledger.codec import Codec
from plumbline.ledger.entry import Append, Attribution, Draft
from plumbline.ledger.sqlite import SqliteLedger

ENTRIES = 10_000
ROUNDS = 15
TARGET = 0.050
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CODEC = Codec(registry([*get_args(decision.Event), *get_args(thread.Event), *get_args(clock.Event)]))


def main() -> int:
    """Measure, print, and return 1 when the promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        return 0 if asyncio.run(_measure(Path(folder))) <= TARGET else 1


async def _measure(folder: Path) -> float:
    cycle = _id("cyc", 0)
    ledger = await _opened(folder)
    events = _events()
    for start in range(0, ENTRIES, 4):
        await ledger.append(
            Append(stream=cycle, after=start, drafts=tuple(map(_draft, events[start : start + 4])), attribution=_came_from(start))
        )
    await ledger.close()
    ledger = await _opened(folder)
    passed: list[float] = []
    computed: list[float] = []
    for _ in range(ROUNDS):
        gc.collect()
        began, began_computing = time.perf_counter(), time.process_time()
        state = await ledger.replay(cycle, Recorded, partial(fold, cycle))
        passed.append(time.perf_counter() - began)
        computed.append(time.process_time() - began_computing)
        assert state.version == ENTRIES
        del state  # taking it apart is not part of the next load
    _print(
        "ledger load, 10,000 entries read, verified and folded, best of 15",
        min(passed),
        TARGET,
        f"median {_ms(statistics.median(passed))}, processor time {_ms(min(computed))}",
    )
    await ledger.close()
    return min(passed)


async def _opened(folder: Path) -> SqliteLedger:
    return await SqliteLedger.open(folder, CODEC, origin="bench.example.org", clock=lambda: datetime.now(UTC))


def _print(name: str, measured: float, target: float, beside: str) -> None:
    print(f"{name}: {_ms(measured)} ({beside}), target {_ms(target)}, {'ok' if measured <= target else 'missed'}")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _id(prefix: str, number: int) -> str:
    return make_id(prefix, START, number)


def _draft(event: Any) -> Draft:
    return Draft(event=event, section=_id("sec", 1), objective=_id("obj", 1), content_hash=getattr(event, "content_hash", ""))


def _came_from(number: int) -> Attribution:
    return Attribution(
        occurred_at=START + timedelta(seconds=number),
        actor=_id("usr", number % 7),
        actor_kind="app_user",
        workspace=_id("wsp", 0),
        surface="web",
        client="plumbline 0.1",
        role="contributor",
        correlation_id=_id("cmd", number),
        causation_id=_id("cmd", number),
        cycle=_id("cyc", 0),
        playbook="legaltech.customer-success.stakeholder-alignment",
        packs_digest="a" * 64,
    )


def _events() -> list[Any]:
    """What a busy cycle consists of: per decision a clock, options, votes, threads with replies, approval."""
    events: list[Any] = []
    number = 0
    while len(events) < ENTRIES:
        number += 1
        events += _around_one_decision(number)
    return events[:ENTRIES]


def _around_one_decision(number: int) -> list[Any]:
    decision_id, thread_id, clock_id, owner = _id("dec", number), _id("thr", number), _id("clk", number), _id("usr", number % 7)
    options = tuple(decision.Option(id=_id("opt", number * 3 + place), title=f"option {place}") for place in range(3))
    criteria = (decision.Criterion(id=_id("crt", number), text="pays within two seconds", method="manual", owner_id=owner),)
    drafted = decision.DecisionDrafted(
        decision_id=decision_id, number=number, title="Which clause holds?", question="Do we accept the clause as it is?",
        section_id=_id("sec", 1), objective_id=_id("obj", 1), options=options, criteria=criteria, content_hash="c" * 64,
    )  # fmt: skip
    started = clock.ClockStarted(
        clock_id=clock_id, item_id=decision_id, purpose="decide", holder_id=owner, budget=timedelta(hours=48), basis="workday",
        calendar_id="", calendar_version=1, due_at=START + timedelta(days=2),
    )  # fmt: skip
    opened = thread.ThreadOpened(
        thread_id=thread_id, number=number, comment_id=_id("cmt", number * 9), section_id=_id("sec", 1), objective_id=_id("obj", 1),
        anchor=thread.Anchor(kind="decision", id=decision_id), blocking=False, text_digest="d" * 64, text="Does it hold in Spain?",
    )  # fmt: skip
    comments = [_id("cmt", number * 9 + place) for place in range(1, 5)]
    replies = [
        thread.ThreadReplied(thread_id=thread_id, comment_id=comment_id, text_digest="e" * 64, text="I think that it does.")
        for comment_id in comments
    ]
    votes = [
        decision.VoteCast(decision_id=decision_id, voter_id=_id("usr", place), vote="approve", content_hash="c" * 64, reason="fits")
        for place in range(3)
    ]
    return [
        drafted,
        decision.DecisionProposed(decision_id=decision_id, owner_id=owner),
        decision.DecisionScheduled(decision_id=decision_id, due_at=START + timedelta(days=2), fallback="keep the old one"),
        started,
        opened,
        *replies,
        decision.DecisionSubmitted(decision_id=decision_id),
        *votes,
        thread.ThreadResolved(thread_id=thread_id, outcome="answered", note="it does"),
        decision.DecisionApproved(
            decision_id=decision_id, option_id=options[0].id, content_hash="c" * 64, approver_id=owner, because="all agree"
        ),
        clock.ClockStopped(clock_id=clock_id),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
