"""What the conditions of the built-in packs say about cycles: nothing is done by doing nothing, everything can be done."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from pack_grounds import R1, packs, plans
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.facts import FACT_TYPES, cycle_facts
from plumbline.domain.playbook.compose import compose
from plumbline.domain.playbook.pattern import apply_patterns
from plumbline.domain.playbook.plan import Condition, GateRule, Step
from plumbline.domain.workspace import rules
from plumbline.kernel.expression import MissingFact, Record, compile_expression

Facts = Mapping[str, Mapping[str, Any]]
NOT_BUILT: Facts = {source: {} for source in FACT_TYPES}
PLAN = plans()[R1]
STEPS = {step.id: step for step in PLAN.steps}
GATES = {gate.id: gate for gate in PLAN.gates}


def untouched() -> dict[str, Any]:
    """The facts of a cycle that was composed a minute ago."""
    return {
        **counts_of("cycle"),
        "areas_unowned": 7,
        "decisions": 1,
        "decisions_unowned": 1,
        "risks": 6,
        "risks_open": 6,
        "risks_unassessed": 6,
        "sections": 6,
        "objectives": 1,
    }


def finished() -> dict[str, Any]:
    """The facts of a cycle in which everything was done, as far as they can be observed today."""
    return {
        **counts_of("cycle"),
        **dict.fromkeys(("outcome_set", "midpoint_reached", "window_ended"), True),
        **dict.fromkeys(
            ("objectives", "sections", "decisions", "decisions_ended", "entry_ready", "entry_passed", "threads", "blockers"), 2
        ),
        **dict.fromkeys(("risks", "evidence_accepted", "reviews_closed", "reviews_due"), 4),
    }


def counts_of(source: str) -> dict[str, Any]:
    kind = FACT_TYPES[source]
    assert isinstance(kind, Record)
    return {name: False if str(of) == "a boolean" else 0 for name, of in kind.fields.items()}


def done(step: Step, cycle: Mapping[str, Any], recorded: bool) -> bool | None:
    """None: not measured yet."""
    try:
        return compile_expression(step.condition, FACT_TYPES).holds(
            {**NOT_BUILT, **UNLOOKED, "cycle": cycle, "step": {"manual_recorded": recorded}}
        )
    except MissingFact:
        return None


UNLOOKED: Facts = {"support": {"reviewed": False}, "retrospective": {"held": False}, "wrap_up": {"written": False}}
LOOKED_BACK: Facts = {"support": {"reviewed": True}, "retrospective": {"held": True}, "wrap_up": {"written": True, "open_ends": 0}}


def unmet(gate: GateRule, facts: Facts) -> list[str]:
    known = {**NOT_BUILT, "drill": {"held": True, "gaps_open": 0}, "frame": counts_of("frame"), **LOOKED_BACK, **facts}
    return [one.id for one in gate.conditions if not compile_expression(one.expression, FACT_TYPES).holds(known)]


def test_nothing_launches_before_the_escalation_was_rehearsed_and_its_gaps_are_closed():
    gate = GATES["launch-readiness"]
    assert unmet(gate, {"cycle": finished(), "drill": {"held": False, "gaps_open": 0}}) == ["escalation-drilled"]
    assert unmet(gate, {"cycle": finished(), "drill": {"held": True, "gaps_open": 2}}) == ["drill-gaps-closed"]


@pytest.mark.parametrize("step", PLAN.steps, ids=lambda step: step.id)
def test_no_step_is_done_in_a_cycle_nobody_has_touched(step: Step):
    assert done(step, untouched(), recorded=False) is not True


@pytest.mark.parametrize("step", PLAN.steps, ids=lambda step: step.id)
def test_every_step_can_be_done_with_what_can_be_observed_and_recorded_today(step: Step):
    assert done(step, finished(), recorded=True) is True


@pytest.mark.parametrize("step", [step for step in PLAN.steps if step.manual], ids=lambda step: step.id)
def test_a_step_with_a_manual_part_is_not_done_before_it_is_recorded(step: Step):
    assert done(step, finished(), recorded=False) is not True


@pytest.mark.parametrize("step", PLAN.steps, ids=lambda step: step.id)
def test_recording_the_manual_part_alone_does_not_finish_what_can_be_observed(step: Step):
    reads_the_cycle = "cycle." in step.condition
    assert done(step, untouched(), recorded=True) is (not reads_the_cycle)


@pytest.mark.parametrize(
    ("step", "undone"),
    [
        ("scope-session", {"outcome_set": False}),
        ("scope-session", {"areas_unowned": 1}),
        ("riskiest-journey", {"risks_unassessed": 1}),
        ("scope-tradeoffs", {"decisions_unowned": 1}),
        ("entry-gate", {"entry_ready": 0}),
        ("entry-gate", {"decisions_in_review": 1}),
        ("blocker-list", {"blockers_overdue": 1}),
        ("blocker-list", {"blockers_unescalated": 1}),
        ("prelaunch-evidence", {"evidence_pending": 1}),
        ("prelaunch-evidence", {"evidence_expired": 1}),
        ("weekly-review", {"reviews_closed": 3}),
        ("midpoint-audit", {"risks_unmitigated": 1}),
        ("midpoint-audit", {"midpoint_reached": False}),
        ("retrospective", {"window_ended": False}),
        ("support-signal-review", {"window_ended": False}),
        ("wrap-up", {"decisions_open": 1}),
        ("wrap-up", {"blockers_open": 1}),
    ],
)
def test_one_thing_left_undone_keeps_its_step_open(step: str, undone: dict[str, Any]):
    assert done(STEPS[step], {**finished(), **undone}, recorded=True) is not True


@pytest.mark.parametrize("step", ["retrospective", "support-signal-review", "wrap-up"])
def test_a_step_after_launch_is_done_by_its_record_whatever_that_carries_on(step: str):
    """The record cannot be made before the launch, and names what stays open; nothing else has to be true besides."""
    busy = {**untouched(), "decisions_open": 2, "blockers_open": 1}
    known = {**NOT_BUILT, "cycle": busy, "step": {"manual_recorded": False}}
    expression = compile_expression(STEPS[step].condition, FACT_TYPES)
    assert expression.holds({**known, **LOOKED_BACK})
    assert not expression.holds({**known, **UNLOOKED})


def test_the_wrap_up_step_is_open_again_while_something_is_open_that_the_wrap_up_does_not_name():
    expression = compile_expression(STEPS["wrap-up"].condition, FACT_TYPES)
    known = {**NOT_BUILT, "cycle": untouched(), "step": {"manual_recorded": False}}
    assert not expression.holds({**known, "wrap_up": {"written": True, "open_ends": 1}})


def test_the_review_after_launch_waits_for_the_record_of_supports_reading():
    assert unmet(GATES["post-launch-review"], {"cycle": finished(), "support": {"reviewed": False}}) == ["support-read"]


def test_the_blocker_list_counts_as_kept_in_a_cycle_that_never_had_a_blocker():
    assert done(STEPS["blocker-list"], {**finished(), "blockers": 0}, recorded=False) is True


def approved() -> dict[str, Any]:
    """The facts of a decision that may enter implementation; journeys are not measured yet."""
    facts = {**counts_of("decision"), "state": "approved", "criteria": 2}
    facts |= dict.fromkeys(
        ("owned", "owner_active", "has_due", "has_fallback", "approved", "content_current", "four_eyes_met", "backed"), True
    )
    del facts["journey_findings_open"]
    return facts


ENTRY = [
    ("approved", {"approved": False}),
    ("criteria-met", {"criteria_unmet": 1}),
    ("criteria-met", {"criteria": 0}),
    ("threads-closed", {"threads_blocking": 1}),
    ("concerns-settled", {"concerns_open": 1}),
    ("not-held", {"held": True}),
    ("conditions-met", {"conditions_open": 1}),
    ("prerequisites-final", {"prerequisites_open": 1}),
    ("content-current", {"content_current": False}),
    ("not-suspect", {"suspect": True}),
    ("journey-accepted", {"journey_findings_open": 2}),
]


def test_an_approved_decision_passes_the_entry_gate_while_journeys_are_not_measured():
    assert unmet(GATES["implementation-entry"], {"cycle": finished(), "decision": approved()}) == []


@pytest.mark.parametrize(("condition", "wrong"), ENTRY)
def test_the_entry_gate_names_the_one_thing_that_no_longer_holds(condition: str, wrong: dict[str, Any]):
    assert unmet(GATES["implementation-entry"], {"cycle": finished(), "decision": {**approved(), **wrong}}) == [condition]


def test_nothing_enters_implementation_while_a_safeguard_is_only_named():
    frame = {**counts_of("frame"), "safeguards_unformalised": 1}
    facts = {"cycle": finished(), "decision": approved(), "frame": frame}
    assert unmet(GATES["implementation-entry"], facts) == ["safeguards-formalised"]


@pytest.mark.parametrize("gate", [gate for gate in PLAN.gates if gate.subject == "cycle"], ids=lambda gate: gate.id)
def test_a_gate_of_the_cycle_is_shut_at_the_beginning_and_opens_when_all_is_done(gate: GateRule):
    nothing = {**untouched(), "objectives": 0, "blockers_unescalated": 1}
    assert unmet(gate, {"cycle": nothing}) != []
    assert unmet(gate, {"cycle": finished()}) == []


@pytest.mark.parametrize("pattern", [pattern.id for pattern in PLAN.patterns])
def test_with_any_pattern_on_the_gates_still_have_a_verdict_and_can_be_passed(pattern: str):
    plan = apply_patterns(compose(packs(), *R1, frozenset()), {pattern})
    for gate in plan.gates:
        assert unmet(gate, {"cycle": finished(), "decision": approved()}) == []


def entry_with_parallel_validation(wrong: dict[str, Any], cycle: dict[str, Any] | None = None) -> list[str]:
    plan = apply_patterns(PLAN, {"parallel-validation"})
    gate = next(gate for gate in plan.gates if gate.id == "implementation-entry")
    return unmet(gate, {"cycle": {**finished(), **(cycle or {})}, "decision": {**approved(), **wrong}})


def test_parallel_validation_lets_a_decision_start_ahead_of_its_prerequisites_if_a_second_person_stands_behind_it():
    assert entry_with_parallel_validation({"prerequisites_open": 1, "criteria_unmet": 1}) == []
    assert entry_with_parallel_validation({"prerequisites_open": 1, "backed": False}) == ["prerequisites-final"]
    assert entry_with_parallel_validation({"criteria_unmet": 1, "votes_missing": 1}) == ["criteria-met"]


def test_parallel_validation_stops_while_a_blocker_is_overdue():
    assert entry_with_parallel_validation({"prerequisites_open": 1}, {"blockers_overdue": 1}) == ["prerequisites-final"]


@pytest.mark.parametrize(("condition", "wrong"), [one for one in ENTRY if one[0] not in ("criteria-met", "prerequisites-final")])
def test_parallel_validation_stops_nothing_else_from_being_asked(condition: str, wrong: dict[str, Any]):
    assert entry_with_parallel_validation(wrong) == [condition]


def test_the_published_facts_let_a_condition_ask_whether_a_source_is_built():
    published = cycle_facts(machine.new("cyc_1"), rules.new("wsp_1"), datetime(2026, 3, 2, tzinfo=UTC))
    asking = [one for gate in PLAN.gates if gate.subject == "cycle" for one in gate.conditions if one.expression.startswith("!has(")]
    unbuilt = [one for one in asking if not recorded(one, published)]
    assert unbuilt
    assert all(compile_expression(one.expression, FACT_TYPES).holds(published) for one in unbuilt)
    with pytest.raises(MissingFact):
        compile_expression("journey.count > 0", FACT_TYPES).holds(published)


def recorded(condition: Condition, published: Facts) -> bool:
    """Return whether the fact that a condition asks for first has a value."""
    source, name = re.findall(r"\w+", condition.expression)[1:3]
    return name in published[source]


def test_a_condition_that_holds_while_nothing_is_recorded_says_so():
    on = apply_patterns(PLAN, {pattern.id for pattern in PLAN.patterns})
    vacuous = [one for gate in on.gates for one in gate.conditions if one.expression.startswith("!has(")]
    assert len(vacuous) >= 10
    assert [one.sentence for one in vacuous if not re.search(r"recorded|if it changes one", one.sentence)] == []
