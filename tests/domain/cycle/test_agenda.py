"""What comes up by itself: each item of the agenda that has a day of its own, on the working days of the cycle's calendar."""

from datetime import UTC, datetime, timedelta

import pytest

from cycle_story import CALENDAR, SYSTEM, Story, bare_story, names, refold, unmet
from cycle_walk import settle
from pack_grounds import R1, plans
from pattern_story import switch, without_patterns
from plumbline.domain.cycle.agenda import AgendaItem, BringUpAgendaItem, MissAgendaItem, RecordAgendaItem
from plumbline.domain.cycle.attention import Obligation, obligations
from plumbline.domain.cycle.due import due, next_due
from plumbline.domain.cycle.frame import AssignArea, CloseCycle, ComposeCycle
from plumbline.domain.cycle.gate import OverrideGate
from plumbline.domain.cycle.machine import fold_into, new
from plumbline.domain.cycle.promise import BindPromise
from plumbline.domain.cycle.release import LaunchRelease, PlanRelease, ReportPilot, RollBackRelease
from plumbline.domain.playbook.pattern import apply_patterns
from plumbline.kernel.outcome import Refusal


def running(pattern: str) -> tuple[Story, AgendaItem]:
    """A cycle in which a pattern is on whose agenda has one item with a day of its own."""
    told = without_patterns()
    switch(told, pattern)
    settle(told)
    return told, the(told)


def the(told: Story) -> AgendaItem:
    (item,) = told.cycle.agenda.values()
    return item


def day(number: int) -> datetime:
    """The morning of a day of November 2026, whose second is a Monday."""
    return datetime(2026, 11, number, 9, 0, tzinfo=UTC)


def asked(told: Story, item: AgendaItem) -> dict[str, Obligation]:
    return {one.person_id: one for one in obligations(told.cycle, told.workspace) if one.item_id == item.id}


def walk(told: Story, until: datetime) -> None:
    while told.now < until:
        settle(told.later(hours=6))


def record(told: Story, item: AgendaItem, note: str = "Nothing new.", by: str = "mara", **said: object) -> None:
    told.given(RecordAgendaItem(agenda_id=item.id, note=note, **said), by=by)  # type: ignore[arg-type]


def test_a_daily_item_is_up_at_once_and_is_due_on_the_next_working_day():
    _, item = running("parallel-validation")
    assert (item.title, item.state, item.number, item.due_at) == ("The daily sync", "up", 1, day(3))


def test_the_day_after_a_friday_is_a_monday():
    told = without_patterns()
    told.at(day(6))
    switch(told, "parallel-validation")
    assert the(told).due_at == day(9)


def test_a_weekly_item_is_up_from_the_start_of_its_week_and_a_monthly_one_in_its_last():
    _, weekly = running("weekly-risk-page")
    assert (weekly.state, weekly.due_at) == ("up", day(9))
    told, monthly = running("monthly-comparison")
    assert (monthly.state, monthly.comes_up_at, monthly.due_at) == ("waiting", day(23), day(30))
    walk(told, day(23))
    assert monthly.state == "up"


def test_whoever_holds_it_is_asked_to_record_it_by_its_day():
    told, item = running("weekly-risk-page")
    told.given(AssignArea(area="scope", person_id="ana"), by="mara")
    (one,) = asked(told, item).values()
    assert (one.person_id, one.verb, one.item_kind, one.reason, one.due_at) == ("ana", "answer", "agenda", "attention.agenda_up", day(9))


def test_once_recorded_it_is_nobodys_and_comes_again_on_its_day_however_early_it_was_recorded():
    told, item = running("weekly-risk-page")
    walk(told, day(4))
    record(told, item, note="K-2 would be felt first.")
    assert asked(told, item) == {}
    assert (item.state, item.number, item.comes_up_at, item.due_at) == ("waiting", 2, day(9), day(16))
    (turn,) = item.turns
    assert (turn.number, turn.note, turn.by_id, turn.held_at, turn.missed) == (1, "K-2 would be felt first.", "mara", day(4), False)
    walk(told, day(9))
    assert item.state == "up"


def test_what_nobody_records_is_missed_and_stays_to_be_seen_until_somebody_makes_up_for_it():
    told, item = running("weekly-risk-page")
    walk(told, day(9))
    (turn,) = item.missed
    assert (turn.number, turn.due_at, turn.missed) == (1, day(9), True)
    assert item.state == "up"
    assert asked(told, item)["mara"].reason == "attention.agenda_missed_before"
    record(told, item, number=1, note="Held on Tuesday.")
    assert item.missed == ()
    assert item.turns[0].missed, "that it was missed stays true"
    assert (item.state, item.number) == ("up", 2)
    assert asked(told, item)["mara"].reason == "attention.agenda_up"


def test_a_monthly_item_that_was_missed_is_asked_for_although_the_next_one_is_far():
    told, item = running("monthly-comparison")
    walk(told, day(30))
    assert item.state == "waiting"
    (one,) = asked(told, item).values()
    assert (one.reason, one.due_at) == ("attention.agenda_missed", None)


def test_missed_twice_in_a_row_it_is_a_leads_matter_too():
    told, item = running("weekly-risk-page")
    told.given(AssignArea(area="scope", person_id="ana"), by="mara")
    walk(told, day(16))
    assert len(item.missed) == 2
    found = asked(told, item)
    assert found["ana"].reason == "attention.agenda_missed_before"
    assert (found["mara"].reason, found["mara"].verb) == ("attention.agenda_missed_lead", "unblock")


def test_it_is_recorded_by_whoever_holds_it_or_a_lead_while_it_is_up_and_in_words():
    told, item = running("weekly-risk-page")
    assert unmet(told.when(RecordAgendaItem(agenda_id=item.id, note=" ", number=3), by="ida")) == ["agenda.who", "agenda.up", "agenda.note"]
    record(told, item)
    assert unmet(told.when(RecordAgendaItem(agenda_id=item.id, note="Again."), by="mara")) == ["agenda.up"]
    assert unmet(told.when(RecordAgendaItem(agenda_id=item.id, note="Again.", number=1), by="mara")) == ["agenda.up"]
    assert unmet(told.when(RecordAgendaItem(agenda_id="agi_0", note="Again."), by="mara")) == ["common.known"]


def test_nobody_but_the_system_brings_it_up_or_calls_it_missed_and_not_before_its_time():
    told, item = running("monthly-comparison")
    for command in (BringUpAgendaItem(agenda_id=item.id, number=1), MissAgendaItem(agenda_id=item.id, number=1)):
        refused = told.when(command, by="mara")
        assert isinstance(refused, Refusal)
        assert refused.kind == "forbidden"
    assert unmet(told.when(BringUpAgendaItem(agenda_id=item.id, number=1), by=SYSTEM)) == ["agenda.day"]
    walk(told, day(23))
    assert unmet(told.when(MissAgendaItem(agenda_id=item.id, number=1), by=SYSTEM)) == ["agenda.day"]


def test_the_same_turn_never_comes_up_or_is_missed_twice():
    told, item = running("parallel-validation")
    told.at(day(3))
    first = due(told.cycle, told.workspace, told.now)
    again = due(told.cycle, told.workspace, told.now)
    assert first == again
    missing = MissAgendaItem(agenda_id=item.id, number=1)
    assert missing in first
    assert names(told.when(missing, by=SYSTEM)) == ["AgendaMissed"]
    assert told.when(missing, by=SYSTEM) == []
    assert told.when(BringUpAgendaItem(agenda_id=item.id, number=1), by=SYSTEM) == []


def test_after_a_standstill_every_turn_that_passed_is_missed_once_and_the_one_of_today_is_up():
    told, item = running("parallel-validation")
    at_rest = next_due(told.cycle, told.workspace)
    settle(told.at(day(6) + timedelta(hours=1)))
    assert at_rest == day(3)
    assert [turn.number for turn in item.missed] == [1, 2, 3, 4]
    assert (item.state, item.number, item.due_at) == ("up", 5, day(9))
    assert refold(told.history, told.cycle.id) == told.cycle
    half = fold_into(new(told.cycle.id), told.history[: len(told.history) // 2])
    assert fold_into(half, told.history[len(told.history) // 2 :]) == told.cycle


def test_a_pattern_that_is_on_from_the_start_has_its_items_on_the_calendar_from_the_start():
    plan = apply_patterns(plans()[R1], {"weekly-risk-page"})
    told = bare_story(plan)
    told.given(ComposeCycle(plan=plan, title="A launch", calendar_id=CALENDAR, starts_at=day(4)), by="mara")
    settle(told)
    assert (the(told).state, the(told).due_at) == ("waiting", day(11))
    settle(told.at(day(4)))
    assert the(told).state == "up"


def test_switched_off_it_comes_up_no_more_and_what_was_recorded_stays():
    told, item = running("weekly-risk-page")
    record(told, item)
    switch(told, "weekly-risk-page", on=False)
    walk(told, day(25))
    assert (item.state, [turn.note for turn in item.turns]) == ("off", ["Nothing new."])
    assert asked(told, item) == {}
    assert "agenda.up" in unmet(told.when(RecordAgendaItem(agenda_id=item.id, note="Late."), by="mara"))
    switch(told, "weekly-risk-page")
    again = the(told)
    assert (again.id, again.number, again.starts_at) == (item.id, 2, told.now)
    assert [turn.note for turn in again.turns] == ["Nothing new."]


def test_in_a_closed_cycle_nothing_comes_up():
    told, _ = running("weekly-risk-page")
    told.when(CloseCycle(), by="mara")
    told.cycle.state = "closed"
    assert due(told.cycle, told.workspace, day(25)) == []


def pilot() -> tuple[Story, str]:
    """A cycle with the scoped pilot on, and a pilot of Ana's that is planned and protects the promise of the pattern."""
    told = without_patterns()
    switch(told, "scoped-pilot")
    settle(told)
    promise = next(iter(told.cycle.promises))
    bind = BindPromise(promise_id=promise, owner_id="bo", direction="at_least", bound=90, warning=95, unit="%", criterion="completed")
    told.given(bind, by="bo")
    plan = PlanRelease(title="Ten customers", owner_id="ana", promise_id=promise, kind="pilot", after_owner_id="ana")
    return told, told.given(plan, by="mara")


def launched() -> tuple[Story, str, AgendaItem]:
    told, release_id = pilot()
    through = OverrideGate(
        gate_id="launch-readiness", item_id=told.cycle.id, reason="Ten friends.", expires_at=day(20), control="We call each of them."
    )
    told.given(through, by="lena")
    told.given(LaunchRelease(release_id=release_id, share=5), by="ana")
    settle(told)
    return told, release_id, the(told)


def test_the_promise_of_a_pilot_is_not_asked_for_before_a_pilot_runs():
    told, _ = pilot()
    assert told.cycle.agenda == {}
    walk(told, day(20))
    assert told.cycle.agenda == {}


def test_while_a_pilot_runs_its_owner_owes_the_weekly_report_on_its_promise():
    told, release_id, item = launched()
    assert (item.title, item.owner_id, item.state, item.due_at) == ("The pilot's promise", "ana", "up", day(9))
    assert asked(told, item) == {}, "the pilot asks for it already"
    assert [one.reason for one in obligations(told.cycle, told.workspace) if one.item_id == release_id] == ["attention.pilot_report"]
    assert unmet(told.when(RecordAgendaItem(agenda_id=item.id, note="No complaint."), by="ana")) == ["agenda.holds"]
    told.given(RecordAgendaItem(agenda_id=item.id, note="No complaint.", holds="yes"), by="ana")
    (report,) = told.cycle.releases[release_id].reports
    assert (report.period, report.promise, report.note) == (1, "held", "No complaint.")
    assert item.turns[0].holds == "yes"


@pytest.mark.parametrize(("promise", "holds"), [("held", "yes"), ("broken", "no")])
def test_the_report_of_a_pilot_is_the_record_of_its_week(promise: str, holds: str):
    told, release_id, item = launched()
    told.given(ReportPilot(release_id=release_id, promise=promise, note="Two calls."), by="ana")  # type: ignore[arg-type]
    assert [(turn.holds, turn.note) for turn in item.turns] == [(holds, "Two calls.")]
    assert item.state == "waiting"


def test_a_missed_report_of_a_pilot_is_seen_and_a_late_one_makes_up_for_it():
    told, release_id, item = launched()
    walk(told, day(9))
    assert [turn.number for turn in item.missed] == [1]
    told.given(RecordAgendaItem(agenda_id=item.id, note="It held.", holds="yes", number=1), by="ana")
    assert item.missed == ()
    assert told.cycle.releases[release_id].reports[0].period == 1


def test_with_the_pilot_its_weekly_report_ends():
    told, release_id, item = launched()
    told.given(RollBackRelease(release_id=release_id, reason="Too many calls."), by="ana")
    assert item.state == "off"
    walk(told, day(20))
    assert item.missed == ()


def test_without_the_pattern_a_pilot_reports_by_review_cycle_and_nothing_is_on_the_calendar():
    told, release_id, _ = launched()
    switch(told, "scoped-pilot", on=False)
    told.given(ReportPilot(release_id=release_id, promise="held", note="Fine."), by="ana")
    assert the(told).turns == []
