from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.domain.journey.edit import Edit, EditConflict, adding, edited, removing, setting
from plumbline.domain.journey.plain import model_of, plain_of
from small_journey import plain


def part(data: dict[str, Any], name: str, identifier: str) -> dict[str, Any]:
    return next(one for one in data[name] if one["id"] == identifier)


def test_a_property_takes_a_value_and_the_given_form_stays() -> None:
    before = plain()
    after, _ = edited(before, [setting("screen", "cart", "title", "Your basket")])
    assert part(after, "screens", "cart")["title"] == "Your basket"
    assert before == plain()


def test_a_property_without_a_value_has_its_default_again() -> None:
    after, _ = edited(plain(), [setting("transition", "t-pay", "when", None)])
    assert model_of(after).transitions[0].when == ""


def test_a_part_is_added_in_front_of_another_or_at_the_end() -> None:
    stage = {"id": "delivery", "title": "Delivery", "role": "buyer"}
    front, _ = edited(plain(), [adding("stage", stage, before="checkout")])
    end, _ = edited(plain(), [adding("stage", stage)])
    assert [one["id"] for one in front["stages"]] == ["delivery", "checkout"]
    assert [one["id"] for one in end["stages"]] == ["checkout", "delivery"]


def test_a_part_whose_neighbour_went_is_added_at_the_end() -> None:
    stage = {"id": "delivery", "title": "Delivery", "role": "buyer"}
    after, _ = edited(plain(), [adding("stage", stage, before="gone")])
    assert after["stages"][-1] == stage


def test_a_component_is_found_by_its_screen() -> None:
    after, _ = edited(
        plain(), [setting("component", "go", "text", "Pay now", screen="cart"), removing("component", "words", screen="cart")]
    )
    assert [one["text"] for one in part(after, "screens", "cart")["content"]] == ["How", "As a gift", "Pay now"]


def test_parts_change_their_order() -> None:
    after, _ = edited(plain(), [Edit(op="move", kind="transition", part="t-again", before="t-pay")])
    assert [one["id"] for one in after["transitions"]][:2] == ["t-again", "t-pay"]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (setting("screen", "basket", "title", "Basket"), "gone"),
        (removing("screen", "basket"), "gone"),
        (setting("component", "go", "text", "Pay", screen="basket"), "gone"),
        (Edit(op="move", kind="screen", part="cart", before="basket"), "gone"),
        (adding("screen", {"id": "cart", "title": "Cart", "role": "buyer"}), "taken"),
        (setting("screen", "cart", "id", "basket"), "wrong_kind"),
        (setting("journey", "", "screens", []), "wrong_kind"),
        (Edit(op="remove", kind="journey"), "wrong_kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.op} {value.kind} {value.part}",
)
def test_what_cannot_be_carried_out_is_a_conflict_and_nothing_happens(edit: Edit, reason: str) -> None:
    before = plain()
    with pytest.raises(EditConflict) as raised:
        edited(before, [setting("journey", "", "title", "Half done"), edit])
    assert raised.value.reason == reason
    assert before == plain()


def new_screen(identifier: str, before: str) -> Edit:
    return adding("screen", {"id": identifier, "title": "A", "role": "buyer"}, before=before)


IDS = [one["id"] for one in plain()["screens"]] + ["new-1", "new-2"]
VALUES = st.sampled_from(["a", "b", None])
EDITS = st.one_of(
    st.builds(setting, st.just("screen"), st.sampled_from(IDS), st.sampled_from(["title", "stage", "kind"]), VALUES),
    st.builds(new_screen, st.sampled_from(IDS), st.sampled_from(IDS)),
    st.builds(removing, st.just("screen"), st.sampled_from(IDS)),
    st.builds(Edit, op=st.just("move"), kind=st.just("screen"), part=st.sampled_from(IDS), before=st.sampled_from(["", *IDS])),
    st.builds(setting, st.just("journey"), st.just(""), st.sampled_from(["title", "summary"]), VALUES),
)  # fmt: skip


@given(edits=st.lists(EDITS, max_size=12))
def test_whatever_was_edited_can_be_undone(edits: list[Edit]) -> None:
    content = plain()
    undo: list[tuple[Edit, ...]] = []
    for edit in edits:
        try:
            content, undoing = edited(content, [edit])
        except EditConflict:
            continue
        undo.append(undoing)
    for undoing in reversed(undo):
        content, _ = edited(content, undoing)
    assert content == plain()


@given(mine=st.lists(EDITS, max_size=6), yours=st.lists(EDITS, max_size=6))
def test_edits_of_different_parts_come_to_the_same_in_either_order(mine: list[Edit], yours: list[Edit]) -> None:
    mine = [one for one in mine if one.op == "set" and one.part in IDS[:3]]
    yours = [one for one in yours if one.op == "set" and one.part in IDS[3:7]]
    one, _ = edited(plain(), [*mine, *yours])
    other, _ = edited(plain(), [*yours, *mine])
    assert one == other


def test_an_edited_journey_has_the_normal_form_of_one_written_like_that() -> None:
    after, _ = edited(
        plain(), [adding("transition", {"id": "t9", "from": "cart", "on": "leave", "to": "left"}), removing("transition", "t9")]
    )
    assert plain_of(model_of(after)) == plain_of(model_of(plain()))
