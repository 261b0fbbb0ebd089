from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plumbline.kernel.time import (
    NOTHING,
    ROUND_THE_CLOCK,
    Basis,
    CalendarError,
    Opening,
    WorkingCalendar,
    add_working_days,
    advance,
    check_calendar,
    is_working_day,
    measure,
    working_days_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo"]


def office(zone: str = "Europe/Berlin", holidays: frozenset[date] = frozenset()) -> WorkingCalendar:
    return WorkingCalendar(zone=zone, openings=hours(range(5), 9, 17), holidays=holidays)


def hours(weekdays: range, opens: int, closes: int) -> tuple[Opening, ...]:
    return tuple(Opening(weekday=day, opens=time(opens), closes=time(closes % 24)) for day in weekdays)


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[arg-type, misc]


FRIDAY = berlin(2026, 6, 5, 16, 0)
TWO_DAYS = timedelta(hours=48)


def test_48_elapsed_hours_from_friday_afternoon_end_on_sunday():
    assert advance(FRIDAY, TWO_DAYS, "elapsed", office()) == berlin(2026, 6, 7, 16, 0)


def test_48_workday_hours_from_friday_afternoon_end_on_tuesday():
    assert advance(FRIDAY, TWO_DAYS, "workday", office()) == berlin(2026, 6, 9, 16, 0)


def test_48_business_hours_from_friday_afternoon_end_on_the_monday_after():
    assert advance(FRIDAY, TWO_DAYS, "business", office()) == berlin(2026, 6, 15, 16, 0)


def test_one_workday_is_not_24_business_hours():
    monday = berlin(2026, 6, 8, 9, 0)
    assert advance(monday, timedelta(hours=24), "workday", office()) == berlin(2026, 6, 9, 9, 0)
    assert advance(monday, timedelta(hours=24), "business", office()) == berlin(2026, 6, 10, 17, 0)
    assert measure(monday, berlin(2026, 6, 9, 9, 0), "business", office()) == timedelta(hours=8)


def test_a_budget_that_ends_at_closing_time_is_due_at_closing_time_not_next_morning():
    assert advance(berlin(2026, 6, 8, 9, 0), timedelta(hours=8), "business", office()) == berlin(2026, 6, 8, 17, 0)


def test_a_holiday_does_not_count():
    closed_monday = office(holidays=frozenset({date(2026, 6, 8)}))
    assert advance(FRIDAY, TWO_DAYS, "workday", closed_monday) == berlin(2026, 6, 10, 16, 0)
    assert not is_working_day(date(2026, 6, 8), closed_monday)


def test_the_day_the_clocks_go_forward_has_23_hours_and_back_25():
    every_day = WorkingCalendar(zone="Europe/Berlin", openings=hours(range(7), 0, 24))
    assert measure(berlin(2026, 3, 29), berlin(2026, 3, 30), "workday", every_day) == timedelta(hours=23)
    assert measure(berlin(2026, 10, 25), berlin(2026, 10, 26), "business", every_day) == timedelta(hours=25)


def test_hours_inside_the_hour_that_a_clock_change_skips_do_not_exist():
    night = WorkingCalendar(
        zone="Europe/Berlin",
        openings=(
            Opening(weekday=6, opens=time(1), closes=time(2, 30)),
            Opening(weekday=6, opens=time(2, 40), closes=time(2, 50)),
            Opening(weekday=6, opens=time(3), closes=time(4)),
        ),
    )
    assert measure(berlin(2026, 3, 28), berlin(2026, 3, 30), "business", night) == timedelta(hours=2)


def test_hours_inside_the_hour_that_a_clock_change_repeats_count_both_times_once():
    night = WorkingCalendar(
        zone="Europe/Berlin",
        openings=(Opening(weekday=6, opens=time(1), closes=time(2, 15)), Opening(weekday=6, opens=time(2, 10), closes=time(4))),
    )
    assert measure(berlin(2026, 10, 24), berlin(2026, 10, 26), "business", night) == timedelta(hours=4)


def test_hours_that_close_in_the_repeated_hour_close_at_its_second_coming():
    night = WorkingCalendar(zone="Europe/Berlin", openings=(Opening(weekday=6, opens=time(1), closes=time(2, 15)),))
    assert measure(berlin(2026, 10, 24), berlin(2026, 10, 26), "business", night) == timedelta(hours=2, minutes=15)


def test_same_local_time_three_working_days_on_across_a_clock_change():
    assert add_working_days(berlin(2026, 3, 26, 9, 30), 3, office()) == berlin(2026, 3, 31, 9, 30)
    assert add_working_days(berlin(2026, 3, 31, 9, 30), -3, office()) == berlin(2026, 3, 26, 9, 30)


def test_friday_and_saturday_plus_one_working_day_are_both_monday():
    assert add_working_days(FRIDAY, 1, office()) == berlin(2026, 6, 8, 16, 0)
    assert add_working_days(FRIDAY + timedelta(days=1), 1, office()) == berlin(2026, 6, 8, 16, 0)
    assert working_days_between(FRIDAY, FRIDAY + timedelta(days=2), office()) == 0


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (WorkingCalendar(zone="UTC", openings=()), "no opening hours"),
        (WorkingCalendar(zone="Europe/Berlni", openings=hours(range(5), 9, 17)), "no time zone"),
        (WorkingCalendar(zone="../etc", openings=hours(range(5), 9, 17)), "no time zone"),
        (WorkingCalendar(zone="UTC", openings=hours(range(5), 17, 9)), "cannot close"),
        (WorkingCalendar(zone="UTC", openings=hours(range(8), 9, 17)), "weekday 7"),
    ],
)
def test_a_calendar_that_cannot_measure_is_refused_with_the_reason(calendar: WorkingCalendar, words: str):
    with pytest.raises(CalendarError, match=words):
        check_calendar(calendar)
    with pytest.raises(CalendarError, match=words):
        advance(FRIDAY, TWO_DAYS, "business", calendar)


def test_a_calendar_of_nothing_but_holidays_is_given_up_after_a_century():
    monday = date(2026, 1, 5)
    holidays = frozenset(monday + timedelta(weeks=week) for week in range(52 * 103))
    mondays_only = WorkingCalendar(zone="UTC", openings=hours(range(1), 9, 17), holidays=holidays)
    with pytest.raises(CalendarError, match="100 years"):
        advance(datetime(2026, 1, 5, tzinfo=UTC), TWO_DAYS, "business", mondays_only)
    with pytest.raises(CalendarError, match="100 years"):
        add_working_days(datetime(2026, 1, 5, tzinfo=UTC), 1, mondays_only)


def test_an_instant_without_zone_and_a_negative_budget_are_mistakes():
    with pytest.raises(ValueError, match="zone"):
        advance(datetime(2026, 1, 1), TWO_DAYS, "elapsed", ROUND_THE_CLOCK)  # noqa: DTZ001
    with pytest.raises(ValueError, match="negative"):
        advance(FRIDAY, -TWO_DAYS, "elapsed", ROUND_THE_CLOCK)


def test_round_the_clock_is_the_wall_clock():
    for basis in ("elapsed", "workday", "business"):
        assert advance(FRIDAY, TWO_DAYS, basis, ROUND_THE_CLOCK) == FRIDAY + TWO_DAYS


def opening(weekday: int, opens: int, length: int) -> Opening:
    closes = min(opens + length, 1440) % 1440
    return Opening(weekday=weekday, opens=time(opens // 60, opens % 60), closes=time(closes // 60, closes % 60))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    # Two hours a week at the least: with less, no budget below ends within the century that arithmetic looks ahead.
    one = st.builds(opening, st.integers(0, 6), st.integers(0, 1320), st.integers(120, 1439))
    openings = draw(st.lists(one, min_size=1, max_size=8))
    holidays = draw(st.frozensets(st.dates(date(2025, 12, 1), date(2027, 1, 31)), max_size=10))
    return WorkingCalendar(zone=draw(st.sampled_from(ZONES)), openings=tuple(openings), holidays=holidays)


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.sampled_from([UTC, BERLIN]))  # noqa: DTZ001
budgets = st.integers(0, 10**13).map(lambda microseconds: timedelta(microseconds=microseconds))
bases = st.sampled_from(["elapsed", "workday", "business"])
SOME = settings(max_examples=100, deadline=None)


@SOME
@given(instants, budgets, bases, calendars())
def test_exactly_the_budget_lies_between_start_and_due(start: datetime, budget: timedelta, basis: Basis, calendar: WorkingCalendar):
    due = advance(start, budget, basis, calendar)
    assert measure(start, due, basis, calendar) == budget
    if budget:
        assert measure(start, due - timedelta(microseconds=1), basis, calendar) < budget


@SOME
@given(instants, budgets, budgets, bases, calendars())
def test_more_budget_or_a_later_start_is_never_due_earlier(
    start: datetime, small: timedelta, more: timedelta, basis: Basis, calendar: WorkingCalendar
):
    due = advance(start, small, basis, calendar)
    assert advance(start, small + more, basis, calendar) >= due
    assume(small > NOTHING)
    assert advance(start.astimezone(UTC) + more, small, basis, calendar) >= due


@SOME
@given(st.tuples(instants, instants, instants).map(sorted), bases, calendars())
def test_a_split_anywhere_adds_up(points: list[datetime], basis: Basis, calendar: WorkingCalendar):
    first, middle, last = points
    whole = measure(first, last, basis, calendar)
    assert whole == measure(first, middle, basis, calendar) + measure(middle, last, basis, calendar)
    assert NOTHING <= whole <= last.astimezone(UTC) - first.astimezone(UTC)


@SOME
@given(instants, instants, calendars())
def test_measuring_agrees_with_asking_every_minute_of_a_day(start: datetime, other: datetime, calendar: WorkingCalendar):
    zone = ZoneInfo(calendar.zone)
    begin = start.astimezone(UTC).replace(second=0, microsecond=0)
    assume(other > start)

    def open_at(instant: datetime) -> bool:
        local = instant.astimezone(zone)
        if not is_working_day(local.date(), calendar):
            return False
        now = local.time()
        return any(
            local.weekday() == opening.weekday and opening.opens <= now and (opening.closes == time(0) or now < opening.closes)
            for opening in calendar.openings
        )

    # away from clock changes a minute is open or it is not
    assume(begin.astimezone(zone).utcoffset() == (begin + timedelta(days=1)).astimezone(zone).utcoffset())
    counted = sum(open_at(begin + timedelta(minutes=minute)) for minute in range(1440))
    assert measure(begin, begin + timedelta(days=1), "business", calendar) == timedelta(minutes=counted)


@SOME
@given(instants, st.integers(-60, 60), calendars())
def test_working_days_added_are_working_days_counted(start: datetime, days: int, calendar: WorkingCalendar):
    zone = ZoneInfo(calendar.zone)
    assume(days >= 0 or is_working_day(start.astimezone(zone).date(), calendar))
    assert working_days_between(start, add_working_days(start, days, calendar), calendar) == days
