from datetime import timedelta

import pytest

from cycle_story import SYSTEM, Story, unmet
from cycle_walk import settle
from pack_grounds import R2
from pattern_story import switch, without_patterns
from plumbline.domain.cycle.blocker import ExtendBlocker, RaiseBlocker
from plumbline.domain.cycle.decision import ApproveDecision, ReopenDecision
from plumbline.domain.cycle.evidence import ExpireEvidence
from plumbline.domain.cycle.risk import AssessRisk, IdentifyRisk
from plumbline.domain.cycle.thread import Anchor, OpenThread


def asked_comment(told: Story) -> str:
    """A comment of Ida's that needs Ana's act."""
    anchor = Anchor(kind="section", id=told.section)
    command = OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Why?", asks_id="ana")
    return told.given(command, by="ida")


def budget(told: Story, item_id: str) -> timedelta:
    """The wall time that an item's clock gives, counted from now."""
    return told.cycle.clocks[told.cycle.clock_of[item_id]].due_at - told.now


def left(told: Story) -> timedelta:
    """What is left of the review cycle that runs."""
    return told.cycle.periods[max(told.cycle.periods_opened)].closes_at - told.now


def pass_days(told: Story, days: int) -> None:
    for _ in range(days):
        settle(told.later(days=1))


def carried(told: Story, decision_id: str) -> bool:
    """Whether a decision went up because review cycles closed over it."""
    ups = (told.cycle.escalations[one] for one in told.cycle.escalations_of.get(decision_id, ()))
    return any(one.trigger == "unresolved_cycles" for one in ups)


def test_forty_eight_hours_gives_comments_a_clock_of_two_working_days():
    told = without_patterns()
    settle(told)
    assert budget(told, asked_comment(told)) == left(told)
    switch(told, "forty-eight-hours")
    assert budget(told, asked_comment(told)) == timedelta(days=2)
    switch(told, "forty-eight-hours", on=False)
    assert budget(told, asked_comment(told)) == left(told)


def test_forty_eight_hours_gives_a_decision_that_comes_back_two_working_days():
    told = without_patterns()
    settle(told)

    def reopened() -> timedelta:
        decision_id = told.ready()
        told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
        told.given(ReopenDecision(decision_id=decision_id, reason="new_evidence"), by="ana")
        return budget(told, decision_id)

    assert reopened() == left(told)
    switch(told, "forty-eight-hours")
    assert reopened() == timedelta(days=2)
    switch(told, "forty-eight-hours", on=False)
    assert reopened() == left(told)


def test_a_comment_that_waits_already_keeps_the_clock_it_was_given():
    told = without_patterns()
    settle(told)
    before = asked_comment(told)
    due_at = told.cycle.clocks[told.cycle.clock_of[before]].due_at
    switch(told, "forty-eight-hours")
    assert told.cycle.clocks[told.cycle.clock_of[before]].due_at == due_at


@pytest.mark.parametrize("on", [False, True])
def test_with_the_escalation_protocol_a_decision_carried_through_two_full_review_cycles_goes_up(on: bool):
    told = without_patterns(R2)
    decision_id = told.in_review(due_at=told.now + timedelta(days=27))
    settle(told)
    if on:
        switch(told, "escalation-protocol")
    pass_days(told, 7)
    assert told.cycle.unresolved[decision_id] == 1
    assert not carried(told, decision_id)
    pass_days(told, 7)
    assert told.cycle.unresolved[decision_id] == 2
    assert carried(told, decision_id) == on


def test_the_escalation_protocol_switched_off_in_time_leaves_the_decision_where_it_is():
    told = without_patterns(R2)
    switch(told, "escalation-protocol")
    decision_id = told.in_review(due_at=told.now + timedelta(days=27))
    settle(told)
    pass_days(told, 10)
    switch(told, "escalation-protocol", on=False)
    pass_days(told, 4)
    assert told.cycle.unresolved[decision_id] == 2
    assert not carried(told, decision_id)


def test_after_an_approval_reset_the_due_date_of_a_blocker_is_final():
    told = without_patterns()
    raised = RaiseBlocker(title="No keys", owner_id="ana", due_at=told.now + timedelta(days=2), fallback="Test keys.")
    later = ExtendBlocker(blocker_id=told.given(raised, by="ida"), due_at=told.now + timedelta(days=3), tradeoff="Less scope.")
    switch(told, "approval-reset")
    assert "B2.extensions" in unmet(told.when(later, by="ana"))
    switch(told, "approval-reset", on=False)
    told.given(later, by="ana")


def test_confidence_recovery_allows_one_extension_of_a_blocker_where_two_were_possible():
    told = without_patterns()
    raised = RaiseBlocker(title="No keys", owner_id="ana", due_at=told.now + timedelta(days=2), fallback="Test keys.")
    blocker_id = told.given(raised, by="ida")
    switch(told, "confidence-recovery")
    told.given(ExtendBlocker(blocker_id=blocker_id, due_at=told.now + timedelta(days=3), tradeoff="Less scope."), by="ana")
    again = ExtendBlocker(blocker_id=blocker_id, due_at=told.now + timedelta(days=4), tradeoff="Less still.")
    assert unmet(told.when(again, by="ana")) == ["B2.extensions"]
    switch(told, "confidence-recovery", on=False)
    told.given(again, by="ana")


def test_the_weekly_risk_page_halves_the_time_to_the_first_decision_about_a_high_risk():
    told = without_patterns()

    def window() -> timedelta:
        risk_id = told.given(IdentifyRisk(title="Late", owner_id="ana", strategy="isolate-48h", argument="metric"), by="ana")
        told.given(AssessRisk(risk_id=risk_id, closeness=5, impact=5, likelihood=5), by="ana")
        return budget(told, risk_id)

    assert window() == timedelta(days=2)
    switch(told, "weekly-risk-page")
    assert window() == timedelta(days=1)
    switch(told, "weekly-risk-page", on=False)
    assert window() == timedelta(days=2)


def test_in_staged_validation_evidence_is_fresh_for_the_length_of_a_stage():
    told = without_patterns()

    def fresh_days() -> int:
        piece = told.cycle.evidence[told.shown(told.in_review())]
        assert piece.fresh_until is not None
        return (piece.fresh_until - told.now).days

    assert fresh_days() == 42
    switch(told, "staged-validation")
    assert fresh_days() == 14
    switch(told, "staged-validation", on=False)
    assert fresh_days() == 42


def test_evidence_of_a_stage_runs_out_with_it():
    told = without_patterns()
    switch(told, "staged-validation")
    evidence_id = told.shown(told.in_review())
    told.later(days=14)
    told.given(ExpireEvidence(evidence_id=evidence_id), by=SYSTEM)
    assert told.cycle.evidence[evidence_id].state == "expired"
