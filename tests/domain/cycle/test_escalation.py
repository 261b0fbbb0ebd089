from datetime import UTC, datetime, time, timedelta

from cycle_story import SYSTEM, Story, names, small_plan, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import WithdrawDecision
from plumbline.domain.cycle.due import due, next_due
from plumbline.domain.cycle.escalation import (
    AcknowledgeEscalation,
    AdvanceEscalation,
    Escalation,
    ResolveEscalation,
    StartEscalation,
)
from plumbline.domain.cycle.frame import AssignArea
from plumbline.domain.cycle.rules.escalation import active_escalation, escalate
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.domain.workspace.workspace import CalendarDefined, CalendarVersion, MemberChanged
from plumbline.kernel.time import Opening


def went_up(told: Story, item_id: str, by: str = "ida") -> Escalation:
    """Take an item up by hand."""
    return told.cycle.escalations[told.given(StartEscalation(item_id=item_id, reason="Stuck."), by=by)]


def asked(escalation: Escalation) -> list[str]:
    return [one.to_id for one in escalation.asked]


def until_next_step(told: Story, escalation: Escalation) -> None:
    """Let time pass until the ladder moves, and let the system move it."""
    at = escalation.next_step_at
    assert at is not None
    told.at(at)
    told.given(AdvanceEscalation(escalation_id=escalation.id, deadline=at), by=SYSTEM)


def breached(told: Story) -> tuple[str, Escalation]:
    """Return a decision of Ana's that went up because its time was over."""
    decision_id = told.in_review()
    told.at(told.cycle.clocks[told.cycle.clock_of[decision_id]].due_at)
    settle(told)
    (escalation_id,) = told.cycle.escalations_of[decision_id]
    return decision_id, told.cycle.escalations[escalation_id]


def test_an_item_goes_up_once_for_the_same_reason():
    """X6."""
    told = story()
    decision_id = told.in_review()
    told.given(StartEscalation(item_id=decision_id, reason="Legal does not answer."), by="ana")
    assert told.when(StartEscalation(item_id=decision_id, reason="Still."), by="ana") == []


def test_a_person_cannot_record_a_breach_and_gives_a_reason():
    told = story()
    command = StartEscalation(item_id=told.in_review(), trigger="breach")
    assert unmet(told.when(command, by="ana")) == ["X1.trigger", "X1.reason"]


def test_the_first_level_is_the_first_area_whose_owner_does_not_hold_it():
    told = story()
    assert asked(went_up(told, told.in_review(owner_id="bo"))) == ["ana"]
    assert asked(went_up(told, told.in_review(owner_id="ana"))) == ["bo"]
    told.workspace.members["bo"].active = False
    assert asked(went_up(told, told.in_review(owner_id="ana"))) == ["mara"]


def test_a_level_that_reaches_nobody_is_skipped_with_the_reason():
    told = story()
    told.workspace.members["bo"].active = False
    escalation = went_up(told, told.in_review())
    assert [(one.level, one.why, one.person_id) for one in escalation.skipped] == [(1, "holds_item", "ana"), (2, "not_active", "bo")]


def test_the_ladder_ends_with_a_person_by_name():
    escalation = went_up(told := story(), told.in_review())
    assert escalation.levels[-1].person_id == "mara"


def test_where_nobody_else_is_there_the_holder_is_asked():
    told = story()
    for person in ("mara", "lena", "bo", "ida"):
        told.workspace.members[person].active = False
    decision_id = told.in_review(by="ana")
    assert asked(went_up(told, decision_id, by="ana")) == ["ana"]


def test_who_does_not_acknowledge_in_time_is_followed_by_the_next_level():
    told = story()
    escalation = went_up(told, told.in_review())
    until_next_step(told, escalation)
    assert asked(escalation) == ["bo", "mara"]
    assert (escalation.level, escalation.to_id) == (3, "mara")
    assert escalation.asked[0].ended == "unanswered"


def test_a_level_has_its_hours_in_the_working_time_of_whom_it_asks():
    told = story(basis="business")
    openings = tuple(Opening(weekday=day, opens=time(20), closes=time(22)) for day in range(7))
    late = CalendarVersion(calendar_id="late", version=1, title="Evenings", zone="UTC", openings=openings)
    _in_workspace(told, CalendarDefined(calendar=late))
    _in_workspace(told, MemberChanged(person_id="bo", rank="owner", calendar_id="late", active=True))
    escalation = went_up(told, told.in_review())  # Monday 09:00; eight hours are four evenings
    assert escalation.asked[0].answer_by == datetime(2026, 11, 5, 22, tzinfo=UTC)


def test_a_later_edit_of_the_calendar_does_not_move_a_level_that_was_asked():
    told = story()
    escalation = went_up(told, told.in_review())
    before = escalation.next_step_at
    short = CalendarVersion(
        calendar_id="office", version=2, title="Short", zone="UTC", openings=(Opening(weekday=4, opens=time(9), closes=time(10)),)
    )
    _in_workspace(told, CalendarDefined(calendar=short))
    assert escalation.next_step_at == before


def test_an_acknowledgement_holds_for_the_lease_and_then_the_same_level_is_asked_again():
    told = story()
    escalation = went_up(told, told.in_review())
    told.given(AcknowledgeEscalation(escalation_id=escalation.id), by="bo")
    assert escalation.next_step_at == told.now + timedelta(hours=24)  # a workday of 24 hours
    until_next_step(told, escalation)
    assert asked(escalation) == ["bo", "bo"]
    assert escalation.acknowledged_at is None
    until_next_step(told, escalation)
    assert asked(escalation) == ["bo", "bo", "mara"]


def test_an_acknowledgement_that_runs_out_twice_goes_up():
    told = story()
    escalation = went_up(told, told.in_review())
    for _ in range(2):
        told.given(AcknowledgeEscalation(escalation_id=escalation.id), by="bo")
        until_next_step(told, escalation)
    assert asked(escalation) == ["bo", "bo", "mara"]


def test_an_answer_just_before_the_deadline_counts():
    told = story()
    escalation = went_up(told, told.in_review())
    at = escalation.next_step_at
    assert at is not None
    told.at(at - timedelta(seconds=1))
    told.given(AcknowledgeEscalation(escalation_id=escalation.id), by="bo")
    told.at(at)
    assert told.when(AdvanceEscalation(escalation_id=escalation.id, deadline=at), by=SYSTEM) == []
    assert asked(escalation) == ["bo"]


def test_each_deadline_moves_the_ladder_once():
    told = story()
    escalation = went_up(told, told.in_review())
    at = escalation.next_step_at
    assert at is not None
    told.at(at + timedelta(hours=30))  # the system was away
    command = AdvanceEscalation(escalation_id=escalation.id, deadline=at)
    assert command in due(told.cycle, told.workspace, told.now)
    told.given(command, by=SYSTEM)
    assert told.when(command, by=SYSTEM) == []
    following = escalation.next_step_at
    assert following is not None
    assert following > told.now  # whom nobody told has their whole time


def test_the_ladder_is_one_of_the_deadlines_of_the_cycle():
    told = story()
    escalation = went_up(told, told.in_review())
    at = next_due(told.cycle, told.workspace)
    assert at is not None
    assert escalation.next_step_at is not None
    assert at <= escalation.next_step_at


def test_a_ladder_that_nobody_answers_ends_in_the_decisions_own_fallback():
    told = story()
    decision_id, escalation = breached(told)
    until_next_step(told, escalation)
    until_next_step(told, escalation)
    assert told.decision(decision_id).state == "lapsed"
    assert escalation.exhausted_at == told.now
    assert escalation.item_ended
    assert obligations_of(told.cycle, told.workspace, decision_id) == ()


def test_a_ladder_that_nobody_answers_triggers_the_fallback_of_a_blocker():
    told = story()
    far = told.now + timedelta(days=60)
    blocker_id = told.given(RaiseBlocker(title="No data", owner_id="ana", due_at=far, fallback="Go without."), by="ida")
    for event in escalate(told.cycle, told.workspace, told.context(SYSTEM), blocker_id, "unresolved_cycles", threshold=1):
        told.add(event, SYSTEM)
    escalation = active_escalation(told.cycle, blocker_id)
    assert escalation is not None
    until_next_step(told, escalation)
    until_next_step(told, escalation)
    assert told.cycle.blockers[blocker_id].state == "fallback_triggered"


def test_asking_for_help_by_hand_never_triggers_a_fallback():
    told = story()
    decision_id = told.in_review(due_at=told.now + timedelta(days=60))
    escalation = went_up(told, decision_id)
    until_next_step(told, escalation)
    until_next_step(told, escalation)
    assert told.decision(decision_id).state == "in_review"
    assert escalation.exhausted_at is not None
    assert escalation.next_step_at is None
    assert ("mara", True) in [(one.person_id, one.escalated) for one in obligations_of(told.cycle, told.workspace, decision_id)]


def test_going_up_does_not_move_ownership():
    """X5."""
    told = story()
    decision_id, escalation = breached(told)
    until_next_step(told, escalation)
    assert told.decision(decision_id).owner_id == "ana"
    assert told.cycle.clocks[told.cycle.clock_of[decision_id]].holder_id == "ana"


def test_it_ends_with_an_outcome_and_a_cause_said_by_whom_it_went_to():
    told = story()
    escalation_id = told.given(StartEscalation(item_id=told.in_review(), reason="Stuck."), by="ana")
    assert unmet(told.when(AcknowledgeEscalation(escalation_id=escalation_id), by="ida")) == ["X2.who"]
    told.given(AcknowledgeEscalation(escalation_id=escalation_id), by="bo")
    refused = told.when(ResolveEscalation(escalation_id=escalation_id, outcome=" "), by="ana")
    assert unmet(refused) == ["X7.who", "X7.outcome", "X7.cause"]
    ended = told.when(ResolveEscalation(escalation_id=escalation_id, outcome="Asked the board.", cause="disagreement"), by="bo")
    assert names(ended) == ["EscalationResolved"]
    assert told.cycle.escalations[escalation_id].cause == "disagreement"


def test_whoever_was_asked_before_can_still_end_it():
    told = story()
    escalation = went_up(told, told.in_review())
    until_next_step(told, escalation)
    told.given(ResolveEscalation(escalation_id=escalation.id, outcome="Done.", cause="capacity"), by="bo")
    assert escalation.resolved_by == "bo"


def test_the_end_of_an_item_is_the_end_of_its_escalations():
    told = story()
    decision_id = told.in_review()
    escalation_id = told.given(StartEscalation(item_id=decision_id, reason="Stuck."), by="ana")
    told.given(WithdrawDecision(decision_id=decision_id, because="Not needed."), by="ana")
    assert told.cycle.escalations[escalation_id].resolved_at is not None
    assert told.cycle.escalations[escalation_id].next_step_at is None


def test_a_new_owner_of_an_area_is_asked_when_its_level_comes():
    told = story(small_plan())
    escalation = went_up(told, told.in_review(owner_id="bo"))  # product first, then legal, which the holder owns
    told.given(AssignArea(area="legal", person_id="lena"), by="mara")
    until_next_step(told, escalation)
    assert asked(escalation) == ["ana", "lena"]


def _in_workspace(told: Story, event: object) -> None:
    workspace_rules.evolve(told.workspace, told.history[0]._replace(event=event))
