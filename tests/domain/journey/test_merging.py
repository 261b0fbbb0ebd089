"""Two people work on one journey apart, and it comes together: nothing is lost, and what contradicts itself is asked for."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from journey_changes import changed, some_journeys
from plumbline.domain.journey.comparing.compare import compare
from plumbline.domain.journey.comparing.difference import Change, normal
from plumbline.domain.journey.edit import LISTS, Edit, adding, edited, removing, setting
from plumbline.domain.journey.merging.conflict import Choice, Merged, Take
from plumbline.domain.journey.merging.merge import merge
from plumbline.domain.journey.merging.order import merged_order
from plumbline.domain.journey.rules import faults_of
from small_journey import plain

Plain = dict[str, Any]
PLACES = range(len(some_journeys()))
SEEDS = st.integers(0, 10_000)


def with_edits(*edits: Edit) -> Plain:
    return edited(plain(), edits)[0]


def merged(mine: tuple[Edit, ...], theirs: tuple[Edit, ...], *choices: Choice) -> Merged:
    return merge(plain(), with_edits(*mine), with_edits(*theirs), choices)


def keys(found: Merged) -> list[tuple[str, str, str, str]]:
    return [one.key for one in found.open]


@given(which=st.sampled_from(PLACES), seed=SEEDS)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(which: int, seed: int) -> None:
    base = some_journeys()[which]
    side = changed(base, seed, 12)
    for found in (merge(base, side, base), merge(base, base, side), merge(base, side, side)):
        assert found.content == side
        assert found.conflicts == ()


@given(which=st.sampled_from(PLACES), mine=SEEDS, theirs=SEEDS)
def test_changes_of_different_screens_come_to_the_same_whoever_merges(which: int, mine: int, theirs: int) -> None:
    base = some_journeys()[which]
    screens = [one["id"] for one in base["screens"]]
    one = changed(base, mine, 8, mark="mine", only=screens[::2])
    other = changed(base, theirs, 8, mark="theirs", only=screens[1::2])
    found = merge(base, one, other)
    assert found.conflicts == ()
    assert found.content == merge(base, other, one).content


@given(which=st.sampled_from(PLACES), mine=SEEDS, theirs=SEEDS)
def test_no_change_of_either_side_is_lost_without_being_named(which: int, mine: int, theirs: int) -> None:
    base = some_journeys()[which]
    one, other = changed(base, mine, 12, mark="mine"), changed(base, theirs, 12, mark="theirs")
    found = merge(base, one, other)
    named = {conflict.key for conflict in found.conflicts}
    for side in (one, other):
        for change in compare(base, side):
            whole = {(change.kind, change.screen, change.part, ""), ("screen", "", change.screen, "")}
            if whole & named:
                continue
            there = _part_in(found.content, change)
            if change.how == "removed":
                assert there is None
            elif change.how == "added":
                assert there is not None
                assert _said(there) == _said(change.after or {})
            for each in change.properties:
                assert there is not None
                assert there.get(each.name) == each.after or (change.kind, change.screen, change.part, each.name) in named
            assert not change.moved or (change.kind, change.screen, "", "order") in named or _is_ordered_as(side, base, found, change)


def _part_in(content: Plain, change: Change) -> Plain | None:
    """Return the part of a journey that a change is about."""
    if change.kind == "journey":
        return content
    return next((one for one in _list_of(content, change) if one["id"] == change.part), None)


def _list_of(content: Plain, change: Change) -> list[Plain]:
    screens: list[Plain] = content.get("screens", [])
    nothing: Plain = {}
    holder = next((one for one in screens if one["id"] == change.screen), nothing) if change.screen else content
    return holder.get(LISTS[change.kind][0], [])


def _said(part: Plain) -> Plain:
    return {name: value for name, value in part.items() if name not in ("content", "hotspots")}


def _is_ordered_as(side: Plain, base: Plain, found: Merged, change: Change) -> bool:
    """Tell whether the parts that were there from the beginning, and still are, stand as the side put them."""
    old = {one["id"] for one in _list_of(base, change)}
    stays = old & {one["id"] for one in _list_of(found.content, change)} & {one["id"] for one in _list_of(side, change)}
    orders = [[one["id"] for one in _list_of(content, change) if one["id"] in stays] for content in (side, found.content)]
    return orders[0] == orders[1]


@given(which=st.sampled_from(PLACES), mine=SEEDS, theirs=SEEDS, wanted=st.sampled_from(["mine", "theirs"]))
def test_every_conflict_is_settled_by_a_choice(which: int, mine: int, theirs: int, wanted: Any) -> None:
    base = some_journeys()[which]
    one, other = changed(base, mine, 12), changed(base, theirs, 12)
    asked = merge(base, one, other).conflicts
    choices = [Choice(kind=each.kind, part=each.part, screen=each.screen, name=each.name, take=wanted) for each in asked]
    assert merge(base, one, other, choices).open == ()


def test_two_values_for_one_property_are_a_conflict_and_a_person_chooses() -> None:
    mine = (setting("screen", "cart", "title", "Basket"),)
    theirs = (setting("screen", "cart", "title", "Trolley"), setting("screen", "cart", "kind", "decision"))
    found = merged(mine, theirs)
    (conflict,) = found.open
    assert (conflict.name, conflict.base, conflict.mine, conflict.theirs) == ("title", "Cart", "Basket", "Trolley")
    takes: tuple[tuple[Take, str, str], ...] = (("mine", "", "Basket"), ("theirs", "", "Trolley"), ("own", '"Bag"', "Bag"))
    for take, value, title in takes:
        chosen = Choice(kind="screen", part="cart", name="title", take=take, value=value)
        settled = merged(mine, theirs, chosen)
        cart = next(one for one in settled.content["screens"] if one["id"] == "cart")
        assert (cart["title"], cart["kind"], settled.open) == (title, "decision", ())


def test_two_values_for_different_properties_of_a_part_both_stay() -> None:
    found = merged((setting("screen", "cart", "title", "Basket"),), (setting("screen", "cart", "kind", "decision"),))
    cart = next(one for one in found.content["screens"] if one["id"] == "cart")
    assert (cart["title"], cart["kind"], found.conflicts) == ("Basket", "decision", ())


def test_a_part_that_one_side_removed_and_the_other_changed_is_asked_for_as_a_whole() -> None:
    mine, theirs = (removing("screen", "cart"),), (setting("component", "go", "text", "Pay now", screen="cart"),)
    assert keys(merged(mine, theirs)) == [("screen", "", "cart", "")]
    gone = merged(mine, theirs, Choice(kind="screen", part="cart", take="mine"))
    assert "cart" not in {one["id"] for one in gone.content["screens"]}
    kept = merged(mine, theirs, Choice(kind="screen", part="cart", take="theirs"))
    cart = next(one for one in kept.content["screens"] if one["id"] == "cart")
    assert "Pay now" in {one.get("text") for one in cart["content"]}


def test_a_whole_part_cannot_be_settled_with_a_value_of_ones_own() -> None:
    mine, theirs = (removing("screen", "cart"),), (setting("screen", "cart", "title", "Basket"),)
    choice = Choice(kind="screen", part="cart", take="own", value=json.dumps({"id": "cart"}))
    assert keys(merged(mine, theirs, choice)) == [("screen", "", "cart", "")]


def test_the_same_part_that_both_added_differently_is_asked_for() -> None:
    stage = {"id": "help", "title": "Help", "role": "buyer"}
    found = merged((adding("stage", stage),), (adding("stage", {**stage, "title": "Support"}),))
    assert keys(found) == [("stage", "", "help", "")]
    assert merged((adding("stage", stage),), (adding("stage", stage),)).conflicts == ()


def test_two_different_transitions_that_were_added_under_one_id_both_stay() -> None:
    mine = adding("transition", {"id": "transition", "from": "cart", "on": "leave", "to": "paying"})
    theirs = adding("transition", {"id": "transition", "from": "paying", "on": "leave", "to": "cart"})
    found = merged((mine,), (theirs,))
    assert found.conflicts == ()
    ways = {(one["id"], one["from"]) for one in found.content["transitions"] if one["on"] == "leave"}
    assert ("transition", "cart") in ways
    assert any(source == "paying" and part != "transition" for part, source in ways)


def test_what_both_sides_ordered_anew_is_asked_for() -> None:
    ids = [one["id"] for one in plain()["transitions"]]
    mine = (Edit(op="move", kind="transition", part=ids[0]),)
    theirs = (Edit(op="move", kind="transition", part=ids[-1], before=ids[0]),)
    assert keys(merged(mine, theirs)) == [("transition", "", "", "order")]
    chosen = merged(mine, theirs, Choice(kind="transition", name="order", take="theirs"))
    assert [one["id"] for one in chosen.content["transitions"]] == [ids[-1], *ids[:-1]]


def test_what_both_sides_put_at_one_place_stands_there_in_one_order_whoever_merges() -> None:
    assert merged_order("ab", "axb", "ayb").ids == merged_order("ab", "ayb", "axb").ids == list("axyb")


def test_a_merge_may_leave_faults_that_neither_side_has() -> None:
    lost = [one["id"] for one in plain()["transitions"] if "refused" in (one["from"], one.get("to"))]
    mine = (removing("screen", "refused"), *(removing("transition", one) for one in lost))
    theirs = (adding("transition", {"id": "new", "from": "cart", "on": "leave", "to": "refused"}),)
    assert faults_of(normal(with_edits(*theirs))) == ()
    found = merged(mine, theirs)
    assert found.conflicts == ()
    assert any("refused" in one.problem for one in faults_of(found.content))
