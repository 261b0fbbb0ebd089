from collections.abc import Mapping
from datetime import timedelta

import pytest

from cycle_story import Story, unmet
from cycle_walk import settle
from pattern_story import asked_by, switch, without_patterns
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import ApprovalRule, ApproveDecision, CastVote, Option, RequireApproval
from plumbline.domain.cycle.facts import FACT_TYPES
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.risk import IdentifyRisk
from plumbline.domain.cycle.scope import AssessScope, RequestScope
from plumbline.kernel.expression import compile_expression

ENTRY = "implementation-entry"


def approved(told: Story, by: str = "ida") -> str:
    decision_id = told.in_review(by=by)
    told.shown(decision_id)
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
    return decision_id


def conditions(told: Story, gate_id: str) -> dict[str, str]:
    """The conditions of a gate as they read now, by id."""
    assert told.cycle.plan is not None
    return {one.id: one.expression for gate in told.cycle.plan.gates if gate.id == gate_id for one in gate.conditions}


def holds(told: Story, gate_id: str, condition_id: str, **facts: Mapping[str, object]) -> bool:
    """Judge one condition on given facts."""
    known: dict[str, Mapping[str, object]] = {**{source: {} for source in FACT_TYPES}, **facts}
    return compile_expression(conditions(told, gate_id)[condition_id], FACT_TYPES).holds(known)


@pytest.mark.parametrize(
    ("pattern", "gate", "condition"),
    [
        ("approval-reset", "exit-owners", "no-blocker-late"),
        ("confidence-recovery", "launch-readiness", "outcome-before-expansion"),
        ("joint-review-gates", ENTRY, "second-person"),
        ("joint-review-gates", ENTRY, "departments-voted"),
        ("market-realignment", "scope-lock", "outcome-shown-first"),
        ("monthly-comparison", "post-launch-review", "comparison-possible"),
        ("refinement-month", "post-launch-review", "lessons-kept"),
        ("scope-negotiation", "scope-lock", "everything-ranked"),
        ("scope-negotiation", "scope-lock", "deferrals-shown"),
        ("scoped-pilot", "launch-readiness", "pilot-evidence-first"),
        ("stabilisation-loop", "post-launch-review", "nothing-left-blocking"),
        ("staged-validation", "exit-risks", "edges-recovered"),
        ("staged-validation", "exit-evidence", "validated-shown"),
        ("weekly-risk-page", "exit-evidence", "issues-mapped"),
    ],
)
def test_a_gate_asks_for_more_while_a_pattern_is_on_and_for_the_same_as_before_when_it_is_off(pattern: str, gate: str, condition: str):
    told = without_patterns()
    before = conditions(told, gate)
    assert condition not in before
    switch(told, pattern)
    assert set(before) < set(conditions(told, gate))
    assert condition in conditions(told, gate)
    switch(told, pattern, on=False)
    assert conditions(told, gate) == before


def test_an_approval_reset_keeps_the_stage_of_owners_open_while_a_blocker_is_late():
    told = without_patterns()
    told.given(RaiseBlocker(title="No keys", owner_id="ana", due_at=told.now + timedelta(days=1), fallback="Test keys."), by="ida")
    switch(told, "approval-reset")
    assert "no-blocker-late" not in asked_by(told, "exit-owners")
    told.later(days=2)
    assert "no-blocker-late" in asked_by(told, "exit-owners")
    switch(told, "approval-reset", on=False)
    assert "no-blocker-late" not in asked_by(told, "exit-owners")


@pytest.mark.parametrize(
    ("pattern", "gate", "condition"),
    [
        ("market-realignment", "scope-lock", "outcome-shown-first"),
        ("scoped-pilot", "launch-readiness", "pilot-evidence-first"),
        ("confidence-recovery", "launch-readiness", "outcome-before-expansion"),
    ],
)
def test_evidence_comes_before_scope_is_expanded(pattern: str, gate: str, condition: str):
    told = without_patterns()
    switch(told, pattern)
    assert condition in asked_by(told, gate)
    refused = told.when(PassGate(gate_id=gate, item_id=told.cycle.id), by="mara")
    assert unmet(refused)
    decision_id = told.ready()
    assert condition not in asked_by(told, gate)
    settle(told.later(days=90))
    assert condition in asked_by(told, gate), decision_id


def test_joint_review_gates_ask_for_a_second_person_and_for_every_vote():
    told = without_patterns()
    decision_id = told.in_review(by="ana")
    told.shown(decision_id)
    approve = ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a")
    switch(told, "joint-review-gates")
    assert unmet(told.when(approve, by="ana")) == ["D3.four_eyes"]
    assert "second-person" in asked_by(told, ENTRY, decision_id)
    switch(told, "joint-review-gates", on=False)
    told.given(approve, by="ana")
    assert "second-person" not in asked_by(told, ENTRY, decision_id)


def test_joint_review_gates_wait_for_the_departments_that_were_asked():
    told = without_patterns()
    decision_id = told.in_review()
    told.given(RequireApproval(decision_id=decision_id, rule=ApprovalRule(mode="all", roster=("bo", "lena"))), by="ana")
    switch(told, "joint-review-gates")
    assert "departments-voted" in asked_by(told, ENTRY, decision_id)
    for voter in ("bo", "lena"):
        told.given(CastVote(decision_id=decision_id, vote="approve"), by=voter)
    assert "departments-voted" not in asked_by(told, ENTRY, decision_id)


def test_scope_negotiation_locks_nothing_while_an_item_has_no_rank():
    told = without_patterns()
    area = next(iter(told.cycle.owners))
    scope_id = told.given(RequestScope(title="Gift cards", area=area), by="ida")
    assert "everything-ranked" not in asked_by(told, "scope-lock")
    switch(told, "scope-negotiation")
    assert "everything-ranked" in asked_by(told, "scope-lock")
    told.given(AssessScope(scope_id=scope_id, contribution=4, effort=2), by="mara")
    assert "everything-ranked" not in asked_by(told, "scope-lock")


def test_scope_negotiation_hints_to_split_a_decision_with_more_than_eight_options():
    """D13."""
    told = without_patterns()

    def hinted() -> bool:
        return told.decision(told.drafted(options=tuple(Option(id="", title=f"Way {number}") for number in range(9)))).split_hint

    assert not hinted()
    switch(told, "scope-negotiation")
    assert hinted()
    switch(told, "scope-negotiation", on=False)
    assert not hinted()


def test_parallel_validation_lets_a_seen_decision_start_while_its_evidence_is_renewed_until_a_blocker_is_late():
    told = without_patterns()
    decision_id = told.in_review()
    told.shown(decision_id)
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
    settle(told.later(days=60))
    assert asked_by(told, ENTRY, decision_id) == {"criteria-met"}
    switch(told, "parallel-validation")
    assert asked_by(told, ENTRY, decision_id) == set()
    told.given(RaiseBlocker(title="No keys", owner_id="ana", due_at=told.now + timedelta(days=1), fallback="Test keys."), by="ida")
    told.later(days=2)
    assert asked_by(told, ENTRY, decision_id) == {"criteria-met"}
    told.later(days=-2)
    assert asked_by(told, ENTRY, decision_id) == set()
    switch(told, "parallel-validation", on=False)
    assert asked_by(told, ENTRY, decision_id) == {"criteria-met"}


def test_parallel_validation_lets_nothing_start_that_a_vote_is_missing_for():
    told = without_patterns()
    switch(told, "parallel-validation")
    facts = {"backed": True, "votes_missing": 0, "vetoed": False, "prerequisites_open": 1, "criteria": 1, "criteria_unmet": 1}
    quiet = {"blockers_overdue": 0, "starts_disputed": 0}
    for condition in ("prerequisites-final", "criteria-met"):
        assert holds(told, ENTRY, condition, decision=facts, cycle=quiet)
        assert not holds(told, ENTRY, condition, decision={**facts, "votes_missing": 1}, cycle=quiet)
        assert not holds(told, ENTRY, condition, decision={**facts, "backed": False}, cycle=quiet)
        assert not holds(told, ENTRY, condition, decision=facts, cycle={**quiet, "blockers_overdue": 1})
        assert not holds(told, ENTRY, condition, decision=facts, cycle={**quiet, "starts_disputed": 1})


def test_the_stabilisation_loop_does_not_end_over_an_open_blocker():
    told = without_patterns()
    told.given(RaiseBlocker(title="No keys", owner_id="ana", due_at=told.now + timedelta(days=1), fallback="Test keys."), by="ida")
    before = asked_by(told, "post-launch-review")
    switch(told, "stabilisation-loop")
    assert asked_by(told, "post-launch-review") - before == {"nothing-left-blocking"}
    switch(told, "stabilisation-loop", on=False)
    assert asked_by(told, "post-launch-review") == before


def test_the_stabilisation_loop_reads_the_signal_of_support_a_week_after_launch():
    told = without_patterns()

    def offset(step_id: str) -> int:
        assert told.cycle.plan is not None
        return next(step.offset_days for step in told.cycle.plan.steps if step.id == step_id)

    before = offset("support-signal-review")
    switch(told, "stabilisation-loop")
    assert offset("support-signal-review") == 5 < before
    switch(told, "stabilisation-loop", on=False)
    assert offset("support-signal-review") == before
    edge = offset("riskiest-journey")
    switch(told, "staged-validation")
    assert offset("riskiest-journey") == 3 < edge


def test_the_weekly_risk_page_ends_no_stage_of_evidence_over_a_risk_without_an_effect_on_customers():
    told = without_patterns()
    before = asked_by(told, "exit-evidence")
    switch(told, "weekly-risk-page")
    assert asked_by(told, "exit-evidence") == before
    told.given(IdentifyRisk(title="Late", owner_id="ana", strategy="isolate-48h", argument="metric"), by="ana")
    assert asked_by(told, "exit-evidence") - before == {"issues-mapped"}


def test_the_refinement_month_closes_no_launch_before_its_retrospective():
    told = without_patterns()
    switch(told, "refinement-month")
    assert "lessons-kept" in asked_by(told, "post-launch-review")
    assert holds(told, "post-launch-review", "lessons-kept", retrospective={"held": True})


def test_the_monthly_comparison_needs_evidence_that_has_not_gone_stale():
    told = without_patterns()
    told.ready(due_at=told.now + timedelta(days=200))
    switch(told, "monthly-comparison")
    assert "comparison-possible" not in asked_by(told, "post-launch-review")
    told.later(days=60)
    assert "comparison-possible" in asked_by(told, "post-launch-review")
    switch(told, "monthly-comparison", on=False)
    assert "comparison-possible" not in asked_by(told, "post-launch-review")
