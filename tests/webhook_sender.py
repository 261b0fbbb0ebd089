"""A process that records events and sends them, to be killed at any moment: `python webhook_sender.py FOLDER ACTOR COUNT`.

It prints `ready` when it begins to send and `recorded ID` for each event that is durable, each with the machine's monotonic time.
"""

import asyncio
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

from plumbline.app.opening import opened
from plumbline.automation.delivering import Sender
from plumbline.domain.workspace.workspace import AddMember
from plumbline.edge import webhooks
from plumbline.events.cloudevent import encoded
from plumbline.installation import Installation
from plumbline.kernel.outcome import Receipt
from plumbline.ledger.entry import Entry
from plumbline.outbox.schedule import Policy
from plumbline.settings import Settings

PATIENCE = 0.3
HASTY = Policy(waits=(timedelta(milliseconds=100),) * 9)
TYPE = "workspace.member_added"
PAUSE = 0.03  # seconds between two events


def say(*words: object) -> None:
    print(*words, time.monotonic(), flush=True)


async def main(folder: Path, actor: str, count: int) -> None:
    async with opened(Settings(data=folder, base_url="http://house", webhook_networks="127.0.0.0/8")) as one:
        sender = Sender(
            one.handling, one.directory, one.progress, partial(encoded, base_url=one.base_url), networks=one.networks, policy=HASTY,
            patience=PATIENCE,
        )  # fmt: skip
        working = asyncio.gather(sender.run(), enable_all(one, actor))
        say("ready")
        for _ in range(count):
            await record(one, actor)
            await asyncio.sleep(PAUSE)
        await working


async def enable_all(one: Installation, actor: str) -> None:
    """Do what an administrator does about an endpoint that answered that it is gone, as soon as it has."""
    while True:
        for endpoint in await webhooks.endpoints(one):
            if endpoint.standing == "disabled":
                await webhooks.enable(one, one.handling.context(actor=actor, surface="web"), endpoint.id)
        await asyncio.sleep(0.1)


async def record(one: Installation, actor: str) -> None:
    context = one.handling.context(actor=actor, surface="web")
    answer = await one.handling.handle(one.workspace_id, AddMember(person_id=context.new_id("usr"), rank="viewer"), context)
    assert isinstance(answer, Receipt), answer
    entry = await last_of(one, answer.version)
    say("recorded", entry.id)


async def last_of(one: Installation, version: int) -> Entry:
    (entry, *_) = [found for found in await one.ledger.read(one.workspace_id, version - 1) if found.event_name == TYPE]
    return entry


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
