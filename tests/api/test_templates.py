"""Templates through the API: answered when a journey is made, made of a journey, and taken over in a newer version."""

import json
from typing import Any

from httpx import AsyncClient as Client

from plumbline.files.journeys import templates
from small_house import House
from small_journey import plain

SHOP = templates()["parcel-delay"].model.parameters[0]


async def added(client: Client, house: House, **body: Any) -> str:
    answer = await client.post(f"/v1/cycles/{house.cycle}/journeys", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["item"]


async def edit(client: Client, journey: str, kind: str, part: str, name: str, value: Any, screen: str = "") -> None:
    sent = {"op": "set", "kind": kind, "part": part, "screen": screen, "name": name, "value": json.dumps(value)}
    assert (await client.post(f"/v1/journeys/{journey}/edits", json={"edits": [sent]})).status_code == 201


async def published(client: Client, journey: str, *, identifier: str = "late", **more: Any) -> Any:
    await client.post(f"/v1/journeys/{journey}/versions", json={})
    names = [{"text": one["text"]} for one in (await client.get(f"/v1/journeys/{journey}/template")).json()["names"]]
    body = {"id": identifier, "title": "Late parcel", "names": names, **more}
    return await client.post(f"/v1/journeys/{journey}/templates", json=body)


async def test_a_journey_remembers_the_answers_it_was_made_with(client: Client, house: House):
    journey = await added(client, house, template="parcel-delay", answers={SHOP.id: "Nordlicht"})
    shown = (await client.get(f"/v1/journeys/{journey}")).json()
    assert next(one["default"] for one in shown["content"]["parameters"] if one["id"] == SHOP.id) == "Nordlicht"
    assert shown["answers"] == {SHOP.id: "Nordlicht"}
    refused = await client.post(
        f"/v1/cycles/{house.cycle}/journeys", json={"template": "parcel-delay", "answers": {"none": "x", SHOP.id: " "}}
    )
    assert [one["rule"] for one in refused.json()["findings"]].count("journey.answer") == 2


async def test_a_journey_becomes_a_template_that_others_are_made_from_and_played(client: Client, house: House):
    journey = await added(client, house, template="parcel-delay", answers={SHOP.id: "Nordlicht"})
    answer = await published(client, journey)
    assert answer.status_code == 201, answer.text
    listed = {one["id"]: one for one in (await client.get("/v1/templates")).json()["items"]}
    assert (listed["late"]["built_in"], listed["late"]["version"], listed["parcel-delay"]["built_in"]) == (False, "1.0.0", True)
    second = await added(client, house, template="late", title="In the north")
    shown = (await client.get("/v1/templates/late")).json()
    assert [(one["id"], one["version"]) for one in shown["used"]] == [(second, "1.0.0")]
    assert [one["journey_id"] for one in shown["versions"]] == [journey]
    assert (await client.post("/v1/templates/late/runs", json={})).status_code == 201


async def test_names_are_found_and_leave_when_something_is_written_instead(client: Client, house: House):
    journey = await added(client, house, template="parcel-delay", answers={SHOP.id: "Nordlicht"})
    await edit(client, journey, "component", "c1", "text", "Ask Ana or help@nordlicht.example", screen="late")
    await client.post(f"/v1/journeys/{journey}/versions", json={})
    found = {one["text"]: one["kind"] for one in (await client.get(f"/v1/journeys/{journey}/template")).json()["names"]}
    assert found["Nordlicht"] == "answer"
    assert found["Ana"] == "person"
    assert found["help@nordlicht.example"] == "mail"
    body = {"id": "late", "title": "Late parcel"}
    refused = await client.post(f"/v1/journeys/{journey}/templates", json=body)
    assert {one["actual"] for one in refused.json()["findings"] if one["rule"] == "template.name"} == set(found)
    words = {"Nordlicht": "your shop", "Ana": "a colleague", "help@nordlicht.example": "us"}
    names = [{"text": one, "instead": words.get(one)} for one in found]
    assert (await client.post(f"/v1/journeys/{journey}/templates", json={**body, "names": names})).status_code == 201
    content = (await client.get("/v1/templates/late")).json()["content"]
    assert "Nordlicht" not in json.dumps(content)
    assert "Ask a colleague or us" in json.dumps(content)


async def test_a_journey_with_a_finding_or_without_an_exception_is_no_template(client: Client, house: House):
    journey = await added(client, house, content=plain())
    assert (await published(client, journey)).status_code == 409
    late = await added(client, house, template="parcel-delay")
    sent = [{"op": "remove", "kind": "transition", "part": one["id"]} for one in templates_transitions() if one["from"] == "missed"]
    await client.post(f"/v1/journeys/{late}/edits", json={"edits": sent})
    refused = await published(client, late)
    assert "template.finding" in {one["rule"] for one in refused.json()["findings"]}
    wrong = await published(client, late, identifier="parcel-delay", title=" ")
    assert {"template.free", "template.title"} <= {one["rule"] for one in wrong.json()["findings"]}


def templates_transitions() -> list[dict[str, Any]]:
    return json.loads(templates()["parcel-delay"].content)["transitions"]


async def test_a_newer_version_is_offered_proposed_and_accepted_by_somebody_else(client: Client, house: House):
    origin = await added(client, house, template="parcel-delay")
    assert (await published(client, origin)).status_code == 201
    journey = await added(client, house, template="late", title="In the north")
    assert (await client.get(f"/v1/journeys/{journey}/update")).json()["version"] == ""
    assert (await client.post(f"/v1/journeys/{journey}/update-proposals")).status_code == 404
    await edit(client, journey, "screen", "missed", "title", "Nobody opened")
    await edit(client, origin, "screen", "missed", "title", "You were out")
    await edit(client, origin, "screen", "late", "title", "It comes later")
    assert (await published(client, origin)).status_code == 201
    assert (await published(client, origin)).json()["changed"] is False, "the same again is no version"
    found = (await client.get(f"/v1/journeys/{journey}/update")).json()
    assert (found["had"], found["version"], found["proposed_by"]) == ("1.0.0", "2.0.0", "")
    assert [one["name"] for one in found["conflicts"]] == ["title"]
    assert (await client.post(f"/v1/journeys/{journey}/update-proposals")).status_code == 201
    assert (await client.post(f"/v1/journeys/{journey}/update-acceptances", json={})).status_code == 409
    choice = {"kind": "screen", "part": "missed", "name": "title", "take": "mine"}
    taken = await client.post(f"/v1/journeys/{journey}/update-acceptances", json={"choices": [choice], "read_digest": found["digest"]})
    assert taken.status_code == 201, taken.text
    house.installation.states.drop(journey)
    shown = (await client.get(f"/v1/journeys/{journey}")).json()
    titles = {one["id"]: one["title"] for one in shown["content"]["screens"]}
    assert (titles["missed"], titles["late"], shown["content"]["title"]) == ("Nobody opened", "It comes later", "In the north")
    assert shown["template_version"] == "2.0.0"
    assert [one["version"] for one in (await client.get("/v1/templates/late")).json()["used"]] == ["2.0.0"]


async def test_a_proposal_is_declined_with_a_reason(client: Client, house: House):
    origin = await added(client, house, template="parcel-delay")
    await published(client, origin)
    journey = await added(client, house, template="late")
    await edit(client, origin, "screen", "missed", "title", "You were out")
    await published(client, origin)
    await client.post(f"/v1/journeys/{journey}/update-proposals")
    assert (await client.post(f"/v1/journeys/{journey}/update-declines", json={"reason": "Not now."})).status_code == 201
    assert (await client.get(f"/v1/journeys/{journey}/update")).json()["proposed_by"] == ""


async def test_a_template_and_a_journey_are_given_as_files_that_play_offline(client: Client, house: House):
    journey = await added(client, house, template="parcel-delay", title="Taken along")
    for path, title in ((f"/v1/journeys/{journey}/offline", "Taken along"), ("/v1/templates/parcel-delay/offline", "A parcel is late")):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert f"<title>{title}" in answer.text
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await client.get(f"/v1/journeys/{journey}/offline?number=9")).status_code == 404
    assert (await client.get("/v1/templates/nothing/offline")).status_code == 404
