from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clock_bench import BERLIN, FRIDAY, HOURS_48, Bench, bench, office
from plumbline.domain.cycle.clock import (
    ClockBreached,
    ClockHandedOver,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    PauseClock,
    RebaseClock,
    RecordBreach,
    RecordThreshold,
    ResumeClock,
    ThresholdReached,
)
from plumbline.domain.cycle.rules.clock import calendar_for, next_deadline, remaining, reschedule, start_clock, stop_clock
from plumbline.domain.playbook.plan import Policies
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.time import ROUND_THE_CLOCK

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def berlin(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def unmet(answer: object) -> list[str]:
    assert isinstance(answer, Refusal), answer
    return [finding.rule for finding in answer.unmet]


def pause(clock_id: str, until: datetime, reason: str = "waiting_on_requester", note: str = "Waiting for the box.") -> PauseClock:
    return PauseClock(clock_id=clock_id, reason=reason, until=until, note=note)  # type: ignore[arg-type]


def test_a_decision_of_48_workday_hours_from_friday_is_due_on_tuesday():
    assert bench().start().due_at == berlin(9, 16)


def test_the_basis_is_the_policys_unless_said_otherwise():
    on = bench()
    on.cycle.policies = Policies(basis="elapsed")
    events = start_clock(on.cycle, on.workspace, on.context(), item_id="dec_1", purpose="decide", holder_id="ana", budget=HOURS_48)
    assert (events[0].basis, events[0].due_at) == ("elapsed", FRIDAY + HOURS_48)


def test_an_explicit_due_date_is_kept_and_its_working_time_is_the_budget():
    on = bench()
    on.fold(
        start_clock(
            on.cycle,
            on.workspace,
            on.context(),
            item_id="blk_1",
            purpose="unblock",
            holder_id="ana",
            due_at=berlin(7, 12),
            basis="business",
        )
    )
    clock = on.cycle.clocks[on.cycle.clock_of["blk_1"]]
    assert (clock.due_at, clock.budget) == (berlin(7, 12), HOUR)


def test_a_clock_needs_a_budget_or_a_due_date():
    on = bench()
    with pytest.raises(ValueError, match="budget or a due date"):
        start_clock(on.cycle, on.workspace, on.context(), item_id="dec_1", purpose="decide", holder_id="ana")


def test_starting_again_stops_the_clock_that_ran():
    on = bench()
    first, second = on.start(), on.start()
    assert (first.state, second.state) == ("stopped", "running")
    assert on.cycle.clock_of == {"dec_1": second.id}


def test_the_calendar_is_the_holders_then_the_cycles_then_the_workspaces_then_utc():
    on = Bench()
    on.employ("ana", calendar_id="tokyo")
    assert calendar_for(on.cycle, on.workspace, "ana", on.now) == ("", 0, ROUND_THE_CLOCK)
    on.define(office("Europe/Berlin"))
    assert calendar_for(on.cycle, on.workspace, "ana", on.now)[0] == "default"
    on.define(office("Europe/Lisbon", calendar_id="cycle"))
    on.cycle.calendar_id = "cycle"
    assert calendar_for(on.cycle, on.workspace, "ana", on.now)[2].zone == "Europe/Lisbon"
    on.define(office("Asia/Tokyo", calendar_id="tokyo"))
    assert calendar_for(on.cycle, on.workspace, "ana", on.now)[2].zone == "Asia/Tokyo"
    assert calendar_for(on.cycle, on.workspace, "guest", on.now)[0] == "cycle"


def test_on_hand_over_the_rest_moves_and_the_new_holders_calendar_applies():
    on = bench()
    on.define(office("America/New_York", calendar_id="east"))
    on.employ("eve", calendar_id="east")
    on.start(basis="business", budget=timedelta(hours=8))
    on.now = berlin(8, 12)  # one hour on Friday, three on Monday are used
    (event,) = on.hand_over("eve")
    assert isinstance(event, ClockHandedOver)
    assert (event.remaining, event.calendar_id) == (4 * HOUR, "east")
    assert event.due_at == datetime(2026, 6, 8, 17, tzinfo=UTC)  # nine to one in New York


def test_handing_over_to_the_same_person_or_without_a_clock_changes_nothing():
    on = bench()
    assert on.hand_over("bo") == []
    on.start()
    assert on.hand_over("ana") == []


def test_an_overdue_clock_is_handed_over_as_overdue():
    on = bench()
    clock = on.start()
    on.now = berlin(10, 16)
    (event,) = on.hand_over("bo")
    assert (event.remaining, event.due_at) == (-DAY, berlin(9, 16))
    assert [type(happened) for happened in on.settle()][-1] is ClockBreached
    assert clock.breached_at == berlin(9, 16)


def test_thresholds_and_breach_come_in_order_each_once():
    on = bench()
    clock = on.start()
    seen: list[tuple[str, datetime]] = []
    for hour in range(24 * 6):
        on.now = FRIDAY + hour * HOUR
        seen += [(getattr(event, "threshold", "breach"), on.now) for event in on.settle()]
    assert seen == [("half", berlin(8, 16)), ("quarter", berlin(9, 9)), ("breach", berlin(9, 16))]
    assert clock.reached == {"half", "quarter"}


def test_the_reminder_at_a_quarter_waits_for_the_holders_hours():
    on = bench()
    on.start()  # a quarter is left on Tuesday at four in the morning
    on.now = berlin(9, 8)
    assert "quarter" not in [getattr(event, "threshold", "") for event in on.settle()]
    on.now = berlin(9, 9)
    assert [event.threshold for event in on.settle()] == ["quarter"]


def test_recording_the_same_threshold_or_breach_twice_has_no_effect():
    on = bench()
    clock = on.start()
    on.now = berlin(9, 16)
    half = RecordThreshold(clock_id=clock.id, threshold="half", deadline=berlin(8, 16))
    late = RecordBreach(clock_id=clock.id, deadline=berlin(9, 16))
    assert on.send(half) == [ThresholdReached(clock_id=clock.id, threshold="half", deadline=berlin(8, 16))]
    assert on.send(half) == []
    assert on.send(late) == [ClockBreached(clock_id=clock.id, deadline=berlin(9, 16))]
    assert on.send(late) == []


def test_a_deadline_that_has_moved_is_not_recorded():
    on = bench()
    clock = on.start()
    on.now = berlin(9, 16)
    assert on.send(RecordThreshold(clock_id=clock.id, threshold="half", deadline=berlin(8, 15))) == []
    assert on.send(RecordBreach(clock_id=clock.id, deadline=berlin(9, 15))) == []


def test_nothing_is_recorded_before_its_time():
    on = bench()
    clock = on.start()
    on.now = berlin(8, 15)
    assert on.send(RecordThreshold(clock_id=clock.id, threshold="half", deadline=berlin(8, 16))) == []
    assert on.send(RecordBreach(clock_id=clock.id, deadline=berlin(9, 16))) == []
    assert on.due() == []


def test_what_is_left_goes_below_zero_when_the_time_is_over():
    on = bench()
    clock = on.start()
    assert remaining(clock, on.workspace, FRIDAY) == HOURS_48
    assert remaining(clock, on.workspace, berlin(7, 12)) == 40 * HOUR  # all of Friday is used, nothing of the weekend
    assert remaining(clock, on.workspace, berlin(9, 18)) == -2 * HOUR


def test_a_stopped_clock_tells_what_was_left():
    on = bench()
    clock = on.start()
    on.now = berlin(8, 16)
    on.fold(stop_clock(on.cycle, "dec_1"))
    assert remaining(clock, on.workspace, berlin(12, 0)) == 24 * HOUR
    assert on.cycle.clock_of == {}


def test_a_new_due_date_stops_one_clock_and_starts_another():
    on = bench()
    old = on.start()
    on.now = berlin(8, 16)
    on.fold(reschedule(on.cycle, on.workspace, on.context(), "dec_1", berlin(12, 16)))
    new = on.cycle.clocks[on.cycle.clock_of["dec_1"]]
    assert (old.state, old.due_at) == ("stopped", berlin(9, 16))
    assert (new.due_at, new.budget, new.holder_id, new.purpose) == (berlin(12, 16), 4 * DAY, "ana", "decide")


def test_the_same_due_date_again_changes_nothing():
    on = bench()
    on.start()
    assert reschedule(on.cycle, on.workspace, on.context(), "dec_1", berlin(9, 16)) == []
    assert reschedule(on.cycle, on.workspace, on.context(), "dec_9", berlin(9, 16)) == []


def test_a_pause_adds_its_working_time_to_the_due_date():
    on = bench()
    clock = on.start()
    on.now = berlin(8, 10)
    (event,) = on.send(pause(clock.id, berlin(10, 10)))  # type: ignore[misc]
    assert event == ClockPaused(
        clock_id=clock.id,
        reason="waiting_on_requester",
        until=berlin(10, 10),
        remaining=30 * HOUR,
        due_at=berlin(11, 16),
        note="Waiting for the box.",
    )


def test_resuming_early_brings_the_due_date_back():
    on = bench()
    clock = on.start()
    on.now = berlin(8, 10)
    on.send(pause(clock.id, berlin(10, 10)))
    on.now = berlin(8, 12)
    assert on.send(ResumeClock(clock_id=clock.id)) == [ClockResumed(clock_id=clock.id, due_at=berlin(9, 18))]
    assert on.send(ResumeClock(clock_id=clock.id)) == []


def test_the_system_does_not_end_a_pause_before_its_time():
    on = bench()
    clock = on.start()
    on.send(pause(clock.id, berlin(10, 10)))
    assert on.send(ResumeClock(clock_id=clock.id), by="system") == []


def test_the_same_pause_twice_has_no_effect_and_another_is_refused():
    on = bench()
    clock = on.start()
    on.send(pause(clock.id, berlin(10, 10)))
    assert on.send(pause(clock.id, berlin(10, 10))) == []
    assert unmet(on.send(pause(clock.id, berlin(11, 10)))) == ["K.running"]


def test_a_pause_needs_an_end_that_lies_ahead():
    on = bench()
    clock = on.start()
    assert unmet(on.send(pause(clock.id, FRIDAY))) == ["K.pause_end"]
    assert unmet(on.send(pause(clock.id, FRIDAY + 400 * DAY))) == ["K.pause_end"]


def test_a_pause_by_hand_needs_a_reason_and_somebody_else_and_all_of_it_is_said_at_once():
    on = bench()
    clock = on.start()
    assert unmet(on.send(pause(clock.id, FRIDAY, reason="manual", note=""), by="ana")) == ["K.pause_end", "K.pause_reason", "K.pause_other"]
    refusal = on.send(pause(clock.id, berlin(10, 10), reason="manual", note="fire drill"), by="ana")
    assert unmet(refusal) == ["K.pause_other"]
    assert isinstance(refusal, Refusal)
    assert refusal.unmet[0].who == ("bo",)
    assert on.send(pause(clock.id, berlin(10, 10), reason="manual", note="fire drill"), by="bo")


def test_leave_pauses_for_at_most_five_working_days_in_all():
    on = bench()
    clock = on.start(budget=30 * DAY)
    assert unmet(on.send(pause(clock.id, berlin(15, 9), reason="out_of_office"))) == ["K.leave"]
    assert on.send(pause(clock.id, berlin(11, 9), reason="out_of_office"))
    on.now = berlin(11, 9)
    on.settle()
    assert unmet(on.send(pause(clock.id, berlin(15, 9), reason="out_of_office"))) == ["K.leave"]
    assert on.send(pause(clock.id, berlin(12, 9), reason="out_of_office"))


def test_a_clock_that_is_over_cannot_be_paused():
    on = bench()
    clock = on.start()
    on.now = berlin(9, 16)
    assert unmet(on.send(pause(clock.id, berlin(12, 16)))) == ["K.not_over"]


def test_a_stopped_clock_cannot_be_paused():
    on = bench()
    clock = on.start()
    on.fold(stop_clock(on.cycle, "dec_1"))
    assert unmet(on.send(pause(clock.id, berlin(12, 16)))) == ["K.running"]


def test_a_clock_nobody_knows_is_not_found():
    answer = bench().send(ResumeClock(clock_id="clk_none"))
    assert isinstance(answer, Refusal)
    assert answer.kind == "missing"


# Public bugs of known tools; each has its name here so that it never becomes one of ours.


def test_regression_a_weekend_pause_resumes_by_itself():
    on = bench()
    clock = on.start()
    on.send(pause(clock.id, berlin(8, 9)))
    assert next_deadline(on.cycle, on.workspace) == berlin(8, 9)
    on.now = berlin(8, 11)  # the system is two hours late
    assert remaining(clock, on.workspace, on.now) == 46 * HOUR
    assert isinstance(on.settle()[0], ClockResumed)
    assert (clock.state, clock.due_at) == ("running", berlin(10, 9))
    assert [(segment.kind, segment.ended_at) for segment in clock.segments] == [
        ("running", FRIDAY),
        ("waiting_on_requester", berlin(8, 9)),
        ("running", None),
    ]


def test_regression_the_window_is_counted_in_the_persons_zone_not_in_utc():
    on = bench()
    on.define(office("Pacific/Auckland", calendar_id="nz"))
    on.employ("kiri", calendar_id="nz")
    clock = on.start(holder="kiri", basis="business", budget=8 * HOUR)  # Friday 16:00 in Berlin is Saturday in Auckland
    assert clock.due_at == datetime(2026, 6, 8, 5, tzinfo=UTC)  # Monday 17:00 in Auckland


def test_regression_a_pause_survives_a_change_of_policy_and_of_the_due_date():
    on = bench()
    clock = on.start()
    on.send(pause(clock.id, berlin(10, 10)))
    on.cycle.policies = Policies(decision_window_hours=24, basis="elapsed")
    on.now = berlin(8, 12)
    assert (clock.basis, remaining(clock, on.workspace, on.now)) == ("workday", HOURS_48)
    on.fold(reschedule(on.cycle, on.workspace, on.context(), "dec_1", berlin(12, 10)))
    new = on.cycle.clocks[on.cycle.clock_of["dec_1"]]
    assert (new.state, new.resume_at, new.due_at, new.remaining) == ("paused", berlin(10, 10), berlin(12, 10), HOURS_48)


def test_a_pause_does_not_outlast_a_due_date_agreed_on_while_it_lasts():
    on = bench()
    on.start()
    on.send(pause("clk_1", berlin(12, 10)))
    on.fold(reschedule(on.cycle, on.workspace, on.context(), "dec_1", berlin(10, 10)))
    new = on.cycle.clocks[on.cycle.clock_of["dec_1"]]
    assert (new.state, new.resume_at, new.due_at) == ("paused", berlin(10, 10), berlin(10, 10))
    on.now = berlin(10, 10)
    assert isinstance(on.settle()[-1], ClockBreached)


def test_regression_a_clock_shown_as_paused_does_not_tick():
    on = bench()
    clock = on.start()
    on.now = berlin(8, 10)
    on.send(pause(clock.id, berlin(12, 10)))
    shown = [remaining(clock, on.workspace, berlin(day, 12)) for day in (8, 9, 10, 11)]
    assert shown == [30 * HOUR] * 4
    on.now = berlin(10, 16)
    assert on.due() == []
    assert on.send(RecordBreach(clock_id=clock.id, deadline=clock.due_at)) == []


def test_regression_one_workday_is_not_24_business_hours():
    on = bench()
    on.now = berlin(8, 9)
    assert on.start(item="dec_1", basis="workday", budget=DAY).due_at == berlin(9, 9)
    assert on.start(item="dec_2", basis="business", budget=DAY).due_at == berlin(10, 17)


def test_regression_editing_a_calendar_does_not_rewrite_the_past():
    on = bench()
    clock = on.start()
    on.define(office("Europe/Berlin", version=2, holidays=(berlin(8, 12).date(),)))
    assert (clock.calendar_version, clock.due_at, remaining(clock, on.workspace, berlin(9, 0))) == (1, berlin(9, 16), 16 * HOUR)
    on.now = berlin(9, 16)
    on.settle()
    assert clock.breached_at == berlin(9, 16)
    on.send(RebaseClock(clock_id=clock.id))
    assert (clock.calendar_version, clock.due_at, clock.breached_at) == (2, berlin(9, 16), berlin(9, 16))


def test_regression_a_calendar_edit_reaches_a_running_clock_only_by_an_explicit_event():
    on = bench()
    clock = on.start()
    on.define(office("Europe/Berlin", version=2, holidays=(berlin(9, 12).date(),)))
    on.now = berlin(8, 16)
    assert on.send(RebaseClock(clock_id=clock.id))
    assert clock.due_at == berlin(10, 16)
    assert on.send(RebaseClock(clock_id=clock.id)) == []


def test_regression_no_breach_after_the_answer():
    on = bench()
    clock = on.start()
    on.now = berlin(9, 15)
    on.fold(stop_clock(on.cycle, "dec_1"))
    on.now = berlin(9, 17)
    assert on.due() == []
    assert on.send(RecordBreach(clock_id=clock.id, deadline=berlin(9, 16))) == []
    assert stop_clock(on.cycle, "dec_1") == []


def test_a_started_clock_names_what_it_pinned():
    on = bench()
    clock = on.start()
    assert on.cycle.clocks[clock.id].segments[0].holder_id == "ana"
    assert isinstance(
        start_clock(on.cycle, on.workspace, on.context(), item_id="x", purpose="answer", holder_id="bo", budget=HOUR)[0], ClockStarted
    )


def test_a_version_that_begins_to_hold_under_a_running_clock_leaves_it_alone_until_it_is_rebased():
    on = bench()
    on.define(replace(office("Europe/Berlin", version=2, holidays=(date(2026, 6, 9),)), valid_from=berlin(8, 0)))
    clock = on.start()
    assert clock.calendar_version == 1
    on.now = berlin(8, 16)
    assert remaining(clock, on.workspace, on.now) == DAY
    assert clock.due_at == berlin(9, 16)
    assert on.start(item="dec_2", budget=DAY).due_at == berlin(10, 16)  # Tuesday is a holiday for what starts now
    on.send(RebaseClock(clock_id=clock.id))
    assert (clock.calendar_version, clock.due_at) == (2, berlin(10, 16))


def test_a_version_written_ahead_is_not_used_before_its_day():
    on = bench()
    on.define(replace(office("Europe/Berlin", version=2, holidays=(date(2026, 6, 9),)), valid_from=berlin(10, 0)))
    clock = on.start()
    on.now = berlin(8, 16)
    assert on.send(RebaseClock(clock_id=clock.id)) == []
    assert clock.due_at == berlin(9, 16)
