"""Whoever is put in charge of something can act on it, and no clock is stopped by whoever it runs against."""

from datetime import timedelta

import pytest

from cycle_story import OWNERS, bare_story, opened_workspace, small_plan, story, unmet
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.clock import PauseClock
from plumbline.domain.cycle.decision import DelegateDecision
from plumbline.domain.cycle.frame import AreaOwner, AssignArea, ComposeCycle
from plumbline.domain.cycle.step import RecordManualPart
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread


def test_nobody_is_asked_who_could_not_answer():
    told = story()
    anchor = Anchor(kind="section", id=told.section)
    opening = OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Why?", asks_id="vera")
    assert unmet(told.when(opening, by="bo")) == ["T6.asked"]
    thread_id = told.given(OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Why?"), by="bo")
    assert unmet(told.when(ReplyToThread(thread_id=thread_id, text="Ask her", asks_id="vera"), by="ana")) == ["T6.asked"]


@pytest.mark.parametrize("person", ["vera", "ida", "nobody"])
def test_an_area_is_owned_by_somebody_who_can_decide(person: str):
    told = story()
    assert unmet(told.when(AssignArea(area="legal", person_id=person), by="mara")) == ["cycle.area_owner"]
    fresh = bare_story(workspace=opened_workspace())
    owners = tuple(AreaOwner(area=area, person_id=person) for area in OWNERS)
    assert set(unmet(fresh.when(ComposeCycle(plan=small_plan(), title="A launch", owners=owners), by="mara"))) == {"cycle.area_owner"}


def test_a_blocker_is_extended_and_never_paused():
    told = story()
    raised = RaiseBlocker(title="No box", owner_id="ana", due_at=told.now + timedelta(days=1), fallback="Mail")
    blocker_id = told.given(raised, by="bo")
    for person in ("ana", "bo", "mara"):
        pause = PauseClock(
            clock_id=told.cycle.clock_of[blocker_id], reason="blocked_by", until=told.now + timedelta(days=365), note="Later"
        )
        assert unmet(told.when(pause, by=person)) == ["K.unblock"]


@pytest.mark.parametrize("reason", ["waiting_on_requester", "blocked_by", "legal_hold", "out_of_office"])
def test_every_pause_says_why(reason: str):
    told = story()
    clock_id = told.cycle.clock_of[told.in_review()]
    pause = PauseClock(clock_id=clock_id, reason=reason, until=told.now + timedelta(days=1), note=" ")  # type: ignore[arg-type]
    assert unmet(told.when(pause, by="ana")) == ["K.pause_reason"]


def test_leave_does_not_stop_the_clock_while_a_delegate_is_there():
    told = story()
    decision_id = told.in_review()
    told.given(DelegateDecision(decision_id=decision_id, to_id="bo", until=told.now + timedelta(days=2)))
    leave = PauseClock(clock_id=told.cycle.clock_of[decision_id], reason="out_of_office", until=told.now + timedelta(days=1), note="Away")
    assert unmet(told.when(leave)) == ["K.delegated"]
    told.given(DelegateDecision(decision_id=decision_id))
    told.given(leave)


def test_what_is_done_by_hand_is_recorded_by_whoever_answers_for_it():
    told = story()
    note = RecordManualPart(step_id="wrap-up", note="We met and wrote it down.")
    assert unmet(told.when(note, by="bo")) == ["P1.who"]
    told.given(note, by=OWNERS["support"])
    told.given(note, by="mara")
