"""What a cycle is told of its journeys: findings that a gate waits for, approvals that an edit puts in doubt."""

from dataclasses import replace
from typing import Any

import pytest

from cycle_story import SYSTEM, Story, names, refold, story, unmet
from cycle_walk import plan_with_entry, settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import ApproveDecision, EditDecision, RejectDecision, ReopenDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.facts import cycle_facts, decision_facts
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import AcceptHandoff, AssembleHandoff, EdgeCase, OfferHandoff, Terms
from plumbline.domain.cycle.journey import AssessJourney, JourneyException, JourneyFinding, JourneyRef, NewerTemplate, Standing
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.kernel.outcome import Refusal

ENTRY, JOURNEY = "implementation-entry", "jrn_1"
NOW, THEN = "a" * 64, "b" * 64
LOST = JourneyFinding(id="unrecovered-exception:missed", kind="unrecovered-exception", place="Nobody is home")
REF = JourneyRef(journey_id=JOURNEY, digest=NOW, number=1)
STANDING = Standing(
    journey_id=JOURNEY, title="Late parcel", owner_id="bo", version=1, number=1, kept_digest=NOW, digest=NOW, verdict="complete", states=40,
)  # fmt: skip


def told_of(told: Story, **changes: Any) -> list[str]:
    """Tell the cycle how the journey stands; return the names of what happened."""
    known = told.cycle.journeys.get(JOURNEY)
    version = known.version + 1 if known else 1
    return names(told.when(AssessJourney(standing=replace(STANDING, version=version, **changes)), by=SYSTEM))


def naming(**standing: Any) -> tuple[Story, str]:
    """Return a cycle whose journey stands as given, and a decision in review that names it and is shown."""
    told = story(plan_with_entry())
    told_of(told, **standing)
    return told, told.ready(journeys=(REF,))


def approved(told: Story, decision_id: str) -> None:
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")


def test_only_the_system_says_how_a_journey_stands():
    told = story()
    assert unmet(told.when(AssessJourney(standing=STANDING), by="mara")) == ["P.system"]


def test_nothing_is_measured_about_journeys_in_a_cycle_without_one():
    told = story()
    decision = told.decision(told.drafted())
    facts = decision_facts(told.cycle, decision, told.workspace, told.now)
    assert facts["journey"] == {}
    assert "journey_findings_open" not in facts["decision"]


def test_findings_exceptions_and_plays_are_counted_once_there_is_a_journey():
    told = story()
    missed = JourneyException(
        screen="missed", title="Nobody is home", fault="f", severity="major", owner="Carrier", recovery="", recovered=False
    )
    told_of(told, findings=(LOST,), exceptions=(missed,))
    assert cycle_facts(told.cycle, told.workspace, told.now)["journey"] == {
        "count": 1, "findings_open": 1, "exceptions_unrecovered": 1, "unplayed": 1,
    }  # fmt: skip
    told_of(told, played=True, exceptions=(replace(missed, recovered=True),))
    assert cycle_facts(told.cycle, told.workspace, told.now)["journey"] == {
        "count": 1, "findings_open": 0, "exceptions_unrecovered": 0, "unplayed": 0,
    }  # fmt: skip


def test_an_edit_that_changes_no_verdict_is_no_news_where_nobody_binds_to_the_content():
    told = story()
    assert told_of(told) == ["JourneyAssessed"]
    assert told_of(told, digest=THEN) == []
    told.drafted(journeys=(REF,))
    assert told_of(told, digest=THEN) == ["JourneyAssessed"]


def test_what_comes_late_undoes_nothing_newer():
    told = story()
    told_of(told, findings=(LOST,))
    late = told.when(AssessJourney(standing=replace(STANDING, version=0)), by=SYSTEM)
    assert names(late) == []
    assert told.cycle.journeys[JOURNEY].findings == (LOST,)


def waiting_since(told: Story) -> list[Any]:
    return [one.since for one in obligations_of(told.cycle, told.workspace, JOURNEY)]


def test_a_newer_version_of_which_nobody_knows_when_it_came_waits_from_when_the_cycle_first_heard_of_it():
    told = story()
    told_of(told)
    told.later(days=3)
    first = told.now
    assert told_of(told, newer=NewerTemplate(version="2.0.0")) == ["JourneyAssessed"]
    assert waiting_since(told) == [first]
    told.later(days=2)
    assert told_of(told, newer=NewerTemplate(version="2.0.0")) == [], "the same is no news"
    assert told_of(told, newer=NewerTemplate(version="2.0.0"), played=True) == ["JourneyAssessed"]
    assert waiting_since(told) == [first], "other news does not make it newer"
    told.later(days=1)
    assert told_of(told, newer=NewerTemplate(version="2.1.0"), played=True) == ["JourneyAssessed"]
    assert waiting_since(told) == [told.now]
    assert refold(told.history, told.cycle.id).journeys == told.cycle.journeys


def test_a_newer_version_that_the_workspace_published_waits_from_then_on():
    told = story()
    published = told.now
    told.later(days=3)
    told_of(told, newer=NewerTemplate(version="2.0.0", since=published))
    assert waiting_since(told) == [published]


def test_a_decision_names_a_journey_of_its_cycle_once_and_in_an_exact_version():
    told = story()
    refused = told.when(EditDecision(decision_id=told.drafted(), journeys=(JourneyRef(journey_id=JOURNEY, digest="1"),)), by="ida")
    assert unmet(refused) == ["decision.journey", "decision.journey_version"]
    told_of(told)
    twice = told.when(EditDecision(decision_id=told.drafted(), journeys=(REF, replace(REF, digest=THEN))), by="ida")
    assert unmet(twice) == ["decision.journey_once"]


def test_naming_another_version_is_material():
    told, decision_id = naming()
    before = told.decision(decision_id).content_hash
    told.given(EditDecision(decision_id=decision_id, journeys=(replace(REF, digest=THEN),)), by="ana")
    assert told.decision(decision_id).content_hash != before
    told.given(EditDecision(decision_id=decision_id, title="Other words"), by="ana")
    assert told.decision(decision_id).journeys[0].digest == THEN, "what an edit leaves out stays"


def test_an_approval_waits_until_the_decision_names_the_journey_as_it_is_now():
    told, decision_id = naming()
    told_of(told, digest=THEN)
    refused = told.when(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")
    assert unmet(refused) == ["D12.journey"]


@pytest.mark.parametrize("changes", [{"digest": THEN}, {"digest": "", "verdict": "faulty"}])
def test_an_edit_after_the_approval_marks_the_decision_suspect_once(changes: dict[str, Any]):
    told, decision_id = naming()
    approved(told, decision_id)
    assert told_of(told, **changes) == ["JourneyAssessed", "DecisionSuspected"]
    assert told_of(told, **{**changes, "states": 41}) == ["JourneyAssessed"]
    decision = told.decision(decision_id)
    assert (decision.suspect, decision.suspect_for, decision.state) == (True, JOURNEY, "approved")
    needs = [(one.person_id, one.reason) for one in obligations_of(told.cycle, told.workspace, decision_id)]
    assert needs == [("ana", "attention.suspect")]
    assert refold(told.history, told.cycle.id).decisions == told.cycle.decisions


def test_an_edit_leaves_decisions_alone_that_name_no_journey_or_are_not_approved():
    told, waiting = naming()
    other = told.ready()
    approved(told, other)
    assert told_of(told, digest=THEN) == ["JourneyAssessed"]
    assert not told.decision(waiting).suspect
    assert not told.decision(other).suspect


def test_deciding_again_on_the_version_of_now_settles_the_doubt():
    told, decision_id = naming()
    approved(told, decision_id)
    told_of(told, digest=THEN)
    told.given(ReopenDecision(decision_id=decision_id, reason="dependency_changed", note="The journey was edited."), by="ana")
    told.given(EditDecision(decision_id=decision_id, journeys=(replace(REF, digest=THEN, number=2),)), by="ana")
    told.shown(decision_id)
    approved(told, decision_id)
    assert not told.decision(decision_id).suspect


def test_the_entry_gate_lists_every_open_finding_with_who_can_mend_it_and_where():
    jam = JourneyFinding(id="dead-end:jam", kind="dead-end", place="The belt stops")
    told, decision_id = naming(findings=(LOST, jam))
    approved(told, decision_id)
    answer = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
    lines = [(one.rule, dict(one.values)["what"], one.who[0], one.act, one.item) for one in answer.findings if not one.met]
    assert lines == [
        ("G2.journey_finding", "unrecovered exception", "bo", "journey.settle_finding", JOURNEY),
        ("G2.journey_finding", "dead end", "bo", "journey.settle_finding", JOURNEY),
    ]
    assert [dict(one.values)["finding"] for one in answer.acts] == [LOST.id, jam.id]


def test_a_journey_that_could_not_be_looked_at_as_a_whole_holds_a_decision_up():
    told, decision_id = naming(
        verdict="inconclusive", findings=(JourneyFinding(id="inconclusive", kind="inconclusive", place="Late parcel"),)
    )
    approved(told, decision_id)
    refused = told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")
    assert unmet(refused) == ["G2.journey_inconclusive"]


def test_findings_that_somebody_answers_for_let_a_decision_through():
    told, decision_id = naming(findings=(LOST,))
    approved(told, decision_id)
    assert unmet(told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")) == ["G2.journey_finding"]
    told_of(told, taken=(replace(LOST, decision_id=told.drafted()),))
    assert names(told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")) == ["GatePassed"]


def test_a_finding_is_open_again_when_the_decision_that_accepted_it_is_turned_down():
    told, decision_id = naming(findings=(LOST,))
    approved(told, decision_id)
    taking = told.in_review()
    told_of(told, taken=(replace(LOST, decision_id=taking),))
    told.given(RejectDecision(decision_id=taking, because="We mend it."), by="ana")
    assert unmet(told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")) == ["G2.journey_finding"]


def test_carrying_out_what_the_gate_proposes_after_an_edit_lets_the_decision_through():
    """G6, I9: come back, name the version of now, show it anew, approve."""
    told, decision_id = naming()
    approved(told, decision_id)
    told_of(told, digest=THEN)
    answer = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, decision_id)
    assert [one.act for one in answer.acts] == [
        "decision.reopen", "decision.refer", "evidence.submit", "evidence.accept", "decision.approve",
    ]  # fmt: skip
    current = replace(REF, digest=THEN)
    commands: dict[str, Any] = {
        "decision.reopen": lambda: ReopenDecision(decision_id=decision_id, reason="dependency_changed"),
        "decision.refer": lambda: EditDecision(decision_id=decision_id, journeys=(current,)),
        "evidence.submit": lambda: SubmitEvidence(
            decision_id=decision_id, criterion_ids=("crt_a",), kind="link", title="Run", reference="https://runs.example/2"
        ),
        "evidence.accept": lambda: AcceptEvidence(evidence_id=list(told.cycle.evidence)[-1]),
        "decision.approve": lambda: ApproveDecision(decision_id=decision_id, because="Still.", option_id="opt_b"),
    }
    for act in answer.acts:
        outcome = told.when(commands[act.act](), by=act.who[0])
        assert not isinstance(outcome, Refusal), (act, outcome)
    assert names(told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")) == ["GatePassed"]


def test_a_commitment_in_the_receivers_hands_becomes_suspect_once_when_its_journey_is_edited():
    told, decision_id = naming()
    approved(told, decision_id)
    told.given(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")
    line = Terms(
        decision_id=decision_id, expected="A second try.", edge_cases=(EdgeCase(when="Nobody is home", then="A new day."),),
        metric_id="time-to-resolution", owner_after_id="bo", checkpoint_at=told.later(days=0).now.replace(year=2027),
        checkpoint_criterion="Three of four", practice_id="practice",
    )  # fmt: skip
    handoff_id = told.given(AssembleHandoff(lines=(line,), receiver_id="ida"), by="ana")
    told.given(OfferHandoff(handoff_id=handoff_id), by="ana")
    told.given(AcceptHandoff(handoff_id=handoff_id), by="ida")
    told_of(told, digest=THEN)
    settle(told)
    kept = told.cycle.handoffs[handoff_id].kept
    assert [(one.suspect, one.cause) for one in kept] == [(True, "journey_changed")]
    marked = len(told.history)
    told_of(told, digest="c" * 64)
    settle(told)
    assert [type(one.event).__name__ for one in told.history[marked:]] == ["JourneyAssessed"]


def test_a_branch_counts_for_nobody_who_does_not_name_it():
    told, decision_id = naming(branch_of="jrn_0", findings=(LOST,))
    approved(told, decision_id)
    assert cycle_facts(told.cycle, told.workspace, told.now)["journey"] == {}
    assert unmet(told.when(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")) == ["G2.journey_finding"]
