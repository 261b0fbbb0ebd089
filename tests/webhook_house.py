"""A small house whose endpoints are on the loopback interface, and a sender at work in it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from plumbline.automation.delivering import Sender
from plumbline.domain.workspace.workspace import AddMember
from plumbline.edge import trying, webhooks
from plumbline.handling.subjects import subject_of
from plumbline.kernel.outcome import Context, Refusal
from plumbline.ledger.entry import Entry
from plumbline.outbox.address_guard import allowed_networks
from small_house import House, small_house
from webhook_receiver import Receiver

LOOPBACK = allowed_networks("127.0.0.0/8")


def told(entry: Entry) -> bytes:
    return json.dumps(
        {"id": entry.id, "type": f"com.plumbline.{entry.event_name}.v1", "subject": subject_of(entry), "sequence": entry.version}
    ).encode()


def context(house: House, who: str = "ana") -> Context:
    return house.installation.handling.context(actor=house.people[who], surface="web")


@asynccontextmanager
async def open_house(folder: Path) -> AsyncGenerator[House]:
    async with small_house(folder) as house:
        house.installation = replace(house.installation, networks=LOOPBACK)
        yield house


async def endpoint(
    house: House, receiver: Receiver, types: Sequence[str] = ("*",), *, verified: bool = True, **more: Any
) -> webhooks.Added:
    made = await webhooks.add(house.installation, context(house), title="Receiver", address=receiver.address, types=tuple(types), **more)
    assert isinstance(made, webhooks.Added), made
    if verified:
        assert not isinstance(await trying.verify(house.installation, context(house), made.endpoint_id), Refusal)
        receiver.messages.clear()
    return made


@asynccontextmanager
async def sending(house: House, **more: Any) -> AsyncGenerator[Sender]:
    one = house.installation
    sender = Sender(one.handling, one.directory, one.progress, told, networks=LOOPBACK, **more)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def states(house: House, endpoint_id: str) -> list[str]:
    found = await webhooks.endpoint_of(house.installation, endpoint_id)
    assert found is not None
    return [one.state for one in await webhooks.told(house.installation, found)]


async def until_states(house: House, endpoint_id: str, wanted: list[str]) -> None:
    async with asyncio.timeout(10):
        while await states(house, endpoint_id) != wanted:  # noqa: ASYNC110 - what is waited for stands in a file
            await asyncio.sleep(0.01)


async def something(house: House) -> None:
    """Let something happen in the workspace."""
    await house.done("ana", AddMember(person_id=context(house).new_id("usr"), rank="viewer"), house.installation.workspace_id)
