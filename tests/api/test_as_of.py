"""Reading what was true at a point of the ledger."""

from datetime import timedelta

import pytest
from httpx import AsyncClient as Client

from plumbline.domain.cycle.decision import WithdrawDecision
from small_house import House


async def test_a_decision_is_read_as_it_was_at_a_position_or_an_instant(client: Client, house: House):
    decision = await house.decision()
    position, then = (await house.installation.ledger.head()).size, house.clock()
    house.clock.set(then + timedelta(hours=3))
    await house.done("ana", WithdrawDecision(decision_id=decision, because="Not needed."))
    path = f"/v1/decisions/{decision}"
    assert (await client.get(path)).json()["state"] == "withdrawn"
    for point in (str(position), then.isoformat(), (then + timedelta(hours=2)).isoformat()):
        assert (await client.get(path, params={"as_of": point})).json()["state"] == "in_review"
    listed = await client.get(f"/v1/cycles/{house.cycle}/decisions", params={"as_of": str(position)})
    assert [one["state"] for one in listed.json()["items"]] == ["in_review"]
    assert (await client.get(path, params={"as_of": "2"})).status_code == 404


async def test_a_cycle_is_read_as_it_was(client: Client, house: House):
    before = (await house.installation.ledger.head()).size
    await house.decision()
    now, then = [(await client.get(f"/v1/cycles/{house.cycle}", params=asked)).json() for asked in ({}, {"as_of": str(before)})]
    assert then["version"] < now["version"]


@pytest.mark.parametrize("point", ["0", "99999", "yesterday", "2026-03-02T08:00:00", "1999-01-01T00:00:00Z"])
async def test_what_is_no_point_of_the_ledger_is_refused_in_words(client: Client, house: House, point: str):
    answer = await client.get(f"/v1/cycles/{house.cycle}", params={"as_of": point})
    assert (answer.status_code, answer.json()["code"]) == (422, "api.as_of")
    assert "instant" in answer.json()["findings"][0]["remedy"]
