"""S6: what the record shows of the pace, as long as there is no forecast; and that nothing planned enters it."""

from datetime import timedelta

from cycle_story import Story, story
from cycle_walk import settle
from plumbline.domain.cycle.decision import RejectDecision
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.rules.pace import Pace, first_to_leave, observed_pace
from plumbline.domain.cycle.scope import AcceptScope, AssessScope, RequestScope

OUTCOME = SetOutcome(sentence="Faster.", metric_id="time-to-resolution", baseline="9 days", threshold="5 days", signer_id="mara")


def with_decisions(settled: int, open_ones: int) -> Story:
    """A cycle with decisions of which some are settled in its first review cycle, looked at after that one."""
    told = story()
    settle(told)
    due_at = told.now + timedelta(days=25)
    ids = [told.in_review(due_at=due_at) for _ in range(settled + open_ones)]
    for decision_id in ids[:settled]:
        told.given(RejectDecision(decision_id=decision_id, because="No."), by="ana")
    settle(told.later(days=7))
    return told


def test_s6_before_the_first_review_cycle_is_over_the_record_shows_no_pace():
    told = story()
    told.in_review()
    assert observed_pace(told.cycle) == Pace(cycles=0, settled=0, left=4, open=1)
    assert observed_pace(told.cycle).reach == 0


def test_s6_the_pace_is_what_was_settled_in_the_review_cycles_that_are_over():
    pace = observed_pace(with_decisions(settled=2, open_ones=7).cycle)
    assert (pace, pace.reach) == (Pace(cycles=1, settled=2, left=3, open=7), 6)


def test_s6_what_is_settled_in_the_running_review_cycle_is_not_counted_as_its_pace_yet():
    told = with_decisions(settled=1, open_ones=2).later(hours=1)
    told.given(RejectDecision(decision_id=next(reversed(told.cycle.decisions)), because="No."), by="ana")
    assert observed_pace(told.cycle) == Pace(cycles=1, settled=1, left=3, open=1)


def test_s6_the_smaller_scope_begins_with_what_contributes_least_and_takes_most():
    told = story()
    assert first_to_leave(told.cycle) is None
    told.given(OUTCOME, by="ana")
    ids: dict[str, str] = {}
    for title, contribution, effort in (("High", 5, 5), ("Low, quick", 1, 1), ("Low, long", 1, 4), ("Waiting", 1, 5)):
        ids[title] = told.given(RequestScope(title=title, area="support"), by="ida")
        told.given(AssessScope(scope_id=ids[title], contribution=contribution, effort=effort), by="lena")
        if title != "Waiting":
            told.given(AcceptScope(scope_id=ids[title]), by="mara")
    found = first_to_leave(told.cycle)
    assert found is not None
    assert found.id == ids["Low, long"]
