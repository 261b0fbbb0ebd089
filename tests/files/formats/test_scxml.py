"""SCXML: the test cases of the SCXML test framework (copies, with their licence beside them), inside the profile and outside it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journey_maker import random_journey
from plumbline.domain.journey.happening import Occurs
from plumbline.domain.journey.machine import Machine, NotPossible
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.problems import problems_of
from plumbline.files.formats.imported import Imported
from plumbline.files.formats.scxml import read, write
from plumbline.files.journeys import JOURNEYS, load_journey
from plumbline.files.problem import PackErrors, PackProblem
from small_journey import small

FOLDER = Path(__file__).parent / "scxml_cases"
CASES = sorted(str(file.relative_to(FOLDER).with_suffix("")) for file in FOLDER.glob("*/*.scxml"))
INSIDE = {
    "atom3-basic-tests/m0", "atom3-basic-tests/m3", "basic/basic2", "cond-js/test1", "documentOrder/documentOrder0", "hierarchy/hier1",
    "hierarchy+documentOrder/test0", "multiple-events-per-transition/test1", "parallel/test1",
}  # fmt: skip
HEAD = '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" name="lamp">'


@cache
def content(case: str) -> bytes:
    return (FOLDER / f"{case}.scxml").read_bytes()


def of(inner: str) -> Imported:
    return read(f"{HEAD}{inner}</scxml>".encode(), "lamp.scxml")


def refusal(inner: str) -> str:
    with pytest.raises(PackErrors) as raised:
        of(inner)
    return str(raised.value)


def played(model: Model, events: list[str]) -> list[list[str]]:
    """The titles of the screens that a machine is on, at the start and after each event; an event that nothing takes changes nothing."""
    machine = Machine(model)
    titles = {screen.id: screen.title for screen in model.screens}
    names = {event.title: event.id for event in model.events}
    state = machine.start()
    seen = [sorted(titles[screen] for screen in state.screens)]
    for name in events:
        with suppress(NotPossible):
            state = machine.step(state, Occurs(event=names.get(name, ""))).state
        seen.append(sorted(titles[screen] for screen in state.screens))
    return seen


@pytest.mark.parametrize("case", sorted(INSIDE))
def test_a_case_inside_the_profile_behaves_as_its_test_says(case: str) -> None:
    script = json.loads((FOLDER / f"{case}.json").read_text(encoding="utf-8"))
    wanted = [script["initialConfiguration"], *(one["nextConfiguration"] for one in script["events"])]
    model = read(content(case), case).model
    assert played(model, [one["event"]["name"] for one in script["events"]]) == [sorted(one) for one in wanted]


@pytest.mark.parametrize("case", sorted(INSIDE))
def test_a_case_inside_the_profile_is_the_same_after_it_was_written(case: str) -> None:
    model = read(content(case), case).model
    assert read(write(model).encode(), case).model == model


@pytest.mark.parametrize("case", [case for case in CASES if case not in INSIDE])
def test_a_case_outside_the_profile_is_refused_with_its_place_and_a_reason(case: str) -> None:
    with pytest.raises(PackErrors) as raised:
        read(content(case), "case.scxml")
    (problem,) = raised.value.problems
    assert "lies outside the profile: " in problem.problem
    assert problem.line > 1


@pytest.mark.parametrize("file", sorted(JOURNEYS.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_built_in_journey_is_the_same_after_it_was_written(file: Path) -> None:
    model = load_journey(file)
    assert read(write(model).encode(), "again.scxml").model == model


@given(seed=some.integers(0, 10_000))
def test_any_journey_is_the_same_after_it_was_written(seed: int) -> None:
    model = random_journey(seed)
    assert read(write(model).encode(), "again.scxml").model == model


def test_a_condition_that_was_changed_in_another_tool_counts() -> None:
    text = write(small()).replace('cond="tries &lt; 2"', 'cond="tries === 0"', 1)
    assert next(one.when for one in read(text.encode(), "a.scxml").model.transitions if one.id == "t-pay") == "tries == 0"


def test_variables_are_known_by_the_values_they_take() -> None:
    data = '<datamodel><data id="level" expr="0"/><data id="On" expr="false"/><data id="mode" expr="\'day\'"/></datamodel>'
    step = '<transition event="next" cond="level === 3 &amp;&amp; !On || In(\'a\')" target="b"><assign location="mode" expr="\'night\'"/>'
    model = of(f'{data}<state id="a">{step}</transition></state><state id="b"/>').model
    assert [(one.id, one.type, one.lo, one.hi, one.values) for one in model.variables] == [
        ("level", "int", 0, 3, ()),
        ("on", "bool", 0, 1, ()),
        ("mode", "enum", 0, 1, ("day", "night")),
    ]
    assert model.transitions[0].when == 'level == 3 && !on || in_screen("machine", "a")'
    assert model.transitions[0].updates == {"mode": '"night"'}


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ('<state id="a">\n<transition target="b"/></state><state id="b"/>', "lamp.scxml:2:1: a transition without an event"),
        ('<state id="a"><transition event="x" target="c"/></state>', "the target c, no state,"),
        ('<state id="a"><transition event="x" cond="now() &lt; 1"/></state>', "'now' in 'now() < 1', which is no variable"),
        ('<state id="a"><state id="b"><state id="c"/></state></state>', "a journey has one level of grouping"),
        ('<state id="a"/><state id="a"/>', "the id a stands twice"),
        ('<datamodel><data id="n" expr="0"/></datamodel><state id="a"><transition event="x"><assign location="n" expr="n + 1"/>'
         '</transition></state>', "the variable n lies outside the profile: its values are not known"),
        ('<parallel id="p"><state id="a"><transition event="x" target="c"/></state><state id="b"><state id="c"/></state></parallel>',
         "it leaves"),
        ("", "a machine without a state"),
        ('<state id="a" xmlns:pl="urn:plumbline:journey" pl:more="{&quot;a&quot;: [}"/>', "pl:more is not readable"),
    ],
    ids=["eventless", "no target", "code", "deep", "twice", "unbounded", "across", "empty", "broken more"],
)  # fmt: skip
def test_what_would_behave_otherwise_is_refused_with_its_reason(inner: str, words: str) -> None:
    assert words in refusal(inner)


@given(seed=some.integers(0, 200), key=some.sampled_from(["roles", "variables", "events", "stages", "order", "set", "id", "content"]))
def test_what_was_left_by_an_export_and_then_damaged_is_refused_or_read_as_a_sound_journey(seed: int, key: str) -> None:
    text = write(random_journey(seed)).replace(f"&quot;{key}&quot;:", f"&quot;{key}&quot;:7,&quot;was&quot;:")
    text = text.replace(f'"{key}":', f'"{key}":7,"was":')
    problems: Sequence[PackProblem] = ()
    try:
        model = read(text.encode(), "damaged.scxml").model
    except PackErrors as refused:
        model, problems = None, refused.problems
    assert (model is None) == bool(problems)
    assert all(one.line >= 1 and one.problem and one.remedy for one in problems)
    assert model is None or problems_of(model) == ()
