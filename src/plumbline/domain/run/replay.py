"""A run played again: its happenings through the journey, from the state it began in. It gives the recorded states, or says where not."""

from collections.abc import Iterator

from plumbline.domain.journey.happening import Enters, Happening, Occurs, State
from plumbline.domain.journey.machine import Machine, NotPossible
from plumbline.domain.run.run import Move, Run
from plumbline.domain.run.turn import plain_values, preset_of, value_in


def replayed(run: Run, machine: Machine) -> Iterator[tuple[Move, State]]:
    """Yield every move of a run with the state that the journey gives after it. Raises NotPossible where the journey has no such step."""
    begun = machine.start(preset_of(machine, run.preset))
    states = {0: begun}
    state = begun
    for move in run.moves:
        match move.kind:
            case "step":
                state = machine.step(state, _happening(move, machine)).state
            case "back":
                state = states[move.to]
            case "restart":
                state = begun
        states[move.number] = state
        yield move, state


def first_difference(run: Run, machine: Machine) -> int | None:
    """Return the step from which a run does not follow from its journey, or None when all of it does."""
    number = 0
    try:
        for move, state in replayed(run, machine):
            number = move.number
            if (state.screens, plain_values(machine, state)) != (move.screens, move.values):
                return number
    except (NotPossible, KeyError):
        return number + 1
    return None


def _happening(move: Move, machine: Machine) -> Happening:
    if not move.variable:
        return Occurs(event=move.happened)
    value = value_in(machine.variables[move.variable], move.value or move.text)
    if value is None:
        raise NotPossible(move.variable)
    return Enters(role=move.role, variable=move.variable, value=value)
