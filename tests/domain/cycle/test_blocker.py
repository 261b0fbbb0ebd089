from datetime import timedelta

from cycle_story import SYSTEM, Story, names, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.blocker import (
    AcknowledgeBlocker,
    AssignBlocker,
    CancelBlocker,
    ExtendBlocker,
    RaiseBlocker,
    ResolveBlocker,
    TellOutside,
)
from plumbline.domain.cycle.clock import RecordBreach
from plumbline.domain.cycle.facts import cycle_facts


def raised(told: Story, by: str = "bo", days: int = 3) -> str:
    command = RaiseBlocker(title="No test cards", owner_id="ana", due_at=told.now + timedelta(days=days), fallback="Use the old ones.")
    return told.given(command, by=by)


def test_a_blocker_without_owner_due_and_fallback_is_refused_with_all_three():
    told = story()
    assert unmet(told.when(RaiseBlocker(title="Stop", owner_id=""), by="bo")) == ["B1.owner", "B1.due", "B1.fallback"]


def test_what_it_blocks_has_to_exist():
    told = story()
    command = RaiseBlocker(title="Stop", owner_id="ana", due_at=told.now, fallback="x", blocks=("dec_none",), risk_id="rsk_none")
    assert unmet(told.when(command, by="bo")) == ["B1.due_ahead", "B1.blocks", "B1.risk"]


def test_its_clock_ends_on_the_due_date_and_handing_it_on_does_not_move_it():
    told = story()
    blocker_id = raised(told)
    due_at = told.cycle.blockers[blocker_id].due_at
    told.later(hours=30).given(AssignBlocker(blocker_id=blocker_id, owner_id="ida"), by="ana")
    clock = told.cycle.clocks[told.cycle.clock_of[blocker_id]]
    assert (clock.holder_id, clock.due_at) == ("ida", due_at)


def test_at_its_due_date_the_fallback_takes_over_and_the_owner_hears_of_it():
    told = story()
    blocker_id = raised(told)
    told.later(days=4)
    settle(told)
    blocker = told.cycle.blockers[blocker_id]
    assert (blocker.state, blocker.ended_by) == ("fallback_triggered", SYSTEM)
    assert [(one.person_id, one.reason) for one in obligations_of(told.cycle, told.workspace, blocker_id)] == [
        ("ana", "attention.fallback_triggered")
    ]
    told.given(AcknowledgeBlocker(blocker_id=blocker_id), by="ana")
    assert obligations_of(told.cycle, told.workspace, blocker_id) == ()


def test_a_breach_that_comes_after_the_answer_has_no_effect():
    told = story()
    blocker_id = raised(told)
    clock = told.cycle.clocks[told.cycle.clock_of[blocker_id]]
    told.given(ResolveBlocker(blocker_id=blocker_id, how="New cards came."), by="ana")
    told.later(days=9)
    assert told.when(RecordBreach(clock_id=clock.id, deadline=clock.due_at), by=SYSTEM) == []


def test_more_time_costs_something_and_there_are_two_extensions():
    told = story()
    blocker_id = raised(told)

    def extended(days: int, tradeoff: str = "The gift cards wait.") -> ExtendBlocker:
        return ExtendBlocker(blocker_id=blocker_id, due_at=told.now + timedelta(days=days), tradeoff=tradeoff)

    assert unmet(told.when(extended(2, ""), by="ana")) == ["B2.tradeoff", "B2.later"]
    assert names(told.when(extended(5), by="ana")) == ["BlockerExtended", "ClockStopped", "ClockStarted"]
    told.given(extended(6), by="ana")
    assert unmet(told.when(extended(7), by="ana")) == ["B2.extensions"]
    clock = told.cycle.clocks[told.cycle.clock_of[blocker_id]]
    assert clock.due_at == told.cycle.blockers[blocker_id].due_at


def test_it_is_cancelled_by_whoever_raised_it_and_not_by_its_owner():
    told = story()
    blocker_id = raised(told)
    assert unmet(told.when(CancelBlocker(blocker_id=blocker_id, reason="Mistake."), by="ana")) == ["B2.cancel"]
    assert names(told.when(CancelBlocker(blocker_id=blocker_id, reason="Mistake."), by="bo")) == ["BlockerCancelled", "ClockStopped"]
    assert unmet(told.when(ResolveBlocker(blocker_id=blocker_id, how="x"), by="ana")) == ["I6.blocker"]


def test_one_that_outlives_a_full_review_cycle_goes_up():
    """B3."""
    told = story()
    settle(told)
    told.later(days=1)
    blocker_id = raised(told, days=30)
    told.later(days=7)
    settle(told)
    assert told.cycle.escalations_of.get(blocker_id) is None  # it was not there when the first one opened
    told.later(days=7)
    settle(told)
    escalation = told.cycle.escalations[told.cycle.escalations_of[blocker_id][0]]
    assert (escalation.trigger, escalation.threshold, escalation.to_id) == ("unresolved_cycles", 1, "bo")
    told.later(days=7)
    settle(told)
    assert len(told.cycle.escalations_of[blocker_id]) == 1


def test_a_message_to_the_outside_no_longer_holds_when_the_due_date_moves_and_counts_as_silence_until_it_is_set_anew():
    """B4."""
    told = story()
    blocker_id = raised(told)
    told.given(TellOutside(blocker_id=blocker_id, message="Delayed until Thursday."), by="ana")
    blocker = told.cycle.blockers[blocker_id]
    assert (blocker.told_by, blocker.outdated_message, silent(told)) == ("ana", False, 0)
    told.given(ExtendBlocker(blocker_id=blocker_id, due_at=told.now + timedelta(days=5), tradeoff="The gift cards wait."), by="ana")
    assert (blocker.outdated_message, silent(told)) == (True, 1)
    told.given(TellOutside(blocker_id=blocker_id, message="Delayed until Saturday."), by="bo")
    assert (blocker.told_by, blocker.outdated_message, silent(told)) == ("bo", False, 0)


def silent(told: Story) -> int:
    return cycle_facts(told.cycle, told.workspace, told.now)["cycle"]["blockers_silent"]
