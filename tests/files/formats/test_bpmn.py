"""BPMN 2.0: the reference models of the BPMN Model Interchange Working Group (copies, with their licence beside them), and broken files."""

import random
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journey_maker import random_journey
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.problems import problems_of
from plumbline.files.formats.bpmn import read, write
from plumbline.files.formats.bpmn.diagram import MODEL, NODES, TASKS
from plumbline.files.formats.imported import Imported
from plumbline.files.formats.own import read as read_own
from plumbline.files.formats.own import write_yaml
from plumbline.files.journeys import JOURNEYS, load_journey
from plumbline.files.problem import PackErrors
from plumbline.files.xml_reader import Element, read_xml
from small_journey import small

FOLDER = Path(__file__).parent / "bpmn_miwg"
FILES = sorted(file.name for file in FOLDER.glob("*.bpmn"))
EACH = pytest.mark.parametrize("name", FILES)
LOST = {
    "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput", "dataOutput", "dataInputAssociation",
    "dataOutputAssociation", "ioSpecification", "textAnnotation", "association", "group", "category", "message", "resource",
    "potentialOwner", "globalTask", "compensateEventDefinition", "extensionElements",
}  # fmt: skip
HEAD = f'<definitions xmlns="{MODEL}" name="Test"><process id="p" name="Office">'
TAIL = "</process></definitions>"


@cache
def imported(name: str) -> Imported:
    return read((FOLDER / name).read_bytes(), name)


@cache
def elements(name: str) -> list[Element]:
    return list(read_xml((FOLDER / name).read_bytes(), name).everything())


def of(inner: str) -> Imported:
    return read((HEAD + inner + TAIL).encode(), "test.bpmn")


def flow(source: str, target: str, more: str = "") -> str:
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}" {more}/>'


def moves(found: Imported) -> set[tuple[str, str, str]]:
    return {(one.source, one.event, one.target) for one in found.model.transitions}


def test_the_ten_reference_models_are_here() -> None:
    assert len(FILES) == 10


@EACH
def test_a_reference_model_opens_without_a_problem_and_is_a_journey_that_runs(name: str) -> None:
    model = imported(name).model
    assert problems_of(model) == ()
    assert Machine(model).possible(Machine(model).start())
    assert read_own(write_yaml(model).encode(), "again.yaml").model == model


@EACH
def test_every_lane_with_a_step_is_a_role(name: str) -> None:
    lanes = {one.get("name").strip() for one in elements(name) if one.name == "lane" and list(one.named("flowNodeRef"))}
    assert lanes - {""} <= {role.title for role in imported(name).model.roles}


@EACH
def test_every_task_is_a_screen_or_is_named_as_lost(name: str) -> None:
    titles = {screen.title for screen in imported(name).model.screens}
    lines = {loss.line for loss in imported(name).losses}
    for one in elements(name):
        if one.name in TASKS and one.get("name").strip():
            assert " ".join(one.get("name").split()) in titles or one.place.line in lines, one.get("name")


@EACH
def test_every_boundary_error_escalation_and_timer_is_an_exception(name: str) -> None:
    wanted = [
        one
        for one in elements(name)
        if one.name == "boundaryEvent" and any(re.match("(error|escalation|timer)Event", child.name) for child in one.children)
    ]
    exceptions = [screen for screen in imported(name).model.screens if screen.kind == "exception"]
    assert len(exceptions) == len(wanted)


@EACH
def test_every_choice_is_a_variable_that_conditions_read(name: str) -> None:
    leaving = {one.get("id"): len(list(one.named("outgoing"))) for one in elements(name) if one.name == "exclusiveGateway"}
    model = imported(name).model
    assert len(model.variables) >= sum(count > 1 for count in leaving.values())
    assert all(any(variable.id in one.when for one in model.transitions) for variable in model.variables)


@EACH
def test_the_report_names_each_thing_that_is_not_kept(name: str) -> None:
    lines = {loss.line for loss in imported(name).losses}
    for one in elements(name):
        if one.space == MODEL and one.name in LOST:
            assert one.place.line in lines, (one.name, one.place)


def test_a_hand_over_to_another_lane_is_taken_by_both() -> None:
    lanes = '<laneSet><lane id="a" name="Ann"><flowNodeRef>s</flowNodeRef><flowNodeRef>x</flowNodeRef></lane>'
    lanes += '<lane id="b" name="Bob"><flowNodeRef>y</flowNodeRef></lane></laneSet>'
    found = of(lanes + '<startEvent id="s"/><task id="x" name="Ask"/><task id="y" name="Answer"/>' + flow("s", "x") + flow("x", "y"))
    assert {("ask", "ask-done", "ann-waits"), ("bob-waits", "ask-done", "answer")} <= moves(found)


def test_a_gateway_becomes_a_choice_and_its_condition_is_named() -> None:
    condition = '<sequenceFlow id="f" sourceRef="g" targetRef="y" name="big"><conditionExpression>amount &gt; 9</conditionExpression>'
    condition += "</sequenceFlow>"
    found = of(
        '<startEvent id="s"/><exclusiveGateway id="g" name="How much?"/><task id="x" name="Pay"/><task id="y" name="Ask"/>'
        + flow("s", "g")
        + flow("g", "x", 'name="small"')
        + condition
    )
    assert found.model.variables[0].values == ("small", "big")
    assert {one.when for one in found.model.transitions if one.source == "how-much"} == {'how_much == "small"', 'how_much == "big"'}
    assert any("amount > 9" in loss.what for loss in found.losses)


def test_a_boundary_timer_is_an_exception_with_an_owner_and_a_recovery() -> None:
    boundary = '<boundaryEvent id="b" name="Too late" attachedToRef="x"><timerEventDefinition><timeDuration>PT2H</timeDuration>'
    boundary += '</timerEventDefinition></boundaryEvent><task id="y" name="Remind"/>'
    found = of('<startEvent id="s"/><task id="x" name="Wait"/>' + boundary + flow("s", "x") + flow("b", "y"))
    screen = next(one for one in found.model.screens if one.kind == "exception")
    assert (screen.title, screen.severity, screen.owner, screen.recovery) == ("Too late", "minor", "office", "remind")
    assert any(event.kind == "fault" and "PT2H" in event.title for event in found.model.events)


@pytest.mark.parametrize(
    ("inner", "what", "became"),
    [
        ('<task id="x"/><sequenceFlow id="f" sourceRef="x" targetRef="none"/>', "sequence flow f", "targetRef none is no step"),
        ('<task id="x" name="A"/><task id="x" name="B"/>', "task B", "its id stands twice"),
        ('<task id="x"/><boundaryEvent id="b" name="Oops" attachedToRef="none"><errorEventDefinition/></boundaryEvent>', "Oops", "nothing"),
        ('<task id="x"/><laneSet><lane id="l" name="L"><flowNodeRef>none</flowNodeRef></lane></laneSet>', "step of lane L", "no step"),
        ('<task id="x"/><task id="u" name="U"/><task id="v" name="V"/>' + flow("u", "v") + flow("v", "u"), "U", "no flow leads to it"),
        ('<startEvent id="s"/><exclusiveGateway id="g"/><exclusiveGateway id="h"/>' + flow("s", "g") + flow("g", "h") + flow("h", "g"),
         "exclusive gateway", "circle"),
        ('<exclusiveGateway id="g" name="G"/>' + flow("g", "g"), "G", "no flow leads to it"),
        ('<task id="x"/><fancyThing id="f" name="F"/>', "fancy thing F", "nothing like it"),
        ('<task id="x"><multiInstanceLoopCharacteristics/></task>', "multi instance", "once"),
    ],
    ids=["dangling flow", "id twice", "boundary of nothing", "lane of nothing", "unreachable", "circle", "gateway", "unknown", "repeated"],
)  # fmt: skip
def test_a_defect_is_explained_and_the_rest_is_kept(inner: str, what: str, became: str) -> None:
    found = of(inner)
    assert found.model.screens
    assert any(what in loss.what and became in loss.became for loss in found.losses), [str(loss) for loss in found.losses]


def test_a_very_long_process_is_read_or_refused_but_never_breaks() -> None:
    tasks = "".join(f'<task id="t{n}"/>' for n in range(400)) + "".join(flow(f"t{n}", f"t{n + 1}") for n in range(399))
    assert len(of(tasks).model.screens) == 402
    with pytest.raises(PackErrors, match="at most 2000"):
        of("".join(f'<task id="t{n}"/>' for n in range(2001)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<a/>", "test.bpmn:1:1: the root is a; expected definitions of BPMN 2.0"),
        (f'<definitions xmlns="{MODEL}"/>'.encode(), "no process has a step"),
        (b"<!DOCTYPE x><definitions/>", "a document type or an entity"),
    ],
)
def test_what_is_no_process_is_refused_with_a_reason(content: bytes, words: str) -> None:
    with pytest.raises(PackErrors) as raised:
        read(content, "test.bpmn")
    assert words in str(raised.value)


@given(name=some.sampled_from(FILES), seed=some.integers(0, 2**32))
def test_a_damaged_reference_model_still_gives_a_whole_journey_or_a_reason(name: str, seed: int) -> None:
    chance = random.Random(seed)
    text = (FOLDER / name).read_text(encoding="latin-1" if "ISO-8859-1" in (FOLDER / name).read_text("latin-1")[:80] else "utf-8")
    lines = text.splitlines()
    for _ in range(chance.randint(1, 6)):  # references go wrong, elements go missing
        place = chance.randrange(len(lines))
        lines[place] = chance.choice(("", re.sub(r'"[^"]{20,}"', '"gone"', lines[place]), lines[place] + lines[place].strip()))
    try:
        found = read("\n".join(lines).encode("latin-1" if "ISO-8859-1" in lines[0] else "utf-8"), name)
    except PackErrors:
        return
    assert problems_of(found.model) == ()


@pytest.mark.parametrize("file", sorted(JOURNEYS.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_journey_that_is_written_comes_back_with_its_roles_screens_and_faults(file: Path) -> None:
    model = load_journey(file)
    again = read(write(model).encode(), "again.bpmn").model
    assert [role.title for role in again.roles] == [role.title for role in model.roles]
    shown = {"onboarding": {"Welcome to Fieldnote"}, "pilot-signup": {"Six weeks with Lotse"}}.get(file.stem, set[str]())
    assert {screen.title for screen in model.screens if "{" not in screen.title} | shown <= {screen.title for screen in again.screens}
    faults = {event.title for event in model.events if event.kind == "fault"}
    assert faults <= {screen.title for screen in again.screens if screen.kind == "exception"}


@given(seed=some.integers(0, 10_000))
def test_any_journey_is_written_so_that_it_opens_and_everything_in_it_is_drawn(seed: int) -> None:
    text = write(random_journey(seed))
    assert problems_of(read(text.encode(), "again.bpmn").model) == ()
    everything = list(read_xml(text.encode(), "again.bpmn").everything())
    drawn = [one.get("bpmnElement") for one in everything if one.name in ("BPMNShape", "BPMNEdge")]
    steps = {one.get("id") for one in everything if one.name in (*NODES, "sequenceFlow", "participant")}
    assert set(drawn) == steps
    assert len(drawn) == len(steps)


def test_conditions_and_updates_stand_on_the_flows() -> None:
    text = write(small())
    assert '<conditionExpression xsi:type="tFormalExpression">tries &lt; 2</conditionExpression>' in text
    assert "<documentation>tries = tries + 1</documentation>" in text


def test_braces_in_another_tools_texts_stand_for_no_variable() -> None:
    (screen,) = [one for one in of('<task id="x" name="Greet {name}"/>').model.screens if one.kind == "normal"]
    assert screen.content[0].text == "Greet (name)"
