import random
from typing import Any

import pytest

from journey_maker import random_journey
from plumbline.domain.journey.analysis import blocks as module
from plumbline.domain.journey.analysis import moves
from plumbline.domain.journey.analysis.analyse import report_of
from plumbline.domain.journey.analysis.blocks import Blocks, blocks_of
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.listed import Listed
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.analysis.states import Sets
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import model_of

SPACES = [one for seed in range(60) if (one := Space(random_journey(seed), Budget(states=2_000))).complete and one.count > 5]
KINDS = (Blocks, Listed)


def some(space: Space, chance: random.Random, share: float = 0.1) -> set[int]:
    return {number for number in range(1, space.count + 1) if chance.random() < share}


def leading(space: Space, goal: set[int], faults: bool, steps: int) -> set[int]:
    """The same said plainly: as often as asked, whatever leads to a state of the set is added."""
    found = set(goal)
    for _ in range(steps or space.count):
        more = {number for number in range(1, space.count + 1) if not found.isdisjoint(space.successors(number, faults))}
        if more <= found:
            break
        found |= more
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_sets_of_states_are_what_sets_of_their_numbers_are(kind: type[Any]) -> None:
    assert len(SPACES) > 30, "there is something to compare"
    chance = random.Random(5)
    for space in SPACES:
        sets: Sets = kind(space)
        one, other = some(space, chance), some(space, chance, 0.5)
        mine, others = sets.of(one), sets.of(other)
        assert sets.numbers(sets.every) == [*range(1, space.count + 1)]
        assert sets.numbers(mine | others) == sorted(one | other)
        assert sets.numbers(mine & others) == sorted(one & other)
        assert sets.numbers(mine - others) == sorted(one - other)
        assert bool(mine - others) == bool(one - other)
        assert sets.first(mine) == min(one, default=0)
        for role, screens in enumerate(space.layout.screens):
            screen = chance.choice(screens)
            there = [number for number in range(1, space.count + 1) if space.state(number).screens[role] == screen]
            assert sets.numbers(sets.on(role, screen)) == there
            assert sets.numbers(sets.where(lambda where, role=role, screen=screen: where[role] == screen)) == there


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("faults", [True, False])
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_what_leads_to_some_states_is_found_backwards(kind: type[Any], faults: bool, steps: int) -> None:
    chance = random.Random(steps)
    for space in SPACES:
        sets: Sets = kind(space)
        goals = [some(space, chance, share) for share in (0.02, 0.02, 0.1)]
        found = sets.leading([sets.of(goal) for goal in goals], [sets.every] * len(goals), faults, steps)
        for goal, states in zip(goals, found, strict=True):
            assert set(sets.numbers(states)) == leading(space, goal, faults, steps)


@pytest.mark.parametrize("kind", KINDS)
def test_where_the_answer_is_known_to_be_nothing_else_is_looked_at(kind: type[Any]) -> None:
    for seed, space in enumerate(SPACES):
        sets: Sets = kind(space)
        goal = some(space, random.Random(seed), 0.05)
        answer = leading(space, goal, True, 0)
        assert set(sets.numbers(sets.leading([sets.of(goal)], [sets.of(answer)])[0])) == answer


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_changes_a_screen_when_one_step_leads_to_another(kind: type[Any]) -> None:
    chance = random.Random(3)
    for space in SPACES:
        sets: Sets = kind(space)
        asked = some(space, chance, 0.7)
        for mask in (*(field.mask for field in space.layout.regions), space.layout.screen_mask):
            changing = {
                number for number in asked if any((space.order[one] ^ space.order[number]) & mask for one in space.successors(number))
            }
            assert set(sets.numbers(sets.changing(sets.of(asked), mask))) == changing


def test_a_report_is_the_same_from_blocks_and_from_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [[report_of(space, within) for within, space in enumerate(SPACES)] for _ in _each_kind(monkeypatch)]
    assert reports[0] == reports[1]
    assert sum(len(report.findings) for report in reports[0]) > 100


def _each_kind(monkeypatch: pytest.MonkeyPatch) -> Any:
    for kind in KINDS:
        monkeypatch.setattr(Ground, "sets", property(lambda ground, kind=kind: kind(ground.space)))
        yield kind


def counting(most: int, *others: str) -> Model:
    """One person who counts, and copies one number into another, on one screen."""
    numbers = [{"id": name, "type": "int", "lo": 0, "hi": most} for name in ("n", *others)]
    conditions = " && ".join(f"{name} >= size(n > 1 ? [1, 2] : [1])" for name in ("n", *others))
    return model_of(
        {
            "id": "counting", "version": "1.0.0", "title": "Counting", "variables": numbers,
            "roles": [{"id": "person", "title": "Person", "start": "here"}],
            "events": [{"id": one, "title": one, "kind": "act", "role": "person"} for one in ("count", "copy", "leave")],
            "screens": [
                {"id": "here", "title": "Here", "role": "person", "kind": "normal"},
                {"id": "gone", "title": "Gone", "role": "person", "kind": "terminal", "result": "success"},
            ],
            "transitions": [
                {"from": "here", "on": "count", "when": f"n < {most}", "set": {"n": "n + 1"}},
                {"from": "here", "on": "copy", "set": {name: before for before, name in zip(("n", *others), others, strict=False)}},
                {"from": "here", "on": "leave", "when": f"n == {most} && {conditions}", "to": "gone"},
            ],
        }
    )  # fmt: skip


def test_blocks_are_made_where_they_pay() -> None:
    assert isinstance(blocks_of(Space(counting(31, "m"))), Blocks)
    assert blocks_of(Space(counting(3))) is None, "a few states on each screen"
    assert blocks_of(Space(counting(64, "m"))) is None, "a variable with many values"


def test_blocks_are_not_made_where_values_change_in_very_many_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SPARSEST", 1 << 20)
    space = Space(counting(20, "m", "o"))
    assert blocks_of(space) is None
    assert Ground(space).sets.first(Ground(space).sets.on(0, "gone")) > 1, "it is judged all the same"
    monkeypatch.setattr(moves, "_MOST_WAYS", 1_000)
    assert isinstance(blocks_of(space), Blocks)


def test_the_size_of_a_list_that_is_chosen_is_a_number_for_blocks_too() -> None:
    space = Space(counting(2, "m"))
    blocks, listed = Blocks(space), Listed(space)
    for sets in (blocks, listed):
        ways = sets.leading([sets.on(0, "gone")], [sets.every])[0]
        assert sets.numbers(ways) == [*range(1, space.count + 1)]
