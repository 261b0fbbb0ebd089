from typing import Any

import pytest

from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.domain.journey.shape import shape_problems
from small_journey import plain


def test_the_plain_form_of_a_journey_has_its_shape() -> None:
    assert list(shape_problems(plain_of(model_of(plain())))) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"screens": "cart"}, ("screens",), "'cart' does not fit"),
        ({"screens": [7]}, ("screens", 0), "here is a number"),
        ({"screens": [{"id": "cart", "role": "buyer"}]}, ("screens", 0, "title"), "title is missing"),
        ({"screens": [{"id": "cart", "title": "C", "role": "buyer", "kindd": "normal"}]}, ("screens", 0, "kindd"), "kindd is not known"),
        ({"screens": [{"id": "cart", "title": "C", "role": "buyer", "kind": "odd"}]}, ("screens", 0, "kind"), "'odd' does not fit"),
        ({"variables": [{"id": "n", "type": "int", "lo": True}]}, ("variables", 0, "lo"), "here is true or false"),
        ({"variables": [{"id": "n", "type": "int", "hi": 10**9}]}, ("variables", 0, "hi"), "here is a number"),
        ({"variables": [{"id": "n", "type": "enum", "values": [1]}]}, ("variables", 0, "values", 0), "here is a number"),
        ({"title": "x" * 5000}, ("title",), "5000 characters"),
        ({"transitions": [{"from": "a", "on": "b", "set": {"n": [1]}}]}, ("transitions", 0, "set", "n"), "here is a list"),
        ({"title": None}, ("title",), "here is nothing"),
    ],
)  # fmt: skip
def test_what_has_another_shape_is_named_with_its_place(changes: dict[str, Any], path: tuple[Any, ...], words: str) -> None:
    (problem,) = shape_problems({**plain(), **changes})
    assert problem.path == path
    assert words in problem.problem
    assert problem.expected


def test_a_misspelled_key_is_told_with_the_one_that_was_meant() -> None:
    (problem,) = shape_problems({**plain(), "summry": "x"})
    assert problem.nearest == "summary"


def test_what_is_no_mapping_at_all_is_told() -> None:
    assert [one.expected for one in shape_problems(["a"])] == ["keys with values"]
