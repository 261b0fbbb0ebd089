from dataclasses import replace

import pytest

from cycle_story import SYSTEM, Story, small_plan, story, unmet
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.rules.step import completable_steps, step_view, step_views
from plumbline.domain.cycle.step import CompleteStep, RecordManualPart, SkipStep
from plumbline.domain.playbook.plan import Step


def told_with(condition: str, manual: str = "Say what.") -> Story:
    step = Step(number=1, id="one", title="One", text="", area="legal", offset_days=3, condition=condition, manual=manual)
    return story(replace(small_plan(), steps=(step,)))


def test_a_step_is_done_when_its_condition_holds_and_not_before():
    told = story()
    assert unmet(told.when(CompleteStep(step_id="scope-session"), by=SYSTEM)) == ["P1.condition"]
    outcome = SetOutcome(sentence="Faster.", metric_id="time-to-resolution", baseline="9 d", threshold="5 d", signer_id="mara")
    told.given(outcome, by="mara")
    assert CompleteStep(step_id="scope-session") in completable_steps(told.cycle, told.workspace, told.now)
    told.given(CompleteStep(step_id="scope-session"), by=SYSTEM)
    assert step_view(told.cycle, told.workspace, told.now, "scope-session").state == "done"
    assert told.when(CompleteStep(step_id="scope-session"), by=SYSTEM) == []


def test_what_cannot_be_observed_is_recorded_with_who_and_when():
    told = told_with("step.manual_recorded || journey.unplayed == 0")
    assert step_view(told.cycle, told.workspace, told.now, "one").met is None
    assert unmet(told.when(RecordManualPart(step_id="one", note=" "), by="bo")) == ["P1.note"]
    told.given(RecordManualPart(step_id="one", note="Played by five."), by="bo")
    standing = step_view(told.cycle, told.workspace, told.now, "one")
    assert (standing.manual_by, standing.manual_at, standing.met, standing.state) == ("bo", told.now, True, "in_progress")


def test_a_step_names_each_claim_and_what_is_not_measured_yet():
    told = told_with("cycle.decisions > 0 && journey.unplayed == 0")
    standing = step_view(told.cycle, told.workspace, told.now, "one")
    assert [(one.name, one.met) for one in standing.atoms] == [("cycle.decisions", False), ("journey.unplayed", None)]
    assert standing.state == "not_started"


def test_a_step_that_is_done_stays_done_and_says_that_its_condition_no_longer_holds():
    told = told_with("cycle.decisions_open == 0")
    told.given(CompleteStep(step_id="one"), by=SYSTEM)
    told.drafted()
    standing = step_view(told.cycle, told.workspace, told.now, "one")
    assert (standing.state, standing.still_holds) == ("done", False)


def test_steps_fall_due_working_days_after_the_start():
    told = told_with("false")
    standing = step_view(told.cycle, told.workspace, told.now, "one")
    assert standing.due_at is not None
    assert (standing.due_at.weekday(), standing.overdue) == (3, False)
    assert step_view(told.cycle, told.workspace, standing.due_at, "one").overdue


def test_only_a_lead_skips_and_says_why():
    told = told_with("false")
    assert unmet(told.when(SkipStep(step_id="one", reason=""), by="ana", permitted=False)) == ["P1.reason", "P1.lead"]
    told.given(SkipStep(step_id="one", reason="No journey changes."), by="mara")
    assert step_views(told.cycle, told.workspace, told.now)[0].state == "skipped"
    assert completable_steps(told.cycle, told.workspace, told.now) == []


def test_a_step_that_nothing_of_is_done_by_hand_takes_no_note():
    told = told_with("false", manual="")
    assert unmet(told.when(RecordManualPart(step_id="one", note="Done!"), by="bo")) == ["P1.manual"]


def test_an_unknown_step_is_no_step():
    told = story()
    with pytest.raises(KeyError):
        step_view(told.cycle, told.workspace, told.now, "nowhere")
