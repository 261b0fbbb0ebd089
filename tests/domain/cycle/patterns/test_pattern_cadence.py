from datetime import timedelta

import pytest

from cycle_story import MONDAY, Story, refold, story
from cycle_walk import settle
from pattern_story import switch, without_patterns
from plumbline.domain.workspace.calendar import hours_for
from plumbline.kernel.time import working_days_between


def lengths(told: Story) -> list[int]:
    """Of the review cycles, in working days."""
    hours = hours_for(told.workspace, told.now, told.cycle.calendar_id)
    return [working_days_between(period.opens_at, period.closes_at, hours) for period in told.cycle.periods.values()]


def test_realignment_shortens_the_review_cycles_that_lie_ahead_and_leaves_the_one_that_runs():
    told = without_patterns()
    settle(told)
    assert lengths(told) == [5, 5, 5, 5]
    before = told.cycle.periods[1]
    switch(told.later(hours=30), "market-realignment")
    assert told.cycle.periods[1] == before
    assert lengths(told) == [5, 3, 3, 3, 3, 3]
    assert told.cycle.periods[6].closes_at == told.cycle.ends_at


def test_before_the_first_review_cycle_has_begun_all_of_them_shorten():
    told = without_patterns()
    switch(told, "market-realignment")
    assert lengths(told) == [3, 3, 3, 3, 3, 3, 2]


@pytest.mark.parametrize("days", [0, 1, 4, 8, 25])
def test_switching_realignment_off_restores_the_review_cycles_that_lie_ahead(days: int):
    told = without_patterns()
    for day in range(days + 1):
        settle(told.at(MONDAY + timedelta(days=day)))
    before = dict(told.cycle.periods)
    switch(told, "market-realignment")
    switch(told, "market-realignment", on=False)
    assert told.cycle.periods == before


def test_shortened_review_cycles_open_and_close_one_after_the_other_to_the_end_of_the_window():
    told = without_patterns()
    settle(told)
    switch(told, "market-realignment")
    for _ in range(40):
        settle(told.later(days=1))
    assert list(told.cycle.periods_closed) == [1, 2, 3, 4, 5, 6]
    assert refold(told.history, told.cycle.id) == told.cycle


def test_a_pattern_that_says_nothing_about_the_cadence_leaves_it_alone():
    told = story()
    before = dict(told.cycle.periods)
    switch(told, "scoped-pilot")
    assert told.cycle.periods == before
