from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.files.holidays import LARGEST, read_holidays


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Holidays//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


CHRISTMAS = "SUMMARY:Christmas\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227"


def days(data: bytes, first_year: int = 2026) -> list[tuple[date, str]]:
    holidays, problems = read_holidays(data, first_year)
    assert problems == ()
    return [(one.day, one.title) for one in holidays]


def wrong(data: bytes) -> list[str]:
    holidays, problems = read_holidays(data, 2026)
    assert holidays == (), "something was taken over although there are problems"
    return [f"{one.item}: {one.problem}" for one in problems]


def test_the_end_of_a_whole_day_event_is_the_day_after_it():
    assert days(calendar(CHRISTMAS)) == [(date(2026, 12, 25), "Christmas"), (date(2026, 12, 26), "Christmas")]


def test_an_event_without_an_end_is_one_day_and_a_duration_counts_days():
    once, week = "SUMMARY:Day\nDTSTART;VALUE=DATE:20260501", "SUMMARY:Break\nDTSTART;VALUE=DATE:20260803\nDURATION:P1W"
    assert len(days(calendar(once, week))) == 8


def test_folded_lines_are_put_together_even_within_a_character():
    line = "SUMMARY:Día de la Constitución, la fiesta".encode()
    cut = line.index("ó".encode()) + 1
    folded = line[:cut] + b"\r\n " + line[cut:]
    data = calendar("X-LINE:here\nDTSTART;VALUE=DATE:20261206").replace(b"X-LINE:here", folded)
    assert days(data) == [(date(2026, 12, 6), "Día de la Constitución, la fiesta")]


def test_escaped_signs_of_a_title_are_read():
    assert (
        days(calendar("SUMMARY:Corpus Christi\\, Bavaria\\; all day\nDTSTART;VALUE=DATE:20260604"))[0][1]
        == "Corpus Christi, Bavaria; all day"
    )


def test_what_comes_back_every_year_is_written_down_for_ten_years():
    found = days(calendar("SUMMARY:New Year\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=YEARLY"))
    assert [one.year for one, _ in found] == list(range(2026, 2036))


def test_a_yearly_rule_keeps_its_interval_its_count_its_end_and_what_it_leaves_out():
    rule = "SUMMARY:Fair\nDTSTART;VALUE=DATE:20260301\nRRULE:FREQ=YEARLY;"
    assert [one.year for one, _ in days(calendar(rule + "INTERVAL=2;COUNT=3"))] == [2026, 2028, 2030]
    assert [one.year for one, _ in days(calendar(rule + "UNTIL=20280301T000000Z\nEXDATE;VALUE=DATE:20270301"))] == [2026, 2028]


def test_days_that_are_left_out_may_stand_on_several_lines():
    rule = "SUMMARY:Fair\nDTSTART;VALUE=DATE:20260301\nRRULE:FREQ=YEARLY;COUNT=4\nEXDATE;VALUE=DATE:20270301\nEXDATE;VALUE=DATE:20280301"
    assert [one.year for one, _ in days(calendar(rule))] == [2026, 2029]


def test_a_problem_names_the_line_that_its_event_begins_at():
    _, problems = read_holidays(calendar(CHRISTMAS, "SUMMARY:Never"), 2026)
    assert [one.line for one in problems] == [9]
    _, problems = read_holidays(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nnothing at all\nEND:VEVENT\nEND:VCALENDAR\n", 2026)
    assert [one.line for one in problems] == [3]


def test_years_at_the_end_of_all_calendars_are_refused():
    assert wrong(calendar("SUMMARY:Late\nDTSTART;VALUE=DATE:99991231\nDURATION:P9D"))
    assert wrong(calendar("SUMMARY:Late\nDTSTART;VALUE=DATE:99990101\nRRULE:FREQ=YEARLY"))


def test_more_events_than_are_read_are_refused_and_none_is_taken():
    assert wrong(calendar(*("SUMMARY:Day\nDTSTART;VALUE=DATE:20260501" for _ in range(2_001))))


def test_the_29th_of_february_comes_back_in_leap_years():
    found = days(calendar("SUMMARY:Leap\nDTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY"))
    assert [one.year for one, _ in found] == [2028, 2032]


def test_cancelled_events_and_alarms_inside_events_are_left_out():
    alarm = f"{CHRISTMAS}\nBEGIN:VALARM\nSUMMARY:Wake up\nTRIGGER:-PT1H\nEND:VALARM"
    assert {title for _, title in days(calendar(alarm, f"{CHRISTMAS}\nSTATUS:CANCELLED"))} == {"Christmas"}


def test_everything_that_cannot_be_taken_over_is_listed_and_nothing_is_taken():
    meeting = "SUMMARY:Meeting\nDTSTART:20261201T090000Z\nDTEND:20261201T100000Z"
    weekly = "SUMMARY:Friday off\nDTSTART;VALUE=DATE:20261204\nRRULE:FREQ=WEEKLY"
    second_sunday = "SUMMARY:Second Sunday\nDTSTART;VALUE=DATE:20260510\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=2SU"
    nowhere = "SUMMARY:Nowhere\nDTSTART;VALUE=DATE:20260231"
    backwards = "SUMMARY:Backwards\nDTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260301"
    problems = wrong(calendar(CHRISTMAS, meeting, weekly, second_sunday, nowhere, backwards, "SUMMARY:Never"))
    assert [problem.partition(":")[0] for problem in problems] == [
        "Meeting", "Friday off", "Second Sunday", "Nowhere", "Backwards", "Never",
    ]  # fmt: skip
    assert "time of day" in problems[0]
    assert "weekly" in problems[1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear reader",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nnothing\r\n",
        b"BEGIN:VCALENDAR\r\nSUMMARY:\xff\r\nEND:VCALENDAR\r\n",
        b"x" * (LARGEST + 1),
    ],
)
def test_what_is_no_calendar_of_holidays_says_so(data: bytes):
    assert wrong(data)


@given(st.binary(max_size=400), st.integers(1_900, 2_100))
def test_no_file_breaks_the_reader(noise: bytes, year: int):
    for data in (noise, calendar(CHRISTMAS).replace(b"Christmas", noise), b"BEGIN:VCALENDAR\r\n" + noise):
        holidays, problems = read_holidays(data, year)
        assert not (holidays and problems)
