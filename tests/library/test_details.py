"""The details that playbooks must not lose: each is data of a pack and bound to something that the product checks or does."""

import pytest

from pack_grounds import R1, packs, plans
from plumbline.domain.playbook.pattern import apply_patterns
from plumbline.domain.playbook.plan import Change, Pattern, Plan

EACH = pytest.mark.parametrize("plan", list(plans().values()), ids=lambda plan: plan.id)


def pattern(plan: Plan, name: str) -> Pattern:
    return next(one for one in plan.patterns if one.id == name)


def rules(plan: Plan, name: str, kind: str) -> list[Change]:
    return [rule for rule in pattern(plan, name).rules if rule.kind == kind]


def added(plan: Plan, name: str) -> set[str]:
    """The conditions that a pattern adds, as gate/condition; each has to stand in the gate while the pattern is on."""
    gates = {gate.id: {one.id for one in gate.conditions} for gate in apply_patterns(plan, {name}).gates}
    found = [(rule.target, rule.condition.id) for rule in rules(plan, name, "gate") if rule.condition]
    assert all(condition in gates[gate] for gate, condition in found)
    return {f"{gate}/{condition}" for gate, condition in found}


def agenda(plan: Plan, name: str) -> dict[str, tuple[str, int]]:
    on = apply_patterns(plan, {name})
    items = {rule.target for rule in rules(plan, name, "agenda")}
    return {item.id: (item.bound_to, item.every_days) for item in on.agenda if item.id in items}


@EACH
def test_the_review_velocity_pattern_is_made_for_reviews_three_times_as_long_as_the_work(plan: Plan):
    trigger = pattern(plan, "forty-eight-hours").trigger
    assert trigger is not None
    assert (trigger.metric, trigger.times_at_least) == ("review-to-implementation-lag", 3)
    assert "three times as long as the work they gate" in trigger.sentence


@EACH
def test_the_lag_leads_the_first_metric_and_every_viewer_sees_where_a_review_stands(plan: Plan):
    lag, window = rules(plan, "forty-eight-hours", "metric")
    assert (lag.target, lag.about) == ("review-to-implementation-lag", f"metric:{plan.metrics[0].id}")
    assert (window.target, window.about) == ("comment-resolved-in-window", "step:single-source")
    assert "every viewer sees where each review stands" in window.sentence


@EACH
def test_parallel_validation_names_what_may_start_and_watches_a_coordination_pressure_as_its_stop_rule(plan: Plan):
    pressure = f"pressure:{packs().industries[plan.id.partition('.')[0]].coordination_pressure}"
    scoped = rules(plan, "parallel-validation", "scope")
    assert {rule.condition_id for rule in scoped} == {"prerequisites-final", "criteria-met"}
    assert {(rule.stop_rule, rule.about) for rule in scoped} == {("starts-with-disagreement", pressure)}
    assert all("cycle.blockers_overdue > 0" in rule.applies_when for rule in scoped)
    assert all("cycle.starts_disputed > 0" in rule.applies_when for rule in scoped), "the detector that is named as stop rule ends it"
    assert agenda(plan, "parallel-validation") == {"daily-sync": (pressure, 1)}


@EACH
def test_the_scoped_pilot_reports_every_week_on_one_promise(plan: Plan):
    promise = f"promise:{plan.promises[0].id}"
    assert agenda(plan, "scoped-pilot") == {"promise-report": (promise, 5)}
    assert [rule.about for rule in rules(plan, "scoped-pilot", "detector")] == [promise]


@EACH
def test_scope_negotiation_shows_each_deferral_in_the_prototype_and_measures_the_rest_against_a_target_signal(plan: Plan):
    assert added(plan, "scope-negotiation") == {"scope-lock/everything-ranked", "scope-lock/deferrals-shown"}
    signal = f"signal:{plan.target_signals[1].id}"
    assert agenda(plan, "scope-negotiation") == {"deferrals": (signal, 0)}
    assert [rule.about for rule in rules(plan, "scope-negotiation", "agenda")] == [signal]


@EACH
def test_staged_validation_runs_two_week_stages_with_a_boundary_edge_cases_first_and_fills_the_prototype(plan: Plan):
    assert agenda(plan, "staged-validation") == {"stage-boundary": ("gate:exit-risks", 10)}
    assert [rule.about for rule in rules(plan, "staged-validation", "agenda")] == ["gate:scope-lock"]
    assert added(plan, "staged-validation") == {"exit-risks/edges-recovered", "exit-evidence/validated-shown"}
    assert apply_patterns(plan, {"staged-validation"}).policies.evidence_fresh_days == 10


@EACH
def test_confidence_recovery_orders_releases_by_one_promise_and_wants_the_outcome_shown_before_scope_grows(plan: Plan):
    promise = f"promise:{plan.promises[1].id}"
    assert agenda(plan, "confidence-recovery") == {"release-order": (promise, 0)}
    assert [(rule.target, rule.about) for rule in rules(plan, "confidence-recovery", "detector")] == [("promise-at-risk", promise)]
    assert added(plan, "confidence-recovery") == {"launch-readiness/outcome-before-expansion"}


@EACH
def test_realignment_shortens_the_cycle_keeps_one_promise_and_wants_the_outcome_shown_before_scope_grows(plan: Plan):
    assert apply_patterns(plan, {"market-realignment"}).policies.cadence_days == 3
    assert added(plan, "market-realignment") == {"scope-lock/outcome-shown-first"}
    assert [rule.about for rule in rules(plan, "market-realignment", "detector")] == [f"promise:{plan.promises[0].id}"]


@EACH
def test_the_refinement_month_ties_deviations_to_signs_and_issues_to_a_named_standard_and_keeps_lessons(plan: Plan):
    standard = f"safeguard:{plan.safeguards[0].id}"
    assert agenda(plan, "refinement-month") == {
        "deviations": (f"metric:{plan.metrics[0].id}", 5),
        "issues-and-standards": (standard, 0),
    }
    assert rules(plan, "refinement-month", "agenda")[0].about == f"warning:{plan.warning_signs[1].id}"
    assert ("post-launch-ownership-gap", standard) in [(rule.target, rule.about) for rule in rules(plan, "refinement-month", "detector")]
    assert added(plan, "refinement-month") == {"post-launch-review/lessons-kept"}


@EACH
def test_blockers_go_up_after_one_full_cycle_through_the_leadership_of_the_role(plan: Plan):
    leadership = packs().roles[plan.id.split(".")[1]].leadership
    assert plan.policies.blocker_threshold_cycles == 1
    assert plan.policies.ladder[-1].area == "leadership"
    assert next(area for area in plan.areas if area.id == "leadership").text.lower().startswith(leadership)


@EACH
def test_steps_five_nine_and_eleven_say_and_ask_for_what_they_must(plan: Plan):
    steps = {step.id: step for step in plan.steps}
    role = packs().roles[plan.id.split(".")[1]]
    assert role.metrics[0].phrase in steps["scope-tradeoffs"].text
    assert role.practices[0].phrase in steps["scope-tradeoffs"].text
    assert "its effect on the metric and its effect on the practice" in steps["scope-tradeoffs"].manual
    assert "the launch scope waits" in steps["prelaunch-evidence"].text
    assert "cycle.evidence_pending == 0" in steps["prelaunch-evidence"].condition
    assert f"the person from {role.team} who owns" in steps["prelaunch-evidence"].text
    assert "launch.owner_named" in steps["prelaunch-evidence"].condition
    assert f"“{plan.safeguards[0].title}”" in steps["midpoint-audit"].text
    assert "the safeguard behind each mitigation" in steps["midpoint-audit"].manual


def test_only_the_legal_reference_playbook_holds_decisions_to_the_threshold_of_a_blocker():
    asking = {plan.id: plan.policies.decision_threshold_cycles for plan in plans().values() if plan.own_rules}
    assert asking == {".".join(R1): 1}
