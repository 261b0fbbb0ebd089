"""The sender is killed in the middle of its work: afterwards everything that was recorded has reached the receiver."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from plumbline.app.opening import opened
from plumbline.automation.delivering import Sender
from plumbline.demo.clock import SimulatedClock
from plumbline.events.cloudevent import encoded
from plumbline.outbox.address_guard import allowed_networks
from plumbline.settings import Settings
from small_house import MONDAY
from webhook_receiver import receiving

_VICTIM = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from plumbline.edge import webhooks
from plumbline.automation.delivering import Sender
from plumbline.domain.workspace.workspace import AddMember
from plumbline.outbox.address_guard import allowed_networks
from plumbline.events.cloudevent import encoded
from small_house import small_house

async def main(folder, address):
    async with small_house(Path(folder)) as house:
        networks = allowed_networks("127.0.0.0/8")
        one = house.installation = replace(house.installation, networks=networks)
        context = one.handling.context(actor=house.people["ana"], surface="web")
        made = await webhooks.add(one, context, title="Receiver", address=address, types=("workspace.member_added",))
        await webhooks.verify(one, context, made.endpoint_id)
        told = lambda entry: encoded(entry, "http://house")
        sender = asyncio.create_task(Sender(one.handling, one.directory, one.progress, told, networks=networks).run())
        while True:
            person = one.handling.context(actor="", surface="cli").new_id("usr")
            await house.done("ana", AddMember(person_id=person, rank="viewer"), one.workspace_id)
            await asyncio.sleep(0)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_after_a_kill_nothing_is_lost_and_what_comes_twice_has_the_same_id(tmp_path: Path):
    async with receiving() as receiver:
        victim = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _VICTIM, str(tmp_path), receiver.address, env={"PYTHONPATH": str(Path(__file__).parents[1])}
        )
        try:
            await receiver.until(40, seconds=60)
        finally:
            with suppress(ProcessLookupError):
                victim.kill()
            await victim.wait()
        async with opened(Settings(data=tmp_path), clock=SimulatedClock(MONDAY)) as installation:
            rows = await installation.ledger.query("SELECT event_id FROM owed")
            owed = {event_id for (event_id,) in rows}
            recorded = {one.id for one in await installation.states.ledger.scan(0, 100_000) if one.event_name == "workspace.member_added"}
            assert owed <= recorded
            assert len(owed) >= 39
            before = {one.headers["webhook-id"] for one in receiver.messages}
            sender = Sender(
                installation.handling, installation.directory, installation.progress, lambda entry: encoded(entry, "http://house"),
                networks=allowed_networks("127.0.0.0/8"),
            )  # fmt: skip
            task = asyncio.create_task(sender.run())
            async with asyncio.timeout(30):
                while not owed <= {one.headers["webhook-id"] for one in receiver.messages}:
                    receiver.arrived.clear()
                    await receiver.arrived.wait()
            task.cancel()
        sent = [one.headers["webhook-id"] for one in receiver.messages if one.headers["webhook-id"] in owed]
        assert len(sent) - len(set(sent)) <= 4  # no more than were under way
        assert before - owed  # the challenge, which is no event of the ledger
