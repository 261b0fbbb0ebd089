"""The demo is made by commands, so whatever it shows the product can do."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plumbline.app.composition import opened
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.making import beginning, make_demo
from plumbline.projections.attention import needs
from plumbline.projections.cycles import cycles
from plumbline.settings import Settings

DAYS = [datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((16, 7), (18, 12), (20, 19), (21, 12), (22, 3))]


@pytest.mark.parametrize("now", DAYS, ids=lambda at: f"{at:%a-%H}")
async def test_the_demo_can_be_made_at_any_time_of_any_day(tmp_path: Path, now: datetime):
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    async with opened(Settings(data=tmp_path), clock=clock, demo=True) as installation:
        people = await make_demo(installation.handling, installation.directory, installation.packs, clock, now)
        assert {row.playbook for row in await cycles(installation.ledger)} == {
            "legaltech.customer-success.stakeholder-alignment",
            "ecommerce.innovation.stakeholder-alignment",
            "logistics.customer-success.mvp-planning",
        }
        assert await needs(installation.ledger, people["ana"])
        head = await installation.ledger.head()
        entries = await installation.ledger.scan(0, head.size)
        assert all(entry.attribution.occurred_at <= now for entry in entries)
        assert Counter(entry.attribution.surface for entry in entries).keys() == {"web", "cli", "scheduler"}


async def test_the_demo_shows_decisions_in_every_state_that_this_release_knows(tmp_path: Path):
    now = DAYS[1]
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    async with opened(Settings(data=tmp_path), clock=clock, demo=True) as installation:
        await make_demo(installation.handling, installation.directory, installation.packs, clock, now)
        states: Counter[str] = Counter()
        for row in await cycles(installation.ledger):
            async with installation.handling.reading(row.id) as cycle:
                states.update(decision.state for decision in cycle.decisions.values())
        assert states.keys() >= {
            "draft", "proposed", "in_review", "approved", "approved_conditionally", "rejected", "deferred", "withdrawn", "superseded",
            "handed_off", "verified",
            "lapsed",
        }  # fmt: skip


async def test_the_demo_shows_handoffs_in_every_hand_with_a_question_and_a_suspect_line(tmp_path: Path):
    now = DAYS[1]
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    async with opened(Settings(data=tmp_path), clock=clock, demo=True) as installation:
        await make_demo(installation.handling, installation.directory, installation.packs, clock, now)
        states: Counter[str] = Counter()
        suspects = questions = 0
        for row in await cycles(installation.ledger):
            async with installation.handling.reading(row.id) as cycle:
                states.update(handoff.state for handoff in cycle.handoffs.values())
                suspects += sum(line.suspect for handoff in cycle.handoffs.values() for line in handoff.lines.values())
                questions += sum(handoff.clarifications for handoff in cycle.handoffs.values() if handoff.state == "offered")
        assert states.keys() == {"assembled", "offered", "accepted", "returned"}
        assert (suspects, questions) == (1, 1)
