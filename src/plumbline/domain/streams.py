"""The kinds of streams there are: what the state of each begins as, how it is folded, and which rules decide about it."""

from collections.abc import Iterable
from typing import Any

from plumbline.domain.checking import Answer
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.document import rules as document_rules
from plumbline.domain.document.document import Document
from plumbline.domain.journey import rules as journey_rules
from plumbline.domain.journey.journey import Journey
from plumbline.domain.run import folding as run_folding
from plumbline.domain.run import rules as run_rules
from plumbline.domain.run.run import Run
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import prefix_of
from plumbline.kernel.outcome import Context

State = Cycle | Document | Journey | Run | Workspace

NOUNS = {"cyc": "cycle", "doc": "document", "jrn": "journey", "run": "run", "wsp": "workspace"}
"""What a stream is called, by the prefix of its id."""
EVENTS: tuple[type, ...] = (*machine.EVENTS, *document_rules.EVENTS, *journey_rules.EVENTS, *run_rules.EVENTS, *workspace_rules.EVENTS)


def empty(stream: str) -> State:
    """Return the state of a stream that nothing was written to. Raises ValueError for an id that names no stream."""
    match prefix_of(stream):
        case "cyc":
            return machine.new(stream)
        case "doc":
            return document_rules.new(stream)
        case "jrn":
            return journey_rules.new(stream)
        case "run":
            return run_rules.new(stream)
        case "wsp":
            return workspace_rules.new(stream)
        case prefix:
            raise ValueError(f"{prefix}_… is not a stream that can be handled")


def fold(stream: str, history: Iterable[Recorded]) -> State:
    """Return the state of a stream after what happened in it."""
    state = empty(stream)
    if isinstance(state, Cycle):
        return machine.fold_into(state, history)
    for happened in history:
        evolve(state, happened)
    return state


def evolve(state: State, happened: Recorded) -> None:
    """Apply one event to a state, in place."""
    match state:
        case Cycle():
            machine.evolve(state, happened)
        case Document():
            document_rules.evolve(state, happened)
        case Journey():
            journey_rules.evolve(state, happened)
        case Run():
            run_folding.evolve(state, happened)
        case Workspace():
            workspace_rules.evolve(state, happened)


def decide(command: Any, state: State, workspace: Workspace, context: Context) -> Answer:
    """Return what a command leads to in its stream: events, or the reasoned no."""
    match state:
        case Cycle():
            return machine.decide(command, state, workspace, context)
        case Document():
            return document_rules.decide(command, state, workspace, context)
        case Journey():
            return journey_rules.decide(command, state, workspace, context)
        case Run():
            return run_rules.decide(command, state, workspace, context)
        case Workspace():
            return workspace_rules.decide(command, state, context)
