import random

import pytest

from journey_maker import random_journey
from plumbline.domain.journey.analysis import spread as module
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.analysis.spread import changing, spread

SPACES = [one for seed in range(40) if (one := Space(random_journey(seed), Budget(states=3_000))).complete and one.count > 5]


def marked(space: Space, seed: int) -> bytearray:
    chance = random.Random(seed)
    return bytearray(chance.choice((0, 0, 0, 0, 0, 0, 1, 2)) if number else 0 for number in range(space.count + 1))


def settled(space: Space, marks: bytearray, *, faults: bool, steps: int) -> bytearray:
    """The same said plainly: as often as asked, every state gets the marks of the states that it leads to."""
    for _ in range(steps or space.count):
        before = bytes(marks)
        for number in range(1, space.count + 1):
            for one in space.successors(number, faults):
                marks[number] |= before[one]
        if bytes(marks) == before:
            break
    return marks


@pytest.mark.parametrize("sweeps", [1, 12])
@pytest.mark.parametrize("faults", [True, False])
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_what_holds_of_a_state_holds_of_what_leads_to_it(monkeypatch: pytest.MonkeyPatch, sweeps: int, faults: bool, steps: int):
    monkeypatch.setattr(module, "_SWEEPS", sweeps)
    assert len(SPACES) > 10, "there is something to compare"
    for seed, space in enumerate(SPACES):
        marks = marked(space, seed)
        expected = settled(space, bytearray(marks), faults=faults, steps=steps)
        spread(space, marks, range(1, space.count + 1), b"\3" * (space.count + 1), faults=faults, steps=steps)
        assert marks == expected, seed


def test_a_state_changes_a_part_when_one_step_leads_to_another_value_of_it():
    for space in SPACES:
        for field in space.layout.regions:
            parts, _ = space.parts(field.mask)
            found = changing(space, parts, range(1, space.count + 1))
            for number in range(1, space.count + 1):
                here = field.read(space.order[number])
                assert found[number] == any(field.read(space.order[one]) != here for one in space.successors(number))
