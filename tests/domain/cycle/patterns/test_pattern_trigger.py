"""The trigger of the 48-hour window: reviews that take three times as long as the work they gate, counted from the record."""

from datetime import timedelta

from cycle_story import MONDAY, Story, refold, unmet
from pattern_story import switch, without_patterns
from plumbline.domain.cycle.attention import obligations, touched
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.frame import LeavePatternOff
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import AcceptHandoff, AssembleHandoff, EdgeCase, HoldCheckpoint, OfferHandoff, Terms
from plumbline.domain.cycle.rules.trigger import Standing, trigger_standings
from plumbline.domain.cycle.safeguard import FormaliseSafeguard

PATTERN = "forty-eight-hours"


def grounds() -> Story:
    told = without_patterns()
    for one in told.cycle.safeguards:
        told.given(FormaliseSafeguard(safeguard_id=one, form="agenda_item", place="safeguards", owner_id="mara"), by="mara")
    return told


def worked(told: Story, review_days: int, work_days: int) -> str:
    """Review a decision for so many days from a Monday, hand it over, and verify it so many days later; all in one week."""
    assert review_days + work_days <= 4
    told.at(MONDAY + timedelta(days=7 * ((told.now - MONDAY).days // 7 + 1)))
    decision_id = told.in_review(due_at=told.now + timedelta(days=30))
    told.later(days=review_days)
    told.shown(decision_id)
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
    told.given(PassGate(gate_id="implementation-entry", item_id=decision_id), by="ana")
    assert told.cycle.plan is not None
    terms = Terms(
        decision_id=decision_id, expected="It works.", edge_cases=(EdgeCase(when="Declined", then="Kept."),),
        metric_id=told.cycle.plan.metrics[0].id, owner_after_id="bo", checkpoint_at=told.now + timedelta(days=work_days),
        checkpoint_criterion="Below 20 h", practice_id=told.cycle.plan.practices[0].id,
    )  # fmt: skip
    handoff_id = told.given(AssembleHandoff(lines=(terms,), receiver_id="ida"), by="ana")
    told.given(OfferHandoff(handoff_id=handoff_id), by="ana")
    told.given(AcceptHandoff(handoff_id=handoff_id), by="ida")
    told.later(days=work_days)
    (line,) = told.cycle.handoffs[handoff_id].lines
    told.given(HoldCheckpoint(handoff_id=handoff_id, commitment_id=line, reading="19 h", met=True), by="bo")
    return decision_id


def standing(told: Story) -> Standing:
    (found,) = trigger_standings(told.cycle, told.workspace)
    return found


def asked(told: Story) -> list[tuple[str, str]]:
    return [(one.person_id, one.reason) for one in obligations(told.cycle, told.workspace) if one.item_kind == "pattern"]


def test_the_figure_is_review_time_beside_work_time_with_the_decisions_it_was_counted_from():
    told = grounds()
    assert standing(told).spans == ()
    first, second = worked(told, 3, 1), worked(told, 1, 1)
    found = standing(told)
    assert [(one.decision_id, one.review, one.work) for one in found.spans] == [
        (first, timedelta(hours=24), timedelta(hours=8)),
        (second, timedelta(hours=8), timedelta(hours=8)),
    ]
    assert (found.review, found.work, found.tenths) == (timedelta(hours=32), timedelta(hours=16), 20)


def test_fewer_than_five_are_listed_and_ask_nobody():
    told = grounds()
    for _ in range(4):
        worked(told, 3, 1)
    assert (standing(told).tenths, standing(told).reached, asked(told)) == (30, False, [])


def test_at_three_to_one_from_five_on_a_lead_is_asked_to_switch_it_on_and_no_more_once_it_is_on():
    told = grounds()
    for _ in range(5):
        worked(told, 3, 1)
    assert standing(told).reached
    assert asked(told) == [("mara", "attention.pattern_proposed")]
    assert told.cycle.id in touched(told.cycle, told.history[-1].event)
    switch(told, PATTERN)
    assert asked(told) == []
    switch(told, PATTERN, on=False)
    assert asked(told) == [("mara", "attention.pattern_proposed")]


def test_below_three_to_one_nobody_is_asked():
    told = grounds()
    for _ in range(5):
        worked(told, 2, 1)
    assert (standing(told).tenths, standing(told).reached, asked(told)) == (20, False, [])


def test_a_lead_who_leaves_it_off_says_why_and_is_asked_again_after_as_much_work_again():
    told = grounds()
    for _ in range(5):
        worked(told, 3, 1)
    assert unmet(told.when(LeavePatternOff(pattern_id=PATTERN, because=" "), by="mara")) == ["pattern.because"]
    told.given(LeavePatternOff(pattern_id=PATTERN, because="Legal was short of people."), by="mara")
    assert asked(told) == []
    assert unmet(told.when(LeavePatternOff(pattern_id=PATTERN, because="Again."), by="mara")) == ["pattern.proposed"]
    for _ in range(5):
        worked(told, 3, 1)
    assert asked(told) == [("mara", "attention.pattern_proposed")]
    assert refold(told.history, told.cycle.id) == told.cycle


def test_what_the_record_does_not_propose_cannot_be_left_off():
    told = grounds()
    assert unmet(told.when(LeavePatternOff(pattern_id=PATTERN, because="No."), by="mara")) == ["pattern.proposed"]
    assert unmet(told.when(LeavePatternOff(pattern_id="nothing", because="No."), by="mara")) == ["common.known"]
