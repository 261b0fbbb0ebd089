"""Doing things through the API: the same commands as the pages, the same refusals."""

from typing import Any

from httpx import AsyncClient as Client

from small_house import House


async def drafted(client: Client, house: House, **more: Any) -> str:
    section, objective = await house.place()
    body = {"title": "Retry", "section_id": section, "objective_id": objective, **more}
    answer = await client.post(f"/v1/cycles/{house.cycle}/decisions", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["item"]


async def test_a_decision_is_drafted_and_read_back(client: Client, house: House):
    decision = await drafted(client, house, options=[{"title": "One retry", "consequence": "Two days"}])
    shown = (await client.get(f"/v1/decisions/{decision}")).json()
    assert (shown["title"], shown["state"], shown["options"][0]["title"]) == ("Retry", "draft", "One retry")
    assert shown["options"][0]["id"].startswith("opt_")


async def test_an_approval_that_is_not_possible_is_refused_with_everything_that_is_missing(client: Client, house: House):
    decision = await house.decision()
    answer = await client.post(f"/v1/decisions/{decision}/approval", json={"because": "It is late."}, headers={"If-Match": "*"})
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["code"] == "approval.unmet"
    assert "D12.evidence" in {finding["rule"] for finding in problem["findings"]}
    assert all(finding["detail"] and finding["who"] for finding in problem["findings"])


async def test_a_decision_with_accepted_evidence_is_approved_and_again_without_effect(client: Client, house: House):
    decision = await house.decision()
    await house.proven(decision)
    first = await client.post(f"/v1/decisions/{decision}/approval", json={"because": "The run shows it."}, headers={"If-Match": "*"})
    again = await client.post(f"/v1/decisions/{decision}/approval", json={"because": "The run shows it."}, headers={"If-Match": "*"})
    assert (first.status_code, first.json()["changed"]) == (201, True), first.text
    assert (again.status_code, again.json()["changed"]) == (200, False), again.text


async def test_a_request_with_the_same_idempotency_key_writes_once(client: Client, house: House):
    section, objective = await house.place()
    body = {"title": "Once", "section_id": section, "objective_id": objective}
    path, headers = f"/v1/cycles/{house.cycle}/decisions", {"Idempotency-Key": "k-1"}
    first = await client.post(path, json=body, headers=headers)
    second = await client.post(path, json=body, headers=headers)
    other = await client.post(path, json={**body, "title": "Twice"}, headers=headers)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "api.key_reused")
    assert len((await client.get(f"/v1/cycles/{house.cycle}/decisions")).json()["items"]) == 1


async def test_a_field_that_nobody_knows_is_a_problem_and_writes_nothing(client: Client, house: House):
    answer = await client.post(f"/v1/cycles/{house.cycle}/objectives", json={"title": "Faster", "tittle": "typo"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "tittle" in answer.text


async def test_an_id_that_does_not_exist_is_a_problem_that_names_it(client: Client, house: House):
    unknown = "dec_" + "0" * 26
    answer = await client.post(f"/v1/decisions/{unknown}/approval", json={"because": "x"}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (404, "decision.missing")
    assert unknown in answer.text
    cycle = await client.post(f"/v1/cycles/{'cyc_' + '0' * 26}/objectives", json={"title": "x"})
    assert (cycle.status_code, cycle.json()["code"]) == (404, "cycle.missing")


async def test_a_cycle_is_started_from_a_playbook_and_an_unknown_pack_is_refused(client: Client, house: House):
    packs = {"industry": "legaltech", "role": "customer-success", "objective": "stakeholder-alignment"}
    started = await client.post("/v1/cycles", json={**packs, "title": "Contracts"})
    assert started.status_code == 201, started.text
    shown = (await client.get(f"/v1/cycles/{started.json()['stream']}")).json()
    assert (shown["title"], len(shown["steps"])) == ("Contracts", 16)
    refused = await client.post("/v1/cycles", json={**packs, "industry": "legaltec", "title": "Contracts"})
    assert refused.status_code == 422
    assert "legaltech" in refused.text


async def test_a_gate_is_asked_without_being_passed(client: Client, house: House):
    decision = await house.decision()
    before = (await client.get("/v1/ledger/head")).json()["size"]
    answer = await client.post(f"/v1/cycles/{house.cycle}/gates/implementation-entry/evaluation", json={"item_id": decision})
    assert answer.json()["status"] == "unsatisfied", answer.text
    assert answer.json()["findings"]
    assert (await client.get("/v1/ledger/head")).json()["size"] == before


async def test_a_gate_names_the_fewest_acts_that_let_a_decision_through_and_they_do(client: Client, house: House):
    decision = await house.decision()
    path, body = f"/v1/cycles/{house.cycle}/gates/implementation-entry/evaluation", {"item_id": decision}
    acts = (await client.post(path, json=body)).json()["acts"]
    assert [act["act"] for act in acts] == ["evidence.submit", "evidence.accept", "decision.approve"]
    assert all(act["item"] == decision and act["who"] for act in acts)
    assert acts[-1]["who"] == [house.people["ana"]]
    assert acts[-1]["words"] == "Approve decision: Ana."
    await house.proven(decision)
    assert [act["act"] for act in (await client.post(path, json=body)).json()["acts"]] == ["decision.approve"]
    await client.post(f"/v1/decisions/{decision}/approval", json={"because": "The run shows it."}, headers={"If-Match": "*"})
    passed = (await client.post(path, json=body)).json()
    assert (passed["status"], passed["acts"]) == ("satisfied", [])


async def test_an_id_of_another_kind_is_not_there(client: Client, house: House):
    decision = await house.decision()
    evidence = await house.proven(decision)
    for path, code in (
        (f"/v1/evidence/{decision}", "evidence"),
        (f"/v1/decisions/{evidence}", "decision"),
        (f"/v1/threads/{decision}", "thread"),
    ):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, f"{code}.missing"), answer.text
    for path, body, code in (
        (f"/v1/decisions/{evidence}/approval", {"because": "x"}, "decision"),
        (f"/v1/evidence/{decision}/acceptance", {}, "evidence"),
        (f"/v1/threads/{decision}/replies", {"text": "x"}, "thread"),
        (f"/v1/blockers/{decision}/acknowledgement", None, "blocker"),
    ):
        answer = await client.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, f"{code}.missing"), answer.text


async def test_threads_evidence_and_blockers_are_made_and_read(client: Client, house: House):
    decision = await house.decision()
    section, objective = await house.place()
    thread = await client.post(
        f"/v1/cycles/{house.cycle}/threads",
        json={
            "section_id": section,
            "objective_id": objective,
            "anchor": {"kind": "decision", "id": decision},
            "text": "Which message?",
            "blocking": True,
        },
    )
    assert thread.status_code == 201, thread.text
    blocker = await client.post(f"/v1/cycles/{house.cycle}/blockers", json={"title": "No cards", "owner_id": house.people["bo"]})
    assert blocker.status_code == 409
    assert {"B1.due", "B1.fallback"} <= {finding["rule"] for finding in blocker.json()["findings"]}
    assert (await client.get(f"/v1/threads/{thread.json()['item']}")).json()["comments"][0]["text"] == "Which message?"


async def test_decisions_are_handed_on_together_and_each_that_cannot_go_is_named(client: Client, house: House):
    one, two = await house.decision(), await house.decision()
    path, body = f"/v1/cycles/{house.cycle}/decision-reassignments", {"owner_id": house.people["bo"], "reason": "Ana is away."}
    await client.post(f"/v1/decisions/{two}/withdrawal", json={"because": "Not needed."})
    refused = await client.post(path, json={"decision_ids": [one, two], **body})
    assert (refused.status_code, refused.json()["code"]) == (409, "decision.none_handed_on")
    assert [(finding["rule"], finding["item"]) for finding in refused.json()["findings"]] == [("I6.ended", two)]
    assert (await client.get(f"/v1/decisions/{one}")).json()["owner_id"] == house.people["ana"]
    assert (await client.post(path, json={"decision_ids": [one], **body})).status_code == 201
    assert (await client.get(f"/v1/decisions/{one}")).json()["owner_id"] == house.people["bo"]


async def test_a_cycle_tells_the_pace_that_its_record_shows(client: Client, house: House):
    await house.decision()
    pace = (await client.get(f"/v1/cycles/{house.cycle}")).json()["pace"]
    assert pace == {"cycles": 0, "settled": 0, "left": pace["left"], "open": 1, "reach": 0, "first_to_leave": ""}
    assert pace["left"] > 1
