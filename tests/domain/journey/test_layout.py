from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.domain.journey.layout import BOX_HEIGHT, BOX_WIDTH, LANE_HEAD, layout_of
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.place import Place
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


def test_a_box_stands_where_somebody_put_it_and_the_others_make_room() -> None:
    by_itself = {one.screen: one for one in layout_of(small()).boxes}
    put = layout_of(small(), {"refused": Place(screen="refused", column=0, row=0)})
    boxes = {one.screen: one for one in put.boxes}
    assert (boxes["refused"].x, boxes["refused"].y) == (by_itself["cart"].x, put.lanes[0].y + LANE_HEAD)
    assert boxes["cart"].y >= boxes["refused"].y + BOX_HEIGHT
    assert boxes["idle"].x == by_itself["idle"].x


@given(st.dictionaries(st.sampled_from([one.id for one in MODELS[1].screens]), st.tuples(st.integers(0, 6), st.integers(0, 9))))
def test_no_box_covers_another_and_none_leaves_its_lane_wherever_boxes_are_put(put: dict[str, tuple[int, int]]) -> None:
    places = {screen: Place(screen=screen, column=column, row=row) for screen, (column, row) in put.items()}
    drawn = layout_of(MODELS[1], places)
    lanes, role_of = {one.role: one for one in drawn.lanes}, {one.id: one.role for one in MODELS[1].screens}
    for box in drawn.boxes:
        lane = lanes[role_of[box.screen]]
        assert lane.y <= box.y
        assert box.y + BOX_HEIGHT <= lane.y + lane.height
    for one, other in combinations(drawn.boxes, 2):
        assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
