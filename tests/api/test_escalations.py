"""Escalations through the API: what went up, whom it reached, and what came of it."""

from httpx import AsyncClient as Client

from small_house import House


async def test_an_item_goes_up_and_is_read_back_with_its_ladder(client: Client, house: House):
    decision = await house.decision()
    answer = await client.post(f"/v1/cycles/{house.cycle}/escalations", json={"item_id": decision, "reason": "Stuck."})
    assert answer.status_code == 201, answer.text
    (listed,) = (await client.get(f"/v1/cycles/{house.cycle}/escalations")).json()["items"]
    shown = (await client.get(f"/v1/escalations/{answer.json()['item']}")).json()
    assert listed == shown
    assert (shown["state"], shown["item_id"], shown["reason"]) == ("asked", decision, "Stuck.")
    assert shown["levels"][-1]["person_id"]
    assert shown["asked"][0]["answer_by"] == shown["next_step_at"]


async def test_an_outcome_without_a_cause_is_refused(client: Client, house: House):
    decision = await house.decision()
    made = await client.post(f"/v1/cycles/{house.cycle}/escalations", json={"item_id": decision, "reason": "Stuck."})
    answer = await client.post(f"/v1/escalations/{made.json()['item']}/resolution", json={"outcome": "Decided."})
    assert answer.status_code == 409
    assert "X7.cause" in {finding["rule"] for finding in answer.json()["findings"]}


async def test_a_policy_that_would_never_end_is_refused_with_everything_that_is_wrong(client: Client, house: House):
    levels = [{"area": "legal", "wait_hours": 0}, {"area": "", "person_id": "", "wait_hours": 8}, {"area": "legal", "wait_hours": 8}]
    answer = await client.post("/v1/escalation-policies", json={"policy_id": "odd", "title": "Odd", "levels": levels})
    assert answer.status_code == 409, answer.text
    assert [finding["rule"] for finding in answer.json()["findings"]] == ["X3.wait", "X3.who", "X3.twice", "X4.last"]


async def test_a_cycle_goes_up_by_the_policy_that_was_chosen(client: Client, house: House):
    bo = house.people["bo"]
    policy = {"policy_id": "short", "title": "Short", "levels": [{"person_id": bo, "wait_hours": 4}]}
    assert (await client.post("/v1/escalation-policies", json=policy)).status_code == 201
    assert (await client.get("/v1/escalation-policies")).json()["items"][0]["version"] == 1
    chosen = await client.post(f"/v1/cycles/{house.cycle}/escalation-policy", json={"policy_id": "short"})
    assert chosen.status_code == 201, chosen.text
    decision = await house.decision()
    made = await client.post(f"/v1/cycles/{house.cycle}/escalations", json={"item_id": decision, "reason": "Stuck."})
    shown = (await client.get(f"/v1/escalations/{made.json()['item']}")).json()
    assert (shown["to_id"], shown["policy_id"], len(shown["levels"])) == (bo, "short", 1)
