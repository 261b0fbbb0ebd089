"""What follows a launch: support's signals, the weeks of stabilisation, the retrospective, the wrap-up, and closing."""

from datetime import timedelta

from cycle_story import Story, names, story, unmet
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.checkpoint import NameDependency
from plumbline.domain.cycle.communication import DraftMessage, WithdrawMessage
from plumbline.domain.cycle.correction import AssignCorrection, SettleCorrection
from plumbline.domain.cycle.decision import WithdrawDecision
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.frame import CloseCycle
from plumbline.domain.cycle.release import Kind, PlanRelease, ReleaseLaunched, ReleasePlanned
from plumbline.domain.cycle.retrospective import HoldRetrospective, Lesson
from plumbline.domain.cycle.rules.launching import launched_at
from plumbline.domain.cycle.rules.wrap_up import open_items
from plumbline.domain.cycle.stabilisation import Deviation, RecordStabilisationWeek
from plumbline.domain.cycle.support_review import CloseSupportReview, PromiseOutcome, RecordSignal
from plumbline.domain.cycle.wrap_up import Carried, Movement, WriteWrapUp

MOVED = (Movement(metric_id="time-to-resolution", before="31 h", after="19 h"),)


def launched() -> Story:
    told = story()
    at = launched_at(told.cycle)
    assert at is not None
    return told.at(at + timedelta(days=3))


def heard(told: Story) -> None:
    told.given(RecordSignal(kind="ticket", text="The mail came twice.", promise_id="promise", count=4), by="ida")


def carried_on(told: Story) -> tuple[Carried, ...]:
    return tuple(Carried(item_id=risk.id) for risk in told.cycle.risks.values())


def outcome(improved: bool, **more: object) -> CloseSupportReview:
    return CloseSupportReview(outcomes=(PromiseOutcome(promise_id="promise", improved=improved, shown="Four tickets.", **more),))  # type: ignore[arg-type]


def test_before_launch_there_is_nothing_to_look_back_on():
    told = story()
    heard(told)
    assert unmet(told.when(outcome(True), by="lena")) == ["V1.launched"]
    lesson = Lesson(finding="Ask support first.", pack="role", part_id="practice", new_text="Support reads it first.")
    assert unmet(told.when(HoldRetrospective(lessons=(lesson,)), by="mara")) == ["V1.launched"]


def test_a_release_that_is_out_is_the_launch_and_a_pilot_is_none():
    told = story()
    end = told.cycle.ends_at
    kinds: tuple[tuple[str, Kind], ...] = (("rel_pilot", "pilot"), ("rel_first", "release"))
    for release_id, kind in kinds:
        told.later(hours=1).add(
            ReleasePlanned(
                release_id=release_id,
                number=1,
                title="First",
                kind=kind,
                owner_id="ana",
                after_owner_id="",
                promise_id="promise",
                after_id="",
            )
        )
    told.later(hours=1).add(ReleaseLaunched(release_id="rel_pilot", share=5))
    assert launched_at(told.cycle) == end
    told.later(hours=1).add(ReleaseLaunched(release_id="rel_first", share=10))
    assert launched_at(told.cycle) == told.now


def test_the_support_review_judges_every_promise_by_signals():
    told = launched()
    assert unmet(told.when(CloseSupportReview(outcomes=()), by="lena")) == ["Q2.signals", "Q2.every"]
    heard(told)
    assert names(told.when(outcome(True), by="lena")) == ["SupportReviewed"]
    assert cycle_facts(told.cycle, told.workspace, told.now)["support"] == {"reviewed": True, "signals": 1, "corrections_open": 0}


def test_a_promise_that_has_not_improved_gets_an_owned_correction():
    told = launched()
    heard(told)
    assert unmet(told.when(outcome(False), by="lena")) == ["Q2.correction", "Q2.owner", "Q2.due"]
    due_at = told.now + timedelta(days=4)
    answer = told.when(outcome(False, correction="Send one mail.", owner_id="ida", due_at=due_at), by="lena")
    assert names(answer) == ["SupportReviewed", "CorrectionOpened"]
    (correction,) = told.cycle.corrections.values()
    assert told.cycle.support.outcomes[0].correction_id == correction.id
    (needed,) = obligations_of(told.cycle, told.workspace, correction.id)
    assert (needed.person_id, needed.due_at) == ("ida", due_at)
    told.given(AssignCorrection(correction_id=correction.id, owner_id="bo"), by="ida")
    told.given(SettleCorrection(correction_id=correction.id, how="Run 12 sends one."), by="bo")
    assert obligations_of(told.cycle, told.workspace, correction.id) == ()


def test_only_support_or_a_lead_closes_the_review():
    told = launched()
    heard(told)
    assert unmet(told.when(outcome(True), by="bo")) == ["Q2.who"]


def test_a_signal_says_something_about_a_promise_of_the_playbook():
    told = launched()
    command = RecordSignal(kind="theme", text=" ", promise_id="other", count=0)
    assert unmet(told.when(command, by="ida")) == ["Q1.text", "Q1.promise", "Q1.count"]


def test_a_deviation_is_tied_to_a_sign_and_owned_under_a_standard():
    told = launched()
    bare = Deviation(text="Refunds are late", warning_sign="other", standard="", owner_id="")
    week = RecordStabilisationWeek(number=1, reading="7 refunds late", deviations=(bare,))
    assert unmet(told.when(week, by="lena")) == ["V4.owner", "V4.due", "V4.sign", "V4.standard"]
    whole = Deviation(
        text="Refunds are late", warning_sign="warning", standard="practice", owner_id="bo", due_at=told.now + timedelta(days=2)
    )
    answer = told.when(RecordStabilisationWeek(number=1, reading="7 refunds late", deviations=(whole,)), by="lena")
    assert names(answer) == ["WeekRecorded", "CorrectionOpened"]
    assert unmet(told.when(RecordStabilisationWeek(number=3, reading="2"), by="lena")) == ["V4.week"]


def test_every_finding_of_the_retrospective_changes_a_standard():
    told = launched()
    decision_id = told.drafted()
    told.given(WithdrawDecision(decision_id=decision_id, because="Answered."), by="ida")
    unbound = Lesson(finding="We asked too late.")
    assert unmet(told.when(HoldRetrospective(lessons=(unbound,)), by="mara")) == ["V3.standard", "V3.text"]
    lessons = (
        Lesson(finding="We asked too late.", pack="role", part_id="practice", new_text="Support reads each decision while it is open."),
        Lesson(finding="The question was good.", decision_id=decision_id),
    )
    told.given(HoldRetrospective(lessons=lessons), by="mara")
    held = told.cycle.retrospective
    assert held is not None
    assert not held.late
    assert told.when(HoldRetrospective(lessons=lessons), by="mara") == []


def test_a_retrospective_after_two_weeks_is_held_and_recorded_as_late():
    told = launched().later(days=30)
    lesson = Lesson(finding="We asked too late.", pack="industry", part_id="safeguard", new_text="Ask first.")
    told.given(HoldRetrospective(lessons=(lesson,)), by="mara")
    assert told.cycle.retrospective is not None
    assert told.cycle.retrospective.late


def test_the_wrap_up_says_of_everything_open_what_becomes_of_it():
    told = launched()
    answer = told.when(WriteWrapUp(summary="It went well.", movements=MOVED), by="mara")
    assert set(unmet(answer)) == {"V5.open"}
    assert len(unmet(answer)) == len(told.cycle.risks)
    deferred = tuple(Carried(item_id=risk.id, disposition="deferred") for risk in told.cycle.risks.values())
    assert set(unmet(told.when(WriteWrapUp(summary="So.", movements=MOVED, carried=deferred), by="mara"))) == {"V5.reason"}
    told.given(WriteWrapUp(summary="So.", movements=MOVED, carried=carried_on(told)), by="mara")


def test_a_movement_names_a_metric_both_readings_and_known_decisions():
    told = launched()
    moved = (Movement(metric_id="other", before="", after="19 h", decision_ids=("dec_none",)),)
    answer = told.when(WriteWrapUp(summary="So.", movements=moved, carried=carried_on(told)), by="mara")
    assert unmet(answer) == ["V5.metric", "V5.readings", "V5.decisions"]


def test_what_the_wrap_up_carries_no_longer_keeps_the_cycle_from_closing():
    told = launched()
    assert unmet(told.when(CloseCycle(), by="mara")) == ["cycle.open_items"]
    told.given(WriteWrapUp(summary="So.", movements=MOVED, carried=carried_on(told), starting_context=("Mails matter.",)), by="mara")
    told.given(CloseCycle(), by="mara")
    assert told.cycle.state == "closed"


def test_what_is_opened_after_the_wrap_up_is_not_forgotten_when_closing():
    told = launched()
    told.given(WriteWrapUp(summary="So.", movements=MOVED, carried=carried_on(told)), by="mara")
    told.drafted()
    answer = told.when(CloseCycle(), by="mara")
    assert unmet(answer) == ["cycle.open_items"]
    assert not isinstance(answer, list)
    assert dict(answer.unmet[0].values)["kind"] == "decision"


def test_a_message_a_release_and_a_dependency_left_open_are_carried_or_deferred_too():
    told = launched()
    told.given(DraftMessage(title="News", audience="All buyers", text="It is out."), by="ida")
    promise = next(iter(told.cycle.promises))
    told.given(PlanRelease(title="The rest", owner_id="bo", promise_id=promise), by="mara")
    areas = [area.id for area in told.cycle.plan.areas] if told.cycle.plan else []
    told.given(NameDependency(title="Cards", from_area=areas[0], to_area=areas[1], owner_id="bo"), by="mara")
    kinds = {end.kind for end in open_items(told.cycle)}
    assert {"message", "release", "dependency"} <= kinds
    assert "V5.open" in unmet(told.when(WriteWrapUp(summary="So.", movements=MOVED), by="mara"))
    carried = tuple(Carried(item_id=end.item_id) for end in open_items(told.cycle))
    told.given(WriteWrapUp(summary="So.", movements=MOVED, carried=carried), by="mara")
    told.given(CloseCycle(), by="mara")


def test_a_message_that_was_withdrawn_is_not_open():
    told = launched()
    message = told.given(DraftMessage(title="News", audience="All buyers", text="It is out."), by="ida")
    told.given(WithdrawMessage(message_id=message, reason="Said already."), by="ida")
    assert "message" not in {end.kind for end in open_items(told.cycle)}
