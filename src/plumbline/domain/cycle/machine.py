"""The cycle as one machine: each command goes to the rules of its noun, each event to the fold of its noun."""

from collections.abc import Callable, Iterable
from typing import Any, get_args

from plumbline.domain.cycle import frame
from plumbline.domain.cycle.rules.common import Answer, unknown
from plumbline.domain.cycle.rules.frame import decide_frame, evolve_frame
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context

Decide = Callable[[Any, Cycle, Workspace, Context], Answer]
Evolve = Callable[[Cycle, Recorded], None]

_NOUNS: tuple[tuple[Any, Any, Decide, Evolve], ...] = ((frame.Command, frame.Event, decide_frame, evolve_frame),)

_DECIDE: dict[type, Decide] = {kind: decide for commands, _, decide, _ in _NOUNS for kind in get_args(commands)}
_EVOLVE: dict[type, Evolve] = {kind: evolve for _, events, _, evolve in _NOUNS for kind in get_args(events)}

COMMANDS: tuple[type, ...] = tuple(_DECIDE)
EVENTS: tuple[type, ...] = tuple(_EVOLVE)


def new(cycle_id: str) -> Cycle:
    """Return the state of a cycle in which nothing has happened."""
    return Cycle(id=cycle_id)


def decide(command: Any, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the events a command leads to, none when everything is as it asks already, or the reasoned no. Changes nothing."""
    if cycle.plan is None and not isinstance(command, frame.ComposeCycle):
        return unknown("cycle", cycle.id)
    return _DECIDE[type(command)](command, cycle, workspace, context)


def evolve(cycle: Cycle, recorded: Recorded) -> None:
    """Apply one event, in place."""
    _EVOLVE[type(recorded.event)](cycle, recorded)
    cycle.version += 1


def fold(cycle_id: str, history: Iterable[Recorded]) -> Cycle:
    """Return the state of a cycle after its events."""
    cycle = new(cycle_id)
    for recorded in history:
        evolve(cycle, recorded)
    return cycle
