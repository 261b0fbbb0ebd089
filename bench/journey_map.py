"""The map of a large journey: laid out, put into words and drawn as SVG by the server.

Promise: 200 screens are drawn within 100 ms, as processor time; twice the screens take at most three times as long.
Run: python bench/journey_map.py
"""

import sys
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

from plumbline.domain.journey.model import Model
from plumbline.web.journey_map import journey_map
from plumbline.web.render import environment

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
maker: Any = import_module("journey_maker")  # the tests' journeys are the bench's too

SCREENS, ROLES, MILLISECONDS, GROWTH, ROUNDS = 200, 4, 100, 3.0, 7


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    _drawn(_journey(SCREENS // 10))  # templates are parsed once
    best, twice = (min(_drawn(_journey(screens)) for _ in range(ROUNDS)) for screens in (SCREENS, 2 * SCREENS))
    kept = best <= MILLISECONDS and twice <= GROWTH * best
    print(f"{SCREENS} screens drawn in {best:.0f} ms (promise {MILLISECONDS}), {2 * SCREENS} in {twice:.0f}: {twice / best:.1f} times")
    print("ok" if kept else "MISSED")
    return 0 if kept else 1


def _journey(screens: int) -> Model:
    return maker.random_journey(5, roles=ROLES, screens=screens // ROLES, variables=3)


def _drawn(model: Model) -> float:
    began = process_time()
    text = environment().render_template("journey/_map.html", map=journey_map(model, "/journeys/jrn_x"))
    took = (process_time() - began) * 1000
    drawn = text.count('class="screen is-')
    if drawn != len(model.screens):
        raise SystemExit(f"{len(model.screens)} screens, {drawn} drawn")
    return took


if __name__ == "__main__":
    sys.exit(main())
