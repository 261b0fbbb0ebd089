"""Failures that must never come back, each named after what went wrong."""

from datetime import timedelta

from cycle_story import SYSTEM, Story, names, story
from plumbline.domain.cycle.attention import obligations
from plumbline.domain.cycle.due import due
from plumbline.domain.cycle.escalation import StartEscalation


def leave(told: Story, *people: str) -> None:
    for person in people:
        told.workspace.members[person].active = False


def waited_for(told: Story, item_id: str) -> set[str]:
    return {one.person_id for one in obligations(told.cycle, told.workspace) if one.item_id == item_id}


def test_regression_nobody_on_duty_and_nobody_told():
    told = story()
    decision_id = told.in_review()
    leave(told, "ana")
    there = waited_for(told, decision_id)
    assert there
    assert all(told.workspace.is_active(person) for person in there)
    assert there & {"mara", "lena"}


def test_regression_nobody_on_duty_when_the_time_is_over():
    told = story()
    decision_id = told.in_review()
    leave(told, "ana", "bo")
    told.at(told.cycle.clocks[told.cycle.clock_of[decision_id]].due_at + timedelta(minutes=1))
    happened = [name for command in due(told.cycle, told.workspace, told.now) for name in names(told.when(command, by=SYSTEM))]
    assert "EscalationStarted" in happened
    assert all(told.workspace.is_active(one.to_id) for one in told.cycle.escalations.values())


def test_regression_unreachable_escalation_step_is_skipped():
    told = story()
    decision_id = told.in_review()
    leave(told, "bo")  # the ladder is product, whose owner holds the decision, then legal, whose owner has left
    told.given(StartEscalation(item_id=decision_id, reason="Stuck"), by="ida")
    (escalation,) = told.cycle.escalations.values()
    assert told.workspace.has_rank(escalation.to_id, "lead")
