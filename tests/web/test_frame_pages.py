from pathlib import Path

from web_visit import visiting


async def test_a_practice_becomes_explicit_on_the_page_of_the_frame(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            practice = next(iter(cycle.practices))
        frame = f"/cycles/{ana.house.cycle}/frame"
        assert await ana.read(frame) == 200
        assert "Informal" in ana.page
        told = {"owner_id": ana.house.people["bo"], "cadence": "at every review", "artifact": ""}
        assert await ana.send(f"{frame}/{practice}/definition", told) == 409
        assert "where one can see" in ana.alert()
        assert await ana.send(f"{frame}/{practice}/definition", {**told, "artifact": "the call list"}) == 200
        assert "at every review, seen in the call list" in ana.page


async def test_a_reading_that_is_no_number_is_asked_for_again(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            promise = next(iter(cycle.promises))
        frame = f"/cycles/{ana.house.cycle}/frame"
        await ana.read(frame)
        assert await ana.send(f"{frame}/{promise}/reading", {"value": "many"}) == 422
        assert "is no whole number" in ana.alert()
