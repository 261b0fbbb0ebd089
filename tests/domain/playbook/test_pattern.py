from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pack_grounds import R1, R2, packs, plans
from plumbline.domain.playbook.compose import compose
from plumbline.domain.playbook.pattern import apply_patterns, patterns_on
from plumbline.domain.playbook.plan import Change, Plan

ALL = [pattern.id for pattern in plans()[R1].patterns]
SOME = st.sets(st.sampled_from(ALL))


def bare(names: tuple[str, str, str] = R1) -> Plan:
    return compose(packs(), *names, frozenset())


def test_without_any_pattern_comments_wait_for_the_review_and_decisions_are_only_listed():
    policies = bare(R2).policies
    assert policies.comment_window_hours == 0
    assert policies.decision_escalates is False
    assert policies.blocker_threshold_cycles == 1
    assert policies.decision_threshold_cycles == 2


def test_the_legal_reference_playbook_holds_decisions_to_one_cycle_and_its_escalation_protocol_still_says_two():
    plan = plans()[R1]
    protocol = next(pattern for pattern in plan.patterns if pattern.id == "escalation-protocol")
    assert [(rule.target, rule.value) for rule in plan.own_rules] == [("decision_threshold_cycles", 1)]
    assert ("decision_threshold_cycles", 2) in [(rule.target, rule.value) for rule in protocol.rules]
    assert (plan.policies.decision_threshold_cycles, plan.policies.decision_escalates) == (1, True)


def test_what_a_playbook_asks_for_itself_holds_whatever_patterns_are_on_and_only_the_protocol_lets_decisions_go_up():
    policies = apply_patterns(plans()[R1], set()).policies
    assert (policies.decision_threshold_cycles, policies.decision_escalates) == (1, False)
    assert plans()[R2].own_rules == ()


def test_a_playbook_that_asks_for_no_hours_does_not_loosen_the_window_of_a_pattern():
    loose = Change(kind="policy", target="comment_window_hours", sentence="By the end of the review cycle.", value=0)
    plan = replace(bare(R2), own_rules=(loose,))
    assert apply_patterns(plan, {"forty-eight-hours"}).policies.comment_window_hours == 48
    assert apply_patterns(plan, set()).policies.comment_window_hours == 0


def test_the_48_hour_window_and_the_escalation_protocol_are_on_unless_switched_off():
    policies = plans()[R1].policies
    assert policies.comment_window_hours == 48
    assert policies.basis == "workday"
    assert policies.decision_escalates is True


@pytest.mark.parametrize("pattern", ALL)
def test_every_pattern_changes_more_than_text_when_it_is_switched_on(pattern: str):
    before, after = bare(), apply_patterns(bare(), {pattern})
    changed = [name for name in ("policies", "gates", "steps", "agenda", "watched") if getattr(before, name) != getattr(after, name)]
    assert changed


@given(first=SOME, then=SOME)
@settings(max_examples=40, deadline=None)
def test_switching_leaves_no_trace_of_what_was_on_before(first: set[str], then: set[str]):
    assert apply_patterns(apply_patterns(bare(), first), then) == apply_patterns(bare(), then)


@given(on=SOME)
@settings(max_examples=40, deadline=None)
def test_patterns_add_conditions_and_never_take_one_away(on: set[str]):
    plan = apply_patterns(bare(), on)
    assert patterns_on(plan) == on
    for before, after in zip(bare().gates, plan.gates, strict=True):
        assert [one.id for one in after.conditions][: len(before.conditions)] == [one.id for one in before.conditions]


@given(on=SOME)
@settings(max_examples=40, deadline=None)
def test_ids_stay_unique_whatever_is_on(on: set[str]):
    plan = apply_patterns(bare(), on)
    for gate in plan.gates:
        assert len({one.id for one in gate.conditions}) == len(gate.conditions)
    assert len({item.id for item in plan.agenda}) == len(plan.agenda)
    assert len({item.id for item in plan.watched}) == len(plan.watched)


def test_where_two_patterns_set_the_same_number_the_tighter_one_holds():
    plan = apply_patterns(bare(), {"confidence-recovery", "approval-reset"})
    assert plan.policies.blocker_extensions == 0


def test_realignment_shortens_the_review_cycle_and_going_back_restores_it():
    plan = apply_patterns(bare(), {"market-realignment"})
    assert plan.policies.cadence_days == 3
    assert apply_patterns(plan, set()).policies.cadence_days == 5


def test_parallel_validation_says_which_decisions_may_start_and_leaves_the_other_conditions_alone():
    gate = next(gate for gate in apply_patterns(bare(), {"parallel-validation"}).gates if gate.id == "implementation-entry")
    before = next(gate for gate in bare().gates if gate.id == "implementation-entry")
    changed = [now.id for was, now in zip(before.conditions, gate.conditions, strict=True) if was != now]
    assert changed == ["criteria-met", "prerequisites-final"]
    scoped = next(one for one in gate.conditions if one.id == "prerequisites-final")
    assert scoped.expression.endswith("|| (decision.prerequisites_open == 0)")
    assert "overdue" in scoped.sentence


def test_parallel_validation_watches_the_coordination_pressure_of_its_industry():
    for names in (R1, R2):
        plan = apply_patterns(bare(names), {"parallel-validation"})
        item = next(item for item in plan.agenda if item.id == "daily-sync")
        assert item.bound_to == f"pressure:{packs().industries[names[0]].coordination_pressure}"


def test_two_patterns_that_watch_the_same_thing_share_a_line():
    plan = apply_patterns(bare(), {"scoped-pilot", "market-realignment"})
    assert [item.bound_to for item in plan.watched] == ["detector:promise-at-risk"]


def test_a_pattern_the_plan_does_not_have_is_refused():
    with pytest.raises(KeyError, match="no pattern lunch-break"):
        apply_patterns(bare(), {"lunch-break"})
