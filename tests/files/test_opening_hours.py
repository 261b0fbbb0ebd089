from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.files.opening_hours import Unreadable, openings_text, read_days, read_openings
from plumbline.kernel.time import Opening


def test_several_hours_on_one_day_are_read_and_written_alike():
    hours = read_openings("9:00-12:30, 13:30 – 24:00", 4)
    assert hours == (Opening(weekday=4, opens=time(9), closes=time(12, 30)), Opening(weekday=4, opens=time(13, 30), closes=time(0)))
    assert openings_text(hours, 4) == "09:00-12:30, 13:30-24:00"
    assert openings_text(hours, 5) == ""
    assert read_openings(" ", 0) == ()


@pytest.mark.parametrize("text", ["9 to 5", "09:00", "09:00-25:00", "9:00-17:00; 18:00-19:00", "٠٩:00-10:00"])
def test_what_is_no_hours_is_named(text: str):
    with pytest.raises(Unreadable):
        read_openings(text, 0)


def test_dates_stand_first_on_their_lines_and_names_after_them():
    assert read_days("2026-12-25 Christmas\n\n  2027-01-01\n") == (date(2026, 12, 25), date(2027, 1, 1))


def test_all_lines_without_a_date_are_named():
    with pytest.raises(Unreadable, match="line 1 begins with 'Christmas', line 3 begins with '2026-02-31'"):
        read_days("Christmas\n2026-12-25\n2026-02-31")


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(12, 24)), max_size=3))
def test_hours_survive_being_written_and_read(hours: list[tuple[int, int]]):
    openings = {Opening(weekday=1, opens=time(opens), closes=time(closes % 24)) for opens, closes in hours}
    assert set(read_openings(openings_text(openings, 1), 1)) == openings
