"""Handing approved decisions over, asking about them, giving them back, and what happens when something upstream changes."""

from dataclasses import replace
from datetime import timedelta

from cycle_story import SYSTEM, Story, names, story, unmet
from cycle_walk import plan_with_entry, settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import ApproveDecision, ReopenDecision
from plumbline.domain.cycle.evidence import RetractEvidence
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import (
    AcceptHandoff,
    AssembleHandoff,
    DescribeLine,
    EdgeCase,
    Handoff,
    HoldCheckpoint,
    Line,
    MarkSuspect,
    OfferHandoff,
    QuestionLine,
    ReturnHandoff,
    TakeNewVersion,
    Terms,
    WithdrawHandoff,
)
from plumbline.domain.cycle.thread import ReplyToThread

RECEIVER = "ida"


def told_with_gate() -> Story:
    return story(plan_with_entry())


def passed(told: Story) -> str:
    """Return a decision that is approved and through implementation entry."""
    decision_id = told.ready()
    approved(told, decision_id)
    return decision_id


def approved(told: Story, decision_id: str) -> None:
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")
    told.given(PassGate(gate_id="implementation-entry", item_id=decision_id), by="ana")


def terms(told: Story, decision_id: str) -> Terms:
    return Terms(
        decision_id=decision_id,
        expected="One retry after five seconds, then the other ways to pay.",
        edge_cases=(EdgeCase(when="The second try is declined", then="The basket is kept and support is offered."),),
        metric_id="time-to-resolution",
        owner_after_id="bo",
        checkpoint_at=told.now + timedelta(days=20),
        checkpoint_criterion="Below 20 h for 50 orders",
        practice_id="practice",
    )


def assembled(told: Story, *decisions: str) -> str:
    lines = tuple(terms(told, one) for one in decisions)
    return told.given(AssembleHandoff(lines=lines, receiver_id=RECEIVER), by="ana")


def offered(told: Story, *decisions: str) -> str:
    handoff_id = assembled(told, *(decisions or (passed(told),)))
    told.given(OfferHandoff(handoff_id=handoff_id), by="ana")
    return handoff_id


def accepted(told: Story) -> str:
    handoff_id = offered(told)
    told.given(AcceptHandoff(handoff_id=handoff_id), by=RECEIVER)
    return handoff_id


def handoff_of(told: Story, handoff_id: str) -> Handoff:
    return told.cycle.handoffs[handoff_id]


def line_of(told: Story, handoff_id: str, number: int = 1) -> Line:
    return list(handoff_of(told, handoff_id).lines.values())[number - 1]


def needs(told: Story, handoff_id: str) -> list[tuple[str, str]]:
    return [(one.person_id, one.reason.removeprefix("attention.")) for one in obligations_of(told.cycle, told.workspace, handoff_id)]


def test_only_what_passed_implementation_entry_is_handed_over_and_the_rest_is_a_finding_each():
    told = told_with_gate()
    ready, in_review = passed(told), told.in_review()
    answer = told.when(AssembleHandoff(lines=(terms(told, ready), terms(told, in_review)), receiver_id=RECEIVER), by="ana")
    findings = unmet(answer)
    assert findings[0] == "H1.passed"
    assert not isinstance(answer, list)
    assert {finding.item for finding in answer.unmet if finding.rule == "H1.passed"} == {in_review}
    assert all(finding.who for finding in answer.unmet)


def test_a_decision_that_passed_and_does_not_hold_any_more_is_not_handed_over():
    told = told_with_gate()
    decision_id = passed(told)
    (evidence_id,) = told.cycle.evidence_of[decision_id]
    told.given(RetractEvidence(evidence_id=evidence_id, reason="Wrong build."), by=told.cycle.evidence[evidence_id].submitter_id)
    answer = told.when(AssembleHandoff(lines=(terms(told, decision_id),), receiver_id=RECEIVER), by="ana")
    assert "H1.passed" not in unmet(answer)
    assert unmet(answer)


def test_a_decision_is_in_one_handoff_at_a_time():
    told = told_with_gate()
    decision_id = passed(told)
    first = assembled(told, decision_id)
    assert unmet(told.when(AssembleHandoff(lines=(terms(told, decision_id),), receiver_id=RECEIVER), by="ana")) == ["H1.once"]
    told.given(WithdrawHandoff(handoff_id=first, reason="Together with the mail."), by="ana")
    assert assembled(told, decision_id)


def test_a_line_says_everything_that_delivery_needs_before_it_is_offered():
    told = told_with_gate()
    decision_id = passed(told)
    handoff_id = told.given(AssembleHandoff(lines=(Terms(decision_id=decision_id),), receiver_id=RECEIVER), by="ana")
    assert unmet(told.when(OfferHandoff(handoff_id=handoff_id), by="ana")) == [
        "H2.expected", "H2.edge_cases", "H2.metric", "H2.owner_after", "H2.checkpoint", "H2.criterion", "H2.practice",
    ]  # fmt: skip
    line = line_of(told, handoff_id)
    told.given(DescribeLine(handoff_id=handoff_id, commitment_id=line.id, terms=terms(told, decision_id)), by="ana")
    assert names(told.when(OfferHandoff(handoff_id=handoff_id), by="ana")) == ["HandoffOffered"]


def test_without_a_name_the_owner_of_delivery_receives_it():
    told = told_with_gate()
    handoff_id = told.given(AssembleHandoff(lines=(terms(told, passed(told)),)), by="ana")
    assert handoff_of(told, handoff_id).receiver_id == told.cycle.owners["delivery"]


def test_accepting_is_the_receivers_act_and_hands_the_decisions_off():
    told = told_with_gate()
    handoff_id = offered(told)
    assert needs(told, handoff_id) == [(RECEIVER, "handoff_offered")]
    assert unmet(told.when(AcceptHandoff(handoff_id=handoff_id), by="bo")) == ["H3.accept"]
    assert names(told.when(AcceptHandoff(handoff_id=handoff_id), by=RECEIVER)) == ["HandoffAccepted", "DecisionHandedOff"]
    assert told.decision(line_of(told, handoff_id).decision_id).state == "handed_off"


def test_a_question_opens_a_thread_on_the_line_that_needs_an_answer_before_acceptance():
    told = told_with_gate()
    handoff_id = offered(told)
    line = line_of(told, handoff_id)
    told.given(QuestionLine(handoff_id=handoff_id, commitment_id=line.id, text="Which clock counts?"), by=RECEIVER)
    (thread_id,) = told.cycle.threads_of[line.decision_id]
    assert told.cycle.threads[thread_id].asks_id == "ana"
    assert handoff_of(told, handoff_id).clarifications == 1
    assert unmet(told.when(AcceptHandoff(handoff_id=handoff_id), by=RECEIVER)) == ["H3.answered"]
    told.given(ReplyToThread(thread_id=thread_id, text="The shop's."), by="ana")
    told.given(AcceptHandoff(handoff_id=handoff_id), by=RECEIVER)


def test_a_question_without_words_is_refused():
    told = told_with_gate()
    handoff_id = offered(told)
    command = QuestionLine(handoff_id=handoff_id, commitment_id=line_of(told, handoff_id).id, text=" ")
    assert unmet(told.when(command, by=RECEIVER)) == ["T1.text"]


def test_what_is_returned_comes_back_with_its_reason_and_can_be_offered_again():
    told = told_with_gate()
    handoff_id = offered(told)
    assert unmet(told.when(ReturnHandoff(handoff_id=handoff_id, reason=""), by=RECEIVER)) == ["H3.reason"]
    told.given(ReturnHandoff(handoff_id=handoff_id, reason="No criterion for slow networks."), by=RECEIVER)
    handoff = handoff_of(told, handoff_id)
    assert (handoff.state, handoff.reason, handoff.clarifications) == ("returned", "No criterion for slow networks.", 1)
    assert needs(told, handoff_id) == [("ana", "handoff_returned")]
    told.given(OfferHandoff(handoff_id=handoff_id), by="ana")
    told.given(AcceptHandoff(handoff_id=handoff_id), by=RECEIVER)


def test_one_line_can_be_returned_and_the_rest_accepted():
    told = told_with_gate()
    first, second = passed(told), passed(told)
    handoff_id = offered(told, first, second)
    returned = line_of(told, handoff_id, 2)
    told.given(ReturnHandoff(handoff_id=handoff_id, commitment_ids=(returned.id,), reason="Unclear."), by=RECEIVER)
    told.given(AcceptHandoff(handoff_id=handoff_id), by=RECEIVER)
    assert [told.decision(one).state for one in (first, second)] == ["handed_off", "approved"]
    assert ("ana", "line_returned") in needs(told, handoff_id)
    assembled(told, second)
    assert ("ana", "line_returned") not in needs(told, handoff_id)


def test_a_reopened_decision_turns_its_line_suspect_and_the_receiver_hears_of_it_once():
    told = told_with_gate()
    handoff_id = accepted(told)
    line = line_of(told, handoff_id)
    told.given(ReopenDecision(decision_id=line.decision_id, reason="new_evidence"), by="ana")
    settle(told)
    assert (line.suspect, line.cause) == (True, "reopened")
    assert needs(told, handoff_id) == [(RECEIVER, "line_suspect")]
    assert told.when(MarkSuspect(handoff_id=handoff_id, commitment_id=line.id), by=SYSTEM) == []


def test_the_new_version_is_taken_once_the_decision_is_through_the_gate_again():
    told = told_with_gate()
    handoff_id = accepted(told)
    line = line_of(told, handoff_id)
    told.given(ReopenDecision(decision_id=line.decision_id, reason="error"), by="ana")
    settle(told)
    take = TakeNewVersion(handoff_id=handoff_id, commitment_id=line.id)
    assert unmet(told.when(take, by=RECEIVER))[0] == "H1.passed"
    told.given(ApproveDecision(decision_id=line.decision_id, because="Still so.", option_id="opt_a"), by="ana")
    told.given(PassGate(gate_id="implementation-entry", item_id=line.decision_id), by="ana")
    assert names(told.when(take, by=RECEIVER)) == ["CommitmentRenewed", "DecisionHandedOff"]
    assert line.before is not None
    assert (line.suspect, line.before.constraint, line.agreed.constraint) == (False, "One retry", "No retry")


def test_a_suspect_line_is_not_accepted_as_it_was_offered():
    told = told_with_gate()
    handoff_id = offered(told)
    told.given(ReopenDecision(decision_id=line_of(told, handoff_id).decision_id, reason="error"), by="ana")
    assert unmet(told.when(AcceptHandoff(handoff_id=handoff_id), by=RECEIVER)) == ["H4.current"]


def test_evidence_that_is_taken_back_makes_a_line_suspect_and_evidence_that_grows_old_does_not():
    told = told_with_gate()
    old, taken = accepted(told), accepted(told)
    (evidence_id,) = told.cycle.evidence_of[line_of(told, taken).decision_id]
    told.given(RetractEvidence(evidence_id=evidence_id, reason="Wrong build."), by="mara")
    settle(told)
    told.later(days=40)
    settle(told)
    assert (line_of(told, old).suspect, line_of(told, taken).cause) == (False, "evidence")


def test_an_accepted_line_that_is_returned_leaves_its_decision_approved():
    told = told_with_gate()
    handoff_id = accepted(told)
    told.given(ReturnHandoff(handoff_id=handoff_id, reason="The provider refuses."), by=RECEIVER)
    assert told.decision(line_of(told, handoff_id).decision_id).state == "approved"


def test_a_checkpoint_that_is_met_verifies_the_decision():
    told = told_with_gate()
    handoff_id = accepted(told)
    line = line_of(told, handoff_id)
    held = HoldCheckpoint(handoff_id=handoff_id, commitment_id=line.id, reading="19 h, 62 orders", met=True)
    assert unmet(told.when(held, by="bo")) == ["K1.date"]
    told.later(days=21)
    assert unmet(told.when(replace(held, met=False), by="ida")) == ["K1.who", "K1.follow_up"]
    assert names(told.when(held, by="bo")) == ["CheckpointHeld", "DecisionVerified"]
    assert told.decision(line.decision_id).state == "verified"
    assert needs(told, handoff_id) == []


def test_a_checkpoint_that_is_not_met_goes_back_to_the_decisions_owner():
    told = told_with_gate()
    handoff_id = accepted(told)
    line = line_of(told, handoff_id)
    told.later(days=21)
    held = HoldCheckpoint(
        handoff_id=handoff_id, commitment_id=line.id, reading="31 h", met=False, follow_up="Ana looks at the mails until Friday."
    )
    assert names(told.when(held, by="bo")) == ["CheckpointHeld"]
    assert needs(told, handoff_id) == [("ana", "checkpoint_unmet")]


def test_the_facts_count_commitments_doubts_and_clarifications():
    told = told_with_gate()
    handoff_id = offered(told)
    line = line_of(told, handoff_id)
    told.given(QuestionLine(handoff_id=handoff_id, commitment_id=line.id, text="When?"), by=RECEIVER)
    facts = cycle_facts(told.cycle, told.workspace, told.now)["commitment"]
    outside = {"work_items": 0, "work_items_done": 0, "drifting": 0}
    assert facts == {"count": 1, "suspect": 0, "questions_open": 1, "returned": 0, "clarifications": 1, "verified": 0, **outside}
