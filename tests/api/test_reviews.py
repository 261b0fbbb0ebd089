"""Reviews through the API: opened on a document, read, signed off, closed."""

from typing import Any

from httpx import AsyncClient as Client

from document_story import POLICY
from small_house import House


async def opened(client: Client, house: House) -> dict[str, Any]:
    """Add a document, open its review; return the review."""
    document = (await client.post(f"/v1/cycles/{house.cycle}/documents", json={"title": "Cards", "text": POLICY})).json()["item"]
    made = await client.post(f"/v1/cycles/{house.cycle}/reviews", json={"document_id": document})
    assert made.status_code == 201, made.text
    return (await client.get(f"/v1/reviews/{made.json()['item']}")).json()


def become(client: Client, house: House, name: str) -> None:
    client.cookies.set("plumbline_person", house.people[name])


async def test_a_review_is_opened_signed_off_judged_and_closed(client: Client, house: House):
    review = await opened(client, house)
    assert (review["title"], review["number"], review["state"], len(review["rounds"])) == ("Cards", 1, "open", 1)
    standing = (await client.get(f"/v1/reviews/{review['id']}/standing")).json()
    assert standing["round"] == []
    assert [one["rule"] for one in standing["completion"]] == ["C1.signed_off", "C1.signed_off", "L1.applied"]
    become(client, house, "bo")
    for part in review["subject"]["parts"]:
        body = {"section_id": part["section_id"], "read_digest": part["digest"]}
        assert (await client.post(f"/v1/reviews/{review['id']}/sign-offs", json=body)).status_code == 201
    become(client, house, "ana")
    verdict = {"item_id": review["id"], "verdict": "passes", "because": "Every question has its outcome."}
    assert (await client.post(f"/v1/cycles/{house.cycle}/lens-verdicts", json=verdict)).status_code == 201
    assert (await client.post(f"/v1/cycles/{house.cycle}/reviews/{review['id']}/closing")).status_code == 201
    assert (await client.get(f"/v1/reviews/{review['id']}")).json()["state"] == "closed"
    listed = (await client.get(f"/v1/cycles/{house.cycle}/reviews?state=closed")).json()["items"]
    assert [one["id"] for one in listed] == [review["id"]]


async def test_a_round_with_a_blocking_thread_is_refused_with_the_thread_and_who_can_help(client: Client, house: House):
    review = await opened(client, house)
    _, objective = await house.place()
    part, start = review["subject"]["parts"][0], POLICY.index("one retry")
    anchor = {"kind": "document", "id": review["subject"]["id"], "part": part["section_id"], "number": 1, "start": start, "end": start + 9}
    body = {"section_id": part["section_id"], "objective_id": objective, "anchor": anchor, "text": "Why one?", "blocking": True}
    become(client, house, "bo")
    thread = (await client.post(f"/v1/cycles/{house.cycle}/threads", json=body)).json()["item"]
    become(client, house, "ana")
    answer = (await client.post(f"/v1/cycles/{house.cycle}/reviews/{review['id']}/closing")).json()
    assert (answer["code"], [(one["rule"], one["item"]) for one in answer["findings"]]) == (
        "review.round_open", [("C1.blocking", thread)],
    )  # fmt: skip


async def test_a_guest_is_invited_listed_and_their_link_ended(client: Client, house: House):
    review = await opened(client, house)
    path = f"/v1/reviews/{review['id']}"
    made = (await client.post(f"{path}/guests", json={"name": "Gus", "days": 7})).json()
    assert made["link"].startswith(f"{house.installation.base_url}/g/")
    listed = (await client.get(f"{path}/guests")).json()["items"]
    assert [(one["id"], one["name"], one["state"]) for one in listed] == [(made["guest_id"], "Gus", "open")]
    for wrong in ({"name": " "}, {"name": "Gus", "days": 91}, {"name": "Gus", "days": 0}):
        assert (await client.post(f"{path}/guests", json=wrong)).status_code in (400, 422), wrong
    ended = await client.post(f"{path}/guest-revocations", json={"guest_id": made["guest_id"]})
    assert ended.json()["changed"] is True
    assert (await client.get(f"{path}/guests")).json()["items"][0]["state"] == "revoked"
    unknown = await client.post(f"{path}/guest-revocations", json={"guest_id": "gst_x"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "missing")
    become(client, house, "bo")
    refused = await client.post(f"{path}/guests", json={"name": "Eve"})
    assert [one["rule"] for one in refused.json()["findings"]] == ["guest.lead"]
    assert not {"Eve", "Former member"} & set(house.installation.directory.names().values())


async def test_a_guest_invited_twice_with_one_idempotency_key_is_one_guest_with_a_new_link(client: Client, house: House):
    review = await opened(client, house)
    path, headers = f"/v1/reviews/{review['id']}/guests", {"Idempotency-Key": "g-1"}
    first = await client.post(path, json={"name": "Gus"}, headers=headers)
    again = await client.post(path, json={"name": "Gus"}, headers=headers)
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert again.json()["guest_id"] == first.json()["guest_id"]
    assert again.json()["expires_at"] == first.json()["expires_at"]
    assert [one["name"] for one in (await client.get(path)).json()["items"]] == ["Gus"]
    guests = house.installation.directory.guests
    assert guests.behind(first.json()["link"].rpartition("/")[2]) is None
    found = guests.behind(again.json()["link"].rpartition("/")[2])
    assert found is not None
    assert found.guest_id == first.json()["guest_id"]
    other = await client.post(path, json={"name": "Eve"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "api.key_reused")


async def test_a_review_is_of_a_document_of_its_cycle(client: Client, house: House):
    answer = await client.post(f"/v1/cycles/{house.cycle}/reviews", json={"document_id": "doc_" + "0" * 26})
    assert answer.status_code == 404
    review = await opened(client, house)
    other = await client.post(f"/v1/cycles/cyc_{'0' * 26}/reviews/{review['id']}/closing")
    assert other.status_code == 404


async def test_a_journey_is_put_on_the_agenda_in_its_newest_version(client: Client, house: House):
    journey = await house.journey()
    opened = await client.post(f"/v1/cycles/{house.cycle}/reviews", json={"journey_id": journey})
    assert opened.status_code == 201, opened.text
    subject = (await client.get(f"/v1/reviews/{opened.json()['item']}")).json()["subject"]
    digest = (await client.get(f"/v1/journeys/{journey}")).json()["digest"]
    assert (subject["kind"], subject["id"], subject["number"], subject["content_hash"]) == ("journey", journey, 1, digest)
    assert [one["section_id"] for one in subject["parts"]] == [f"{journey}-all"]
    lost = await client.post(f"/v1/cycles/{house.cycle}/reviews", json={"journey_id": "jrn_00000000000000000000000000"})
    assert (lost.status_code, lost.json()["code"]) == (404, "journey.missing")
