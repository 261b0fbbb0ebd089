"""Every state of a journey, found in the browser: what the file that plays offline does with "Look at every state".

Promise: 100,000 states within 150 ms, in proportion, the best of some rounds in one page. The count is the one that Python finds.
Needs Chromium (Debian package chromium); without it nothing is measured.
Run: python bench/journey_in_browser.py
"""

import json
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.program import program_of

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
maker: Any = import_module("journey_maker")  # the tests' journeys are the bench's too

STATES, MILLISECONDS, ROUNDS = 100_000, 150, 9
_SEARCH = HERE.parent / "ui" / "src" / "journey" / "search.js"
_MEASURES = """([text, rounds]) => {
  const program = JSON.parse(text);
  const took = [];
  let space;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    space = new Space(program, { budget: 1e6 });
    took.push(performance.now() - began);
  }
  return { count: space.count, depth: space.depth, first: took[0], best: Math.min(...took) };
}"""


def main() -> int:
    """Measure, print, and return 1 when the promise is not kept or the count differs."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("not measured: chromium not found; install the Debian package chromium")
        return 0
    space = Space(maker.random_journey(8, roles=4, screens=12, variables=4, width=6), Budget(states=2 * STATES))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page()
        page.add_script_tag(content=_SEARCH.read_text(encoding="utf-8").replace("export class", "class") + "\nwindow.Space = Space;")
        found = page.evaluate(_MEASURES, [json.dumps(program_of(space.machine)), ROUNDS])
        browser.close()
    promised = MILLISECONDS * space.count / STATES
    good = found["best"] <= promised and (found["count"], found["depth"]) == (space.count, space.depth)
    print(
        f"{found['count']} states (Python {space.count}), depth {found['depth']}: best {found['best']:.0f} ms "
        f"(promise {promised:.0f}), first {found['first']:.0f} ms {'ok' if good else 'MISSED'}"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
