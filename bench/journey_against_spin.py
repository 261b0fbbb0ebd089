"""State counts of generated journeys against those of the model checker SPIN, which reads them as Promela.

Promise: equal on each of 200 journeys. Needs `spin` and `gcc` (Debian packages of these names); without them nothing is compared.
Run: python bench/journey_against_spin.py
"""

import re
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.model import Model
from plumbline.files.formats import promela

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
maker: Any = import_module("journey_maker")  # the tests' journeys are the bench's too

JOURNEYS, MOST_STATES = 200, 5_000
_STORED = re.compile(r"(\d+) states, stored")


def main() -> int:
    """Compare, print, and return 1 when a count differs."""
    if missing := [name for name in ("spin", "gcc") if shutil.which(name) is None]:
        print(f"not compared: {' and '.join(missing)} not found; install the Debian packages spin and gcc")
        return 0
    began, seed, states, different = perf_counter(), 0, 0, list[str]()
    for _ in range(JOURNEYS):
        space, seed = _next(seed)
        theirs = spin_states(space.model)
        states += space.count
        if theirs != space.count:
            different.append(f"seed {seed - 1}: {space.count} states, SPIN {theirs}")
    print(f"{JOURNEYS} journeys, {states} states, in {perf_counter() - began:.0f} s: {len(different)} counts differ from SPIN's")
    for line in different:
        print(f"  {line}")
    return 1 if different else 0


def _next(seed: int) -> tuple[Space, int]:
    """The next journey that is small enough for SPIN to be quick; all its variables are kept, as SPIN keeps them."""
    while True:
        model: Model = maker.random_journey(seed)
        space = Space(model, Budget(states=MOST_STATES), kept=[one.id for one in model.variables if one.type != "text"])
        seed += 1
        if space.complete:
            return space, seed


def spin_states(model: Model) -> int:
    """Return how many states SPIN finds, without its reductions."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "journey.pml").write_text(promela.write(model), encoding="utf-8")
        _run(folder, "spin", "-a", "journey.pml")
        _run(folder, "gcc", "-O0", "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c")
        found = _STORED.search(_run(folder, "./pan", "-m100000", "-E"))
    if found is None:
        raise RuntimeError("SPIN told no count")
    return int(found[1])


def _run(folder: str, *command: str) -> str:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
