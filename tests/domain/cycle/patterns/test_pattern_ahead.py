"""Parallel validation: which decisions start ahead of what they rest on, and all that still holds (D12, G5)."""

from datetime import timedelta

from cycle_story import SYSTEM, refold, unmet
from cycle_walk import settle
from pattern_story import ahead, approve, asked_by, back, resting, switch
from plumbline.domain.cycle.attention import obligations_of, touched
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import AddDependency, RejectDecision
from plumbline.domain.cycle.evidence import ExpireEvidence
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.rules.decision_judging import approval_findings
from plumbline.domain.cycle.rules.gate import evaluate_gate

ENTRY = "implementation-entry"


def test_d12_with_the_pattern_off_nothing_starts_before_what_it_rests_on_is_final_however_many_stand_behind_it():
    told, second, _ = resting()
    back(told, second)
    assert unmet(told.when(approve(second), by="ana")) == ["D12.prerequisites"]


def test_d12_with_the_pattern_on_a_decision_that_somebody_else_voted_for_is_approved_and_enters_ahead():
    told, second, first = resting()
    switch(told, "parallel-validation")
    assert unmet(told.when(approve(second), by="ana")) == ["D12.prerequisites"]
    back(told, second, by="ana")
    assert unmet(told.when(approve(second), by="ana")) == ["D12.prerequisites"], "its owner alone is nobody besides"
    back(told, second)
    told.given(approve(second), by="ana")
    assert told.decision(second).ahead_of == (first,)
    told.given(PassGate(gate_id=ENTRY, item_id=second), by="ana")
    assert told.decision(first).state == "in_review"


def test_d12_what_starts_ahead_says_so_where_its_conditions_stand():
    told, second, first = resting()
    switch(told, "parallel-validation")
    back(told, second)
    lines = {one.rule: one for one in approval_findings(told.cycle, told.decision(second), told.workspace, told.now)}
    assert lines["D12.ahead"].met
    assert dict(lines["D12.ahead"].values)["titles"] == f"D-{told.decision(first).number} {told.decision(first).title}"


def test_d12_its_own_evidence_is_asked_for_before_it_is_approved_as_ever():
    told, _, first = resting()
    switch(told, "parallel-validation")
    bare = told.in_review()
    told.given(AddDependency(decision_id=bare, on_id=first), by="ana")
    back(told, bare)
    assert unmet(told.when(approve(bare), by="ana")) == ["D12.evidence"]


def test_after_its_approval_evidence_may_be_renewed_while_it_starts():
    told, second, _ = ahead()
    settle(told.later(days=44))
    for piece in [one for one in told.cycle.evidence.values() if one.state == "accepted"]:
        told.given(ExpireEvidence(evidence_id=piece.id), by=SYSTEM)
    assert asked_by(told, ENTRY, second) == set()


def test_nothing_starts_ahead_while_a_blocker_is_overdue():
    told, second, _ = ahead()
    told.given(RaiseBlocker(title="No keys", owner_id="ana", due_at=told.now + timedelta(days=1), fallback="Test keys."), by="ida")
    told.later(days=2)
    assert asked_by(told, ENTRY, second) == {"prerequisites-final"}


def test_the_acts_of_a_gate_do_not_ask_for_what_a_decision_may_go_ahead_of():
    told, second, first = resting()
    switch(told, "parallel-validation")
    back(told, second)
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, second).acts
    assert [(one.act, one.item) for one in acts] == [("decision.approve", second)]
    switch(told, "parallel-validation", on=False)
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, second).acts
    assert [(one.act, one.item) for one in acts] == [("decision.approve", first), ("decision.approve", second)]


def test_the_acts_of_a_gate_do_not_ask_for_a_vote_that_nobody_owes():
    told, second, first = resting()
    switch(told, "parallel-validation")
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, second).acts
    assert [(one.act, one.item) for one in acts] == [("decision.approve", first), ("decision.approve", second)]


def test_if_what_it_went_ahead_of_is_turned_down_it_is_suspect_and_its_owner_is_asked():
    told, second, first = ahead()
    told.given(PassGate(gate_id=ENTRY, item_id=second), by="ana")
    told.given(RejectDecision(decision_id=first, because="Too dear."), by="ana")
    assert told.decision(second).suspect
    assert second in touched(told.cycle, told.history[-1].event) | touched(told.cycle, told.history[-2].event)
    assert "attention.suspect" in {one.reason for one in obligations_of(told.cycle, told.workspace, second)}
    assert asked_by(told, ENTRY, second) == {"not-suspect"}


def test_if_what_it_went_ahead_of_is_approved_nothing_happens_to_it():
    told, second, first = ahead()
    told.given(approve(first), by="ana")
    assert (told.decision(second).suspect, told.decision(second).ahead_of) == (False, ())
    assert refold(told.history, told.cycle.id) == told.cycle


def test_switched_off_what_was_approved_and_entered_stays_and_what_has_not_entered_waits_again():
    told, second, _ = ahead()
    switch(told, "parallel-validation", on=False)
    assert told.decision(second).state == "approved"
    assert asked_by(told, ENTRY, second) == {"prerequisites-final"}
    switch(told, "parallel-validation")
    told.given(PassGate(gate_id=ENTRY, item_id=second), by="ana")
    switch(told, "parallel-validation", on=False)
    assert (ENTRY, second) in told.cycle.passages
