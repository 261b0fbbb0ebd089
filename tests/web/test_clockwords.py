from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from plumbline.domain.cycle.clock import Clock, Segment
from plumbline.web.clockwords import ago, clock_words, day, due_words, iso, moment, span
from plumbline.web.instants import field_value, from_field, instant
from plumbline.words.event import day_and_time

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def running(**changes: object) -> Clock:
    values: dict[str, object] = {
        "id": "clk",
        "item_id": "dec",
        "purpose": "decide",
        "holder_id": "ana",
        "budget": hours(48),
        "basis": "workday",
        "calendar_id": "",
        "calendar_version": 0,
        "started_at": START,
        "due_at": DUE,
    }
    return Clock(**(values | changes))  # pyright: ignore[reportArgumentType]


def test_a_clock_with_time_left_says_how_much_of_its_budget_is_left():
    words = clock_words(running(), START + hours(4), left=hours(44))
    assert (words.role, words.words) == ("pending", "44 h left")


def test_a_clock_in_its_last_quarter_is_due():
    words = clock_words(running(), DUE - hours(6), left=hours(6))
    assert (words.role, words.words) == ("due", "6 h left")


def test_a_clock_whose_time_is_up_says_by_how_much():
    words = clock_words(running(), DUE + hours(3), left=hours(0))
    assert (words.role, words.words) == ("breached", "3 h over")


def test_a_paused_clock_says_so():
    words = clock_words(running(state="paused", remaining=hours(30)), START)
    assert (words.role, words.words) == ("pending", "Paused, 30 h left")


def test_an_escalated_clock_names_whom_it_went_to():
    words = clock_words(running(), DUE + hours(3), escalated_to="Mara Lind")
    assert (words.role, words.words) == ("escalated", "Escalated to Mara Lind")


def test_the_title_tells_due_time_basis_and_pauses():
    pause = Segment(kind="waiting_on_requester", began_at=START, ended_at=START + hours(11))
    words = clock_words(running(segments=[pause]), DUE - hours(20), "Europe/Berlin", left=hours(20))
    assert words.title == "Due Tue 24 Nov 16:00 Berlin, 48 h working-day clock, 11 h paused: waiting on the requester"
    assert words.at == "2026-11-24T15:00:00Z"


def test_a_date_without_a_clock_is_due_in_the_last_quarter_of_its_time():
    assert due_words(DUE, DUE - hours(20), since=DUE - hours(80)).role == "due"
    assert due_words(DUE, DUE - hours(21), since=DUE - hours(80)).role == "pending"
    assert due_words(DUE, DUE + hours(1)).words == "1 h over"


def test_spans_are_written_in_the_units_people_say():
    lengths = [timedelta(seconds=20), timedelta(minutes=25), hours(6), hours(71.9), hours(76), timedelta(days=9, hours=3)]
    assert [span(length) for length in lengths] == ["1 min", "25 min", "6 h", "71 h", "3 d 4 h", "9 d"]


def test_a_moment_is_told_on_the_readers_clock():
    assert moment(DUE, "America/New_York") == "Tue 24 Nov 10:00 New York"


def test_recent_moments_are_relative_and_older_ones_are_dates():
    assert ago(DUE, DUE + hours(5)).words == "5 h ago"
    assert ago(DUE, DUE + hours(50)).words == "24 Nov"


@settings(max_examples=100, deadline=None)
@given(
    at=st.datetimes(timezones=st.sampled_from((UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))))),
    zone=st.sampled_from(("UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles")),
)
@example(at=datetime.max.replace(tzinfo=UTC), zone="Pacific/Kiritimati")
@example(at=datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), zone="UTC")
@example(at=datetime.min.replace(tzinfo=UTC), zone="America/Los_Angeles")
@example(at=datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), zone="UTC")
def test_every_instant_of_the_calendar_has_words(at: datetime, zone: str):
    told = (moment(at, zone), day(at, zone), iso(at), day_and_time(at, ZoneInfo(zone)), field_value(at, zone), instant(at, zone).words)
    assert all(told)
    assert all((due_words(at, DUE, zone).words, due_words(DUE, at, zone).words, ago(at, DUE, zone).words))
    assert clock_words(running(due_at=at), DUE, zone).title.startswith("Due ")


def test_a_date_at_the_end_of_the_calendar_is_read_from_its_field():
    assert from_field("9999-12-31T23:59", "America/Los_Angeles") == datetime.max.replace(tzinfo=UTC)
