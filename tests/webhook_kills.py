"""A sender that is killed again and again while it sends to receivers that fail in every way: what came of each event."""

import asyncio
import random
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from plumbline.app.opening import opened
from plumbline.edge import trying, webhooks
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.address_guard import allowed_networks
from plumbline.settings import Settings
from small_house import small_house
from webhook_failures import Failure, failing_receivers
from webhook_sender import TYPE

HERE = Path(__file__).parent
UNDER_WAY = 4  # requests to one endpoint at a time


@dataclass
class Story:
    """What happened. recorded: the events, and when each was durable. ready: when each process began to send. first: how long each took
    from there to the first event that a receiver was sent.
    """

    receivers: dict[str, Failure]
    kills: int = 0
    recorded: dict[str, float] = field(default_factory=dict[str, float])
    ready: list[float] = field(default_factory=list[float])
    first: list[float] = field(default_factory=list[float])

    @property
    def told(self) -> dict[str, Failure]:
        """The receivers that are endpoints."""
        return {name: one for name, one in self.receivers.items() if name != "canary"}

    def lost(self) -> dict[str, int]:
        """Return how many events each receiver was not told of, if any."""
        missing = {name: len(self.recorded.keys() - one.effects.keys()) for name, one in self.told.items()}
        return {name: count for name, count in missing.items() if count}

    def repeated_too_often(self) -> dict[str, int]:
        """Return how many repetitions there were past those that a kill explains, if any."""
        allowed = dict.fromkeys(self.told, UNDER_WAY * self.kills)
        allowed["does it and loses the answer"] += len(self.recorded)
        return {name: one.repeated for name, one in self.told.items() if one.repeated > allowed[name]}

    def slowest_steady(self) -> float:
        """Return the longest that the steady receiver waited for an event, from when it was durable and somebody was there to send it."""
        steady = self.receivers["steady"].effects
        return max(steady[one] - self._sendable(at) for one, at in self.recorded.items())

    def _sendable(self, at: float) -> float:
        # Between a kill and the next start nobody is there.
        later = [ready for ready in self.ready if ready > at]
        return later[0] if later else at


async def killed(folder: Path, kills: int, seconds: float, seed: int) -> Story:
    """Kill a sender at random moments, at most so often and for so long, and then let one finish."""
    chance = random.Random(seed)
    async with failing_receivers() as receivers:
        actor = await _connected(folder, receivers)
        story = Story(receivers)
        end = time.monotonic() + seconds
        while story.kills < kills and time.monotonic() < end:
            await _one_life(folder, actor, story, chance.uniform(0.02, 0.5))
            story.kills += 1
        await _last_life(folder, actor, story)
        return story


async def _connected(folder: Path, receivers: dict[str, Failure]) -> str:
    async with small_house(folder) as house:
        one = replace(house.installation, networks=allowed_networks("127.0.0.0/8"))
        context = one.handling.context(actor=house.people["ana"], surface="web")
        for name, receiver in receivers.items():
            if name != "canary":
                made = await webhooks.add(one, context, title=name, address=receiver.address, types=(TYPE,))
                assert isinstance(made, webhooks.Added), made
                assert not isinstance(await trying.verify(one, context, made.endpoint_id), Refusal)
        return house.people["ana"]


async def _one_life(folder: Path, actor: str, story: Story, seconds: float) -> None:
    """Start a sender and kill it so many seconds after it began."""
    process, reading = await _started(folder, actor, 1000, story)
    try:
        await asyncio.sleep(seconds)
    finally:
        await _ended(process, reading)
    _note_first(story)


async def _last_life(folder: Path, actor: str, story: Story) -> None:
    """Start a sender that records nothing new, and end it once everything has arrived."""
    for event_id in await _owed(folder):  # what was durable when a kill came before it could be said
        story.recorded.setdefault(event_id, time.monotonic())
    process, reading = await _started(folder, actor, 0, story)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(30 + len(story.recorded) / 4):
                while story.lost() and not reading.done():  # noqa: ASYNC110 - what is waited for happens in another process
                    await asyncio.sleep(0.05)
    finally:
        await _ended(process, reading)
    _note_first(story)


async def _owed(folder: Path) -> list[str]:
    async with opened(Settings(data=folder)) as installation:
        rows = await installation.ledger.query("SELECT DISTINCT event_id FROM told_of JOIN owed USING (position)")
        return [event_id for (event_id,) in rows]


async def _started(folder: Path, actor: str, count: int, story: Story) -> tuple[asyncio.subprocess.Process, asyncio.Task[None]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / "webhook_sender.py"), str(folder), actor, str(count), stdout=asyncio.subprocess.PIPE
    )
    begun = asyncio.Event()

    async def read() -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            match line.decode().split():
                case ["ready", at]:
                    story.ready.append(float(at))
                    begun.set()
                case ["recorded", event_id, at]:
                    story.recorded[event_id] = float(at)
                case _:
                    continue  # a line that the kill cut off

    reading = asyncio.create_task(read())
    async with asyncio.timeout(60):
        await begun.wait()
    return process, reading


async def _ended(process: asyncio.subprocess.Process, reading: asyncio.Task[None]) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
    await reading


def _note_first(story: Story) -> None:
    """Note how long the last process took to its first delivery, if there was one in its life."""
    begun = story.ready[-1]
    arrived = [at for one in story.told.values() for at in one.effects.values() if at >= begun]
    if arrived:
        story.first.append(min(arrived) - begun)
