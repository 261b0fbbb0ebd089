from dataclasses import replace
from datetime import timedelta

import pytest

from cycle_story import Story, names, small_plan, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.assumption import (
    AssignAssumption,
    DropAssumption,
    RankAssumption,
    RefuteAssumption,
    RegisterTest,
    ShowReading,
    StateAssumption,
    ValidateAssumption,
)
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.frame import CloseCycle
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.rules.assumption import by_worth
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.domain.playbook.plan import Condition, GateRule

TITLE = "Buyers read the message under the card field"


def stated(told: Story, impact: int = 5, cost: int = 2, by: str = "bo") -> str:
    return told.given(StateAssumption(title=TITLE, owner_id="ana", impact=impact, cost=cost), by=by)


def registered(told: Story, impact: int = 5) -> str:
    assumption_id = stated(told, impact)
    told.given(RegisterTest(assumption_id=assumption_id, criterion="Gaze on the message", threshold="7 of 10 look at it"), by="ana")
    return assumption_id


def open_high(told: Story) -> int:
    return cycle_facts(told.cycle, told.workspace, told.now)["assumption"]["open_high"]


def test_an_assumption_has_an_owner_and_both_ranks_and_all_that_lacks_is_named_at_once():
    command = StateAssumption(title=" ", owner_id="vera", impact=0, cost=6, about=("dec_none",))
    assert unmet(story().when(command, by="bo")) == ["A1.title", "A1.owner", "A1.impact", "A1.cost", "A1.about"]


def test_what_would_cost_much_and_is_cheap_to_find_out_is_tested_first():
    told = story()
    dear, cheap, small = stated(told, 5, 5), stated(told, 4, 1), stated(told, 2, 1)
    assert [one.id for one in by_worth(told.cycle.assumptions.values())] == [cheap, small, dear]
    told.given(RankAssumption(assumption_id=small, impact=5, cost=1), by="ana")
    assert by_worth(told.cycle.assumptions.values())[0].id == small


def test_criterion_and_threshold_come_before_what_is_shown():
    told = story()
    assumption_id = stated(told)
    assert unmet(told.when(ShowReading(assumption_id=assumption_id, reading="8 of 10"), by="ida")) == ["A2.registered"]
    assert unmet(told.when(RegisterTest(assumption_id=assumption_id, criterion="", threshold=""), by="ana")) == [
        "A2.criterion", "A2.threshold",
    ]  # fmt: skip


def test_evidence_whose_entry_is_older_than_the_threshold_is_refused_and_newer_one_counts():
    told = story()
    decision_id = told.in_review()
    older = told.shown(decision_id)
    assumption_id = registered(told)
    told.later(hours=1)
    assert unmet(told.when(ShowReading(assumption_id=assumption_id, reading="8 of 10", evidence_id=older), by="ida")) == ["A2.order"]
    newer = told.shown(decision_id)
    assert names(told.when(ShowReading(assumption_id=assumption_id, reading="8 of 10", evidence_id=newer), by="ida")) == ["ReadingShown"]


def test_evidence_that_nobody_accepted_shows_nothing():
    told = story()
    decision_id = told.in_review()
    assumption_id = registered(told)
    submitted = told.given(
        SubmitEvidence(decision_id=decision_id, criterion_ids=("crt_a",), kind="link", title="Run", reference="https://x.example"), by="ida"
    )
    assert unmet(told.when(ShowReading(assumption_id=assumption_id, reading="8", evidence_id=submitted), by="ida")) == ["A2.accepted"]


def test_another_threshold_makes_what_was_shown_before_count_no_more():
    told = story()
    assumption_id = registered(told)
    told.given(ShowReading(assumption_id=assumption_id, reading="6 of 10"), by="ida")
    told.given(RegisterTest(assumption_id=assumption_id, criterion="Gaze on the message", threshold="5 of 10"), by="ana")
    assert unmet(told.when(ValidateAssumption(assumption_id=assumption_id, because="Enough."), by="ana")) == ["A2.shown"]


def test_a_verdict_needs_a_reading_and_is_the_owners_to_say():
    told = story()
    assumption_id = registered(told)
    assert unmet(told.when(ValidateAssumption(assumption_id=assumption_id, because=""), by="bo")) == ["A2.shown", "A2.because", "A1.who"]
    told.given(ShowReading(assumption_id=assumption_id, reading="8 of 10"), by="ida")
    told.given(ValidateAssumption(assumption_id=assumption_id, because="Eight looked."), by="ana")
    assert told.cycle.assumptions[assumption_id].state == "validated"
    assert obligations_of(told.cycle, told.workspace, assumption_id) == ()
    assert unmet(told.when(DropAssumption(assumption_id=assumption_id, reason="x"), by="ana")) == ["I6.assumption"]


@pytest.mark.parametrize(("impact", "becomes"), [(5, True), (4, True), (3, False)])
def test_one_that_was_wrong_and_costs_much_becomes_a_risk(impact: int, becomes: bool):
    told = story()
    assumption_id = registered(told, impact=impact)
    told.given(ShowReading(assumption_id=assumption_id, reading="2 of 10"), by="ida")
    events = told.when(RefuteAssumption(assumption_id=assumption_id, because="Two looked."), by="ana")
    assert ("RiskIdentified" in names(events)) is becomes
    became_id = told.cycle.assumptions[assumption_id].became_id
    if becomes:
        risk = told.cycle.risks[became_id]
        assert (risk.owner_id, risk.strategy, bool(risk.argument)) == ("ana", "fallback-plan", True)
        assert [one.person_id for one in obligations_of(told.cycle, told.workspace, became_id)] == ["ana"]


def test_a_small_one_becomes_a_risk_when_somebody_says_how_it_is_met():
    told = story()
    assumption_id = registered(told, impact=2)
    told.given(ShowReading(assumption_id=assumption_id, reading="2 of 10"), by="ida")
    command = RefuteAssumption(assumption_id=assumption_id, because="Two looked.", strategy="hope")
    assert unmet(told.when(command, by="ana")) == ["R5.strategy"]
    told.given(replace(command, strategy="isolate-48h"), by="ana")
    assert told.cycle.assumptions[assumption_id].became_id in told.cycle.risks


def test_a_test_with_a_date_runs_on_a_clock_and_goes_up_when_nobody_looked():
    told = story()
    assumption_id = stated(told)
    due_at = told.now + timedelta(days=2)
    command = RegisterTest(assumption_id=assumption_id, criterion="Gaze", threshold="7 of 10", due_at=due_at)
    assert names(told.when(command, by="ana")) == ["AssumptionTestRegistered", "ClockStarted"]
    told.given(AssignAssumption(assumption_id=assumption_id, owner_id="ida"), by="ana")
    clock = told.cycle.clocks[told.cycle.clock_of[assumption_id]]
    assert (clock.holder_id, clock.due_at) == ("ida", due_at)
    told.later(days=3)
    settle(told)
    up = told.cycle.escalations[told.cycle.escalations_of[assumption_id][0]]
    assert (up.trigger, up.resolved_at) == ("breach", None)
    told.given(DropAssumption(assumption_id=assumption_id, reason="The field is gone."), by="ida")
    assert up.resolved_at is not None


def test_open_ones_that_would_cost_much_hold_the_launch_gate():
    """A3."""
    condition = Condition(id="assumptions", expression="assumption.open_high == 0", sentence="None.", who="lead", act="assumption.test")
    gate = GateRule(id="launch-readiness", title="Launch", sentence="", subject="cycle", conditions=(condition,))
    told = story(replace(small_plan(), gates=(gate,)))
    stated(told, impact=3)
    assert open_high(told) == 0
    assumption_id = stated(told, impact=4)
    assert open_high(told) == 1
    answer = evaluate_gate(told.cycle, told.workspace, told.now, "launch-readiness", told.cycle.id)
    assert [(one.rule, one.act, one.item) for one in answer.findings if not one.met] == [("G2.open_high", "assumption.test", assumption_id)]
    assert unmet(told.when(PassGate(gate_id="launch-readiness", item_id=told.cycle.id), by="mara")) == ["G2.open_high"]
    told.given(DropAssumption(assumption_id=assumption_id, reason="Nothing rests on it."), by="ana")
    assert names(told.when(PassGate(gate_id="launch-readiness", item_id=told.cycle.id), by="mara")) == ["GatePassed"]


def test_a_cycle_is_not_closed_over_an_open_assumption():
    told = story()
    assumption_id = stated(told)
    answer = told.when(CloseCycle(), by="mara")
    assert ("cycle.open_items", assumption_id) in [(one.rule, one.item) for one in getattr(answer, "findings", ())]
