"""Proving journeys: every reachable state of generated journeys, with shortest traces, and what is wrong with them.

Promise, as processor time from the model on: a million states are found, and everything that is wrong with them, in 5 s and 400 MB
together. Of that the search takes 4 s; 0.1 s for 24,000 states and 0.5 s for 100,000, with all findings 0.3 s and 1.2 s. The journeys are
about as large as that, and each is measured in proportion. Random journeys are hard to judge: most of their states are lost for somebody,
so that nothing is settled early. Traces are played by the interpreter.
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
from plumbline.domain.journey.analysis.finding import Report
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
maker: Any = import_module("journey_maker")  # the tests' journeys are the bench's too

JOURNEYS = (
    (24_000, 0.1, 0.3, {"seed": 17, "roles": 3, "screens": 12, "variables": 4, "width": 6}),
    (100_000, 0.5, 1.2, {"seed": 8, "roles": 4, "screens": 12, "variables": 4, "width": 6}),
    (1_000_000, 4.0, 5.0, {"seed": 38, "roles": 3, "screens": 16, "variables": 5, "width": 6}),
)
MEGABYTES, PLAYED, ROUNDS = 400, 200, 3


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    kept = [_measured(*one) for one in JOURNEYS]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory at most {most} MB (promise {MEGABYTES}) {'ok' if most <= MEGABYTES else 'MISSED'}")
    return 0 if all(kept) and most <= MEGABYTES else 1


def _measured(states: int, for_search: float, for_all: float, shape: dict[str, int]) -> bool:
    """Both promises are for so many states: the search, and with it all findings."""
    model: Model = maker.random_journey(**shape)
    space, report, searched, judged = _analysed(model, 2 * states)
    for _ in range(ROUNDS - 1 if states < 1_000_000 else 0):
        _, _, *again = _analysed(model, 2 * states)
        searched, judged = min(searched, again[0]), min(judged, again[1])
    share = space.count / states
    steps = len(space.to) + len(space.fault_to)
    right = space.complete and _plays(space)
    kept = (searched <= for_search * share, searched + judged <= for_all * share)
    verdicts = ["ok" if one else "MISSED" for one in kept]
    print(f"{space.count} states, {steps} steps, depth {space.depth}: {searched:.2f} s (promise {for_search * share:.2f}) {verdicts[0]}")
    print(
        f"  with {len(report.findings)} findings {searched + judged:.2f} s (promise {for_all * share:.2f}) {verdicts[1]}, "
        f"{(searched + judged) / space.count * 1e6:.1f} us a state; {PLAYED} traces {'play' if right else 'DO NOT PLAY'}"
    )
    return all(kept) and right


def _analysed(model: Model, most: int) -> tuple[Space, Report, float, float]:
    """The space, the report, and how long each took."""
    began = process_time()
    space = Space(model, Budget(states=most))
    searched = process_time()
    report = report_of(space)
    return space, report, searched - began, process_time() - searched


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
