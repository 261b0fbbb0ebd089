from datetime import timedelta

from hypothesis import given, settings

from cycle_story import story
from cycle_walk import plan_with_entry, settle, walked, walks
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.facts import FACT_TYPES, cycle_facts, decision_facts, fact_names
from plumbline.domain.cycle.facts.types import Record
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.rules.decision import content_findings


@settings(max_examples=40, deadline=None)
@given(walks)
def test_every_declared_fact_of_cycle_and_decision_is_there_and_of_its_type(numbers: list[int]):
    told = walked(numbers)
    for decision in told.cycle.decisions.values():
        facts = decision_facts(told.cycle, decision, told.workspace, told.now)
        for source in ("cycle", "decision"):
            kind = FACT_TYPES[source]
            assert isinstance(kind, Record)
            assert kind.fields.keys() - facts[source].keys() <= {"journey_findings_open"}
            assert facts[source].keys() <= kind.fields.keys()
            assert all(isinstance(value, bool | int | str) for value in facts[source].values())


@settings(max_examples=40, deadline=None)
@given(walks)
def test_the_facts_of_a_decision_agree_with_what_its_approval_is_told(numbers: list[int]):
    told = walked(numbers)
    for decision in told.cycle.decisions.values():
        facts = decision_facts(told.cycle, decision, told.workspace, told.now)["decision"]
        open_rules = {one.rule for one in content_findings(told.cycle, decision, told.workspace, told.now) if not one.met}
        assert (facts["criteria_unmet"] > 0) == ("D12.evidence" in open_rules)
        assert (facts["threads_blocking"] > 0) == ("D12.threads" in open_rules)
        assert (facts["concerns_open"] > 0) == ("D12.concerns" in open_rules)
        assert facts["held"] == ("D12.hold" in open_rules)
        assert (facts["prerequisites_open"] > 0) == ("D12.prerequisites" in open_rules)
        assert (facts["criteria_untestable"] > 0) == bool({"D5.criterion_method", "D5.criterion_owner"} & open_rules)
        assert facts["vetoed"] == ("D12.veto" in open_rules)


def test_sources_that_are_not_built_yet_are_declared_and_absent():
    told = story()
    names = set(fact_names())
    assert {"journey.count", "scope.locked", "drill.held", "wrap_up.written"} <= names
    assert cycle_facts(told.cycle, told.workspace, told.now)["journey"] == {}


def test_a_decision_counts_as_ready_for_entry_and_then_as_passed():
    told = story(plan_with_entry())
    decision_id = told.ready()
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")
    facts = cycle_facts(told.cycle, told.workspace, told.now)["cycle"]
    assert (facts["entry_ready"], facts["entry_passed"]) == (1, 0)
    told.given(PassGate(gate_id="implementation-entry", item_id=decision_id), by="ana")
    facts = cycle_facts(told.cycle, told.workspace, told.now)["cycle"]
    assert (facts["entry_ready"], facts["entry_passed"]) == (1, 1)


def test_a_blocker_that_tells_the_outside_nothing_is_silent():
    told = story()
    due_at = told.now + timedelta(days=3)
    told.given(RaiseBlocker(title="Stop", owner_id="ana", due_at=due_at, fallback="Go round."), by="bo")
    facts = cycle_facts(told.cycle, told.workspace, told.now)["cycle"]
    assert (facts["blockers_open"], facts["blockers_silent"], facts["blockers_overdue"]) == (1, 1, 0)
    assert cycle_facts(told.cycle, told.workspace, due_at)["cycle"]["blockers_overdue"] == 1


def test_the_midpoint_the_end_and_the_reviews_that_were_due():
    told = story()
    settle(told)
    told.later(days=15)
    facts = cycle_facts(told.cycle, told.workspace, told.now)["cycle"]
    assert (facts["midpoint_reached"], facts["window_ended"], facts["reviews_due"], facts["reviews_closed"]) == (True, False, 2, 0)
    settle(told)
    assert cycle_facts(told.cycle, told.workspace, told.now)["cycle"]["reviews_closed"] == 2
