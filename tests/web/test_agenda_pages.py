from datetime import timedelta
from pathlib import Path

from plumbline.automation.settling import settle
from small_house import client_of
from web_visit import Visitor, visiting


async def with_the_risk_page(ana: Visitor) -> str:
    """Switch the weekly risk page on, on the overview; return the id of its item."""
    cycle_id = ana.house.cycle
    await ana.read(f"/cycles/{cycle_id}")
    assert await ana.send(f"/cycles/{cycle_id}/pattern-switches", {"pattern_id": "weekly-risk-page", "on": "yes"}) == 200
    await settle(ana.house.installation.handling, cycle_id)
    async with ana.house.installation.handling.reading(cycle_id) as cycle:
        return next(one.id for one in cycle.agenda.values() if one.planned_id == "risk-page")


async def test_what_comes_up_by_itself_is_on_the_overview_and_on_home_and_is_recorded_on_its_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        item, agenda = await with_the_risk_page(ana), f"/cycles/{ana.house.cycle}/agenda"
        await ana.read(f"/cycles/{ana.house.cycle}")
        assert "Comes up by itself" in ana.page
        assert f"#{item}" in ana.html
        await ana.read("/")
        assert "It is yours to record, every 5 working days." in ana.page
        await ana.read(agenda)
        assert "It comes up every 5 working days. Due" in ana.page
        record = f"/cycles/{ana.house.cycle}/frame/{item}/agenda-record"
        assert await ana.send(record, {"note": "  "}) == 409
        assert "does not say what came of it" in ana.alert()
        assert await ana.send(record, {"note": "K-1 would be felt first."}) == 200
        assert "Turn 1: K-1 would be felt first." in ana.page
        await ana.read("/")
        assert "It is yours to record" not in ana.page


async def test_a_missed_turn_stays_on_the_overview_until_it_is_made_up_for(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        item = await with_the_risk_page(ana)
        ana.house.clock.set(ana.house.clock() + timedelta(days=8))
        await settle(ana.house.installation.handling, ana.house.cycle)
        await ana.read(f"/cycles/{ana.house.cycle}")
        assert "1 missed" in ana.page
        await ana.read(f"/cycles/{ana.house.cycle}/agenda")
        assert "Turn 1 was missed. It was due" in ana.page
        told = {"number": "1", "note": "Held without the page."}
        assert await ana.send(f"/cycles/{ana.house.cycle}/frame/{item}/agenda-record", told) == 200
        assert "Turn 1, made up for late: Held without the page." in ana.page
        await ana.read(f"/cycles/{ana.house.cycle}")
        assert "1 missed" not in ana.page


async def test_programs_read_the_agenda_and_record_an_item_with_the_same_refusals(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        item = await with_the_risk_page(ana)
        async with client_of(ana.house) as client:
            (found,) = (await client.get(f"/v1/cycles/{ana.house.cycle}/agenda")).json()["items"]
            assert (found["id"], found["state"], found["number"], found["turns"]) == (item, "up", 1, [])
            refused = await client.post(f"/v1/agenda/{item}/records", json={"note": ""})
            assert (refused.status_code, [one["rule"] for one in refused.json()["findings"]]) == (409, ["agenda.note"])
            assert (await client.post(f"/v1/agenda/{item}/records", json={"note": "Read."})).status_code == 201
            shown = (await client.get(f"/v1/agenda/{item}")).json()
            assert (shown["state"], shown["number"], shown["turns"][0]["note"]) == ("waiting", 2, "Read.")
