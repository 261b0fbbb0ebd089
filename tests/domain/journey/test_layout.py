from itertools import combinations

import pytest

from plumbline.domain.journey.layout import BOX_HEIGHT, BOX_WIDTH, layout_of
from plumbline.domain.journey.model import Model
from plumbline.files.journeys import templates
from small_journey import small

MODELS = [small(), *(one.model for one in templates().values())]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_every_screen_has_a_box_in_the_lane_of_its_role_and_none_covers_another(model: Model) -> None:
    drawn = layout_of(model)
    lanes = {one.role: one for one in drawn.lanes}
    role_of = {one.id: one.role for one in model.screens}
    assert sorted(one.screen for one in drawn.boxes) == sorted(role_of)
    for box in drawn.boxes:
        lane = lanes[role_of[box.screen]]
        assert lane.y <= box.y
        assert box.y + BOX_HEIGHT <= lane.y + lane.height
        assert box.x >= 0
        assert box.x + BOX_WIDTH <= drawn.width
    for one, other in combinations(drawn.boxes, 2):
        assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_every_transition_to_another_screen_is_on_an_arrow(model: Model) -> None:
    shown = {transition for arrow in layout_of(model).arrows for transition in arrow.transitions}
    inside = {one.stage for one in model.screens}
    wanted = {one.id for one in model.transitions if one.target and one.target != one.source}
    assert wanted - shown == set()
    assert "" in inside or shown


def test_a_journey_is_drawn_while_it_has_faults() -> None:
    broken = [{"id": "t1", "from": "cart", "on": "pay", "to": "nowhere"}]
    assert [one.transitions for one in layout_of(small(transitions=broken)).arrows] == []


def test_the_same_journey_is_drawn_the_same() -> None:
    assert layout_of(small()) == layout_of(small())
