from dataclasses import replace
from datetime import timedelta

from cycle_story import Story, names, small_plan, story, unmet
from cycle_walk import plan_with_entry
from plumbline.domain.cycle.decision import ApproveDecision, ReopenDecision
from plumbline.domain.cycle.gate import AddGateCondition, OverrideGate, PassGate
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.domain.playbook.plan import Condition, GateRule
from plumbline.kernel.outcome import Refusal

ENTRY = "implementation-entry"


def approved(told: Story) -> str:
    decision_id = told.ready()
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")
    return decision_id


def with_gate(*expressions: str) -> Story:
    conditions = tuple(
        Condition(id=f"c{number}", expression=text, sentence="It holds.", who="lead", act="decision.draft")
        for number, text in enumerate(expressions)
    )
    gate = GateRule(id="check", title="Check", sentence="", subject="cycle", conditions=conditions)
    return story(replace(small_plan(), gates=(gate,)))


def test_a_refused_gate_says_everything_that_is_missing_and_who_can_mend_it():
    told = story(plan_with_entry())
    decision_id = told.in_review()
    anchor = Anchor(kind="decision", id=decision_id)
    told.given(OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Which?", blocking=True), by="bo")
    answer = told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")
    assert isinstance(answer, Refusal)
    assert [(one.rule, one.act, one.who[0]) for one in answer.findings] == [
        ("G2.condition", "decision.approve", "ana"),
        ("D12.evidence", "evidence.submit", "bo"),
        ("D12.threads", "thread.resolve", "bo"),
        ("G2.condition", "decision.approve", "ana"),
    ]
    acts = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).acts
    assert [one.act for one in acts] == ["evidence.submit", "evidence.accept", "thread.reply", "thread.resolve", "decision.approve"]


def test_an_approved_decision_passes_and_passing_again_changes_nothing():
    told = story(plan_with_entry())
    decision_id = approved(told)
    version = told.cycle.version
    assert names(told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")) == ["GatePassed"]
    passage = told.cycle.passages[ENTRY, decision_id]
    assert (passage.judged_version, passage.content_hash) == (version, told.decision(decision_id).content_hash)
    assert told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana") == []


def test_a_reopened_decision_has_to_pass_again():
    told = story(plan_with_entry())
    decision_id = approved(told)
    told.given(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")
    told.given(ReopenDecision(decision_id=decision_id, reason="error"), by="ana")
    assert "G2.condition" in unmet(told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana"))


def test_evidence_that_went_stale_closes_the_gate_and_not_the_decision():
    told = story(plan_with_entry())
    decision_id = approved(told)
    told.later(days=43)
    answer = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
    assert (answer.status, answer.unmet) == ("unsatisfied", ("criteria-met",))
    assert [one.act for one in answer.acts] == ["evidence.submit", "evidence.accept"]
    assert told.decision(decision_id).state == "approved"


def test_without_an_active_owner_the_gate_is_in_error_and_cannot_be_overridden():
    told = story(plan_with_entry())
    decision_id = approved(told)
    told.workspace.members["ana"].active = False
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).status == "error"
    assert "G3.blocks" in unmet(told.when(_override(told, decision_id), by="mara"))


def test_a_condition_that_cannot_be_judged_is_an_error():
    told = with_gate("cycle.nonsense == 1")
    answer = evaluate_gate(told.cycle, told.workspace, told.now, "check", told.cycle.id)
    assert (answer.status, [one.rule for one in answer.findings]) == ("error", ["G3.condition"])


def test_what_is_not_measured_yet_blocks_and_says_so():
    told = with_gate("journey.unplayed == 0", "cycle.objectives > 0")
    answer = evaluate_gate(told.cycle, told.workspace, told.now, "check", told.cycle.id)
    assert answer.status == "unsatisfied"
    assert [(one.rule, one.met, dict(one.values).get("fact")) for one in answer.findings] == [
        ("G1.measured", False, "journey.unplayed"),
        ("G2.condition", True, None),
    ]


def test_a_source_that_is_not_there_does_not_stop_a_condition_that_asks_whether_it_is():
    told = story(plan_with_entry())
    decision_id = approved(told)
    text = "!has(assumption.open_high) || assumption.open_high == 0"
    condition = Condition(id="assumptions", expression=text, sentence="None is open.", who="lead", act="evidence.submit")
    told.given(AddGateCondition(gate_id=ENTRY, condition=condition), by="mara")
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).status == "satisfied"


def test_of_two_ways_out_the_one_with_fewer_acts_is_proposed():
    told = with_gate("cycle.risks_unmitigated == 0 || cycle.decisions > 0")
    assert [one.act for one in evaluate_gate(told.cycle, told.workspace, told.now, "check", told.cycle.id).acts] == ["decision.draft"]


def test_a_lead_overrides_with_reason_control_and_an_end_and_the_end_counts():
    told = story(plan_with_entry())
    decision_id = told.in_review()
    empty = replace(_override(told, decision_id), reason="", control=" ", expires_at=told.now)
    assert unmet(told.when(empty, by="mara")) == ["G4.reason", "G4.control", "G4.expiry"]
    told.given(_override(told, decision_id), by="mara")
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).status == "overridden"
    told.later(days=3)
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).status == "unsatisfied"


def test_nobody_overrides_for_their_own_decision_or_where_nothing_is_open():
    told = story(plan_with_entry())
    assert unmet(told.when(_override(told, told.in_review(owner_id="mara")), by="mara")) == ["G4.owner"]
    assert unmet(told.when(_override(told, approved(told)), by="mara")) == ["G4.needed"]


def test_a_cycle_adds_conditions_and_never_replaces_one():
    told = story(plan_with_entry())
    decision_id = approved(told)
    added = Condition(id="due", expression="decision.votes_missing > 3", sentence="Four.", who="owner", act="decision.cast_vote")
    told.given(AddGateCondition(gate_id=ENTRY, condition=added), by="mara")
    assert evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id).unmet == ("due",)
    weaker = replace(added, id="approved", expression="true")
    assert unmet(told.when(AddGateCondition(gate_id=ENTRY, condition=weaker), by="mara")) == ["G5.added"]
    broken = replace(added, id="new", expression="decision.", who="nobody", sentence="")
    assert unmet(told.when(AddGateCondition(gate_id=ENTRY, condition=broken), by="mara")) == ["G5.sentence", "G5.compiles", "G5.who"]


def _override(told: Story, decision_id: str) -> OverrideGate:
    return OverrideGate(
        gate_id=ENTRY, item_id=decision_id, reason="The fair is on Monday.", expires_at=told.now + timedelta(days=2), control="Ten people."
    )
