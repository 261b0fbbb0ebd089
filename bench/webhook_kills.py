"""Killing the sender of webhooks fifty times, with receivers that fail in twelve ways: nothing lost, and how soon it goes on.

Promise: no event lost, none repeated beyond what was under way at a kill, the first delivery within a second of a restart.
Run: python bench/webhook_kills.py
"""

import asyncio
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
kills: Any = import_module("webhook_kills")  # the tests' story is the bench's too

KILLS, SECONDS, FIRST = 50, 600, 1.0


def main() -> int:
    """Kill, print, and return 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        story = asyncio.run(kills.killed(Path(folder), kills=KILLS, seconds=SECONDS, seed=50))
    lost, often, slowest = story.lost(), story.repeated_too_often(), max(story.first)
    repeated = sum(one.repeated for name, one in story.told.items() if not name.startswith("does it"))
    print(
        f"{story.kills} kills, {len(story.recorded)} events to {len(story.told)} receivers: lost {sum(lost.values())} (promise 0), "
        f"{repeated} repeated under the same id{f', too often {often}' if often else ''}; "
        f"first delivery {median(story.first):.2f} s after a start, at most {slowest:.2f} s (promise {FIRST:g} s); "
        f"the steady receiver waited {story.slowest_steady():.2f} s at most"
    )
    kept = story.kills == KILLS and not lost and not often and slowest <= FIRST
    print("ok" if kept else "MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
