"""Each built-in journey can be played before a customer: what it contains, and what happens in every state that it can reach."""

from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from plumbline.cli.journey_play import Terminal
from plumbline.domain.journey.happening import Happening, Occurs, State
from plumbline.domain.journey.known import BINDING
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import DEVICES, Model, Preset, Screen
from plumbline.files.journeys import JOURNEYS, load_journey

TEMPLATES = tuple(sorted(file.stem for file in JOURNEYS.glob("*.yaml")))
EACH = pytest.mark.parametrize("name", TEMPLATES)
ASKED_FOR = {
    "onboarding", "activation", "checkout-declined", "subscription-cancel", "contract-review", "document-request", "parcel-delay",
    "warehouse-exception", "pilot-signup", "support-escalation", "claim",
}  # fmt: skip
GIVEN_WHEN_THEN = ("Given ", " when ", " then ")


@cache
def template(name: str) -> Model:
    return load_journey(JOURNEYS / f"{name}.yaml")


@cache
def steps(name: str) -> dict[State, dict[Happening, State]]:
    """What can happen in every state that a template can reach, and where it leads."""
    machine = Machine(template(name))
    found: dict[State, dict[Happening, State]] = {}
    waiting = deque([machine.start()])
    while waiting:
        state = waiting.popleft()
        if state in found:
            continue
        happenings: list[Happening] = [Occurs(event=event.id) for event in machine.possible(state)]
        happenings += [entry for role in machine.roles for entry in machine.entries(state, role)]
        found[state] = {happening: machine.step(state, happening).state for happening in happenings}
        waiting.extend(found[state].values())
    return found


def reaching(name: str, wanted: set[str]) -> set[State]:
    """The states from which one of some screens can still be reached."""
    before: dict[State, list[State]] = {}
    for state, leads in steps(name).items():
        for after in leads.values():
            before.setdefault(after, []).append(state)
    waiting = [state for state in steps(name) if wanted & set(state.screens)]
    found = set(waiting)
    while waiting:
        for state in before.get(waiting.pop(), ()):
            if state not in found:
                found.add(state)
                waiting.append(state)
    return found


def of_kind(name: str, kind: str) -> list[Screen]:
    return [screen for screen in template(name).screens if screen.kind == kind]


def lost(name: str, screen: Screen, wanted: set[str]) -> list[State]:
    """The states on a screen from which none of the wanted screens can be reached any more."""
    able = reaching(name, wanted)
    return [state for state in steps(name) if screen.id in state.screens and state not in able]


def test_the_journeys_that_are_asked_for_most_are_built_in() -> None:
    assert set(TEMPLATES) >= ASKED_FOR


def test_no_two_built_in_journeys_have_the_same_shape() -> None:
    shapes = {tuple(sorted(Counter((one.role, one.kind) for one in template(name).screens).values())) for name in TEMPLATES}
    assert len(shapes) == len(TEMPLATES)


def test_every_device_is_used() -> None:
    assert {template(name).device for name in TEMPLATES} == set(DEVICES)


@EACH
def test_it_says_what_it_is_about_and_what_each_part_is_for(name: str) -> None:
    model = template(name)
    assert model.summary
    assert len(model.sections) >= 3
    assert all(section.objective for section in model.sections)
    assert {screen.section for screen in model.screens} == {section.id for section in model.sections}


@EACH
def test_at_least_two_people_and_three_roles_take_part(name: str) -> None:
    actors = [role.actor for role in template(name).roles]
    assert len(actors) >= 3
    assert actors.count("person") >= 2


@EACH
def test_its_names_are_parameters_and_every_parameter_is_used(name: str) -> None:
    model = template(name)
    assert len(model.parameters) >= 2
    assert {one.id for one in model.parameters} <= set(BINDING.findall(shown(model)))


@EACH
def test_it_has_decisions_waits_and_a_plan_b(name: str) -> None:
    for kind in ("decision", "waiting", "exception", "recovery", "fallback", "terminal"):
        assert of_kind(name, kind), kind


@EACH
def test_a_wait_ends_by_itself(name: str) -> None:
    model = template(name)
    timers = {event.id for event in model.events if event.kind == "timer"}
    stages = {screen.id: screen.stage for screen in model.screens}
    left = {one.source for one in model.transitions if one.event in timers}
    waits = [screen.id for screen in of_kind(name, "waiting") if {screen.id, stages[screen.id]} & left]
    assert len(timers) >= 2
    assert waits


@EACH
def test_every_fault_that_is_required_has_an_owner_a_severity_and_a_recovery_that_can_be_reached(name: str) -> None:
    model = template(name)
    assert len(model.requires) >= 3
    assert set(model.requires) == {event.id for event in model.events if event.kind == "fault"}
    for screen in of_kind(name, "exception"):
        assert screen.owner
        assert screen.severity
        assert any(one.target == screen.id and one.event == screen.fault for one in model.transitions), screen.id
        assert any(screen.id in state.screens for state in steps(name) if state in reaching(name, {screen.recovery})), screen.id
    assert len({screen.severity for screen in of_kind(name, "exception")}) >= 2


@EACH
def test_every_exception_is_recovered_wherever_it_strikes(name: str) -> None:
    for screen in of_kind(name, "exception"):
        ends = {one.id for one in template(name).screens if one.role == screen.role and (one.kind == "fallback" or one.result == "success")}
        assert not lost(name, screen, ends), screen.id


@EACH
def test_every_screen_can_be_reached(name: str) -> None:
    seen = {screen for state in steps(name) for screen in state.screens}
    assert {screen.id for screen in template(name).screens} == seen


@EACH
def test_nobody_is_left_without_anything_that_can_happen(name: str) -> None:
    model = template(name)
    ends = {screen.id for screen in model.screens if screen.kind == "terminal"}
    people = [role.actor == "person" for role in model.roles]
    for state, leads in steps(name).items():
        if not leads:
            assert all(screen in ends for screen, person in zip(state.screens, people, strict=True) if person), state


@EACH
def test_no_button_that_is_shown_does_nothing(name: str) -> None:
    machine = Machine(template(name))
    for state in steps(name):
        possible = {event.id for event in machine.possible(state)}
        for role in machine.roles:
            pressed = {part.act for part in machine.controls(state, role) if part.act}
            assert pressed <= possible, (state, role)


@EACH
def test_every_act_that_is_possible_has_a_button(name: str) -> None:
    machine = Machine(template(name))
    for state in steps(name):
        for event in machine.possible(state):
            if event.kind == "act":
                assert event.id in {part.act for part in machine.controls(state, event.role)}, (state, event.id)


@EACH
def test_every_screen_begins_with_a_heading_and_the_levels_do_not_jump(name: str) -> None:
    for screen in template(name).screens:
        levels = [part.level for part in screen.content if part.type == "heading"]
        assert levels, screen.id
        assert levels[0] == 1, screen.id
        assert all(after <= before + 1 for before, after in pairwise(levels))


@EACH
def test_there_are_tasks_that_can_be_done(name: str) -> None:
    model = template(name)
    assert len(model.tasks) >= 2
    seen = {screen for state in steps(name) for screen in state.screens}
    for task in model.tasks:
        assert set(task.success) <= seen
        assert task.question != "none"


@EACH
def test_every_preset_can_be_played_and_its_faults_strike_in_their_order(name: str) -> None:
    model, machine = template(name), Machine(template(name))
    assert any(preset.faults for preset in model.presets)
    for preset in model.presets:
        assert most_struck(machine, preset) == len(preset.faults), preset.id


@EACH
def test_every_required_fault_is_in_a_criterion_and_every_criterion_is_given_when_then(name: str) -> None:
    model = template(name)
    assert len(model.criteria) >= 3
    assert set(model.requires) <= {one.fault for one in model.criteria} | {fault for preset in model.presets for fault in preset.faults}
    for one in model.criteria:
        assert all(word in one.text for word in GIVEN_WHEN_THEN), one.id
        assert one.reaches


def shown(model: Model) -> str:
    """All texts of a journey that people see, one after the other."""
    parts = [part for screen in model.screens for part in (*screen.content, *screen.hotspots)]
    texts = [text for part in parts for text in (part.text, getattr(part, "hint", ""))]
    texts += [cell for screen in model.screens for part in screen.content for row in part.rows for cell in row]
    texts += [item.text for screen in model.screens for part in screen.content for item in part.items]
    return "\n".join([*texts, *(screen.title for screen in model.screens), *(task.goal for task in model.tasks)])


def most_struck(machine: Machine, preset: Preset) -> int:
    """How many of a preset's faults can strike one after the other, each as soon as it can."""
    waiting, most = deque([(machine.start(preset), 0)]), 0
    seen = set(waiting)
    while waiting and most < len(preset.faults):
        state, struck = waiting.popleft()
        for after, strikes in after_one(machine, state, preset.faults[struck]):
            if (after, struck + strikes) not in seen:
                seen.add((after, struck + strikes))
                waiting.append((after, struck + strikes))
                most = max(most, struck + strikes)
    return most


def after_one(machine: Machine, state: State, fault: str) -> Iterator[tuple[State, int]]:
    """The states after one happening, with 1 when the fault struck."""
    possible = [event.id for event in machine.possible(state)]
    if fault in possible:
        yield machine.step(state, Occurs(event=fault)).state, 1
        return
    for event in possible:
        if machine.events[event].kind != "fault":
            yield machine.step(state, Occurs(event=event)).state, 0
    for role in machine.roles:
        for entry in machine.entries(state, role):
            yield machine.step(state, entry).state, 0


@EACH
def test_every_template_has_a_sample_run_that_plays_again_to_where_it_ended(name: str) -> None:
    model = template(name)
    assert model.samples
    for sample in model.samples:
        played = Terminal(model, role=sample.role, preset=sample.preset, task=sample.task)
        for step in sample.steps:
            assert played.take(step) == "", f"{sample.id}: {step}"
        assert played.state.screens == sample.ends
        kinds = {screen.id: screen.kind for screen in model.screens}
        assert kinds[sample.ends[[role.id for role in model.roles].index(sample.role)]] == "terminal"
