from pathlib import Path

from web_visit import Visitor, visiting


async def rehearsed(lead: Visitor) -> str:
    """Start a rehearsal on the first pressure that the page offers; return its id."""
    house = lead.house
    async with house.installation.handling.reading(house.cycle) as cycle:
        pressure = cycle.plan.pressures[0].id
    await lead.read(f"/cycles/{house.cycle}/risks")
    assert await lead.send(f"/cycles/{house.cycle}/drills", {"pressure_id": pressure, "wait_hours": "4"}) == 200, lead.alert()
    async with house.installation.handling.reading(house.cycle) as cycle:
        return next(iter(cycle.drills))


async def test_a_rehearsal_is_started_and_acknowledged_on_the_page_of_risks(tmp_path: Path):
    async with visiting(tmp_path) as lead:
        drill = await rehearsed(lead)
        assert "Rehearsal running" in lead.page
        async with lead.house.installation.handling.reading(lead.house.cycle) as cycle:
            asked = cycle.drills[drill].steps[-1].to_id
        lead.become(next(name for name, person in lead.house.people.items() if person == asked))
        await lead.read("/")
        assert "Rehearsal" in lead.page
        await lead.read(f"/cycles/{lead.house.cycle}/risks")
        assert await lead.send(f"/drills/{drill}/acknowledgement") == 200
        assert "after 1 min" in lead.page


async def test_a_second_rehearsal_waits_for_the_first(tmp_path: Path):
    async with visiting(tmp_path) as lead:
        await rehearsed(lead)
        assert await lead.send(f"/cycles/{lead.house.cycle}/drills", {"pressure_id": "rain", "wait_hours": "soon"}) == 422
        assert "whole number" in lead.alert()
        assert await lead.send(f"/cycles/{lead.house.cycle}/drills", {"pressure_id": "rain"}) == 409
        assert "one rehearsal at a time" in lead.alert().lower()
