"""What sleeps ends when it is told to, whatever happens in the same moment."""

import asyncio
from pathlib import Path

import pytest

from plumbline.automation.delivering import Sender
from plumbline.automation.notifying import Notifier
from plumbline.automation.scheduler import Scheduler
from plumbline.automation.waking import woken
from plumbline.events.cloudevent import encoded
from plumbline.outbox.transport import FileTransport
from small_house import House, small_house

MOMENTS = range(6)  # turns of the event loop between being woken and being cancelled


async def loop_around(event: asyncio.Event) -> None:
    while True:
        event.clear()
        await woken(event, 30)


@pytest.mark.parametrize("turns", MOMENTS)
async def test_a_loop_that_is_woken_and_cancelled_at_once_ends(turns: int):
    event = asyncio.Event()
    task = asyncio.create_task(loop_around(event))
    await asyncio.sleep(0.01)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=2)
    assert done


async def test_it_returns_when_the_time_is_up():
    event, clock = asyncio.Event(), asyncio.get_running_loop().time
    began = clock()
    async with asyncio.timeout(2):
        await woken(event, 0.05)
    assert not event.is_set()
    assert clock() - began >= 0.04, "nothing woke it, so it waited"


@pytest.mark.parametrize("turns", MOMENTS)
async def test_everything_that_works_by_itself_ends_when_it_is_cancelled_while_something_is_recorded(tmp_path: Path, turns: int):
    async with small_house(tmp_path) as house:
        tasks = [asyncio.create_task(one) for one in workers(house)]
        await asyncio.sleep(0.05)
        await house.decision()
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        done, _ = await asyncio.wait(tasks, timeout=5)
        assert len(done) == len(tasks)


def workers(house: House):
    one = house.installation
    yield Scheduler(one.handling).run()
    yield Notifier(
        one.handling, one.directory, FileTransport(folder=one.data / "mail"), address="a@b.example", base_url="http://house"
    ).run()
    yield Sender(one.handling, one.directory, one.progress, lambda entry: encoded(entry, "http://house")).run()
