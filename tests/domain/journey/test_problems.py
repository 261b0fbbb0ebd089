from typing import Any

import pytest

from plumbline.domain.journey.problem import Problem
from plumbline.domain.journey.problems import problems_of
from small_journey import plain, small


def mend(name: str, identifier: str, **properties: Any) -> dict[str, Any]:
    return {name: [{**one, **properties} if one["id"] == identifier else one for one in plain()[name]]}


def added(name: str, **part: Any) -> dict[str, Any]:
    return {name: [*plain().get(name, []), part]}


def only(**changes: Any) -> Problem:
    found = problems_of(small(**changes))
    assert len(found) == 1, [(one.path, one.problem) for one in found]
    return found[0]


def test_the_small_journey_has_no_problem() -> None:
    assert problems_of(small()) == ()


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (mend("transitions", "t-pay", to="payng"), ("transitions", 0, "to"), "'payng' is not a screen"),
        (mend("transitions", "t-pay", **{"from": "basket"}), ("transitions", 0, "from"), "'basket' is not a screen or a stage"),
        (mend("transitions", "t-pay", on="buy"), ("transitions", 0, "on"), "'buy' is not an event"),
        (mend("transitions", "t-pay", to="asked"), ("transitions", 0, "to"), "asked is a screen of bank, and cart of buyer"),
        (added("transitions", id="t-x", **{"from": "paid"}, on="leave", to="cart"), ("transitions", 10, "from"), "paid is an end"),
        (mend("transitions", "t-pay", when="tries < ten"), ("transitions", 0, "when"), "there is no fact called ten"),
        (mend("transitions", "t-pay", when='tries == "2"'), ("transitions", 0, "when"), "compares an integer with a text"),
        (mend("transitions", "t-pay", when='note == "x"'), ("transitions", 0, "when"), "note is a free text"),
        (mend("transitions", "t-pay", when='in_screen("bank", "cart")'), ("transitions", 0, "when"), "cart is a screen of buyer"),
        (mend("transitions", "t-pay", set={"tries": "9"}), ("transitions", 0, "set", "tries"), "9 is always outside 0..2"),
        (mend("transitions", "t-pay", set={"method": '"cash"'}), ("transitions", 0, "set", "method"), "'cash' is not a value of method"),
        (mend("transitions", "t-pay", set={"gift": "1"}), ("transitions", 0, "set", "gift"), "this is an integer"),
        (mend("transitions", "t-pay", set={"note": "1"}), ("transitions", 0, "set", "note"), "note is a text"),
        (mend("variables", "tries", default=7), ("variables", 0, "default"), "'7' is not a value of tries"),
        (mend("variables", "tries", lo=3, hi=2), ("variables", 0, "lo"), "the range 3..2 is empty"),
        (mend("variables", "tries", hi=5000), ("variables", 0, "hi"), "tries has 5001 values"),
        (mend("variables", "method", values=["card", "card", "invoice"]), ("variables", 1, "values"), "stand twice"),
        (mend("variables", "gift", reset="delivery"), ("variables", 2, "reset"), "'delivery' is not a stage"),
        (mend("events", "call", roles=["buyer"]), ("events", 4, "roles"), "fewer than two roles"),
        (mend("events", "accepted", kind="timer"), ("events", 2, "after"), "nothing says how long it waits"),
        (mend("screens", "refused", owner=""), ("screens", 2, "owner"), "names no owner"),
        (mend("screens", "refused", recovery="basket"), ("screens", 2, "recovery"), "'basket' is not the screen"),
        (mend("screens", "refused", fault="accepted"), ("screens", 2, "fault"), "'accepted' is not an event of kind fault"),
        (mend("screens", "paid", result=""), ("screens", 3, "result"), "names no result"),
        (mend("screens", "cart", result="success"), ("screens", 0, "result"), "cart is a normal screen"),
        (mend("screens", "idle", stage="checkout"), ("screens", 5, "stage"), "'checkout' is not a stage of bank"),
        (mend("screens", "cart", html="<p>Hello</p>"), ("screens", 0), "shows content and html"),
        (mend("screens", "paid", image="paid.png"), ("screens", 3, "alt"), "nothing says what the image shows"),
        (added("tasks", id="buy", title="B", goal="Buy it.", role="buyer", success=["idle"]), ("tasks", 0, "success", 0), "'idle' is not"),
        (added("presets", id="odd", title="Odd", values={"tries": 3}), ("presets", 0, "values", "tries"), "'3' is not a value of tries"),
        (added("presets", id="odd", title="Odd", faults=["accepted"]), ("presets", 0, "faults", 0), "'accepted' is not an event"),
        (added("screens", id="checkout", title="Twice", role="buyer"), ("stages", 0, "id"), "the id checkout is taken"),
        ({"requires": ["declined", "accepted"]}, ("requires", 1), "'accepted' is not an event of kind fault"),
        ({"screens": [{**one, "kind": "normal", "fault": "", "severity": "", "owner": "", "recovery": ""} for one in plain()["screens"]
                      if not one.get("result")] + [one for one in plain()["screens"] if one.get("result")],
          "requires": ["declined"]}, ("requires", 0), "no exception screen answers the fault declined"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_part_that_cannot_hold_is_named_with_its_place_and_a_remedy(changes: Any, path: Any, words: str) -> None:
    problem = only(**changes)
    assert problem.path == path
    assert words in problem.problem
    assert problem.expected
    assert problem.remedy


def part(**properties: Any) -> dict[str, Any]:
    content = [{"id": "p", "text": "Words", **properties}]
    return mend("screens", "left", content=content)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (part(type="button", act="refund"), "'refund' is not an act of buyer"),
        (part(type="button"), "has no act"),
        (part(type="text", act="leave"), "a text has no act"),
        (part(type="text", text="Dear {customer}"), "'customer' is not a variable or parameter"),
        (part(type="select", variable="colour", options=[{"text": "Red"}]), "'colour' is not a variable"),
        (part(type="select", variable="method", options=[{"value": "cash", "text": "Cash"}]), "'cash' is not a value of method"),
        (part(type="switch", variable="tries"), "tries is int"),
        (part(type="textarea", variable="method"), "a textarea captures text"),
        (part(type="alert", when="tries <"), "expected"),
        (part(type="table", columns=["A"]), "has no rows"),
    ],
)
def test_a_component_that_cannot_work_is_named(changes: Any, words: str) -> None:
    problem = only(**changes)
    assert problem.path[:4] == ("screens", 4, "content", 0)
    assert words in problem.problem + problem.expected


def test_a_mistyped_id_is_told_with_the_nearest_that_exists() -> None:
    assert only(**mend("transitions", "t-pay", to="payng")).nearest == "paying"


def test_a_wrong_condition_is_told_at_its_character() -> None:
    assert only(**mend("transitions", "t-pay", when="tries < ten")).offset == 8


def test_everything_wrong_is_told_at_once() -> None:
    found = problems_of(small(**mend("transitions", "t-pay", to="payng"), **mend("variables", "tries", default=7)))
    assert [one.path for one in found] == [("variables", 0, "default"), ("transitions", 0, "to")]


@pytest.mark.parametrize("text", ["wish", "gift ? wish : method", 'wish == "later" ? method : wish'])
def test_a_choice_is_not_given_what_only_another_choice_can_be(text: str) -> None:
    wish = added("variables", id="wish", type="enum", values=["card", "later"])
    problem = only(**wish, **mend("transitions", "t-pay", set={"method": text}))
    assert (problem.path, problem.problem) == (("transitions", 0, "set", "method"), "wish can be 'later', and method cannot")


@pytest.mark.parametrize("text", ["wish", 'wish == "card" ? wish : method'])
def test_a_choice_is_given_what_another_one_has_too(text: str) -> None:
    wish = added("variables", id="wish", type="enum", values=["card"])
    assert problems_of(small(**wish, **mend("transitions", "t-pay", set={"method": text}))) == ()
