from dataclasses import replace

from cycle_story import Story, names, small_plan, story, unmet
from plumbline.domain.cycle.assumption import RegisterTest, StateAssumption
from plumbline.domain.cycle.decision import EditDecision
from plumbline.domain.cycle.frame import OpenReviewPeriod
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.domain.cycle.risk import AssessRisk
from plumbline.domain.cycle.rules.lens import lens_findings, lens_holds, verdict_of
from plumbline.domain.playbook.plan import Plan


def asking_for(condition: str) -> Plan:
    return replace(small_plan(), lens_condition=condition)


def passes(item_id: str, because: str = "The criterion names the five seconds.") -> ApplyLens:
    return ApplyLens(item_id=item_id, verdict="passes", because=because)


def waiting(told: Story, item_id: str) -> list[str]:
    return [finding.rule for finding in lens_findings(told.cycle, [item_id]) if not finding.met]


def test_l1_a_verdict_says_what_shows_it():
    told = story()
    assert unmet(told.when(passes(told.drafted(), because=" "), by="bo")) == ["L1.because"]


def test_l1_an_item_cannot_pass_while_its_record_lacks_what_the_lens_asks_for():
    told = story(asking_for("item.written_down"))
    vague = told.drafted(criteria=())
    assert unmet(told.when(passes(vague), by="bo")) == ["L1.condition"]
    assert names(told.when(ApplyLens(item_id=vague, verdict="fails", because="No criterion."), by="bo")) == ["LensApplied"]
    assert names(told.when(passes(told.drafted()), by="bo")) == ["LensApplied"]


def test_l1_what_is_not_measured_is_left_to_people():
    told = story(asking_for("item.ranked"))
    assert names(told.when(passes(told.drafted()), by="bo")) == ["LensApplied"]


def test_l1_a_risk_passes_once_it_is_owned_and_assessed():
    told = story(asking_for("item.written_down"))
    risk = next(iter(told.cycle.risks.values()))
    risk.closeness = 0
    assert unmet(told.when(passes(risk.id), by="bo")) == ["L1.condition"]
    told.given(AssessRisk(risk_id=risk.id, closeness=2, impact=2, likelihood=2), by=risk.owner_id)
    assert names(told.when(passes(risk.id), by="bo")) == ["LensApplied"]


def test_l1_an_assumption_is_judged_by_its_ranks_and_so_is_what_rests_on_it():
    told = story(asking_for("item.ranked"))
    decision_id = told.drafted()
    assert lens_holds(told.cycle, told.decision(decision_id)) is None
    assumption_id = told.given(StateAssumption(title="Cards suffice", owner_id="ana", impact=4, cost=2, about=(decision_id,)), by="ana")
    assert lens_holds(told.cycle, told.cycle.assumptions[assumption_id]) is True
    assert lens_holds(told.cycle, told.decision(decision_id)) is True
    told.given(passes(assumption_id), by="bo")
    assert waiting(told, assumption_id) == []


def test_l1_an_assumption_is_written_down_once_it_says_what_would_show_that_it_is_wrong():
    told = story(asking_for("item.written_down"))
    assumption_id = told.given(StateAssumption(title="Cards suffice", owner_id="ana", impact=4, cost=2), by="ana")
    assert unmet(told.when(passes(assumption_id), by="bo")) == ["L1.condition"]
    told.given(RegisterTest(assumption_id=assumption_id, criterion="Share paid by card", threshold="9 in 10"), by="ana")
    assert names(told.when(passes(assumption_id), by="bo")) == ["LensApplied"]


def test_l1_the_verdict_is_kept_with_the_evidence_that_counted_and_the_review_cycle():
    told = story()
    decision_id = told.in_review()
    evidence_id = told.shown(decision_id)
    told.given(OpenReviewPeriod(number=1), by="system")
    told.given(passes(decision_id), by="bo")
    verdict = verdict_of(told.cycle, decision_id)
    assert verdict is not None
    assert (verdict.evidence_ids, verdict.period, verdict.passes, verdict.by_id) == ((evidence_id,), 1, True, "bo")


def test_l1_an_edit_asks_for_the_lens_again():
    told = story()
    decision_id = told.drafted()
    assert waiting(told, decision_id) == ["L1.applied"]
    told.given(passes(decision_id), by="bo")
    assert waiting(told, decision_id) == []
    told.given(EditDecision(decision_id=decision_id, title="Retry twice"), by="ida")
    assert waiting(told, decision_id) == ["L1.applied"]
    assert verdict_of(told.cycle, decision_id) is None


def test_the_newest_verdict_stands():
    told = story()
    decision_id = told.drafted()
    told.given(passes(decision_id), by="bo")
    told.given(ApplyLens(item_id=decision_id, verdict="fails", because="Two people read it differently."), by="ida")
    verdict = verdict_of(told.cycle, decision_id)
    assert verdict is not None
    assert (verdict.passes, verdict.by_id) == (False, "ida")


def test_the_lens_is_asked_of_nothing_that_does_not_exist():
    told = story()
    assert unmet(told.when(passes("dec_none"), by="bo")) == ["common.known"]
