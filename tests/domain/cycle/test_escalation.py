from cycle_story import names, story, unmet
from plumbline.domain.cycle.decision import WithdrawDecision
from plumbline.domain.cycle.escalation import AcknowledgeEscalation, ResolveEscalation, StartEscalation
from plumbline.domain.cycle.rules.escalation import escalation_target


def test_an_item_goes_up_once_for_the_same_reason():
    told = story()
    decision_id = told.in_review()
    told.given(StartEscalation(item_id=decision_id, reason="Legal does not answer."), by="ana")
    assert told.when(StartEscalation(item_id=decision_id, reason="Still."), by="ana") == []


def test_it_goes_to_the_first_area_of_the_ladder_that_does_not_hold_it():
    told = story()
    assert escalation_target(told.cycle, told.workspace, told.in_review(owner_id="bo")) == "ana"
    assert escalation_target(told.cycle, told.workspace, told.in_review(owner_id="ana")) == "bo"
    told.workspace.members["bo"].active = False
    assert escalation_target(told.cycle, told.workspace, told.in_review(owner_id="ana")) == "mara"


def test_a_person_cannot_record_a_breach_and_gives_a_reason():
    told = story()
    command = StartEscalation(item_id=told.in_review(), trigger="breach")
    assert unmet(told.when(command, by="ana")) == ["X1.trigger", "X1.reason"]


def test_it_ends_with_an_outcome_said_by_whom_it_went_to():
    told = story()
    escalation_id = told.given(StartEscalation(item_id=told.in_review(), reason="Stuck."), by="ana")
    assert unmet(told.when(AcknowledgeEscalation(escalation_id=escalation_id), by="ida")) == ["X2.who"]
    told.given(AcknowledgeEscalation(escalation_id=escalation_id), by="bo")
    assert unmet(told.when(ResolveEscalation(escalation_id=escalation_id, outcome=" "), by="ana")) == ["X7.who", "X7.outcome"]
    assert names(told.when(ResolveEscalation(escalation_id=escalation_id, outcome="Asked the board."), by="bo")) == ["EscalationResolved"]


def test_the_end_of_an_item_is_the_end_of_its_escalations():
    told = story()
    decision_id = told.in_review()
    escalation_id = told.given(StartEscalation(item_id=decision_id, reason="Stuck."), by="ana")
    told.given(WithdrawDecision(decision_id=decision_id, because="Not needed."), by="ana")
    assert told.cycle.escalations[escalation_id].resolved_at is not None
