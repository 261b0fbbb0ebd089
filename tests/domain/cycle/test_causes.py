from datetime import timedelta

from cycle_story import Story, story
from plumbline.domain.cycle.causes import causes_of
from plumbline.domain.cycle.decision import WithdrawDecision
from plumbline.domain.cycle.drill import StartDrill
from plumbline.domain.cycle.escalation import AcknowledgeEscalation, Cause, ResolveEscalation, StartEscalation


def ended(told: Story, cause: Cause, *, hours: int) -> str:
    """Take a new decision of Ana's up, have it acknowledged after some hours and ended with a cause."""
    decision_id = told.in_review()
    escalation_id = told.given(StartEscalation(item_id=decision_id, reason="Stuck."), by="ida")
    told.later(hours=hours)
    told.given(AcknowledgeEscalation(escalation_id=escalation_id), by="bo")
    told.given(ResolveEscalation(escalation_id=escalation_id, outcome="Decided.", cause=cause), by="bo")
    return decision_id


def test_the_cause_that_repeats_stands_first_with_what_it_held_up():
    told = story()
    one, other, third = ended(told, "capacity", hours=1), ended(told, "capacity", hours=1), ended(told, "external", hours=1)
    report = causes_of(told.cycle)
    assert [(group.key, group.item_ids) for group in report.by_cause] == [("capacity", (one, other)), ("external", (third,))]
    assert [(group.key, len(group.item_ids)) for group in report.by_area] == [("legal", 3)]
    assert [(group.key, len(group.item_ids)) for group in report.by_kind] == [("decision", 3)]
    assert [(group.key, len(group.item_ids)) for group in report.by_rule] == [("manual", 3)]


def test_what_ended_with_its_item_has_no_cause_and_what_is_up_is_counted():
    told = story()
    decision_id = told.in_review()
    told.given(StartEscalation(item_id=decision_id, reason="Stuck."), by="ida")
    assert causes_of(told.cycle).up == 1
    told.given(WithdrawDecision(decision_id=decision_id, because="Gone."), by="ana")
    report = causes_of(told.cycle)
    assert (report.total, report.up, report.ended, report.by_cause) == (1, 0, 1, ())


def test_four_durations_are_listed_and_the_fifth_makes_a_median():
    told = story()
    for hours in (4, 1, 3, 2):
        ended(told, "capacity", hours=hours)
    (level,) = causes_of(told.cycle).levels
    assert [took / timedelta(hours=1) for took in level.took] == [1, 2, 3, 4]
    assert level.median is None
    ended(told, "capacity", hours=5)
    (level,) = causes_of(told.cycle).levels
    assert level.median == timedelta(hours=3)


def test_a_rehearsal_is_in_none_of_the_numbers():
    told = story()
    told.given(StartDrill(pressure_id="pressure"), by="mara")
    assert causes_of(told.cycle).total == 0
