"""Each mitigation strategy acts: what is different with it and without it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cycle_story import Story, names, small_plan, story, unmet
from cycle_walk import entry_gate, settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.blocker import ResolveBlocker
from plumbline.domain.cycle.decision import AddDependency, ApproveDecision
from plumbline.domain.cycle.facts.strategy import agenda_of
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.risk import AcceptRisk, AssessRisk, CloseRisk, IdentifyRisk, MaterialiseRisk, MitigateRisk
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.domain.cycle.strategy import (
    AnswerCommitment,
    ApplyCriterion,
    IsolateDecision,
    RecordRiskReading,
    ReviewCriterion,
    WriteFallback,
)
from plumbline.domain.playbook.plan import GateRule
from plumbline.kernel.outcome import Refusal

STRATEGIES = (
    "pre-commitment-gate", "fallback-plan", "criteria-and-checkpoints", "structured-escalation", "criteria-in-cadence", "isolate-48h",
)  # fmt: skip


def told_with_gates() -> Story:
    lock = GateRule(id="scope-lock", title="Lock", sentence="", subject="cycle", conditions=())
    return story(replace(small_plan(), gates=(entry_gate(), lock)))


def risk_of(told: Story, strategy: str, argument: str = "safeguard", *, started: bool = True) -> str:
    risk_id = told.given(IdentifyRisk(title="Comments come late", owner_id="ana", strategy=strategy, argument=argument), by="bo")
    told.given(AssessRisk(risk_id=risk_id, closeness=2, impact=2, likelihood=2), by="ana")
    if started:
        told.given(MitigateRisk(risk_id=risk_id), by="ana")
    return risk_id


def approved(told: Story, **changes: Any) -> str:
    decision_id = told.ready(**changes)
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
    return decision_id


def why(told: Story, risk_id: str) -> list[str]:
    return [one.reason for one in obligations_of(told.cycle, told.workspace, risk_id)]


def lock(told: Story) -> Any:
    return told.when(PassGate(gate_id="scope-lock", item_id=told.cycle.id), by="mara")


def entry(told: Story, decision_id: str) -> Any:
    return told.when(PassGate(gate_id="implementation-entry", item_id=decision_id), by="ana")


def lacks(told: Story, gate_id: str, item_id: str) -> str:
    found = evaluate_gate(told.cycle, told.workspace, told.now, gate_id, item_id).findings
    return " ".join(one.rule for one in found if not one.met)


def test_a_gate_before_commitment_waits_for_the_owners_yes():
    assert names(lock(told_with_gates())) == ["GatePassed"]
    told = told_with_gates()
    risk_id = risk_of(told, "pre-commitment-gate", "target")
    assert unmet(lock(told)) == ["G2.questions_open"]
    assert why(told, risk_id) == ["attention.risk_question"]
    assert unmet(told.when(AnswerCommitment(risk_id=risk_id, achievable=True, because="Yes."), by="mara")) == ["R5.answerer"]
    told.given(AnswerCommitment(risk_id=risk_id, achievable=False, because="Not with gift cards."), by="ana")
    assert unmet(lock(told)) == ["G2.questions_open"]
    told.given(AnswerCommitment(risk_id=risk_id, achievable=True, because="Without them."), by="ana")
    assert names(lock(told)) == ["GatePassed"]


def test_what_the_gate_proposes_makes_it_pass():
    told = told_with_gates()
    risk_id = risk_of(told, "pre-commitment-gate", "target")
    acts = evaluate_gate(told.cycle, told.workspace, told.now, "scope-lock", told.cycle.id).acts
    assert [(act.act, act.item, act.who) for act in acts] == [("risk.answer", risk_id, ("ana",))]


def test_an_answer_about_another_rank_is_asked_again():
    told = told_with_gates()
    risk_id = risk_of(told, "pre-commitment-gate", "target")
    told.given(AnswerCommitment(risk_id=risk_id, achievable=True, because="Yes."), by="ana")
    told.given(AssessRisk(risk_id=risk_id, closeness=5, impact=5, likelihood=4), by="ana")
    assert unmet(lock(told)) == ["G2.questions_open"]


def test_a_fallback_is_written_before_implementation_and_fires_when_the_risk_comes_true():
    told = told_with_gates()
    decision_id = approved(told)
    risk_id = risk_of(told, "fallback-plan")
    assert unmet(entry(told, decision_id)) == ["G2.fallbacks_unwritten"]
    told.given(WriteFallback(risk_id=risk_id, fallback="Support answers by hand."), by="ana")
    assert names(entry(told, decision_id)) == ["GatePassed"]
    assert names(told.when(MaterialiseRisk(risk_id=risk_id), by="ana")) == ["RiskMaterialised", "BlockerRaised", "FallbackTriggered"]
    blocker = told.cycle.blockers[told.cycle.risks[risk_id].blocker_id]
    assert (blocker.state, blocker.fallback) == ("fallback_triggered", "Support answers by hand.")


def test_without_a_written_fallback_what_comes_true_needs_one_like_every_blocker():
    told = told_with_gates()
    risk_id = risk_of(told, "fallback-plan")
    assert unmet(told.when(MaterialiseRisk(risk_id=risk_id), by="ana")) == ["B1.due", "B1.fallback"]


def test_a_checkpoint_makes_the_safeguards_criterion_part_of_a_decision():
    told = told_with_gates()
    decision_id = approved(told)
    risk_id = risk_of(told, "criteria-and-checkpoints")
    assert told.cycle.risks[risk_id].checkpoint == "planned"
    assert unmet(entry(told, decision_id)) == ["D12.checkpoint"]
    acts = evaluate_gate(told.cycle, told.workspace, told.now, "implementation-entry", decision_id).acts
    assert [(act.act, act.item) for act in acts] == [("risk.hold_checkpoint", risk_id)]
    assert unmet(told.when(ApplyCriterion(risk_id=risk_id, checked_id=decision_id, kept=False), by="ana")) == ["R5.missing"]
    told.given(ApplyCriterion(risk_id=risk_id, checked_id=decision_id, kept=False, missing="The refund path."), by="ana")
    assert unmet(entry(told, decision_id)) == ["D12.checkpoint"]
    told.given(ApplyCriterion(risk_id=risk_id, checked_id=decision_id, kept=True), by="ana")
    assert told.cycle.risks[risk_id].checkpoint == "held"
    assert names(entry(told, decision_id)) == ["GatePassed"]


def test_an_approval_names_the_checkpoint_that_concerns_it_until_it_is_held():
    told = told_with_gates()
    decision_id = told.ready()
    approve = ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a")
    risk_id = risk_of(told, "criteria-and-checkpoints")
    refused = told.when(approve, by="ana")
    assert unmet(refused) == ["D12.checkpoint"]
    assert isinstance(refused, Refusal)
    line = next(one for one in refused.findings if not one.met)
    assert (line.item, line.act, line.who[0]) == (risk_id, "risk.hold_checkpoint", "ana")
    told.given(ApplyCriterion(risk_id=risk_id, checked_id=decision_id, kept=True), by="ana")
    assert "DecisionApproved" in names(told.when(approve, by="ana"))


@pytest.mark.parametrize(
    ("strategy", "locks", "enters"),
    [
        ("pre-commitment-gate", "G2.unstarted_commitment", ""),
        ("fallback-plan", "", "G2.unstarted_entry"),
        ("criteria-and-checkpoints", "", "G2.unstarted_entry"),
        ("isolate-48h", "", ""),
    ],
)
def test_the_gate_a_strategy_belongs_to_names_a_high_risk_on_which_it_was_not_started(strategy: str, locks: str, enters: str):
    told = told_with_gates()
    decision_id = approved(told)
    risk_id = risk_of(told, strategy, started=False)
    assert (lacks(told, "scope-lock", told.cycle.id), lacks(told, "implementation-entry", decision_id)) == ("", "")
    told.given(AssessRisk(risk_id=risk_id, closeness=5, impact=5, likelihood=4), by="ana")
    assert (lacks(told, "scope-lock", told.cycle.id), lacks(told, "implementation-entry", decision_id)) == (locks, enters)
    told.given(AcceptRisk(risk_id=risk_id, until=told.now + timedelta(days=9), reason="We watch it."), by="ana")
    assert (lacks(told, "scope-lock", told.cycle.id), lacks(told, "implementation-entry", decision_id)) == ("", "")


def test_a_checkpoint_that_nobody_holds_is_missed_and_goes_up():
    told = told_with_gates()
    risk_id = risk_of(told, "criteria-and-checkpoints")
    told.later(days=15)
    settle(told)
    assert told.cycle.risks[risk_id].checkpoint == "missed"
    assert told.cycle.escalations_of[risk_id]


def test_a_structured_escalation_has_a_deadline_and_is_closed_by_a_reading():
    told = story()
    risk_id = risk_of(told, "structured-escalation", "time-to-resolution")
    assert told.cycle.clocks[told.cycle.clock_of[risk_id]].holder_id == "ana"
    assert unmet(told.when(CloseRisk(risk_id=risk_id, reason="Nobody complains."), by="ana")) == ["R5.reading"]
    told.given(RecordRiskReading(risk_id=risk_id, reading="19 h at the median of 22"), by="ida")
    told.given(CloseRisk(risk_id=risk_id, reason="It went down."), by="ana")
    late = story()
    risk_id = risk_of(late, "structured-escalation", "time-to-resolution")
    late.later(days=15)
    settle(late)
    assert late.cycle.escalations_of[risk_id]


def test_the_blocker_that_a_risk_became_is_resolved_by_a_reading_too():
    told = story()
    risk_id = risk_of(told, "structured-escalation", "time-to-resolution")
    told.later(hours=1).given(MaterialiseRisk(risk_id=risk_id, due_at=told.now + timedelta(days=2), fallback="By hand."), by="ana")
    blocker_id = told.cycle.risks[risk_id].blocker_id
    assert unmet(told.when(ResolveBlocker(blocker_id=blocker_id, how="Gone."), by="ana")) == ["R5.reading"]
    told.given(RecordRiskReading(risk_id=risk_id, reading="19 h"), by="ida")
    told.given(ResolveBlocker(blocker_id=blocker_id, how="Gone."), by="ana")


def test_a_criterion_in_cadence_is_on_the_agenda_of_every_review_until_it_is_gone_through():
    told = story()
    settle(told)
    before = agenda_of(told.cycle)
    risk_id = risk_of(told, "criteria-in-cadence")
    assert [one.bound_to for one in agenda_of(told.cycle)[len(before) :]] == ["safeguard:safeguard"]
    assert why(told, risk_id) == ["attention.risk_criterion"]
    told.given(ReviewCriterion(risk_id=risk_id, kept=True), by="ana")
    assert why(told, risk_id) == ["attention.risk_mitigating"]
    told.later(days=7)
    settle(told)
    assert why(told, risk_id) == ["attention.risk_criterion"]
    assert told.cycle.risks[risk_id].reviewed == {1: True}


def test_an_isolated_decision_holds_what_it_merely_informs_and_has_forty_eight_hours():
    told = told_with_gates()
    heart, other = told.in_review(), told.ready()
    told.given(AddDependency(decision_id=other, on_id=heart, kind="informs"), by="ida")
    approve = ApproveDecision(decision_id=other, because="It works.", option_id="opt_a")
    free = story()
    one, two = free.in_review(), free.ready()
    free.given(AddDependency(decision_id=two, on_id=one, kind="informs"), by="ida")
    assert "DecisionApproved" in names(free.when(replace(approve, decision_id=two), by="ana"))
    risk_id = risk_of(told, "isolate-48h", "time-to-resolution")
    assert why(told, risk_id) == ["attention.risk_isolate"]
    due_before = told.decision(heart).due_at
    told.given(IsolateDecision(risk_id=risk_id, isolated_id=heart), by="ana")
    due_at = told.decision(heart).due_at
    assert due_at is not None
    assert due_before is not None
    assert due_at <= min(due_before, told.now + timedelta(days=2))
    assert unmet(told.when(approve, by="ana")) == ["D12.prerequisites"]
    told.shown(heart)
    told.given(ApproveDecision(decision_id=heart, because="Decided.", option_id="opt_a"), by="ana")
    assert "DecisionApproved" in names(told.when(approve, by="ana"))
    assert unmet(told.when(CloseRisk(risk_id=risk_id, reason="Over."), by="ana")) == ["R5.reading"]


def test_an_isolated_risk_that_comes_true_has_forty_eight_hours_by_itself_and_stops_its_decision():
    told = story()
    heart = told.in_review()
    risk_id = risk_of(told, "isolate-48h", "time-to-resolution")
    told.given(IsolateDecision(risk_id=risk_id, isolated_id=heart), by="ana")
    told.given(MaterialiseRisk(risk_id=risk_id, fallback="By hand."), by="ana")
    blocker = told.cycle.blockers[told.cycle.risks[risk_id].blocker_id]
    assert blocker.blocks == (heart,)
    assert blocker.due_at == told.now + timedelta(days=2)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_nothing_acts_before_the_mitigation_starts_and_each_act_belongs_to_its_own_strategy(strategy: str):
    told = told_with_gates()
    decision_id = approved(told)
    risk_id = risk_of(told, strategy, started=False)
    assert names(lock(told)) == ["GatePassed"]
    assert names(entry(told, decision_id)) == ["GatePassed"]
    acts = {
        "pre-commitment-gate": AnswerCommitment(risk_id=risk_id, achievable=True, because="Yes."),
        "fallback-plan": WriteFallback(risk_id=risk_id, fallback="By hand."),
        "criteria-and-checkpoints": ApplyCriterion(risk_id=risk_id, checked_id=decision_id, kept=True),
        "structured-escalation": RecordRiskReading(risk_id=risk_id, reading="19 h"),
        "criteria-in-cadence": ReviewCriterion(risk_id=risk_id, kept=True),
        "isolate-48h": IsolateDecision(risk_id=risk_id, isolated_id=decision_id),
    }
    for own, act in acts.items():
        shared = {own, strategy} == {"structured-escalation", "isolate-48h"} and own == "structured-escalation"
        lacking = unmet(told.when(act, by="ana"))
        assert ("R5.acting" if own == strategy or shared else "R5.fits") in lacking
