"""Which decision holds up how many: the exact closure of 10,000 decisions, bundles of circles included.

Promise: within 50 ms, and equal to walking the graph from each of a hundred decisions.
Run: python bench/dependency_closure.py
"""

import random
import sys
from time import perf_counter

from plumbline.domain.cycle.rules.dependency import analyse

DECISIONS, ROUNDS, JUDGED = 10_000, 7, 100
PROMISED_MILLISECONDS = 50


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    chance = random.Random(7)
    requires = {str(n): [str(chance.randrange(max(0, n - 200), n + 3)) for _ in range(2)] for n in range(DECISIONS)}
    best = min(_timed(requires) for _ in range(ROUNDS)) * 1000
    right = _agrees(requires, chance)
    kept = best <= PROMISED_MILLISECONDS
    print(f"closure of {DECISIONS} decisions: {best:.1f} ms (promise {PROMISED_MILLISECONDS}) {'ok' if kept else 'MISSED'}")
    print(f"counts of {JUDGED} decisions against walking the graph: {'equal' if right else 'DIFFERENT'}")
    return 0 if kept and right else 1


def _timed(requires: dict[str, list[str]]) -> float:
    began = perf_counter()
    analyse(requires)
    return perf_counter() - began


def _agrees(requires: dict[str, list[str]], chance: random.Random) -> bool:
    needed_by: dict[str, list[str]] = {}
    for one, others in requires.items():
        for other in others:
            needed_by.setdefault(other, []).append(one)
    counts = analyse(requires).open_descendants
    return all(counts[one] == _walked(one, needed_by) for one in chance.sample(sorted(requires), JUDGED))


def _walked(start: str, needed_by: dict[str, list[str]]) -> int:
    seen, stack = {start}, [start]
    while stack:
        for other in needed_by.get(stack.pop(), ()):
            if other not in seen:
                seen.add(other)
                stack.append(other)
    return len(seen) - 1


if __name__ == "__main__":
    sys.exit(main())
