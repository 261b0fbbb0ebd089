"""Paths through a journey can be played, and together they cover all of it."""

import pytest

from journey_maker import random_journey
from plumbline.domain.journey.analysis.paths import Covering, covering_paths
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.files.journeys import JOURNEYS, load_journey
from seeded_defects import handover, payment

MODELS = [payment(), handover(), load_journey(JOURNEYS / "parcel-delay.yaml"), *(random_journey(seed) for seed in (3, 8, 11, 21))]


def covered(model: Model, covering: Covering) -> set[tuple[str, ...]]:
    """Play every path, and note what it goes through."""
    machine, found = Machine(model), set[tuple[str, ...]]()
    sources = {one.id: one.role for one in (*model.screens, *model.stages)}
    roles = {one.id: sources[one.source] for one in model.transitions}
    for path in covering.paths:
        state, before = machine.start(), ()
        found |= {("screen", screen) for screen in state.screens}
        for step in path.steps:
            played = machine.step(state, step.happening)
            assert played == step
            found |= {("transition", one) for one in played.taken} | {("screen", one) for one in played.state.screens}
            found |= {("pair", one, other) for one in before for other in played.taken if roles[one] == roles[other]}
            state, before = played.state, played.taken
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda one: f"{one.id}-{len(one.transitions)}")
def test_paths_cover_every_screen_transition_and_pair_that_can_be_reached(model: Model) -> None:
    space = Space(model)
    covering = covering_paths(space)
    machine, wanted = Machine(model), set[tuple[str, ...]]()
    sources = {one.id: one.role for one in (*model.screens, *model.stages)}
    roles = {one.id: sources[one.source] for one in model.transitions}
    for number in range(1, space.count + 1):
        state = space.state(number)
        wanted |= {("screen", screen) for screen in state.screens}
        for label, after in space.steps(space.order[number]):
            taken = machine.step(state, space.happenings[label]).taken
            wanted |= {("transition", one) for one in taken}
            for following, _ in space.steps(after):
                then = machine.step(space.layout.state(after), space.happenings[following]).taken
                wanted |= {("pair", one, other) for one in taken for other in then if roles[one] == roles[other]}
    found = covered(model, covering)
    assert found == wanted
    assert found <= covering.covered
    assert sum(len(path.steps) for path in covering.paths) <= 12 * max(1, len(wanted))


def test_both_outcomes_of_a_condition_are_covered() -> None:
    covering = covering_paths(Space(payment()))
    assert {("condition", "t-again", "true"), ("condition", "t-again", "false")} <= covering.covered


def test_without_pairs_fewer_paths_do() -> None:
    space = Space(load_journey(JOURNEYS / "parcel-delay.yaml"))
    assert len(covering_paths(space, pairs=False).paths) < len(covering_paths(space).paths) / 2
