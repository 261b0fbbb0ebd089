"""Decision templates through the API: taken from a closed decision, used for another, changed by what a closed thread taught."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from httpx import AsyncClient as Client

from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread, ResolveThread
from small_house import House, client_of


@pytest.fixture
async def client(house: House) -> AsyncGenerator[Client, None]:
    async with client_of(house) as opened:
        become(opened, house, "ana")
        yield opened


def become(client: Client, house: House, name: str) -> None:
    client.cookies.set("plumbline_person", house.people[name], domain="127.0.0.1")


async def ended(house: House) -> str:
    decision = await house.decision()
    await house.proven(decision)
    await house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
    return decision


async def closed_thread(house: House, decision: str) -> str:
    section, objective = await house.place()
    anchor = Anchor(kind="decision", id=decision)
    thread = await house.done("bo", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="And after how long?"))
    await house.done("ana", ReplyToThread(thread_id=thread, text="Five seconds."))
    await house.done("bo", ResolveThread(thread_id=thread, outcome="accepted"))
    return thread


async def kept(client: Client, house: House) -> dict[str, Any]:
    made = await client.post(f"/v1/decisions/{await ended(house)}/templates", json={})
    assert made.status_code == 201, made.text
    return (await client.get(f"/v1/decision-templates/{made.json()['item']}")).json()


def rules(answer: Any) -> list[str]:
    return [one["rule"] for one in answer.json()["findings"]]


async def test_an_open_decision_is_drafted_but_not_kept(client: Client, house: House):
    decision = await house.decision()
    draft = (await client.get(f"/v1/decisions/{decision}/template-draft")).json()
    assert (draft["ended"], draft["content"]["title"]) == (False, "Retry after a decline")
    refused = await client.post(f"/v1/decisions/{decision}/templates", json={})
    assert (refused.status_code, rules(refused)) == (409, ["TL2.closed"])


async def test_a_closed_decision_becomes_a_template_that_others_begin_with(client: Client, house: House):
    template = await kept(client, house)
    assert (template["version"], template["content"]["evidence"]) == (1, ["link"])
    assert [one["text"] for one in template["content"]["criteria"]] == ["It answers within 5 s."]
    section, objective = await house.place()
    draft = {"title": "Retry abroad", "section_id": section, "objective_id": objective, "template_id": template["id"]}
    made = await client.post(f"/v1/cycles/{house.cycle}/decisions", json=draft | {"template_version": 1})
    shown = (await client.get(f"/v1/decisions/{made.json()['item']}")).json()
    assert (shown["template_id"], shown["template_version"]) == (template["id"], 1)
    unknown = await client.post(f"/v1/cycles/{house.cycle}/decisions", json=draft | {"template_version": 7})
    assert rules(unknown) == ["TL2.template"]


async def test_names_are_taken_out_and_one_that_is_written_in_has_to_be_said_to_stay(client: Client, house: House):
    decision = await ended(house)
    content = {"title": "Ana's rule", "criteria": [{"text": "Mara can test it."}]}
    refused = await client.post(f"/v1/decisions/{decision}/templates", json={"content": content})
    assert (refused.status_code, rules(refused), refused.json()["findings"][0]["actual"]) == (409, ["TL2.names"], "Ana, Mara")
    made = await client.post(f"/v1/decisions/{decision}/templates", json={"content": content, "keep_names": ["Ana", "Mara"]})
    assert made.status_code == 201, made.text


async def test_what_stands_for_somebody_who_was_forgotten_is_no_name(client: Client, house: House):
    decision = await ended(house)
    house.installation.directory.forget(house.people["bo"])
    content = {"title": "Former member rates", "criteria": [{"text": "Bo is a word now."}]}
    assert (await client.post(f"/v1/decisions/{decision}/templates", json={"content": content})).status_code == 201


async def test_a_request_that_is_sent_again_keeps_one_template(client: Client, house: House):
    path, headers = f"/v1/decisions/{await ended(house)}/templates", {"Idempotency-Key": "keep-1"}
    first, again = [await client.post(path, json={}, headers=headers) for _ in range(2)]
    assert (again.headers["idempotent-replayed"], first.json()["item"]) == ("true", again.json()["item"])
    assert len((await client.get("/v1/decision-templates")).json()["items"]) == 1


async def test_a_change_comes_of_a_closed_thread_and_is_accepted_by_somebody_else(client: Client, house: House):
    template = await kept(client, house)
    thread = await closed_thread(house, template["from_decision_id"])
    better = {**template["content"], "question": "How often, and after how long?"}
    asked = {"content": better, "based_on": 1, "because": "It was asked every time.", "thread_id": thread}
    path = f"/v1/decision-templates/{template['id']}"
    assert (await client.post(f"{path}/changes", json=asked | {"thread_id": "thr_x"})).status_code == 404
    assert (await client.post(f"{path}/changes", json=asked)).status_code == 201
    (proposal,) = (await client.get(path)).json()["proposals"]
    answer = f"{path}/changes/{proposal['id']}"
    assert rules(await client.post(f"{answer}/acceptance", json={"because": "Yes."})) == ["TL2.other"]
    become(client, house, "bo")
    assert (await client.post(f"{answer}/acceptance", json={"because": "It holds."})).status_code == 201
    shown = (await client.get(path)).json()
    assert (shown["version"], shown["content"]["question"]) == (2, "How often, and after how long?")
    assert [one["content"]["question"] for one in shown["versions"]] == ["", "How often, and after how long?"]
    assert (shown["proposals"][0]["state"], shown["proposals"][0]["answer"]) == ("accepted", "It holds.")
    late = await client.post(f"{answer}/refusal", json={"because": "No."})
    assert rules(late) == ["TL2.open"]


async def test_an_open_thread_changes_nothing(client: Client, house: House):
    template = await kept(client, house)
    section, objective = await house.place()
    anchor = Anchor(kind="decision", id=template["from_decision_id"])
    thread = await house.done("bo", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="And then?"))
    asked = {"content": template["content"] | {"question": "?"}, "based_on": 1, "because": "Why not.", "thread_id": thread}
    refused = await client.post(f"/v1/decision-templates/{template['id']}/changes", json=asked)
    assert rules(refused) == ["TL2.thread_closed"]


async def test_a_waiting_change_is_in_the_needs_of_who_may_answer_it_and_then_the_template_can_be_retired(client: Client, house: House):
    template = await kept(client, house)
    thread = await closed_thread(house, template["from_decision_id"])
    change = {"content": template["content"] | {"question": "After how long?"}, "based_on": 1, "because": "Bo asked.", "thread_id": thread}
    asked = await client.post(f"/v1/decision-templates/{template['id']}/changes", json=change)
    assert asked.status_code == 201, asked.text
    early = await client.post(f"/v1/decision-templates/{template['id']}/retirement", json={"because": "A rule."})
    assert (early.status_code, rules(early)) == (409, ["TL2.answered"])
    become(client, house, "mara")
    (need,) = [one for one in (await client.get("/v1/needs")).json()["items"] if one["item_kind"] == "decision_template"]
    assert (need["item_id"], need["verb"], need["cycle_id"]) == (template["id"], "accept", "")
    (waiting,) = (await client.get(f"/v1/decision-templates/{template['id']}")).json()["proposals"]
    refused = await client.post(f"/v1/decision-templates/{template['id']}/changes/{waiting['id']}/refusal", json={"because": "No."})
    assert refused.status_code == 201, refused.text
    assert [one for one in (await client.get("/v1/needs")).json()["items"] if one["item_kind"] == "decision_template"] == []
    assert (await client.post(f"/v1/decision-templates/{template['id']}/retirement", json={"because": "A rule."})).status_code == 201
    assert (await client.get(f"/v1/decision-templates/{template['id']}")).json()["retired"]["because"] == "A rule."
    assert (await client.post(f"/v1/decision-templates/{template['id']}/revival", json={"because": "It fell."})).status_code == 201
    assert (await client.get(f"/v1/decision-templates/{template['id']}")).json()["retired"] is None
