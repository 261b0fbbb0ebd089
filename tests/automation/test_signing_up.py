"""Sign-ups that belong to a running cycle are recorded in it, once, and leave with where they came from."""

from pathlib import Path
from typing import Any

from plumbline.automation.signing_up import record_sign_ups
from plumbline.domain.cycle.sign_up import RecordSignUp, SignUpRecorded
from plumbline.domain.workspace.signal_source import MapSignals
from plumbline.edge import signal_sources
from plumbline.edge.ingesting import keep
from plumbline.events.cloudevent import envelope
from plumbline.kernel.outcome import Receipt, Refusal
from plumbline.ledger.entry import Entry
from signals_story import NOON, offered, source
from small_house import House, small_house


async def came(house: House, source_id: str, *items: Any) -> None:
    await keep(house.installation, house.installation.workspace_id, source_id, items, "segment")


async def recorded(house: House) -> int:
    return await record_sign_ups(house.installation.handling, house.installation.signals)


async def entries(house: House) -> list[Entry]:
    return [one for one in await house.installation.ledger.read(house.cycle) if isinstance(one.event, SignUpRecorded)]


async def test_a_sign_up_is_recorded_once_with_where_it_came_from(tmp_path: Path):
    async with small_house(tmp_path) as house:
        made = await source(house, cycle_id=house.cycle)
        journey = await house.journey()
        said = {"utm_campaign": "spring", "url": "https://shop.example/", "pljourney": journey, "plworkspace": "wsp_made_up"}
        await came(house, made.source_id, offered(1, name="Signed Up", properties=said, time=None), offered(2, time=None))
        assert (await recorded(house), await recorded(house)) == (1, 0)
        (entry,) = await entries(house)
        told = envelope(entry, "https://launch.example")
        assert told["type"] == "com.plumbline.signup.recorded.v1"
        assert (told["plutmcampaign"], told["pllanding"], told["pljourney"]) == ("spring", "https://shop.example/", journey)
        assert (told["plorigin"], told["ploriginid"], told["plsurface"]) == (made.source_id, "e-1", "ingest:segment")
        assert (told["plcycle"], told["plworkspace"], told["authtype"]) == (house.cycle, house.installation.workspace_id, "system")
        assert told["plclaimed"] == "pljourney,pllanding,plutmcampaign"


async def test_a_mapping_that_comes_later_makes_sign_ups_of_what_came_before(tmp_path: Path):
    async with small_house(tmp_path) as house:
        made = await source(house)
        await came(house, made.source_id, *(offered(number, name="Joined", time=None) for number in range(3)))
        assert await recorded(house) == 0
        context = house.installation.handling.context(actor=house.people["ana"], surface="web")
        mapping = MapSignals(mapping_id=context.new_id("map"), name="Joined", cycle_id=house.cycle, sign_up=True)
        assert isinstance(await signal_sources.map_signals(house.installation, context, mapping), Receipt)
        assert await recorded(house) == 3
        assert [one.attribution.origin_id for one in await entries(house)] == ["e-0", "e-1", "e-2"]


async def test_nobody_says_that_somebody_signed_up_but_the_system(tmp_path: Path):
    async with small_house(tmp_path) as house:
        command = RecordSignUp(number=1, source_id="src_" + "0" * 26, called="Signed Up", who="", signed_up_at=NOON)
        answer = await house.send("ana", command)
        assert isinstance(answer, Refusal)
        assert answer.kind == "forbidden"
