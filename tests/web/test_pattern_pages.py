from pathlib import Path

from small_house import client_of
from web_visit import visiting


async def test_the_overview_says_what_the_trigger_of_a_pattern_was_counted_from(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read(f"/cycles/{ana.house.cycle}")
        assert "It is made for reviews that take three times as long as the work they gate." in ana.page
        assert "Nothing was verified after its handoff yet, so there is nothing to compare." in ana.page
        assert "Proposed by the record" not in ana.page


async def test_what_the_record_does_not_propose_cannot_be_left_off_on_the_page_or_by_a_program(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        overview = f"/cycles/{mara.house.cycle}"
        await mara.read(overview)
        told = {"pattern_id": "forty-eight-hours", "because": "No."}
        assert await mara.send(f"{overview}/patterns-left-off", told) == 409
        assert "The record does not propose 48-hour resolution window now" in mara.alert()
        async with client_of(mara.house) as client:
            refused = await client.post(f"/v1{overview}/patterns-left-off", json=told)
            assert (refused.status_code, [one["rule"] for one in refused.json()["findings"]][-1:]) == (409, ["pattern.proposed"])
