"""Each state that the domain's types know is found in the demo's ledger. Where one cannot be, it is said why."""

import importlib
import pkgutil
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

import plumbline.domain.cycle
import plumbline.domain.document
from plumbline.app.opening import opened
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.making import beginning, make_demo
from plumbline.domain.cycle import gate, guest, work_item
from plumbline.domain.cycle.decision.imported import PastStatus
from plumbline.domain.cycle.facts import message
from plumbline.domain.cycle.facts.message import claims_of
from plumbline.domain.cycle.machine import COMMANDS, EVENTS
from plumbline.domain.cycle.rules import approval
from plumbline.domain.cycle.rules.decision_judging import rules_of, standing_of
from plumbline.domain.cycle.rules.evaluating import evaluate_gate
from plumbline.domain.cycle.rules.guest import standing
from plumbline.domain.cycle.rules.step import StepStanding, step_views
from plumbline.domain.cycle.safeguard import Safeguard
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.settings import Settings

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)

# Why the demo cannot hold a state. Anything else that is missing is a gap in the demo.
NOWHERE: dict[tuple[Any, str], str] = {
    (gate.Status, "not_evaluated"): "the answer about a gate or an item that does not exist",
    (Safeguard, "named"): "in each of its cycles a decision has entered implementation, which the gate forbids while one is only named",
    (guest.Standing, "unknown"): "the answer about a link that does not exist",
}


# What is asked for, has happened, or is told of another place stands in no state here.
_SAID = frozenset({*COMMANDS, *EVENTS, PastStatus})


def modules() -> Iterator[ModuleType]:
    for package in (plumbline.domain.cycle, plumbline.domain.document):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def machines() -> dict[type, tuple[str, ...]]:
    """The classes whose instances are in a state, with the states that their type allows."""
    found: dict[type, tuple[str, ...]] = {}
    for module in modules():
        for kind in vars(module).values():
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__ and kind not in _SAID:
                held = vars(kind).get("state")
                of = get_type_hints(held.fget).get("return") if isinstance(held, property) else get_type_hints(kind).get("state")
                if of is not None:
                    assert get_origin(of) is Literal, f"the states of {kind.__name__} are not listed in its type"
                    found[kind] = get_args(of)
    return found


def endings() -> dict[type, tuple[str, ...]]:
    """The machines whose last state is told in more detail, by an outcome, with the outcomes that their type allows."""
    told = {kind: get_args(get_type_hints(kind).get("outcome")) for kind in machines()}
    return {kind: get_args(of[0]) for kind, of in told.items() if of and get_origin(of[0]) is Literal}


def computed() -> dict[Any, str]:
    """The lists of states that no class holds, because they are computed; by the place where they are listed."""
    held = {frozenset(states) for states in machines().values()}
    named = {"State", "Status", "Standing"}
    return {
        value: f"{module.__name__}.{name}"
        for module in modules()
        for name, value in vars(module).items()
        if name in named and get_origin(value) is Literal and frozenset(get_args(value)) not in held
    }


def things(value: Any) -> Iterator[Any]:
    """Everything that a state is made of."""
    if is_dataclass(value) and not isinstance(value, type):
        yield value
        for one in fields(value):
            yield from things(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for one in cast(Mapping[Any, Any], value).values():
            yield from things(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in cast(Iterable[Any], value):
            yield from things(one)


def judged(cycle: Cycle, workspace: Workspace) -> Iterator[tuple[Any, str]]:
    """The computed states of a cycle."""
    assert cycle.plan is not None
    for rule in cycle.plan.gates:
        items = cycle.decisions if rule.subject == "decision" else [cycle.id]
        yield from ((gate.Status, evaluate_gate(cycle, workspace, NOW, rule.id, item).status) for item in items)
    yield from ((StepStanding, one.state) for one in step_views(cycle, workspace, NOW))
    for decision in cycle.decisions.values():
        for approval_rule in rules_of(cycle, decision):
            yield approval.Status, standing_of(approval_rule, cycle, decision, workspace, NOW).status
    for review in cycle.reviews.values():
        yield from ((guest.Standing, standing(cycle, review.id, one, NOW)) for one in review.guests)
    for handoff in cycle.handoffs.values():
        for line in handoff.lines.values():
            yield from ((work_item.Status, item.status) for item in line.work_items.values())
    for one in cycle.messages.values():
        yield from ((message.Standing, stands) for _, stands in claims_of(one, cycle, NOW))


@asynccontextmanager
async def told(folder: Path) -> AsyncGenerator[tuple[list[Any], Workspace]]:
    """The folded streams of a demo that was just made."""
    clock = SimulatedClock(beginning(NOW) - timedelta(days=1))
    async with opened(Settings(data=folder), clock=clock, demo=True) as installation:
        await make_demo(installation, clock, NOW)
        entries = await installation.ledger.scan(0, 100_000)
        streams = [await installation.handling.state_at(stream, 100_000) for stream in {entry.stream for entry in entries}]
        yield streams, await installation.handling.workspace()


async def test_the_demo_shows_every_state_of_every_machine(tmp_path: Path):
    async with told(tmp_path) as (streams, workspace):
        kinds, ends = machines(), endings()
        held = [one for stream in streams for one in things(stream) if type(one) in kinds]
        shown: set[tuple[Any, str]] = {(type(one), one.state) for one in held}
        shown |= {(type(one), one.outcome) for one in held if type(one) in ends and one.outcome}
        for stream in streams:
            if isinstance(stream, Cycle):
                shown |= set(judged(stream, workspace))
    listed = (*kinds.items(), *ends.items(), *((of, get_args(of)) for of in computed()))
    known = {(kind, state) for kind, states in listed for state in states}
    missing = known - shown
    gaps = sorted(map(named, missing - NOWHERE.keys()))
    assert not gaps, ", ".join(gaps)
    surplus = sorted(map(named, NOWHERE.keys() - missing))
    assert not surplus, f"shown after all: {surplus}"


def named(one: tuple[Any, str]) -> str:
    kind, state = one
    return f"{kind.__name__ if isinstance(kind, type) else computed()[kind]}: {state}"
