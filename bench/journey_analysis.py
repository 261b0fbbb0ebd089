"""Proving journeys: every reachable state of generated journeys, with shortest traces, and what is wrong with them.

Promise: 24,000 states in 0.1 s, 100,000 in 0.5 s, 1,000,000 in 5 s and 400 MB, as processor time, from the model to the last state; all
checks in 0.3 s, 1.2 s and 5 s more. The journeys are about as large as that, and each is measured in proportion. Random journeys are hard
to judge: most of their states are lost for somebody, so that nothing is settled early. Traces are played by the interpreter.
Run: python bench/journey_analysis.py
"""

import random
import resource
import sys
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

from plumbline.domain.journey.analysis.analyse import report_of
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
maker: Any = import_module("journey_maker")  # the tests' journeys are the bench's too

JOURNEYS = (
    (24_000, 0.1, 0.3, {"seed": 17, "roles": 3, "screens": 12, "variables": 4, "width": 6}),
    (100_000, 0.5, 1.2, {"seed": 8, "roles": 4, "screens": 12, "variables": 4, "width": 6}),
    (1_000_000, 5.0, 5.0, {"seed": 38, "roles": 3, "screens": 16, "variables": 5, "width": 6}),
)
MEGABYTES, PLAYED, ROUNDS = 400, 200, 3


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    kept = [_measured(*one) for one in JOURNEYS]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory at most {most} MB (promise {MEGABYTES}) {'ok' if most <= MEGABYTES else 'MISSED'}")
    return 0 if all(kept) and most <= MEGABYTES else 1


def _measured(states: int, seconds: float, for_checks: float, shape: dict[str, int]) -> bool:
    model: Model = maker.random_journey(**shape)
    space, best = _searched(model, 2 * states)
    for _ in range(ROUNDS - 1 if states < 1_000_000 else 0):
        best = min(best, _searched(model, 2 * states)[1])
    promised = seconds * space.count / states
    began = process_time()
    report = report_of(space)
    judged = process_time() - began
    steps = len(space.to) + len(space.fault_to)
    right = space.complete and _plays(space)
    promised_checks = for_checks * space.count / states
    verdict, judged_well = ("ok" if kept else "MISSED" for kept in (best <= promised, judged <= promised_checks))
    print(f"{space.count} states, {steps} steps, depth {space.depth}: {best:.2f} s (promise {promised:.2f}) {verdict}")
    print(
        f"  {best / space.count * 1e6:.1f} us a state; {len(report.findings)} findings in {judged:.2f} s more "
        f"(promise {promised_checks:.2f}) {judged_well}; {PLAYED} traces {'play' if right else 'DO NOT PLAY'}"
    )
    return best <= promised and judged <= promised_checks and right


def _searched(model: Model, most: int) -> tuple[Space, float]:
    began = process_time()
    space = Space(model, Budget(states=most))
    return space, process_time() - began


def _plays(space: Space) -> bool:
    machine, chance = Machine(space.model), random.Random(7)
    for number in chance.sample(range(1, space.count + 1), PLAYED):
        state = machine.start()
        for happening in space.trace(number):
            state = machine.step(state, happening).state
        if space.layout.packed(state) != space.order[number]:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
