from dataclasses import replace

import pytest

from pack_grounds import PATTERNS, R1, R2, R3, STEPS, STRATEGIES, packs, plans
from plumbline.domain.playbook import binding
from plumbline.domain.playbook.catalogue import DETECTORS, METRICS
from plumbline.domain.playbook.completeness import gaps
from plumbline.domain.playbook.compose import CompositionError, compose, without_risks
from plumbline.domain.playbook.plan import Plan

EACH = pytest.mark.parametrize("plan", list(plans().values()), ids=lambda plan: plan.id)


def test_three_industries_two_roles_and_two_objectives_give_twelve_playbooks():
    assert len(plans()) == 12
    assert len({plan.id for plan in plans().values()}) == 12
    assert len({plan.title for plan in plans().values()}) == 12


@EACH
def test_a_playbook_has_every_part_and_nothing_is_blank_or_dangling(plan: Plan):
    assert gaps(plan) == ()


@EACH
def test_the_sixteen_steps_stand_in_order_each_with_a_condition(plan: Plan):
    assert [step.id for step in plan.steps] == STEPS
    assert [step.number for step in plan.steps] == list(range(1, 17))
    assert all(step.condition for step in plan.steps)
    assert [step.id for step in plan.steps if step.after_launch] == STEPS[13:]


@EACH
def test_six_metrics_are_known_and_bound_to_a_pressure_a_signal_and_a_promise(plan: Plan):
    assert [metric.slot for metric in plan.metrics] == [1, 2, 3, 4, 5, 6]
    assert {metric.id for metric in plan.metrics} <= set(METRICS)
    assert [metric.id for metric in plan.metrics][4:] == ["decision-closure-rate", "exception-completion-quality"]


@EACH
def test_each_of_the_six_risks_has_a_strategy_of_its_own_an_action_and_a_detector(plan: Plan):
    assert {risk.strategy for risk in plan.risks} == STRATEGIES
    assert len({risk.action for risk in plan.risks}) == 6
    assert {risk.detector for risk in plan.risks} <= set(DETECTORS)
    assert [risk.source for risk in plan.risks] == ["warning-sign"] * 4 + ["failure-mode"] * 2
    assert [risk.id for risk in plan.risks][:4] == [sign.id for sign in plan.warning_signs]


@EACH
def test_the_fourteen_patterns_stand_in_order_and_each_changes_a_rule(plan: Plan):
    assert [pattern.id for pattern in plan.patterns] == PATTERNS
    assert [pattern.id for pattern in plan.patterns if pattern.on] == ["escalation-protocol", "forty-eight-hours"]
    assert all(pattern.rules and len(pattern.rules) == len(pattern.changes) for pattern in plan.patterns)


@EACH
def test_the_gates_cover_scope_entry_launch_pilot_review_and_every_stage(plan: Plan):
    gates = {gate.id for gate in plan.gates}
    assert gates >= {"scope-lock", "implementation-entry", "prelaunch-evidence", "launch-readiness", "pilot-exit", "post-launch-review"}
    assert gates >= {f"exit-{stage.id}" for stage in plan.stages}
    assert {stage.gate for stage in plan.stages} == {f"exit-{stage.id}" for stage in plan.stages}
    assert [gate.id for gate in plan.gates if gate.subject == "decision"] == ["implementation-entry"]


@EACH
def test_every_playbook_answers_the_six_questions(plan: Plan):
    asked = " ".join(one.question.lower() for one in plan.questions)
    for word in ("who decides", "48 hours", "before approval", "escalate", "leaves the building", "after launch"):
        assert word in asked


@EACH
def test_the_related_capabilities_are_four_and_those_leaned_on_come_first(plan: Plan):
    ids = [capability.id for capability in plan.capabilities]
    assert sorted(ids) == ["feedback-and-approvals", "integrations-and-api", "prototype-workspace", "template-library"]
    objective = packs().objectives[plan.id.rsplit(".", 1)[1]]
    assert tuple(ids[:3]) == objective.capabilities


@pytest.mark.parametrize(
    ("names", "signals"), [(R1, (1, 2, 3, 4, 1, 2)), (R2, (4, 3, 2, 1, 4, 3)), (R3, (2, 3, 4, 1, 2, 3))], ids=["R1", "R2", "R3"]
)
def test_metric_slots_of_the_reference_playbooks_are_bound_as_their_bindings_say(names: tuple[str, str, str], signals: tuple[int, ...]):
    plan = plans()[names]
    for metric, pair, signal in zip(plan.metrics, (2, 1, 3, 4, 2, 1), signals, strict=True):
        assert metric.pressure == plan.pressures[pair - 1].id
        assert metric.promise == plan.promises[pair - 1].id
        assert metric.signal == plan.target_signals[signal - 1].id


REFERENCE_RISKS: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {
    R1: [
        ("meetings-without-decisions", "pre-commitment-gate", "approvals-faster-same-quality"),
        ("approved-scope-reopened", "fallback-plan", "single-owner-escalation"),
        ("starts-with-disagreement", "criteria-and-checkpoints", "risk-mapped-approval-criteria"),
        ("timeline-slips-from-misalignment", "structured-escalation", "customer-confidence"),
        ("insights-after-lock", "criteria-in-cadence", "risk-mapped-approval-criteria"),
        ("post-launch-ownership-gap", "isolate-48h", "customer-confidence"),
    ],
    R2: [
        ("meetings-without-decisions", "structured-escalation", "post-pilot-stability"),
        ("approved-scope-reopened", "criteria-in-cadence", "revenue-path-launch-criteria"),
        ("starts-with-disagreement", "isolate-48h", "post-pilot-stability"),
        ("timeline-slips-from-misalignment", "pre-commitment-gate", "handoff-has-scoped-commitments"),
        ("momentum-without-criteria", "fallback-plan", "conversion-refund-checkpoints"),
        ("unclear-pilot-exit", "criteria-and-checkpoints", "impact-cost-priority-review"),
    ],
    R3: [
        ("scope-grows-after-planning", "structured-escalation", "adoption-consistency"),
        ("decision-owner-unclear", "criteria-in-cadence", "throughput-sign-off"),
        ("risky-assumption-open-at-launch", "isolate-48h", "adoption-consistency"),
        ("conflicting-direction", "pre-commitment-gate", "scope-holds-through-kickoff"),
        ("insights-after-lock", "fallback-plan", "exception-validation-first"),
        ("post-launch-ownership-gap", "criteria-and-checkpoints", "high-variance-checkpoints"),
    ],
}


@pytest.mark.parametrize("names", [R1, R2, R3], ids=["R1", "R2", "R3"])
def test_risks_of_the_reference_playbooks_are_bound_as_their_bindings_say(names: tuple[str, str, str]):
    assert [(risk.id, risk.strategy, risk.argument) for risk in plans()[names].risks] == REFERENCE_RISKS[names]


@pytest.mark.parametrize(
    ("names", "stage", "called"),
    [
        (R1, "outcome", "set approval criteria"),
        (R2, "implementation-inputs", "hand off the agreed scope"),
        (R3, "implementation-inputs", "hand off with measurable signals"),
    ],
    ids=["R1", "R2", "R3"],
)
def test_the_checkpoint_of_a_reference_playbook_names_its_stage(names: tuple[str, str, str], stage: str, called: str):
    risk = next(risk for risk in plans()[names].risks if risk.strategy == "criteria-and-checkpoints")
    assert (risk.stage, risk.stage_title) == (stage, called)
    assert called in risk.action


@pytest.mark.parametrize("names", [R1, R2, R3], ids=["R1", "R2", "R3"])
def test_the_rule_for_playbooks_without_a_binding_agrees_with_the_reference_bindings(names: tuple[str, str, str]):
    industry, role, objective = packs().industries[names[0]], packs().roles[names[1]], packs().objectives[names[2]]
    written = packs().bindings[names]
    assert binding.bound_metrics(role, objective) == written.metrics
    ruled = binding.bound_risks(packs().base, industry, role, objective)
    assert [(row.sign, row.strategy, row.argument, row.stage) for row in ruled] == [
        (row.sign, row.strategy, row.argument, row.stage) for row in written.risks
    ]


def test_a_playbook_without_a_binding_is_as_complete():
    plan = compose(replace(packs(), bindings={}), *R1)
    assert gaps(plan) == ()
    assert "binding" not in {pack.kind for pack in plan.packs}


def test_composing_twice_gives_the_same_plan():
    assert compose(packs(), *R1) == compose(packs(), *R1)


def test_three_unknown_ids_are_all_told_with_the_nearest_that_exists():
    with pytest.raises(CompositionError) as raised:
        compose(packs(), "legaltec", "customer-sucess", "mvp-plan", frozenset({"scoped-pilots"}))
    assert [(one.kind, one.nearest) for one in raised.value.unknown] == [
        ("industry", ("legaltech",)),
        ("role", ("customer-success",)),
        ("objective", ("mvp-planning",)),
        ("pattern", ("scoped-pilot",)),
    ]


def test_a_plan_that_would_be_incomplete_is_not_handed_out_and_everything_missing_is_listed():
    role = packs().roles["innovation"]
    unowned = replace(role.metrics[0], area="nobody")
    unseen = replace(role.failure_modes[2], detector="crystal-ball", bound_to="detector:crystal-ball")
    blank = replace(role.practices[0], text=" ")
    spoilt = replace(
        role,
        metrics=(unowned, *role.metrics[1:]),
        failure_modes=(*role.failure_modes[:2], unseen, role.failure_modes[3]),
        practices=(blank, *role.practices[1:]),
    )
    with pytest.raises(CompositionError) as raised:
        compose(replace(packs(), roles={"innovation": spoilt}), "ecommerce", "innovation", "mvp-planning")
    told = "\n".join(raised.value.gaps)
    assert "metric pilot-decision-velocity: no area nobody" in told
    assert "risk unclear-pilot-exit: no detector crystal-ball" in told
    assert "failure_modes.unclear-pilot-exit: bound to detector:crystal-ball" in told
    assert "practices[pilot-ownership].text: is blank" in told


def test_a_sentence_that_nothing_fills_is_a_gap():
    industry = packs().industries["logistics"]
    first = replace(industry.pressures[0], text="It costs {metric.9} a day.")
    spoilt = replace(industry, pressures=(first, *industry.pressures[1:]))
    with pytest.raises(CompositionError) as raised:
        compose(replace(packs(), industries={"logistics": spoilt}), *R3)
    assert any("metric.9" in gap for gap in raised.value.gaps)


def test_steps_inside_a_longer_window_stretch_with_it_and_those_after_launch_do_not():
    objective = replace(packs().objectives["mvp-planning"], window_days=40)
    plan = compose(replace(packs(), objectives={"mvp-planning": objective}), *R3)
    usual = plans()[R3]
    for step, before in zip(plan.steps, usual.steps, strict=True):
        assert step.offset_days == (before.offset_days if step.after_launch else 2 * before.offset_days)
    assert plan.policies.window_days == 40


def test_no_two_parts_of_a_playbook_say_the_same_sentence():
    for plan in plans().values():
        texts = [
            part.text
            for parts in (plan.context, plan.pressures, plan.promises, plan.safeguards, plan.practices, plan.failure_modes,
                          plan.warning_signs, plan.target_signals, plan.stages, plan.steps, plan.metrics, plan.patterns)
            for part in parts
        ]  # fmt: skip
        assert len(texts) == len(set(texts))


def test_a_plan_can_start_without_some_of_its_risks_and_an_unknown_one_is_told_with_the_nearest():
    plan = without_risks(plans()[R1], {"insights-after-lock"})
    assert [risk.id for risk in plan.risks] == [risk.id for risk in plans()[R1].risks if risk.id != "insights-after-lock"]
    with pytest.raises(CompositionError) as raised:
        without_risks(plans()[R1], {"insight-after-lock"})
    assert raised.value.unknown[0].nearest == ("insights-after-lock",)
