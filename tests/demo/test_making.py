"""The demo is made by commands, so whatever it shows the product can do."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plumbline.app.opening import opened
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.making import beginning, make_demo
from plumbline.demo.people import working_days_back
from plumbline.domain.cycle.rules.trigger import proposed
from plumbline.domain.cycle.state import Cycle
from plumbline.projections.attention import needs
from plumbline.projections.cycles import cycles
from plumbline.settings import Settings

DAYS = [datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((16, 7), (18, 12), (20, 19), (21, 12), (22, 3))]


@pytest.mark.parametrize("now", DAYS, ids=lambda at: f"{at:%a-%H}")
async def test_the_demo_can_be_made_at_any_time_of_any_day(tmp_path: Path, now: datetime):
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    async with opened(Settings(data=tmp_path), clock=clock, demo=True) as installation:
        people = await make_demo(installation, clock, now)
        running = [row for row in await cycles(installation.ledger) if row.state == "running"]
        assert {row.starts_at for row in running} == {on_day_nine(now)}
        assert running[0].title == "Checkout pilot"  # which pages show before anybody has chosen a cycle
        assert sorted(row.playbook for row in running) == [
            "ecommerce.innovation.stakeholder-alignment",
            "legaltech.customer-success.stakeholder-alignment",
            "logistics.customer-success.mvp-planning",
        ]
        assert await needs(installation.ledger, people["ana"])
        head = await installation.ledger.head()
        entries = await installation.ledger.scan(0, head.size)
        assert all(entry.attribution.occurred_at <= now for entry in entries)
        assert Counter(entry.attribution.surface for entry in entries).keys() == {"web", "cli", "scheduler", "connector:github"}


async def test_a_cycle_starts_from_what_an_earlier_one_was_wrapped_up_with(tmp_path: Path):
    clock = SimulatedClock(beginning(DAYS[1]) - timedelta(days=1))
    async with opened(Settings(data=tmp_path), clock=clock, demo=True) as installation:
        await make_demo(installation, clock, DAYS[1])
        states: dict[str, Cycle] = {}
        for row in await cycles(installation.ledger):
            async with installation.handling.reading(row.id) as states[row.id]:
                pass
        (pilot,) = (cycle for cycle in states.values() if cycle.after)
        before = states[pilot.after]
        assert (pilot.title, before.title, before.state) == ("Checkout pilot", "Address check", "closed")
        assert before.wrap_up is not None
        assert before.wrap_up.starting_context
        assert before.closed_at is not None
        assert pilot.composed_at is not None
        assert before.closed_at < pilot.composed_at


async def test_one_cycle_of_the_demo_has_reached_the_trigger_of_a_pattern_that_is_off(tmp_path: Path):
    clock = SimulatedClock(beginning(DAYS[1]) - timedelta(days=1))
    async with opened(Settings(data=tmp_path), clock=clock, demo=True) as installation:
        await make_demo(installation, clock, DAYS[1])
        workspace, asked = await installation.handling.workspace(), dict[str, list[str]]()
        for row in await cycles(installation.ledger):
            async with installation.handling.reading(row.id) as cycle:
                if row.state == "running":
                    asked[row.title] = [one.pattern_id for one in proposed(cycle, workspace)]
        assert [(title, found) for title, found in asked.items() if found] == [("Parcel delay and redelivery", ["forty-eight-hours"])]


async def test_the_demo_hands_over_with_a_question_and_a_suspect_line(tmp_path: Path):
    now = DAYS[1]
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    async with opened(Settings(data=tmp_path), clock=clock, demo=True) as installation:
        await make_demo(installation, clock, now)
        suspects = questions = 0
        for row in await cycles(installation.ledger):
            async with installation.handling.reading(row.id) as cycle:
                suspects += sum(line.suspect for handoff in cycle.handoffs.values() for line in handoff.lines.values())
                questions += sum(handoff.clarifications for handoff in cycle.handoffs.values() if handoff.state == "offered")
        assert (suspects, questions) == (1, 1)


def on_day_nine(now: datetime) -> datetime:
    """When a cycle started whose ninth working day it is."""
    local = now.astimezone(ZoneInfo("Europe/Berlin"))
    first = working_days_back(local.date(), 9)
    return datetime.combine(first, time(9), ZoneInfo("Europe/Berlin")).astimezone(UTC)
