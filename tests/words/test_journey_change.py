"""What is different between two journeys, in words."""

from dataclasses import fields

import pytest

from plumbline.domain.journey.comparing.compare import compare
from plumbline.domain.journey.comparing.difference import CHILDREN, own_properties
from plumbline.domain.journey.edit import LISTS, Edit, PartKind, adding, edited, removing, setting
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import key_of
from plumbline.words.journey_change import Titles, change_words, counted, order_name, property_name
from small_journey import plain


def told(*edits: Edit) -> list[tuple[str, str, tuple[str, ...]]]:
    after, _ = edited(plain(), edits)
    titles = Titles(plain(), after)
    words = [change_words(one, titles) for one in compare(plain(), after)]
    return [(f"{one.sign} {one.noun}", one.called, one.details) for one in words]


def test_parts_are_told_by_their_titles() -> None:
    assert told(setting("screen", "cart", "kind", "decision"), removing("event", "leave")) == [
        ("- event", "“Leave”", ("kind: act", "role: “Buyer”")),
        ("~ screen", "“Cart”", ("kind: decision, was not said before",)),
    ]


def test_a_transition_is_told_by_what_it_connects() -> None:
    found = told(setting("transition", "t-pay", "to", "refused"), setting("transition", "t-pay", "when", None))
    assert found[0][0] == "~ transition"
    assert found[0][1].startswith("from “Cart” on “Pay” to ")
    assert any(one.startswith("condition: not said any more, was ") for one in found[0][2])
    assert any(one.startswith("target: ") for one in found[0][2])


def test_a_new_screen_says_how_much_is_on_it() -> None:
    screen = {"id": "help", "title": "Help", "role": "buyer", "content": [{"type": "divider"}]}
    assert told(adding("screen", screen)) == [("+ screen", "“Help”", ("role: “Buyer”", "with 1 part on it"))]


def test_a_part_that_moved_says_so() -> None:
    assert told(Edit(op="move", kind="event", part="pay")) == [("~ event", "“Pay”", ("stands at another place",))]


def test_how_much_is_different_is_said_in_a_line() -> None:
    after, _ = edited(plain(), [setting("screen", "cart", "title", "Basket"), removing("event", "leave")])
    assert counted(compare(plain(), after)) == "1 removed, 1 changed"
    assert counted(()) == "no difference"


@pytest.mark.parametrize("kind", ["journey", *LISTS])
def test_every_property_of_every_part_has_a_name(kind: PartKind) -> None:
    made = Model if kind == "journey" else LISTS[kind][1]
    for name in own_properties(kind, {key_of(made, one.name): 1 for one in fields(made)}):
        assert property_name(name)
    assert kind == "journey" or order_name(kind)


def test_parts_of_every_kind_are_compared() -> None:
    assert {child for children in CHILDREN.values() for child in children} == set(LISTS)
