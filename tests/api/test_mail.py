"""Choosing messages through the API: one's own only, and everything wrong is told."""

from pathlib import Path

from small_house import client_of, small_house


async def test_the_caller_sees_and_changes_their_own_choice(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        client.cookies.set("plumbline_person", house.people["bo"])
        chosen = await client.post("/v1/mail", json={"digest_hour": 7, "stopped": ["asked"]})
        assert (chosen.status_code, chosen.json()["digest_hour"], chosen.json()["stopped"]) == (200, 7, ["asked"])
        assert (await client.get("/v1/mail")).json()["goes_to"] == "bo@house.example"
        client.cookies.set("plumbline_person", house.people["ana"])
        assert (await client.get("/v1/mail")).json()["stopped"] == []


async def test_an_hour_or_a_reason_that_does_not_exist_is_refused(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        for body in ({"digest_hour": 24}, {"stopped": ["weather"]}, {"digest_hours": 7}):
            assert (await client.post("/v1/mail", json=body)).status_code in (400, 422)
        assert (await client.get("/v1/mail")).json()["stopped"] == []
