"""Journeys through the API: added from a template or as they are written, edited by several, kept as versions."""

import json
from base64 import b64encode
from typing import Any

from httpx import AsyncClient as Client

from plumbline.domain.journey.edit import Edit, setting
from small_house import House
from small_journey import plain


async def added(client: Client, house: House, **body: Any) -> str:
    answer = await client.post(f"/v1/cycles/{house.cycle}/journeys", json=body or {"content": plain()})
    assert answer.status_code == 201, answer.text
    return answer.json()["item"]


def sent(*edits: Edit) -> dict[str, Any]:
    return {"edits": [{name: getattr(one, name) for name in ("op", "kind", "part", "screen", "name", "before", "value")} for one in edits]}


async def test_a_journey_is_made_from_a_template_and_remembers_it(client: Client, house: House):
    offered = {one["id"]: one["version"] for one in (await client.get("/v1/templates")).json()["items"]}
    journey = await added(client, house, template="parcel-delay", title="Late parcels in the north")
    shown = (await client.get(f"/v1/journeys/{journey}")).json()
    assert (shown["title"], shown["template_id"]) == ("Late parcels in the north", "parcel-delay")
    assert shown["template_version"] == offered["parcel-delay"]
    assert shown["faults"] == []
    assert [one["digest"] for one in shown["versions"]] == [shown["digest"]]
    listed = (await client.get(f"/v1/cycles/{house.cycle}/journeys")).json()["items"]
    assert [(one["id"], one["title"]) for one in listed] == [(journey, "Late parcels in the north")]


async def test_a_journey_names_the_images_whose_picture_is_not_here_until_it_is_uploaded(client: Client, house: House):
    journey = await added(client, house, content=plain() | {"images": [{"id": "shop", "digest": "f" * 64}]})
    assert (await client.get(f"/v1/journeys/{journey}")).json()["without_picture"] == ["shop"]
    picture = b64encode(b"\x89PNG\r\n\x1a\n").decode()
    uploaded = await client.post(f"/v1/journeys/{journey}/images", json={"name": "shop", "content": picture})
    assert uploaded.status_code == 201, uploaded.text
    assert (await client.get(f"/v1/journeys/{journey}")).json()["without_picture"] == []


async def test_an_unknown_template_is_not_found(client: Client, house: House):
    answer = await client.post(f"/v1/cycles/{house.cycle}/journeys", json={"template": "parcel-dely"})
    assert (answer.status_code, answer.json()["code"]) == (404, "template.missing")


async def test_a_journey_is_edited_kept_as_a_version_and_read_in_both(client: Client, house: House):
    journey = await added(client, house)
    edited = await client.post(f"/v1/journeys/{journey}/edits", json=sent(setting("screen", "cart", "title", "Basket")))
    assert edited.status_code == 201, edited.text
    house.installation.states.drop(journey)
    now = (await client.get(f"/v1/journeys/{journey}")).json()
    assert now["changed"]
    assert now["content"]["screens"][0]["title"] == "Basket"
    named = await client.post(f"/v1/journeys/{journey}/versions", json={"name": "For legal", "read_digest": now["digest"]})
    assert named.status_code == 201, named.text
    titles = [(await client.get(f"/v1/journeys/{journey}/versions/{number}")).json()["content"]["screens"][0]["title"] for number in (1, 2)]
    assert titles == ["Cart", "Basket"]
    again = await client.post(f"/v1/journeys/{journey}/versions", json={"name": "For sales"})
    assert (again.status_code, again.json()["code"]) == (409, "journey.unchanged")
    assert "version 2, “For legal”" in again.json()["findings"][0]["detail"]
    assert (await client.get(f"/v1/journeys/{journey}/versions/3")).status_code == 404


async def test_taking_back_and_bringing_back(client: Client, house: House):
    journey = await added(client, house)
    await client.post(f"/v1/journeys/{journey}/edits", json=sent(setting("screen", "cart", "title", "Basket")))
    assert (await client.post(f"/v1/journeys/{journey}/undoings")).status_code == 201
    assert (await client.get(f"/v1/journeys/{journey}")).json()["content"]["screens"][0]["title"] == "Cart"
    assert (await client.post(f"/v1/journeys/{journey}/undoings")).status_code == 409
    await client.post(f"/v1/journeys/{journey}/edits", json=sent(setting("screen", "cart", "title", "Basket")))
    await client.post(f"/v1/journeys/{journey}/versions", json={})
    assert (await client.post(f"/v1/journeys/{journey}/restorations", json={"number": 1})).status_code == 201
    assert (await client.get(f"/v1/journeys/{journey}")).json()["content"]["screens"][0]["title"] == "Cart"


async def test_every_fault_of_a_journey_is_told_at_once(client: Client, house: House):
    broken = plain()
    broken["transitions"][0]["to"] = "payng"
    broken["variables"][0]["default"] = 9
    answer = await client.post(f"/v1/cycles/{house.cycle}/journeys", json={"content": broken})
    assert answer.status_code == 409
    sentences = [one["detail"] for one in answer.json()["findings"]]
    assert len(sentences) == 2
    assert "payng" in sentences[1]


async def test_a_large_edit_is_taken_and_a_nameless_kind_is_not(client: Client, house: House):
    journey = await added(client, house)
    page = "<p>" + "word " * 20_000 + "</p>"
    edits = sent(setting("screen", "cart", "content", None), setting("screen", "cart", "html", page))
    assert (await client.post(f"/v1/journeys/{journey}/edits", json=edits)).status_code == 201
    odd = {"edits": [{"op": "set", "kind": "page", "part": "x", "value": json.dumps("x")}]}
    assert (await client.post(f"/v1/journeys/{journey}/edits", json=odd)).status_code == 400


async def test_two_sides_are_compared_part_by_part(client: Client, house: House):
    journey = await added(client, house)
    edits = (setting("component", "go", "text", "Pay now", screen="cart"), setting("screen", "cart", "title", "Basket"))
    await client.post(f"/v1/journeys/{journey}/edits", json=sent(*edits))
    found = (await client.get(f"/v1/journeys/{journey}/comparison")).json()
    assert (found["before"]["number"], found["after"]["number"]) == (1, 0)
    assert [(one["kind"], one["screen"], one["part"], one["how"]) for one in found["changes"]] == [
        ("screen", "", "cart", "changed"),
        ("component", "cart", "go", "changed"),
    ]
    assert found["changes"][0]["properties"] == [{"name": "title", "before": "Cart", "after": "Basket"}]
    same = await client.get(f"/v1/journeys/{journey}/comparison", params={"before": "now", "after": f"{journey}@now"})
    assert same.json()["changes"] == []


async def test_what_cannot_be_compared_is_told(client: Client, house: House):
    journey = await added(client, house)
    for asked in ({"before": "4"}, {"after": "no-template"}, {"after": "jrn_00000000000000000000000000@1"}):
        assert (await client.get(f"/v1/journeys/{journey}/comparison", params=asked)).status_code == 404
    assert (await client.get("/v1/journeys/jrn_00000000000000000000000000/comparison")).status_code == 404


async def test_a_thread_is_opened_on_a_screen_and_read_with_its_anchor(client: Client, house: House):
    journey = await added(client, house)
    opened = await client.post(f"/v1/journeys/{journey}/threads", json={"screen": "cart", "text": "Is the total right?"})
    assert opened.status_code == 201, opened.text
    shown = (await client.get(f"/v1/threads/{opened.json()['item']}")).json()
    assert (shown["anchor"]["kind"], shown["anchor"]["id"], shown["anchor"]["part"]) == ("screen", journey, "cart")
    assert shown["anchor"]["digest"] == (await client.get(f"/v1/journeys/{journey}")).json()["digest"]
    lost = await client.post(f"/v1/journeys/{journey}/threads", json={"screen": "nowhere", "text": "Is it?"})
    assert (lost.status_code, lost.json()["code"]) == (404, "screen.missing")


async def test_a_decision_names_a_version_and_names_it_no_more(client: Client, house: House):
    journey, decision = await added(client, house), await house.decision()
    named = await client.post(f"/v1/decisions/{decision}/journeys", json={"journey_id": journey}, headers={"If-Match": "*"})
    assert named.status_code == 201, named.text
    digest = (await client.get(f"/v1/journeys/{journey}")).json()["digest"]
    shown = (await client.get(f"/v1/decisions/{decision}")).json()
    assert shown["journeys"] == [{"journey_id": journey, "digest": digest, "number": 1}]
    lost = await client.post(f"/v1/decisions/{decision}/journeys", json={"journey_id": journey, "number": 7}, headers={"If-Match": "*"})
    assert (lost.status_code, lost.json()["code"]) == (404, "journey.missing")
    await client.post(f"/v1/decisions/{decision}/journey-removals", json={"journey_id": journey}, headers={"If-Match": "*"})
    assert (await client.get(f"/v1/decisions/{decision}")).json()["journeys"] == []
