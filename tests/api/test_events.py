"""Events for programs: CloudEvents that say where they came from, in order, with nothing that a caller could have set."""

import asyncio
import json
import re
from datetime import datetime
from typing import Any

import jsonschema
import pytest
from httpx import AsyncClient as Client

from plumbline.events.catalogue import ALWAYS, event_types, problems_of
from plumbline.events.cloudevent import name_of
from small_house import House


async def everything(client: Client, **asked: Any) -> list[dict[str, Any]]:
    """Read all events, page by page."""
    items, after = list[dict[str, Any]](), 0
    while True:
        page = (await client.get("/v1/events", params={"after": after, "limit": 7, **asked})).json()
        items += page["items"]
        if page["next"] == after:
            return items
        after = page["next"]


async def test_every_event_keeps_to_its_schema_and_says_where_it_came_from(client: Client, house: House):
    await house.decision()
    found = await everything(client)
    assert len(found) == (await house.installation.ledger.head()).size > 10
    for one in found:
        assert problems_of(one, name_of(one["type"])) == ()
    assert len({one["id"] for one in found}) == len(found)


async def test_sequences_of_a_source_have_no_gap(client: Client, house: House):
    await house.decision()
    last: dict[str, int] = {}
    for one in await everything(client):
        assert int(one["sequence"]) == last.get(one["source"], 0) + 1
        last[one["source"]] = int(one["sequence"])
    assert len(last) >= 2


async def test_a_body_cannot_say_who_did_it(client: Client, house: House):
    section, objective = await house.place()
    body = {"title": "Ours", "section_id": section, "objective_id": objective, "question": "q?", "owner_id": house.people["ana"]}
    told = {"actor": house.people["bo"], "surface": "web", "plrole": "lead", "authid": house.people["bo"]}
    assert (await client.post(f"/v1/cycles/{house.cycle}/decisions", json={**body, **told})).status_code == 400
    headers = {"ce-authid": house.people["bo"], "authid": house.people["bo"], "plsurface": "web"}
    made = await client.post(f"/v1/cycles/{house.cycle}/decisions", json=body, headers=headers)
    assert made.status_code == 201, made.text
    event = next(one for one in await everything(client, types="decision.*") if one["subject"] == f"decisions/{made.json()['item']}")
    assert (event["authid"], event["plsurface"], event["type"]) == (house.people["ana"], "api", "com.plumbline.decision.drafted.v1")
    assert (event["plsection"], event["plobjective"], event["plcycle"]) == (section, objective, house.cycle)


async def test_a_kind_or_a_family_is_asked_for(client: Client, house: House):
    await house.decision()
    names = {name_of(one["type"]) for one in await everything(client, types="decision.*, cycle.composed")}
    assert names >= {"decision.drafted", "cycle.composed"}
    assert all(name == "cycle.composed" or name.startswith("decision.") for name in names)
    only = await everything(client, types="com.plumbline.cycle.composed.v1")
    assert {one["type"] for one in only} == {"com.plumbline.cycle.composed.v1"}
    assert await everything(client, types="*") == await everything(client)


@pytest.mark.parametrize("waiting", [0, 20])
async def test_a_kind_that_no_event_is_of_is_named_and_not_waited_for(client: Client, waiting: int):
    asked = {"types": "decisio.*, decision.aproved, com.plumbline.cycle.composed.v1, approved", "wait": waiting}
    answer = await asyncio.wait_for(client.get("/v1/events", params=asked), 5)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "events.refused"
    told = [(one["actual"], one["expected"]) for one in problem["findings"]]
    assert told[:2] == [("decisio.*", "decision.*"), ("decision.aproved", "decision.approved")]
    assert [name for name, _ in told[2:]] == ["approved"]
    assert "Did you mean decision.*?" in problem["findings"][0]["remedy"]
    assert "GET /v1/event-types" in problem["findings"][0]["remedy"]


async def test_an_endpoint_a_trial_and_a_replay_ask_only_for_kinds_that_there_are(client: Client, house: House):
    made = await client.post("/v1/endpoints", json={"title": "Chat", "connector": "slack", "types": ["gate.pased", "gates.*"]})
    tried = await client.post("/v1/endpoint-trials", json={"types": ["gate.pased", "gates.*"], "condition": "?"})
    for answer in (made, tried):
        assert answer.status_code == 409
        strange = [one["actual"] for one in answer.json()["findings"] if one["rule"] == "event.kind"]
        assert strange == ["gate.pased", "gates.*"]
    assert "endpoint.condition" in {one["rule"] for one in tried.json()["findings"]}


async def test_who_waits_hears_of_the_next_event_at_once(client: Client, house: House):
    size = (await house.installation.ledger.head()).size
    waiting = asyncio.create_task(client.get("/v1/events", params={"after": size, "wait": 20, "types": "decision.*"}))
    await asyncio.sleep(0.05)
    await house.decision()
    page = (await asyncio.wait_for(waiting, 5)).json()
    assert page["items"][0]["type"] == "com.plumbline.decision.drafted.v1"
    nothing = (await client.get("/v1/events", params={"after": page["next"] + 1000, "wait": 0})).json()
    assert nothing["items"] == []


async def test_one_event_is_read_by_its_id_with_the_same_bytes(client: Client, house: House):
    await house.decision()
    for one in (await everything(client))[::3]:
        answer = await client.get(f"/v1/events/{one['id']}")
        assert answer.headers["content-type"].startswith("application/cloudevents+json")
        assert answer.json() == one
        assert answer.content == (await client.get(f"/v1/events/{one['id']}")).content
    assert (await client.get("/v1/events/evt_00000000000000000000000000")).status_code == 404
    assert (await client.get("/v1/events/nothing")).status_code == 404


async def test_causes_end_in_one_command_and_none_comes_twice(client: Client, house: House):
    await house.decision()
    for one in await everything(client):
        told = (await client.get(f"/v1/events/{one['id']}/provenance")).json()
        assert told["causes"][-1] == one["id"]
        assert len(set(told["causes"])) == len(told["causes"])
        assert told["command"].startswith(("cmd_", "evt_")) or told["command"] == one.get("correlationid", "")
        assert f"plumbline:{one['id']}" in told["prov"]["activity"]
        assert told["sentence"].endswith(".")


async def test_every_kind_of_event_has_a_schema_that_is_one(client: Client):
    listed = (await client.get("/v1/event-types")).json()["items"]
    assert [one["name"] for one in listed] == [*event_types()]
    for one in listed:
        schema = (await client.get(f"/v1/event-types/{one['type']}/schema")).json()
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == one["schema"]
    assert (await client.get("/v1/event-types/nothing.happened/schema")).status_code == 404


async def test_the_asyncapi_document_names_every_kind_with_the_attributes_that_are_always_there(client: Client):
    document = (await client.get("/asyncapi.json")).json()
    assert document["asyncapi"] == "3.1.0"
    assert [*document["components"]["messages"]] == [*event_types()]
    assert document["components"]["schemas"]["Attribution"]["required"] == [*ALWAYS]
    assert json.dumps(document).count('"$ref": "#/$defs') == 0, "what points at its own root would mean another one here"


async def test_attributes_are_named_as_cloudevents_asks(client: Client, house: House):
    await house.decision()
    for one in await everything(client):
        assert all(re.fullmatch("[a-z0-9]{1,20}", name) for name in one)
        assert one["specversion"] == "1.0"
        assert one["dataschema"].startswith("http://")
        assert datetime.fromisoformat(one["time"]) <= datetime.fromisoformat(one["recordedtime"])
