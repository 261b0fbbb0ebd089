"""When a digest is due and when an immediate message may leave, on somebody's own clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from plumbline.kernel.time import Opening, WorkingCalendar
from plumbline.outbox.notice import digest_due, leaves_at, local_day

BERLIN = WorkingCalendar(
    zone="Europe/Berlin",
    openings=tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5)),
    holidays=frozenset({date(2026, 3, 6)}),
)
MONDAY = date(2026, 3, 2)


def at(text: str) -> datetime:
    """Return an instant given on Berlin's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def test_a_digest_is_due_from_the_chosen_hour_on_of_the_readers_own_clock():
    assert digest_due(at("2026-03-02T07:59"), 8, None, BERLIN) is None
    assert digest_due(at("2026-03-02T08:00"), 8, None, BERLIN) == MONDAY


def test_a_day_has_one_digest_however_often_it_is_looked_at():
    assert digest_due(at("2026-03-02T15:00"), 8, MONDAY, BERLIN) is None


def test_no_digest_on_weekends_and_holidays():
    assert digest_due(at("2026-03-07T12:00"), 8, None, BERLIN) is None
    assert digest_due(at("2026-03-06T12:00"), 8, None, BERLIN) is None


def test_a_message_at_night_waits_for_the_morning_and_one_on_friday_evening_for_monday():
    assert leaves_at(at("2026-03-02T22:00"), BERLIN) == at("2026-03-03T09:00")
    assert leaves_at(at("2026-03-13T18:00"), BERLIN) == at("2026-03-16T09:00")


def test_a_message_inside_working_hours_leaves_now():
    assert leaves_at(at("2026-03-02T10:30"), BERLIN) == at("2026-03-02T10:30")


def test_the_day_somebody_is_in_is_their_own_not_utcs():
    begin, end = local_day(at("2026-03-02T00:30"), BERLIN)
    assert (begin, end) == (at("2026-03-02T00:00"), at("2026-03-03T00:00"))


@given(minutes=st.integers(min_value=0, max_value=60 * 24 * 400))
def test_an_immediate_message_always_leaves_inside_working_hours_and_never_before_now(minutes: int):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    leaves = leaves_at(now, BERLIN)
    local = leaves.astimezone(ZoneInfo("Europe/Berlin"))
    assert leaves >= now
    assert local.weekday() < 5
    assert time(9) <= local.time() < time(17)
    assert local.date() not in BERLIN.holidays
