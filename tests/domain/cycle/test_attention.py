from datetime import timedelta

from cycle_story import Story, story
from plumbline.domain.cycle.attention import obligations, obligations_of
from plumbline.domain.cycle.decision import (
    AddDependency,
    ApprovalRule,
    ApproveDecision,
    AskForEvidence,
    AssignDecision,
    CastVote,
    EditDecision,
    RaiseConcern,
    ReopenDecision,
    RequireApproval,
)
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.cycle.thread import Anchor, OpenThread


def needs(told: Story, item_id: str) -> list[tuple[str, str, str]]:
    """Who must do what about an item, and why."""
    return [(one.person_id, one.verb, one.reason.removeprefix("attention.")) for one in obligations_of(told.cycle, told.workspace, item_id)]


def submitted(told: Story, decision_id: str, by: str) -> None:
    criteria = tuple(one.id for one in told.decision(decision_id).criteria)
    told.given(SubmitEvidence(decision_id=decision_id, criterion_ids=criteria, kind="link", title="Run", reference="r"), by=by)


def test_a_draft_waits_for_its_author_and_a_decision_in_review_for_its_owner():
    told = story()
    assert needs(told, told.drafted(by="ida")) == [("ida", "decide", "draft_yours")]
    assert needs(told, told.in_review()) == [("ana", "decide", "you_own")]


def test_the_owners_obligation_carries_its_clock_and_what_waits_for_it():
    told = story()
    first, second = told.in_review(), told.in_review()
    told.given(AddDependency(decision_id=second, on_id=first), by="ana")
    (found,) = obligations_of(told.cycle, told.workspace, first)
    clock = told.cycle.clocks[told.cycle.clock_of[first]]
    assert (found.clock_id, found.due_at, found.blocks) == (clock.id, clock.due_at, 1)


def test_evidence_is_judged_by_somebody_other_than_whoever_attached_it():
    told = story()
    decision_id = told.in_review()
    submitted(told, decision_id, by="ida")
    assert ("ana", "accept", "evidence_waits") in needs(told, decision_id)
    other = told.in_review()
    submitted(told, other, by="ana")
    assert ("bo", "accept", "evidence_waits") in needs(told, other)


def test_whoever_was_asked_for_evidence_has_it_on_their_list_until_they_attach_some():
    told = story()
    decision_id = told.in_review()
    told.given(AskForEvidence(decision_id=decision_id, person_id="ida"), by="ana")
    assert ("ida", "attach", "evidence_asked") in needs(told, decision_id)
    submitted(told, decision_id, by="ida")
    assert ("ida", "attach", "evidence_asked") not in needs(told, decision_id)


def test_a_material_edit_brings_the_voter_back():
    told = story()
    decision_id = told.in_review()
    told.given(RequireApproval(decision_id=decision_id, rule=ApprovalRule(mode="all", roster=("bo", "lena"))), by="ana")
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    assert ("bo", "review", "vote_asked") not in needs(told, decision_id)
    told.given(EditDecision(decision_id=decision_id, title="Retry twice"), by="ana")
    assert ("bo", "review", "vote_void") in needs(told, decision_id)


def test_a_concern_stays_with_the_one_who_raised_it():
    told = story()
    decision_id = told.in_review()
    told.given(RaiseConcern(decision_id=decision_id, reason="Is it legal?"), by="lena")
    assert needs(told, decision_id) == [("ana", "decide", "you_own"), ("lena", "review", "concern_yours")]


def test_the_items_of_somebody_who_has_left_come_to_a_lead():
    told = story()
    decision_id = told.in_review()
    told.workspace.members["ana"].active = False
    assert needs(told, decision_id) == [("mara", "decide", "stands_in")]


def test_a_comment_that_asks_nobody_goes_to_the_owner_of_the_decision_it_is_about():
    told = story()
    anchor = Anchor(kind="decision", id=told.in_review())
    thread_id = told.given(OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Hm."), by="bo")
    assert needs(told, thread_id) == [("ana", "answer", "comment_on_yours")]


def test_what_has_ended_asks_nothing_of_anybody():
    told = story()
    decision_id = told.ready()
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")
    assert needs(told, decision_id) == []


def test_reopening_changes_the_lists_of_those_it_concerns_and_of_nobody_else():
    told = story()
    first, second, apart = told.ready(), told.ready(owner_id="bo"), told.ready(owner_id="mara")
    told.given(AddDependency(decision_id=second, on_id=first), by="bo")
    for decision_id, owner in ((first, "ana"), (second, "bo"), (apart, "mara")):
        told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by=owner)
    before = set(obligations(told.cycle, told.workspace))
    told.later(hours=1).given(ReopenDecision(decision_id=first, reason="new_evidence"), by="ana")
    changed = before ^ set(obligations(told.cycle, told.workspace))
    assert {(one.person_id, one.item_id, one.reason) for one in changed} == {
        ("ana", first, "attention.you_own"),
        ("bo", second, "attention.suspect"),
    }


def test_handing_a_decision_on_moves_it_to_the_other_list():
    told = story()
    decision_id = told.in_review()
    due_at = told.decision(decision_id).due_at
    told.given(AssignDecision(decision_id=decision_id, owner_id="bo", reason="On leave."), by="ana")
    assert needs(told, decision_id) == [("bo", "decide", "you_own")]
    assert due_at == told.now + timedelta(days=4)
