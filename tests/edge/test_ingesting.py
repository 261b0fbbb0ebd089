"""Whoever acts goes before what programs send, and programs get their answers all the same."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.edge.ingesting import keep
from plumbline.kernel.outcome import Receipt
from signals_story import offered, source
from small_house import House, small_house

LONG = 60.0


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path) as opened:
        yield opened


async def test_whoever_stands_aside_waits_until_the_last_command_is_handled(house: House):
    states = house.installation.handling.states
    with states.acting():
        with states.acting():
            waiting = asyncio.create_task(states.stand_aside(LONG))
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        assert not waiting.done()
    await asyncio.wait_for(waiting, LONG / 2)


async def test_a_command_that_was_handled_keeps_nobody_waiting(house: House):
    decision = await house.decision()
    await house.proven(decision)
    assert isinstance(await house.send("ana", ApproveDecision(decision_id=decision, because="It works.")), Receipt)
    await asyncio.wait_for(house.installation.handling.states.stand_aside(LONG), LONG / 2)


async def test_a_batch_is_answered_though_commands_never_cease(house: House):
    made = await source(house)
    with house.installation.handling.states.acting():
        items = await keep(
            house.installation,
            house.installation.workspace_id,
            made.source_id,
            [offered(number, time=None) for number in range(60)],
            "cloudevents",
        )
    assert [one.outcome for one in items] == ["accepted"] * 60
