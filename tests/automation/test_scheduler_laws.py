"""What holds for everything that happens by itself, whatever people do, however the clock jumps, and however often the process restarts."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle_story import CALENDAR, WEEK, Story, refold, small_plan, story
from cycle_walk import settle, step
from plumbline.automation.settling import settle as settle_for_real
from plumbline.domain.cycle.clock import ClockBreached, ThresholdReached
from plumbline.domain.cycle.due import due, next_due
from plumbline.domain.cycle.escalation import (
    EscalationResolved,
    EscalationStarted,
    LeaseEnded,
    LevelNotified,
    LevelUnanswered,
    StartEscalation,
)
from plumbline.domain.cycle.rules.escalation import active_escalation, find_item, is_open
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.domain.workspace.workspace import DefineCalendar
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.time import NOTHING
from small_house import House, small_house

BEFORE_THE_CLOCKS_CHANGE = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)  # Europe/Berlin on 29 March, America/New_York on 8 March
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")
happenings = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2**72)), min_size=1, max_size=40)


def lived(happened: list[tuple[int, int]]) -> Story:
    """Return a cycle after random commands, jumps of the clock, edits of the calendar, outages and restarts."""
    told = story(small_plan(), at=BEFORE_THE_CLOCKS_CHANGE)
    for kind, number in happened:
        match kind:
            case 0:
                told.later(hours=number % 200)  # a long outage: nobody settles meanwhile
            case 1:
                told.later(hours=-(number % 30))  # the machine's clock is set back
            case 2:
                edit_the_calendar(told, number)
            case 3:
                told.cycle = refold(told.history, told.cycle.id)  # the process restarts on the same ledger
            case _:
                step(told, number)
        if number % 3:
            settle(told)
    settle(told)
    return told


def edit_the_calendar(told: Story, number: int) -> None:
    holiday = date(2026, 3, 21) + timedelta(days=number % 40)
    command = DefineCalendar(
        calendar_id=CALENDAR, title="Office", zone=ZONES[number % len(ZONES)], openings=WEEK, holidays=(holiday,)
    )  # fmt: skip
    answer = workspace_rules.decide(command, told.workspace, told.context("mara"))
    assert not isinstance(answer, Refusal)
    for event in answer:
        workspace_rules.evolve(told.workspace, told.history[0]._replace(event=event))


def deadlines_of(told: Story) -> Counter[tuple[Any, ...]]:
    """Return how often each deadline was recorded, by what it is the deadline of."""
    found: Counter[tuple[Any, ...]] = Counter()
    for recorded in told.history:
        match recorded.event:
            case ThresholdReached(clock_id=clock_id, threshold=threshold):
                found["threshold", clock_id, threshold] += 1
            case ClockBreached(clock_id=clock_id):
                found["breach", clock_id] += 1
            case LevelUnanswered(escalation_id=one, deadline=at) | LeaseEnded(escalation_id=one, deadline=at):
                found["level", one, at] += 1
            case _:
                continue
    return found


@settings(max_examples=60, deadline=None)
@given(happenings)
def test_no_deadline_is_recorded_twice_and_each_item_goes_up_once_for_the_same_reason(happened: list[tuple[int, int]]):
    told = lived(happened)
    assert set(deadlines_of(told).values()) <= {1}
    up: set[tuple[str, str]] = set()
    ended: dict[str, tuple[str, str]] = {}
    for recorded in told.history:
        event = recorded.event
        if isinstance(event, EscalationStarted):
            key = (event.item_id, event.trigger)
            assert key not in up
            up.add(key)
            ended[event.escalation_id] = key
        elif isinstance(event, EscalationResolved):
            up.discard(ended[event.escalation_id])


@settings(max_examples=60, deadline=None)
@given(happenings)
def test_no_level_is_asked_more_than_twice_and_never_below_where_it_is(happened: list[tuple[int, int]]):
    told = lived(happened)
    levels: dict[str, list[int]] = {}
    for recorded in told.history:
        if isinstance(recorded.event, LevelNotified):
            levels.setdefault(recorded.event.escalation_id, []).append(recorded.event.level)
    for asked in levels.values():
        assert asked == sorted(asked)
        assert max(Counter(asked).values()) <= 2


@settings(max_examples=60, deadline=None)
@given(happenings)
def test_no_deadline_is_lost_nothing_is_overdue_in_silence_and_segments_add_up(happened: list[tuple[int, int]]):
    told = lived(happened)
    told.later(days=60)
    settle(told)
    assert due(told.cycle, told.workspace, told.now) == []
    following = next_due(told.cycle, told.workspace)
    assert following is None or following > told.now
    for clock in told.cycle.clocks.values():
        item = find_item(told.cycle, clock.item_id)
        if clock.state != "stopped" and clock.due_at <= told.now and item is not None and is_open(item):
            assert clock.breached_at is not None
            assert active_escalation(told.cycle, item.id) is not None
        end = clock.stopped_at or told.now
        assert sum(((part.ended_at or end) - part.began_at for part in clock.segments), NOTHING) == end - clock.started_at


@settings(max_examples=30, deadline=None)
@given(happenings)
def test_a_restart_between_any_two_things_changes_nothing(happened: list[tuple[int, int]]):
    told = lived(happened)
    again = refold(told.history, told.cycle.id)
    assert due(again, told.workspace, told.now) == due(told.cycle, told.workspace, told.now)
    assert next_due(again, told.workspace) == next_due(told.cycle, told.workspace)
    assert again.escalations == told.cycle.escalations


def restarted(house: House) -> Handling:
    """Return a writer on the same ledger that remembers nothing."""
    return Handling(house.installation.states.ledger, house.installation.workspace_id, clock=house.clock)


@pytest.mark.parametrize("hours", [(1, 200), (30, 30, 30), (400,)])
async def test_a_server_that_was_off_records_on_its_own_ledger_what_came_due_and_once(tmp_path: Path, hours: tuple[int, ...]):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        await house.done("bo", StartEscalation(item_id=decision, reason="Stuck."))
        installation = house.installation
        for span in hours:
            house.clock.set(house.clock() + timedelta(hours=span))
            await settle_for_real(restarted(house), house.cycle)
            size = (await installation.ledger.head()).size
            assert await settle_for_real(restarted(house), house.cycle) == 0
            assert (await installation.ledger.head()).size == size
        handling = restarted(house)
        workspace = await handling.workspace()
        async with handling.reading(house.cycle) as cycle:
            following = next_due(cycle, workspace)
            assert following is None or following > house.clock()
            assert len(cycle.escalations_of[decision]) == len({one.trigger for one in cycle.escalations.values()})
