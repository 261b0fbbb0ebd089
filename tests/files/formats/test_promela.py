from pathlib import Path

import pytest

from journey_maker import random_journey
from plumbline.domain.journey.happening import Happening, Occurs
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.files.formats.promela import write
from plumbline.files.journeys import JOURNEYS, load_journey
from small_journey import small
from spin import COMPILER, SPIN, stored_states

needs_spin = pytest.mark.skipif(not (SPIN and COMPILER), reason="needs the Debian packages spin and gcc")


def states(model: Model) -> int:
    """How many states our own machine reaches."""
    machine = Machine(model)
    waiting, seen = [machine.start()], {machine.start()}
    while waiting:
        state = waiting.pop()
        happenings: list[Happening] = [Occurs(event=event.id) for event in machine.possible(state)]
        happenings += [entry for role in machine.roles for entry in machine.entries(state, role)]
        for happening in happenings:
            if (after := machine.step(state, happening).state) not in seen:
                seen.add(after)
                waiting.append(after)
    return len(seen)


@needs_spin
@pytest.mark.parametrize("name", ["checkout-declined", "parcel-delay", "document-request"])
def test_spin_finds_as_many_states_in_a_built_in_journey_as_we_do(name: str, tmp_path: Path) -> None:
    model = load_journey(JOURNEYS / f"{name}.yaml")
    assert stored_states(write(model), tmp_path) == states(model)


@needs_spin
@pytest.mark.parametrize("seed", range(12))
def test_spin_finds_as_many_states_in_any_journey_as_we_do(seed: int, tmp_path: Path) -> None:
    model = random_journey(seed)
    assert stored_states(write(model), tmp_path) == states(model)


def test_every_event_that_can_occur_is_one_step_and_texts_are_left_out() -> None:
    text = write(small())
    assert text.count(":: d_step { /*") == 5
    assert "/* call */" in text
    assert "v_note" not in text


def test_conditions_read_what_was_and_numbers_stay_in_their_range() -> None:
    text = write(small())
    assert "(at_buyer == s_cart && (v_tries < 2))" in text
    assert "n_v_tries = (v_tries + 1);" in text
    assert ":: n_v_tries > 2 -> n_v_tries = 2;" in text
