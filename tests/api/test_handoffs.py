"""A handoff through the API: the same acts and refusals as on its page."""

from pathlib import Path
from typing import Any

import msgspec
from httpx import AsyncClient

from handoff_grounds import passed, terms_of
from small_house import House, client_of, small_house


async def post(client: AsyncClient, house: House, path: str, body: dict[str, Any], by: str = "ana") -> tuple[int, Any]:
    client.cookies.set("plumbline_person", house.people[by])
    answer = await client.post(f"/v1/{path}", json=body)
    return answer.status_code, answer.json()


async def test_a_handoff_goes_from_assembly_to_the_checkpoint(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        decision = await passed(house)
        lines = [msgspec.to_builtins(await terms_of(house, decision))]
        status, made = await post(client, house, f"cycles/{house.cycle}/handoffs", {"lines": lines, "receiver_id": house.people["ana"]})
        assert status == 201, made
        handoff = made["item"]
        assert (await post(client, house, f"handoffs/{handoff}/offering", {}))[0] == 201
        read = (await client.get(f"/v1/handoffs/{handoff}")).json()
        (line,) = read["lines"].values()
        assert (read["state"], line["terms"]["edge_cases"][0]["when"]) == ("offered", "Declined twice")
        assert (await post(client, house, f"handoffs/{handoff}/acceptance", {"note": "Starts on Monday."}))[0] == 201
        assert (await client.get(f"/v1/decisions/{decision}")).json()["state"] == "handed_off"
        package = await client.get(f"/v1/handoffs/{handoff}/package/json")
        assert package.json()["lines"][0]["decision"]["id"] == decision
        assert (await client.get(f"/v1/handoffs/{handoff}/package/exe")).status_code == 404


async def test_what_is_not_ready_is_refused_with_who_can_mend_it(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        decision = await house.decision()
        status, problem = await post(client, house, f"cycles/{house.cycle}/handoffs", {"lines": [{"decision_id": decision}]})
        assert (status, problem["code"]) == (409, "handoff.unready")
        assert all(finding["who"] for finding in problem["findings"])
