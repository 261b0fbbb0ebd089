"""What the player does for those whom nobody plays: faults that were chosen strike as soon as they can, and waiting comes to an end.

Pure: the same journey, state and choice of roles give the same moves, so that a run can be replayed and a preset means the same each time.
"""

from collections.abc import Collection, Iterator, Sequence

from plumbline.domain.journey.happening import Occurs, State, Step
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Event

LONGEST = 50
"""The most moves in one go. A journey in which systems answer each other without end stops there; the next wait goes on."""


def strikes(machine: Machine, state: State, faults: Sequence[str]) -> Iterator[Step]:
    """Yield the faults that strike now, each as a step: the first of those that were chosen, then the next, while they are possible."""
    for fault in faults[:LONGEST]:
        if not any(event.id == fault for event in machine.possible(state)):
            return
        step = machine.step(state, Occurs(event=fault))
        yield step
        state = step.state


def waits(machine: Machine, state: State, played: Collection[str]) -> Event | None:
    """Return what the player lets happen while everybody who is played waits, or None when somebody can act or nothing can happen.

    It is the first possible event in the order of the file that is a system's, a timer's, or an act of roles that nobody plays.
    """
    possible = machine.possible(state)
    if not all(_has_to_wait(machine, state, role, possible) for role in played):
        return None
    return next((event for event in possible if _is_the_players(event, played)), None)


def waiting(machine: Machine, state: State, faults: Sequence[str], played: Collection[str]) -> Iterator[Step]:
    """Yield the moves of one wait: until a screen of somebody who is played changes, or nothing more happens by itself."""
    seen = {state}
    places = [machine.roles.index(role) for role in played]
    before = [state.screens[place] for place in places]
    left = list(faults)
    for _ in range(LONGEST):
        event = waits(machine, state, played)
        if event is None:
            return
        step = machine.step(state, Occurs(event=event.id))
        yield step
        state = step.state
        for struck in strikes(machine, state, left):
            left.pop(0)
            yield struck
            state = struck.state
        if [state.screens[place] for place in places] != before or state in seen:
            return
        seen.add(state)


def acts_of(machine: Machine, state: State, role: str) -> tuple[Event, ...]:
    """Return what a role can do in a state: its acts, and what it can take together with others."""
    return tuple(event for event in machine.possible(state) if is_act_of(event, role))


def is_act_of(event: Event, role: str) -> bool:
    """Tell whether an event is done by a role, alone or with others."""
    return (event.kind == "act" and event.role == role) or (event.kind == "shared" and role in event.roles)


def _has_to_wait(machine: Machine, state: State, role: str, possible: Sequence[Event]) -> bool:
    """A role waits on a waiting screen, at its end, and where it can do nothing."""
    kind = machine.screens[state.screens[machine.roles.index(role)]].kind
    return kind in ("waiting", "terminal") or not any(is_act_of(event, role) for event in possible)


def _is_the_players(event: Event, played: Collection[str]) -> bool:
    match event.kind:
        case "system" | "timer":
            return True
        case "act":
            return event.role not in played
        case "shared":
            return not any(role in played for role in event.roles)
        case "fault":
            return False
