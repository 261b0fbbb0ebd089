"""What the search finds is what the interpreter finds: states, ways, distances."""

import pytest

from journey_maker import random_journey
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.happening import Happening, Occurs, State
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.problems import problems_of
from small_journey import small

MOST = 600
Steps = dict[State, set[tuple[Happening, State]]]


def walked(machine: Machine) -> tuple[dict[State, int], Steps] | None:
    """Go through a journey with the interpreter: the distance of every state, and its steps; None for a large one."""
    distance = {machine.start(): 0}
    steps: Steps = {}
    for state in (queue := [machine.start()]):
        happenings = [*(Occurs(event=event.id) for event in machine.possible(state))]
        entries = [entry for role in machine.roles for entry in machine.entries(state, role)]
        steps[state] = {(one, machine.step(state, one).state) for one in (*happenings, *entries)}
        for _, after in steps[state]:
            if after not in distance:
                distance[after] = distance[state] + 1
                queue.append(after)
        if len(queue) > MOST:
            return None
    return distance, steps


def whole(model: Model) -> Space:
    return Space(model, kept=[one.id for one in model.variables if one.type != "text"])


@pytest.mark.parametrize("decade", range(12))
def test_the_search_finds_the_states_steps_and_distances_that_the_interpreter_finds(decade: int) -> None:
    for seed in range(decade * 10, decade * 10 + 10):
        model = random_journey(seed)
        assert problems_of(model) == ()
        machine = Machine(model)
        if (found := walked(machine)) is None:
            continue
        distance, steps = found
        space = whole(model)
        states = [space.state(number) for number in range(1, space.count + 1)]
        assert sorted(map(str, states)) == sorted(map(str, distance)), seed
        for number, state in enumerate(states, 1):
            way = space.trace(number)
            assert len(way) == distance[state], seed
            assert played(machine, way) == state, seed
            listed = {(space.happenings[label], space.layout.state(after)) for label, after in space.steps(space.order[number])}
            assert listed == steps[state], (seed, number)
            kept = {space.state(one) for one in space.successors(number)} | {state}
            assert kept == {after for _, after in steps[state]} | {state}, (seed, number)


@pytest.mark.parametrize("decade", range(6))
def test_leaving_out_what_decides_nothing_finds_the_same_states_otherwise(decade: int) -> None:
    for seed in range(decade * 10, decade * 10 + 10):
        model = random_journey(seed, variables=5)
        if (found := walked(Machine(model))) is None:
            continue
        sliced = Space(model)
        assert set(sliced.order[1:]) == {sliced.layout.packed(state) for state in found[0]}, (seed, sliced.left_out)


def test_texts_and_what_no_condition_reads_are_left_out() -> None:
    assert Space(small()).left_out == ("method", "gift", "note")


def test_a_dictionary_of_what_was_seen_finds_the_same_as_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = [whole(random_journey(seed)).order for seed in range(20)]
    monkeypatch.setattr("plumbline.domain.journey.analysis.space._INDEXED_BITS", -1)
    assert [whole(random_journey(seed)).order for seed in range(20)] == usual


def test_past_its_budget_a_search_says_so_and_how_far_it_came() -> None:
    space = whole(small())
    assert space.complete
    few = Space(small(), Budget(states=3))
    assert (few.complete, few.expanded < few.count) == (False, True)
    shallow = Space(small(), Budget(depth=2))
    assert (shallow.complete, shallow.depth) == (False, 2)


def played(machine: Machine, way: tuple[Happening, ...]) -> State:
    state = machine.start()
    for happening in way:
        state = machine.step(state, happening).state
    return state
