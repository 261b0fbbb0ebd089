"""Leave holds an obligation up only where nobody stands in, for five working days at the most, and then it goes up."""

from datetime import datetime, timedelta
from typing import Any

from cycle_story import Story, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.clock import Clock, PauseClock
from plumbline.domain.cycle.decision import DelegateDecision
from plumbline.domain.cycle.rules.escalation import active_escalation
from plumbline.kernel.outcome import Refusal


def waiting(told: Story) -> tuple[str, Clock]:
    """Return a decision of Ana's with two weeks to go, and its clock."""
    decision_id = told.in_review(due_at=told.now + timedelta(days=14))
    return decision_id, told.cycle.clocks[told.cycle.clock_of[decision_id]]


def away(told: Story, clock: Clock, until: datetime) -> list[Any] | Refusal:
    return told.when(PauseClock(clock_id=clock.id, reason="out_of_office", until=until, note="Ana is ill."), by="mara")


def test_leave_pauses_the_clock_where_nobody_stands_in():
    told = story()
    _, clock = waiting(told)
    due_at = clock.due_at
    assert not isinstance(away(told, clock, told.now + timedelta(days=2)), Refusal)
    assert clock.state == "paused"
    assert clock.due_at > due_at


def test_leave_pauses_nothing_while_somebody_acts_for_the_owner():
    told = story()
    decision_id, clock = waiting(told)
    told.given(DelegateDecision(decision_id=decision_id, to_id="bo", until=told.now + timedelta(days=9)), by="ana")
    assert unmet(away(told, clock, told.now + timedelta(days=2))) == ["K.delegated"]


def test_more_than_five_working_days_are_refused_in_one_piece_and_in_several():
    told = story()
    _, clock = waiting(told)
    assert unmet(away(told, clock, told.now + timedelta(days=8))) == ["K.leave"]
    assert not isinstance(away(told, clock, told.now + timedelta(days=4)), Refusal)
    told.later(days=4, hours=1)
    settle(told)
    assert unmet(away(told, clock, told.now + timedelta(days=5))) == ["K.leave"]


def test_after_the_leave_the_clock_runs_out_and_the_item_goes_up_although_its_owner_is_still_away():
    told = story()
    decision_id, clock = waiting(told)
    assert not isinstance(away(told, clock, told.now + timedelta(days=4)), Refusal)
    told.later(days=4)
    settle(told)
    assert clock.state == "running"
    assert active_escalation(told.cycle, decision_id) is None
    told.at(clock.due_at)
    settle(told)
    escalation = active_escalation(told.cycle, decision_id, "breach")
    assert escalation is not None
    assert escalation.to_id == "bo"
    assert told.decision(decision_id).owner_id == "ana"
