"""What goes through a gate, or is let through, is a decision as it stood then; and a last condition needs all that an approval rests on."""

from datetime import timedelta

from cycle_story import Story, story, unmet
from plumbline.domain.cycle.decision import (
    ApprovalRule,
    ApproveDecision,
    EditDecision,
    MeetCondition,
    Obligation,
    ReopenDecision,
    RequireApproval,
)
from plumbline.domain.cycle.evidence import RetractEvidence
from plumbline.domain.cycle.gate import OverrideGate, PassGate
from plumbline.domain.cycle.rules.gate import evaluate_gate

ENTRY = "implementation-entry"


def approved(cycle: Story, *conditions: Obligation) -> str:
    decision = cycle.in_review()
    cycle.shown(decision)
    cycle.given(ApproveDecision(decision_id=decision, option_id="opt_b", because="It is shown.", conditions=conditions))
    return decision


def test_a_reopened_decision_has_to_pass_the_gate_again():
    cycle = story()
    decision = approved(cycle)
    cycle.given(PassGate(gate_id=ENTRY, item_id=decision))
    cycle.given(ReopenDecision(decision_id=decision, reason="criteria_failed", note="It took 9 s."))
    assert (ENTRY, decision) not in cycle.cycle.passages
    cycle.given(ApproveDecision(decision_id=decision, option_id="opt_a", because="Then none."))
    assert cycle.when(PassGate(gate_id=ENTRY, item_id=decision)) != []


def test_an_override_holds_for_the_content_it_was_given_for():
    cycle = story()
    decision = cycle.in_review()
    until = cycle.now + timedelta(days=3)
    override = OverrideGate(gate_id=ENTRY, item_id=decision, reason="The depot needs two weeks.", expires_at=until, control="Daily look.")
    cycle.given(override, by="mara")
    assert evaluate_gate(cycle.cycle, cycle.workspace, cycle.now, ENTRY, decision).status == "overridden"
    cycle.given(EditDecision(decision_id=decision, title="Something else altogether"), by="ida")
    assert evaluate_gate(cycle.cycle, cycle.workspace, cycle.now, ENTRY, decision).status == "unsatisfied"
    assert unmet(cycle.when(PassGate(gate_id=ENTRY, item_id=decision)))


def test_a_passage_names_the_ledger_position_it_judged():
    """G7."""
    cycle = story()
    decision = approved(cycle)
    cycle.given(PassGate(gate_id=ENTRY, item_id=decision))
    passage = cycle.cycle.passages[ENTRY, decision]
    assert passage.judged_version == cycle.cycle.version - 1
    assert passage.judged_position == len(cycle.history) - 1


def test_the_last_condition_is_not_met_while_what_the_approval_rests_on_is_gone():
    cycle = story()
    condition = Obligation(id="cnd_a", text="Counsel reads it.", owner_id="bo", due_at=cycle.now + timedelta(days=5))
    decision = approved(cycle, condition)
    evidence = cycle.cycle.evidence_of[decision][0]
    cycle.given(RetractEvidence(evidence_id=evidence, reason="The wrong build."), by="ida")
    answer = cycle.when(MeetCondition(decision_id=decision, condition_id="cnd_a", note="Read."), by="bo")
    assert unmet(answer) == ["D12.evidence"]
    assert cycle.decision(decision).state == "approved_conditionally"
    cycle.shown(decision)
    cycle.given(MeetCondition(decision_id=decision, condition_id="cnd_a", note="Read."), by="bo")
    assert cycle.decision(decision).state == "approved"


def test_an_owner_cannot_take_back_the_approval_that_others_have_to_give():
    cycle = story()
    decision = cycle.in_review()
    cycle.given(RequireApproval(decision_id=decision, rule=ApprovalRule(mode="all", roster=("bo", "lena"))), by="mara")
    own = RequireApproval(decision_id=decision, rule=ApprovalRule(mode="owner"))
    assert unmet(cycle.when(own, by="ana")) == ["D2.rule_kept"]
    cycle.given(own, by="mara")
