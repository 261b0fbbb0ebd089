"""What happens by itself happens when it is due, once, and also when nobody was running at the time."""

import asyncio
from datetime import timedelta
from pathlib import Path

from plumbline.automation.scheduler import Scheduler
from plumbline.automation.settling import settle
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.frame import SetOutcome, SwitchPattern
from plumbline.projections.due import next_instant
from small_house import House, small_house


def outcome(house: House) -> SetOutcome:
    return SetOutcome(
        sentence="Buyers finish.", metric_id="post-pilot-stability", baseline="61 %", threshold="75 %", signer_id=house.people["ana"]
    )


async def names_since(house: House, position: int) -> list[str]:
    return [entry.event_name for entry in await house.installation.ledger.scan(position, 1000)]


async def test_a_blocker_that_nobody_touched_triggers_its_fallback_when_due_and_only_once(tmp_path: Path):
    async with small_house(tmp_path) as house:
        due_at = house.clock() + timedelta(days=1)
        blocker = await house.done(
            "ana",
            RaiseBlocker(
                title="No cards", owner_id=house.people["bo"], due_at=due_at, fallback="Use March's.", outside_message="Two days."
            ),
        )
        house.clock.set(due_at + timedelta(minutes=1))
        before = (await house.installation.ledger.head()).size
        await settle(house.installation.handling, house.cycle)
        assert await settle(house.installation.handling, house.cycle) == 0
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert cycle.blockers[blocker].state == "fallback_triggered"
        assert (await names_since(house, before)).count("blocker.fallback_triggered") == 1


async def test_a_decision_past_its_due_time_is_escalated_not_silently_overdue(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        house.clock.set(house.clock() + timedelta(days=6))
        await settle(house.installation.handling, house.cycle)
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert [one.item_id for one in cycle.escalations.values()] == [decision]


async def test_review_periods_open_and_close_while_time_passes(tmp_path: Path):
    async with small_house(tmp_path) as house:
        house.clock.set(house.clock() + timedelta(days=15))
        await settle(house.installation.handling, house.cycle)
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert (sorted(cycle.periods_closed), sorted(cycle.periods_opened)) == ([1, 2], [1, 2, 3])


async def test_a_step_is_completed_by_the_system_when_its_condition_holds(tmp_path: Path):
    async with small_house(tmp_path) as house:
        await house.done("ana", outcome(house))
        await settle(house.installation.handling, house.cycle)
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert cycle.steps["scope-session"].completed_at == house.clock()


async def test_the_running_scheduler_notices_a_command_by_itself(tmp_path: Path):
    async with small_house(tmp_path) as house:
        running = asyncio.create_task(Scheduler(house.installation.handling).run())
        await asyncio.sleep(0.1)
        await house.done("ana", outcome(house))
        completed = False
        for _ in range(100):
            await asyncio.sleep(0.02)
            async with house.installation.handling.reading(house.cycle) as cycle:
                completed = completed or "scope-session" in cycle.steps
        running.cancel()
        assert completed


async def test_an_item_of_the_agenda_that_came_up_is_waited_for_until_its_own_day(tmp_path: Path):
    async with small_house(tmp_path) as house:
        await house.done("ana", SwitchPattern(pattern_id="weekly-risk-page", on=True))
        await settle(house.installation.handling, house.cycle)
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert [item.state for item in cycle.agenda.values()] == ["up"]
        following = await next_instant(house.installation.states.ledger)
        assert following is not None
        assert following > house.clock()
