"""What two journeys differ in, and that the difference makes one of the other."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from journey_changes import changed, some_journeys
from plumbline.domain.journey.comparing.align import aligned
from plumbline.domain.journey.comparing.as_edits import edits_of
from plumbline.domain.journey.comparing.compare import compare, staying
from plumbline.domain.journey.comparing.difference import Change, normal
from plumbline.domain.journey.edit import Edit, adding, edited, removing, setting
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.files.journeys import templates
from small_journey import plain

Plain = dict[str, Any]
PLACES = range(len(some_journeys()))


def applied(before: Plain, after: Plain) -> Plain:
    """Carry out on one journey what the other differs in."""
    return normal(edited(before, edits_of(compare(before, after)))[0])


def told(before: Plain, *edits: Edit) -> list[tuple[str, str, str, str]]:
    """Return the changes that edits amount to: kind, screen, part, how."""
    return [(one.kind, one.screen, one.part, one.how) for one in compare(before, edited(before, edits)[0])]


@given(which=st.sampled_from(PLACES), seed=st.integers(0, 10_000), more=st.integers(0, 10_000))
def test_carrying_out_the_difference_makes_exactly_the_other_journey(which: int, seed: int, more: int) -> None:
    before = changed(some_journeys()[which], more, 12, mark="old")
    after = changed(before, seed, 12)
    assert applied(before, after) == after
    assert applied(after, before) == before


@given(one=st.sampled_from(PLACES), other=st.sampled_from(PLACES))
def test_even_of_journeys_that_have_nothing_in_common(one: int, other: int) -> None:
    before, after = some_journeys()[one], {**some_journeys()[other], "id": some_journeys()[one]["id"]}
    assert applied(before, after) == after


@given(which=st.sampled_from(PLACES), seed=st.integers(0, 10_000))
def test_nothing_is_different_exactly_when_journeys_are_equal(which: int, seed: int) -> None:
    before, after = some_journeys()[which], changed(some_journeys()[which], seed)
    assert (not compare(before, after)) == (before == after)


def test_every_part_is_told_once_with_what_became_of_it() -> None:
    stage = {"id": "delivery", "title": "Delivery", "role": "buyer"}
    assert told(plain(), setting("screen", "cart", "title", "Basket"), removing("event", "leave"), adding("stage", stage)) == [
        ("event", "", "leave", "removed"),
        ("stage", "", "delivery", "added"),
        ("screen", "", "cart", "changed"),
    ]


def test_a_change_of_a_component_is_told_with_its_screen_and_property_by_property() -> None:
    after, _ = edited(plain(), [setting("component", "go", "text", "Pay now", screen="cart")])
    (found,) = compare(plain(), after)
    assert (found.kind, found.screen, found.part) == ("component", "cart", "go")
    assert [(one.name, one.before, one.after) for one in found.properties] == [("text", "Pay", "Pay now")]


def test_of_parts_that_changed_their_order_as_few_as_can_be_are_told_to_have_moved() -> None:
    first = plain()["screens"][0]["id"]
    found = compare(plain(), edited(plain(), [Edit(op="move", kind="screen", part=first)])[0])
    assert [(one.part, one.how, one.next_part) for one in found] == [(first, "moved", "")]


@given(order=st.permutations("abcdefgh"))
def test_what_stays_in_order_stands_in_one_order_on_both_sides(order: list[str]) -> None:
    stay = staying("abcdefgh", order)
    assert [one for one in order if one in stay] == sorted(stay)
    assert stay


def test_a_journey_with_another_id_is_told_and_keeps_its_own() -> None:
    other = {**plain(), "id": "purchase"}
    (found,) = compare(plain(), other)
    assert [one.name for one in found.properties] == ["id"]
    assert edits_of(compare(plain(), other)) == ()


def without_ids(content: Plain) -> Plain:
    """A journey as a file may write it: no transition and no component has an id."""
    data = deepcopy(content)
    for one in (*data["transitions"], *(part for screen in data["screens"] for part in screen.get("content", ()))):
        one.pop("id")
    return data


def test_a_line_put_in_front_of_a_file_changes_nothing_else() -> None:
    for made in templates().values():
        before = without_ids(plain_of(made.model))
        after = deepcopy(before)
        after["transitions"].insert(0, {"from": "somewhere", "on": "new"})
        after["screens"][0]["content"].insert(0, {"type": "divider"})
        old, new = normal(before), normal(after)
        assert len(compare(old, new)) > len(before["transitions"]) / 2, "the numbers alone would tell of many changes"
        assert [(one.kind, one.how) for one in compare(old, aligned(new, old))] == [("component", "added"), ("transition", "added")]


def test_a_part_without_an_id_that_was_changed_is_told_as_changed() -> None:
    before = without_ids(some_journeys()[0])
    after = deepcopy(before)
    after["transitions"][2]["when"] = "tries == 0"
    del after["transitions"][0]
    found = compare(normal(before), aligned(normal(after), normal(before)))
    assert sorted((one.how, one.part) for one in found) == [("changed", "t3"), ("removed", "t1")]


@given(which=st.sampled_from(PLACES), seed=st.integers(0, 10_000))
def test_lining_up_changes_no_more_than_numbers(which: int, seed: int) -> None:
    before = some_journeys()[which]
    after = normal(without_ids(changed(before, seed)))
    lined = aligned(after, before)
    assert without_ids(lined) == without_ids(after)
    assert model_of(lined) == model_of(normal(lined))
    ids = [one["id"] for one in lined.get("transitions", ())]
    assert len(set(ids)) == len(ids)


def test_a_new_screen_carries_everything_that_is_on_it() -> None:
    screen = {"id": "help", "title": "Help", "role": "buyer", "content": [{"type": "heading", "text": "Help"}]}
    (found,) = compare(plain(), edited(plain(), [adding("screen", screen)])[0])
    assert found == Change(kind="screen", part="help", how="added", after=found.after)
    assert (found.after or {})["content"] == [{"id": "c1", "type": "heading", "text": "Help"}]
