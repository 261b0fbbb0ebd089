"""XState v5: journeys there and back, machines of others, and what a journey cannot follow."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journey_maker import random_journey
from plumbline.domain.journey.problems import problems_of
from plumbline.files.formats.imported import Imported
from plumbline.files.formats.xstate import read, write
from plumbline.files.journeys import JOURNEYS, load_journey
from plumbline.files.problem import PackErrors, PackProblem
from small_journey import small

LIGHT: dict[str, Any] = {
    "id": "light",
    "initial": "green",
    "context": {"count": 0, "broken": False},
    "on": {"POWER_OUT": ".dark"},
    "states": {
        "green": {"entry": "shine", "on": {"TIMER": {"target": "red.walk", "guard": "isAllowed", "actions": ["count"]}}},
        "red": {
            "initial": "wait",
            "on": {"RESET": "green"},
            "states": {"walk": {"after": {"2000": "wait"}}, "wait": {"on": {"TIMER": "#light.green"}}},
        },
        "dark": {"type": "final"},
    },
}


def of(machine: dict[str, Any]) -> Imported:
    return read(json.dumps(machine, indent=1).encode(), "light.json")


def refusal(**changes: Any) -> str:
    with pytest.raises(PackErrors) as raised:
        of({**LIGHT, "on": {}, **changes})
    return str(raised.value)


@pytest.mark.parametrize("file", sorted(JOURNEYS.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_built_in_journey_is_the_same_after_it_was_written(file: Path) -> None:
    model = load_journey(file)
    assert read(write(model).encode(), "again.json").model == model


@given(seed=some.integers(0, 10_000))
def test_any_journey_is_the_same_after_it_was_written(seed: int) -> None:
    model = random_journey(seed)
    assert read(write(model).encode(), "again.json").model == model


def test_roles_are_parallel_states_and_guards_are_named_with_their_parameters() -> None:
    machine = json.loads(write(small()))
    buyer = machine["states"]["buyer"]
    assert (machine["type"], buyer["initial"]) == ("parallel", "checkout")
    (pay,) = buyer["states"]["checkout"]["states"]["cart"]["on"]["pay"]
    assert pay["target"] == "#paying"
    assert pay["guard"] == {"type": "when", "params": {"condition": "tries < 2"}}
    assert buyer["states"]["paid"]["type"] == "final"
    assert machine["states"]["bank"]["states"]["idle"]["on"]["call"][0]["actions"] == [{"type": "set", "params": {"tries": "0"}}]


def test_a_condition_that_was_changed_in_another_tool_counts() -> None:
    machine = json.loads(write(small()))
    machine["states"]["buyer"]["states"]["checkout"]["states"]["cart"]["on"]["pay"][0]["guard"]["params"]["condition"] = "gift"
    assert next(one.when for one in of(machine).model.transitions if one.id == "t-pay") == "gift"


def test_a_machine_of_somebody_else_becomes_one_role() -> None:
    model = of(LIGHT).model
    assert [(role.id, role.start) for role in model.roles] == [("machine", "green")]
    assert [(one.source, one.event, one.target, one.when) for one in model.transitions] == [
        ("green", "timer", "walk", "isallowed"),
        ("walk", "after-2000-walk", "wait", ""),
        ("wait", "timer", "green", ""),
        ("red", "reset", "green", ""),
        ("green", "power-out", "dark", ""),
        ("walk", "power-out", "dark", ""),
        ("wait", "power-out", "dark", ""),
    ]
    assert {screen.id: (screen.stage, screen.kind) for screen in model.screens} == {
        "green": ("", "normal"), "walk": ("red", "normal"), "wait": ("red", "normal"), "dark": ("", "terminal"),
    }  # fmt: skip
    assert next(event.after for event in model.events if event.kind == "timer") == "2000 ms"


def test_what_only_decorates_a_machine_is_named() -> None:
    said = [str(loss) for loss in of(LIGHT).losses]
    assert [one.split(": ", 1)[1] for one in said] == [
        "context count: it is shown; no condition can read it, for its values are not known",
        "states.green.entry: nothing is done when a screen is entered",
        "guard isAllowed: it is the variable isallowed, which nothing computes: a preset or a control sets it",
        "action count: a journey changes variables, and does nothing else",
    ]
    assert all(one.startswith("line ") for one in said)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"states": {"green": {"always": "green"}}}, "light.json:11:14: states.green.always decides where the machine goes"),
        ({"states": {"green": {"on": {"*": "green"}}}}, "the event *"),
        ({"states": {"green": {"on": {"x": "blue"}}}}, "'blue' is no state that a transition can lead to"),
        ({"states": {"green": {"type": "history"}}}, "green is a history state"),
        ({"states": {"green": {"type": "parallel", "states": {"a": {}}}}}, "green is parallel"),
        ({"states": {"green": {"states": {"a": {"states": {"b": {}}}}}}}, "green.a is a group or an end"),
        ({"type": "parallel", "on": {}, "states": {"a": {"states": {"x": {"on": {"go": "#y"}}}}, "b": {"states": {"z": {"id": "y"}}}}},
         "the target is in another region"),
        ({"initial": "blue"}, "'blue' is no state here"),
        ({"states": {"green": {"on": {"x": {"guard": {"type": "when", "params": {"condition": "count < 1"}}}}}}},
         "count is a free text, and no condition reads free text"),
        ({"states": []}, "states is no object"),
        ({"meta": {"plumbline": {"roles": 7}}}, "meta.plumbline is not what an export writes"),
    ],
    ids=["always", "wildcard", "no target", "history", "parallel", "deep", "across", "initial", "condition", "list", "broken meta"],
)  # fmt: skip
def test_what_a_journey_cannot_follow_is_refused_with_its_place(changes: dict[str, Any], words: str) -> None:
    assert words in refusal(**changes)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"id": "a", "id": "b"}', "stands here twice"),
        (b"[" * 200, "nested too deeply"),
        (b"[]", "the file is no object"),
        (b"{", "not YAML"),
    ],
)
def test_what_is_no_machine_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(PackErrors) as raised:
        read(content, "light.json")
    assert words in str(raised.value)


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=3), lambda inner: some.lists(inner, max_size=2)
)


@given(
    seed=some.integers(0, 50),
    key=some.sampled_from(["on", "states", "initial", "target", "guard", "actions", "meta", "context"]),
    value=VALUES,
)
def test_a_damaged_machine_is_refused_with_a_remedy_or_read_as_a_sound_journey(seed: int, key: str, value: Any) -> None:
    def damaged(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: value if name == key else damaged(one) for name, one in part.items()}  # type: ignore[reportUnknownVariableType]
        return [damaged(one) for one in part] if isinstance(part, list) else part  # type: ignore[reportUnknownVariableType]

    problems: Sequence[PackProblem] = ()
    try:
        model = of(damaged(json.loads(write(random_journey(seed))))).model
    except PackErrors as refused:
        model, problems = None, refused.problems
    assert (model is None) == bool(problems)
    assert all(one.line >= 1 and one.problem and one.remedy for one in problems)
    assert model is None or problems_of(model) == ()
