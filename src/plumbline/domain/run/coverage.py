"""What recorded runs went through: screens, transitions, and tasks that were done. Pure."""

from collections.abc import Iterable

from plumbline.domain.journey.machine import Machine
from plumbline.domain.run.run import Run


def covered_by(runs: Iterable[Run], machine: Machine) -> frozenset[str]:
    """Return the ids of the screens, transitions and tasks of a journey that runs of it went through. What was gone back from counts."""
    found: set[str] = set()
    for run in runs:
        found.update(machine.start().screens)
        for move in run.moves:
            found.update(move.screens)
            found.update(move.taken)
        if run.task and run.success:
            found.add(run.task)
    return frozenset(found)
