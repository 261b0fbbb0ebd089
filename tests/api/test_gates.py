"""Gates through the API: their rules, trials, overrides and added conditions."""

from typing import Any

from httpx import AsyncClient as Client

from small_house import House

ENTRY = "implementation-entry"
CONDITION = {
    "id": "two-criteria",
    "expression": "decision.criteria >= 2",
    "sentence": "Two criteria.",
    "who": "owner",
    "act": "thread.open",
}


async def entry_of(client: Client, house: House) -> dict[str, Any]:
    listed = (await client.get(f"/v1/cycles/{house.cycle}/gates")).json()["items"]
    return next(gate for gate in listed if gate["id"] == ENTRY)


async def test_a_trial_answers_as_if_conditions_were_met_and_writes_nothing(client: Client, house: House):
    decision = await house.decision()
    before = (await house.installation.ledger.head()).size
    path = f"/v1/cycles/{house.cycle}/gates/{ENTRY}/evaluation"
    real = (await client.post(path, json={"item_id": decision})).json()
    unmet = [one["id"] for one in real["conditions"] if not one["met"]]
    assert (real["status"], real["trial"], unmet) == ("unsatisfied", False, ["approved", "criteria-met", "content-current"])
    assert {"text": "decision.approved", "met": False, "expected": True, "actual": False} in real["conditions"][0]["claims"]
    tried = (await client.post(path, json={"item_id": decision, "assume": unmet})).json()
    assert (tried["status"], tried["trial"], tried["findings"], tried["acts"]) == ("satisfied", True, [], [])
    wrong = await client.post(path, json={"item_id": decision, "assume": ["nothing"]})
    assert wrong.status_code == 404
    assert (await house.installation.ledger.head()).size == before


async def test_a_condition_that_a_cycle_adds_is_part_of_the_rule(client: Client, house: House):
    await house.decision()
    added = await client.post(f"/v1/cycles/{house.cycle}/gate-conditions", json={"gate_id": ENTRY, "condition": CONDITION})
    assert added.status_code == 201, added.text
    assert (await entry_of(client, house))["conditions"][-1] == {**CONDITION, "added": True}
    again = await client.post(f"/v1/cycles/{house.cycle}/gate-conditions", json={"gate_id": ENTRY, "condition": CONDITION})
    assert again.json()["changed"] is False


async def test_an_expression_that_cannot_be_read_is_refused_at_its_place(client: Client, house: House):
    wrong = {**CONDITION, "expression": "decision.criteria >>= 2"}
    refused = await client.post(f"/v1/cycles/{house.cycle}/gate-conditions", json={"gate_id": ENTRY, "condition": wrong})
    assert refused.status_code == 409
    assert [one["rule"] for one in refused.json()["findings"]] == ["G5.compiles"]
    assert "from character 20 on" in refused.json()["findings"][0]["detail"]
