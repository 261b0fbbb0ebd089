from dataclasses import replace
from datetime import timedelta

import pytest

from cycle_story import SYSTEM, Story, names, story, unmet
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.decision import ApproveDecision, AskForEvidence, EditDecision, WithdrawDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, ExpireEvidence, PlayedRun, RejectEvidence, RetractEvidence, SubmitEvidence
from plumbline.domain.cycle.journey import AssessJourney, JourneyRef, Standing
from plumbline.kernel.outcome import Refusal


def link(decision_id: str, **more: str) -> SubmitEvidence:
    told = {"title": "Run 118", "reference": "https://runs.example/118", **more}
    return SubmitEvidence(decision_id=decision_id, criterion_ids=("crt_a",), kind="link", **told)  # type: ignore[arg-type]


def submitted(told: Story) -> tuple[str, str]:
    decision_id = told.in_review()
    return decision_id, told.given(link(decision_id), by="ida")


def test_evidence_is_bound_to_what_was_seen_and_to_the_content_it_was_given_for():
    told = story()
    decision_id, evidence_id = submitted(told)
    found = told.cycle.evidence[evidence_id]
    assert found.content_hash == told.decision(decision_id).content_hash
    assert len(found.digest) == 64
    assert (found.state, found.submitter_id) == ("submitted", "ida")
    told.given(link(decision_id, digest="AB" * 32), by="ida")
    assert told.cycle.evidence[told.cycle.evidence_of[decision_id][-1]].digest == "ab" * 32


def test_the_same_piece_is_submitted_once():
    told = story()
    decision_id, _ = submitted(told)
    assert told.when(link(decision_id), by="ida") == []
    assert names(told.when(link(decision_id), by="bo")) == ["EvidenceSubmitted"]


def test_evidence_needs_a_title_a_place_and_a_criterion_that_exists():
    told = story()
    decision_id = told.in_review()
    empty = SubmitEvidence(decision_id=decision_id, criterion_ids=(), kind="file", title=" ")
    assert unmet(told.when(empty, by="ida")) == ["E1.title", "E1.content", "E4.criterion"]
    strange = SubmitEvidence(decision_id=decision_id, criterion_ids=("crt_x",), kind="file", title="x", digest="zz")
    assert unmet(told.when(strange, by="ida")) == ["E1.digest", "E4.criterion_known"]
    assert unmet(told.when(link("dec_x"), by="ida")) == ["common.known"]


def test_nobody_judges_what_they_submitted():
    told = story()
    _, evidence_id = submitted(told)
    answer = told.when(AcceptEvidence(evidence_id=evidence_id), by="ida")
    assert unmet(answer) == ["E2.four_eyes"]
    assert not isinstance(answer, list)
    assert answer.findings[0].who[:2] == ("bo", "ana")
    assert "ida" not in answer.findings[0].who
    told.given(AcceptEvidence(evidence_id=evidence_id), by="bo")
    assert told.when(AcceptEvidence(evidence_id=evidence_id), by="bo") == []


def test_evidence_is_judged_once():
    told = story()
    _, evidence_id = submitted(told)
    told.given(AcceptEvidence(evidence_id=evidence_id), by="bo")
    assert unmet(told.when(RejectEvidence(evidence_id=evidence_id, reason="No"), by="ana")) == ["E1.state"]


def test_a_rejection_says_why():
    told = story()
    _, evidence_id = submitted(told)
    assert unmet(told.when(RejectEvidence(evidence_id=evidence_id, reason=""), by="bo")) == ["E2.reason"]


def test_evidence_for_older_words_is_not_accepted():
    told = story()
    decision_id, evidence_id = submitted(told)
    told.given(EditDecision(decision_id=decision_id, title="Other"), by="ana")
    assert unmet(told.when(AcceptEvidence(evidence_id=evidence_id), by="bo")) == ["E4.content"]


def test_evidence_expires_when_its_window_is_over_and_the_decision_stays():
    told = story(evidence_fresh_days=3)
    decision_id = told.ready()
    evidence_id = told.cycle.evidence_of[decision_id][0]
    told.given(ApproveDecision(decision_id=decision_id, because="x", option_id="opt_a"), by="ana")
    assert unmet(told.when(ExpireEvidence(evidence_id=evidence_id), by="system")) == ["E3.fresh"]
    told.later(days=3)
    told.given(ExpireEvidence(evidence_id=evidence_id), by="system")
    assert told.when(ExpireEvidence(evidence_id=evidence_id), by="system") == []
    assert told.cycle.evidence[evidence_id].state == "expired"
    assert told.decision(decision_id).state == "approved"


def test_a_decision_in_force_takes_fresh_evidence_and_a_withdrawn_one_takes_none():
    told = story()
    decision_id = told.ready()
    told.given(ApproveDecision(decision_id=decision_id, because="x", option_id="opt_a"), by="ana")
    assert names(told.when(link(decision_id, title="Again"), by="ida")) == ["EvidenceSubmitted"]
    other = told.in_review()
    told.given(WithdrawDecision(decision_id=other, because="x"), by="ida")
    assert unmet(told.when(link(other), by="ida")) == ["I6.ended"]


def test_evidence_is_taken_back_by_whoever_attached_it():
    told = story()
    _, evidence_id = submitted(told)
    assert unmet(told.when(RetractEvidence(evidence_id=evidence_id), by="bo")) == ["E1.submitter"]
    told.given(RetractEvidence(evidence_id=evidence_id, reason="Wrong file"), by="ida")
    assert unmet(told.when(AcceptEvidence(evidence_id=evidence_id), by="bo")) == ["E1.state"]


def test_the_newest_piece_that_counts_shows_the_criterion():
    told = story()
    decision_id = told.ready()
    told.later(days=1)
    told.given(link(decision_id, title="Not judged yet"), by="bo")
    assert names(told.when(ApproveDecision(decision_id=decision_id, because="x", option_id="opt_a"), by="ana"))[0] == "DecisionApproved"


def test_whoever_was_asked_is_free_when_they_submit():
    told = story()
    decision_id = told.in_review()
    ask = AskForEvidence(decision_id=decision_id, person_id="ida", criterion_id="crt_a")
    told.given(ask, by="ana")
    assert told.when(ask, by="ana") == []
    assert told.decision(decision_id).evidence_asked == {"ida": "crt_a"}
    told.given(link(decision_id), by="ida")
    assert told.decision(decision_id).evidence_asked == {}
    strange = AskForEvidence(decision_id=decision_id, person_id="vera", criterion_id="crt_x")
    assert unmet(told.when(strange, by="ana")) == ["decision.asked", "E4.criterion_known"]


def test_e3_freshness_is_a_policy_in_working_days():
    told = story(evidence_fresh_days=7)
    decision_id = told.ready()
    found = told.cycle.evidence[told.cycle.evidence_of[decision_id][0]]
    assert found.fresh_until == told.now + timedelta(days=9)  # two of them a weekend


JOURNEY, CONTENT, OTHER, RECORD = "jrn_1", "a" * 64, "b" * 64, "c" * 64
STANDING = Standing(
    journey_id=JOURNEY, title="Late parcel", owner_id="bo", version=1, number=2, kept_digest=CONTENT, digest=CONTENT, verdict="complete"
)


def naming_a_version() -> tuple[Story, str]:
    """Return a decision in review that names version 2 of a journey."""
    told = story()
    told.when(AssessJourney(standing=STANDING), by=SYSTEM)
    return told, told.in_review(journeys=(JourneyRef(journey_id=JOURNEY, digest=CONTENT, number=2),))


def run_of(decision_id: str, played: PlayedRun, **more: str) -> SubmitEvidence:
    said = {"title": "A run", "reference": played.run_id, **more}
    return SubmitEvidence(decision_id=decision_id, criterion_ids=("crt_a",), kind="run", played=played, **said)  # type: ignore[arg-type]


def test_a_run_of_the_version_that_is_named_is_taken_and_bound_to_its_record():
    told, decision_id = naming_a_version()
    played = PlayedRun(run_id="run_1", journey_id=JOURNEY, digest=CONTENT, number=2, record=RECORD)
    evidence_id = told.given(run_of(decision_id, played), by="ida")
    assert (told.cycle.evidence[evidence_id].played, told.cycle.evidence[evidence_id].digest) == (played, RECORD)


@pytest.mark.parametrize(
    ("played", "actual"),
    [
        (PlayedRun(run_id="run_1", journey_id=JOURNEY, digest=OTHER, number=1, record=RECORD), "Late parcel, version 1"),
        (PlayedRun(run_id="run_1", digest=OTHER, record=RECORD), ""),
        (PlayedRun(run_id="run_1"), ""),
    ],
    ids=["another version", "a template", "a run that nobody knows"],
)
def test_a_run_of_anything_else_is_refused_with_what_was_expected(played: PlayedRun, actual: str):
    told, decision_id = naming_a_version()
    answer = told.when(run_of(decision_id, played), by="ida")
    assert unmet(answer) == ["E4.version"]
    assert isinstance(answer, Refusal)
    found = next(one for one in answer.findings if not one.met)
    assert (found.expected, found.actual, found.act) == ("Late parcel, version 2", actual, "decision.refer")


def test_a_decision_that_names_no_journey_takes_a_run_of_any():
    told = story()
    decision_id = told.in_review()
    played = PlayedRun(run_id="run_1", journey_id=JOURNEY, digest=OTHER, number=1, record=RECORD)
    assert names(told.when(run_of(decision_id, played), by="ida")) == ["EvidenceSubmitted"]


def test_a_run_is_evidence_once_it_has_ended_and_under_its_own_record_only():
    told, decision_id = naming_a_version()
    going = PlayedRun(run_id="run_1", journey_id=JOURNEY, digest=CONTENT, number=2)
    assert unmet(told.when(run_of(decision_id, going), by="ida")) == ["E1.run_over"]
    ended = replace(going, record=RECORD)
    assert unmet(told.when(run_of(decision_id, ended, digest=OTHER), by="ida")) == ["E1.run_record"]
    assert names(told.when(run_of(decision_id, ended, digest=RECORD.upper()), by="ida")) == ["EvidenceSubmitted"]


def test_naming_another_version_leaves_no_earlier_run_that_counts():
    told, decision_id = naming_a_version()
    played = PlayedRun(run_id="run_1", journey_id=JOURNEY, digest=CONTENT, number=2, record=RECORD)
    told.given(AcceptEvidence(evidence_id=told.given(run_of(decision_id, played), by="ida")), by="bo")
    approve = ApproveDecision(decision_id=decision_id, because="x", option_id="opt_a")
    assert not isinstance(machine.decide(approve, told.cycle, told.workspace, told.context("ana")), Refusal)
    told.when(AssessJourney(standing=replace(STANDING, version=2, number=3, digest=OTHER, kept_digest=OTHER)), by=SYSTEM)
    renamed = EditDecision(decision_id=decision_id, journeys=(JourneyRef(journey_id=JOURNEY, digest=OTHER, number=3),))
    told.given(renamed, by="ida")
    assert "D12.evidence" in unmet(told.when(approve, by="ana"))
