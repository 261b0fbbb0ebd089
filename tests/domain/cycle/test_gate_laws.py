from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from cycle_story import MONDAY, Story, refold, story
from cycle_walk import plan_with_entry, settle, walked, walks
from plumbline.domain.cycle.decision import (
    AddDependency,
    ApproveDecision,
    AssignDecision,
    CastVote,
    Criterion,
    DelegateDecision,
    EditDecision,
    MeetCondition,
    Obligation,
    ReleaseHold,
    ReopenDecision,
    RequireApproval,
    ScheduleDecision,
    SettleConcern,
    SubmitDecision,
    WakeDecision,
)
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.facts.entry import has_passed
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.gate import GatePassed, PassGate
from plumbline.domain.cycle.rules.gate import Act, evaluate_gate
from plumbline.domain.cycle.thread import ReplyToThread, ResolveThread
from plumbline.kernel.outcome import Refusal

ENTRY = "implementation-entry"


@settings(max_examples=100, deadline=None)
@given(walks, st.data())
def test_carrying_out_the_acts_a_gate_proposes_makes_it_pass(numbers: list[int], data: st.DataObject):
    """I9, G6."""
    told = walked(numbers)
    assume(told.cycle.decisions)
    decision_id = data.draw(st.sampled_from(sorted(told.cycle.decisions)))
    answer = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
    event(f"{told.decision(decision_id).state}: {answer.status}, {len(answer.acts)} acts")
    if answer.status == "not_applicable":
        assert answer.acts == ()
        return
    for act in answer.acts:
        assert act.who, act
        outcome = told.when(command_for(act, told), by=act.who[0])
        assert not isinstance(outcome, Refusal), (act, outcome)
        settle(told)
    after = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
    assert after.status in ("satisfied", "overridden"), (answer.acts, after)
    through = has_passed(told.cycle, ENTRY, told.decision(decision_id))  # asking again for what is through already has no effect
    passed = told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by=told.decision(decision_id).owner_id)
    assert isinstance(passed, list), passed
    assert [type(one) for one in passed] == ([] if through else [GatePassed])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)  # few walks leave a gate with acts to propose
@given(walks, st.data())
def test_no_proposed_act_can_be_left_out(numbers: list[int], data: st.DataObject):
    """G6."""
    told = walked(numbers)
    assume(told.cycle.decisions)
    decision_id = data.draw(st.sampled_from(sorted(told.cycle.decisions)))
    answer = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
    assume(answer.acts)
    left_out = data.draw(st.integers(0, len(answer.acts) - 1))
    for index, act in enumerate(answer.acts):
        if index != left_out and _can_be_tried(act, told):
            told.when(command_for(act, told), by=act.who[0])
            settle(told)
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).status != "satisfied", answer.acts[left_out]


@settings(max_examples=40, deadline=None)
@given(walks)
def test_replaying_the_record_to_a_passage_judges_the_gate_the_same_way(numbers: list[int]):
    """I3."""
    told = walked(numbers)
    for decision_id in list(told.cycle.decisions):
        told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="mara")
    told.later(days=40)
    for index, recorded in enumerate(told.history):
        if isinstance(recorded.event, GatePassed):
            passage = recorded.event
            then = refold(told.history[: passage.judged_version], told.cycle.id)
            again = evaluate_gate(then, told.workspace, recorded.at, passage.gate_id, passage.item_id)
            assert (again.status, again.content_hash, again.met) == ("satisfied", passage.content_hash, passage.conditions_met)
            assert passage.judged_version <= index


@settings(max_examples=40, deadline=None)
@given(walks)
def test_judging_a_gate_changes_nothing(numbers: list[int]):
    told = walked(numbers)
    before = told.copied()
    for decision_id in told.cycle.decisions:
        first = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
        assert first == evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
    assert told.cycle == before


def test_of_two_pieces_that_wait_only_the_one_that_shows_everything_is_judged():
    told = story(plan_with_entry())
    criteria = tuple(Criterion(id=f"crt_{name}", text=name, method="manual", owner_id="bo", check="Look.") for name in ("a", "b"))
    decision_id = told.in_review(criteria=criteria)
    shown = [
        told.given(SubmitEvidence(decision_id=decision_id, criterion_ids=ids, kind="link", title="Run", reference=ids[-1]), by="ida")
        for ids in (("crt_a",), ("crt_a", "crt_b"), ("crt_b",))
    ]
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).acts
    assert [(act.act, act.item) for act in acts] == [("evidence.accept", shown[1]), ("decision.approve", decision_id)]


def test_an_outcome_that_two_decisions_on_the_way_lack_is_asked_for_once():
    told = story(plan_with_entry())
    first = told.in_review(scope=("cards",))
    second = told.in_review(scope=("cards",))
    told.given(AddDependency(decision_id=second, on_id=first), by="ana")
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, second).acts
    assert [act.item for act in acts if act.act == "cycle.set_outcome"] == [told.cycle.id]


def test_of_a_bundle_only_those_are_asked_for_that_have_to_be_final_first():
    told = story(plan_with_entry())
    first, second, third = told.ready(), told.ready(), told.ready()
    for one, on in ((first, second), (second, third), (third, first)):
        told.given(AddDependency(decision_id=one, on_id=on), by="ana")
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, first).acts
    assert [act.item for act in acts] == [second, first]
    for act in acts:
        told.given(command_for(act, told), by=act.who[0])
    told.given(PassGate(gate_id=ENTRY, item_id=first), by="ana")


def test_of_a_bundle_the_order_is_proposed_that_needs_the_fewest():
    """Settled second, the one would take the other out of the bundle, and what that one requires would have to follow."""
    told = story(plan_with_entry())
    target, near, far, between = told.ready(), told.ready(), told.ready(), told.ready()
    edges = ((target, near), (target, far), (near, target), (far, between), (between, near))
    for one, on in edges:
        told.given(AddDependency(decision_id=one, on_id=on), by="ana")
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, target).acts
    assert [act.item for act in acts] == [far, near, target]
    for act in acts:
        told.given(command_for(act, told), by=act.who[0])
    told.given(PassGate(gate_id=ENTRY, item_id=target), by="ana")


def test_where_a_delegate_can_approve_no_new_owner_is_asked_for():
    told = story(plan_with_entry(four_eyes=True))
    decision_id = told.in_review(by="ana")
    told.shown(decision_id)
    told.given(DelegateDecision(decision_id=decision_id, to_id="bo", until=told.now + timedelta(days=9)), by="ana")
    (act,) = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).acts
    assert (act.act, act.who) == ("decision.approve", ("bo",))
    told.given(command_for(act, told), by="bo")


def test_the_delegate_of_an_owner_who_has_left_is_asked_for_nothing_after_somebody_else_owns_it():
    told = story(plan_with_entry())
    decision_id = told.in_review(by="ana", criteria=())
    told.given(DelegateDecision(decision_id=decision_id, to_id="bo", until=told.now + timedelta(days=9)), by="ana")
    told.workspace.members["ana"].active = False
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).acts
    assert [act.act for act in acts[:2]] == ["decision.assign", "decision.edit"]
    for act in acts:
        told.given(command_for(act, told), by=act.who[0])
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).status == "satisfied"


def test_a_conditional_approval_whose_criteria_nobody_can_test_any_more_comes_back_and_is_edited():
    told = story(plan_with_entry())
    decision_id = told.ready()
    condition = Obligation(id="", text="Legal agrees", owner_id="lena", due_at=told.now + timedelta(days=2))
    approve = ApproveDecision(decision_id=decision_id, because="If legal agrees.", option_id="opt_a", conditions=(condition,))
    told.given(approve, by="ana")
    told.workspace.members["bo"].active = False
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).acts
    assert [act.act for act in acts] == ["decision.reopen", "decision.edit", "evidence.submit", "evidence.accept", "decision.approve"]
    for act in acts:
        told.given(command_for(act, told), by=act.who[0])
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).status == "satisfied"


def command_for(act: Act, told: Story) -> Any:
    """Return the command an act asks for, with plain texts where a person would write."""
    values: dict[str, Any] = dict(act.values)
    decision = told.cycle.decisions.get(act.item)
    match act.act:
        case "decision.assign":
            return AssignDecision(decision_id=act.item, owner_id=str(values["to"]))
        case "decision.schedule":
            return ScheduleDecision(decision_id=act.item, due_at=told.now + timedelta(days=3), fallback="As today.")
        case "decision.edit":
            assert decision is not None
            return EditDecision(decision_id=act.item, criteria=_testable(decision.criteria))
        case "decision.submit":
            return SubmitDecision(decision_id=act.item)
        case "decision.wake":
            return WakeDecision(decision_id=act.item)
        case "decision.reopen":
            return ReopenDecision(decision_id=act.item, reason="dependency_changed")
        case "decision.approve":
            assert decision is not None
            option_id = decision.options[0].id if decision.options else ""
            return ApproveDecision(decision_id=act.item, because="It holds.", option_id=option_id)
        case "decision.settle_concern":
            return SettleConcern(decision_id=act.item, concern_id=str(values["concern_id"]))
        case "decision.release_hold":
            return ReleaseHold(decision_id=act.item)
        case "decision.meet_condition":
            return MeetCondition(decision_id=act.item, condition_id=str(values["condition_id"]))
        case "decision.cast_vote":
            return CastVote(decision_id=act.item, vote="approve")
        case "decision.require_approval":
            assert decision is not None
            assert decision.approval is not None
            people = tuple(str(values["people"]).split(","))
            rule = replace(decision.approval, roster=people, needed=min(decision.approval.needed, len(people)))
            return RequireApproval(decision_id=act.item, rule=rule)
        case "cycle.set_outcome":
            return SetOutcome(sentence="Faster.", metric_id="time-to-resolution", baseline="9 days", threshold="5 days", signer_id="mara")
        case "thread.reply":
            return ReplyToThread(thread_id=act.item, text="Because.")
        case "thread.resolve":
            return ResolveThread(thread_id=act.item, outcome="answered")
        case "evidence.submit":
            assert decision is not None
            every = tuple(one.id for one in decision.criteria)
            shown = every if values["criteria"] == "all" else tuple(str(values["criteria"]).split(","))
            return SubmitEvidence(decision_id=act.item, criterion_ids=shown, kind="link", title=f"Run {told.now - MONDAY}", reference="r")
        case "evidence.accept":
            newest = act.item if decision is None else told.cycle.evidence_of[act.item][-1]
            return AcceptEvidence(evidence_id=newest)
        case _:
            raise AssertionError(f"nobody knows how to {act.act}")


def _can_be_tried(act: Act, told: Story) -> bool:
    """Without the act before it, there may be no new evidence to accept."""
    return act.act != "evidence.accept" or act.item in told.cycle.evidence or act.item in told.cycle.evidence_of


def _testable(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    kept = tuple(replace(one, method="manual", owner_id="mara") for one in criteria)
    return kept or (Criterion(id="crt_new", text="It works", method="manual", owner_id="mara"),)
