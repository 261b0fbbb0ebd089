"""Documents through the API: added, written anew, suggested to, read in any version."""

import base64

from httpx import AsyncClient as Client

from document_story import POLICY
from small_house import House


async def added(client: Client, house: House, text: str = POLICY, **more: str) -> str:
    answer = await client.post(f"/v1/cycles/{house.cycle}/documents", json={"title": "Declined cards", "text": text, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()["item"]


async def test_a_document_is_added_written_anew_and_read_in_both_versions(client: Client, house: House):
    document = await added(client, house)
    shown = (await client.get(f"/v1/documents/{document}")).json()
    assert (shown["number"], shown["text"], [one["title"] for one in shown["sections"]]) == (
        1, POLICY, ["What the buyer sees", "What support does"],
    )  # fmt: skip
    again = {"text": POLICY + "\nMore.\n", "read_digest": shown["digest"], "note": "More"}
    assert (await client.post(f"/v1/documents/{document}/versions", json=again)).status_code == 201
    assert (await client.post(f"/v1/documents/{document}/versions", json={**again, "text": "# Else\n\nx"})).json()["code"] == "stale"
    assert (await client.get(f"/v1/documents/{document}/versions/1")).json()["text"] == POLICY
    assert (await client.get(f"/v1/documents/{document}/versions/2")).json()["text"] == POLICY + "\nMore.\n"
    assert (await client.get(f"/v1/documents/{document}/versions/3")).status_code == 404
    listed = (await client.get(f"/v1/cycles/{house.cycle}/documents")).json()["items"]
    assert [one["id"] for one in listed] == [document]


async def test_texts_outlive_the_kept_state(client: Client, house: House):
    document = await added(client, house)
    house.installation.states.drop(document)
    start = POLICY.index("one retry")
    suggestion = await client.post(
        f"/v1/documents/{document}/suggestions",
        json={"number": 1, "start": start, "end": start + 9, "replacement": "two retries"},
        cookies={"plumbline_person": house.people["bo"]},
    )
    house.installation.states.drop(document)
    client.cookies.clear()
    applied = await client.post(f"/v1/documents/{document}/suggestion-applications", json={"suggestion_id": suggestion.json()["item"]})
    assert applied.status_code == 201, applied.text
    shown = (await client.get(f"/v1/documents/{document}")).json()
    assert "two retries" in shown["text"]
    assert (shown["suggestions"][0]["state"], shown["suggestions"][0]["replacement"]) == ("applied", "two retries")


async def test_a_text_that_is_none_is_refused_and_nothing_is_kept(client: Client, house: House):
    answer = await client.post(f"/v1/cycles/{house.cycle}/documents", json={"title": "x", "text": "a\x00b"})
    assert (answer.status_code, [one["rule"] for one in answer.json()["findings"]]) == (409, ["document.plain"])
    assert (await client.get(f"/v1/cycles/{house.cycle}/documents")).json()["items"] == []
    assert (await client.post(f"/v1/cycles/cyc_{'0' * 26}/documents", json={"title": "x", "text": "y"})).status_code == 404


async def test_only_images_are_attached_as_images(client: Client, house: House):
    document = await added(client, house)
    png, page = b"\x89PNG\r\n\x1a\n1", b"<html><script>alert(1)</script>"
    for body, status in ((png, 201), (page, 422)):
        sent = {"name": "flow.png", "content": base64.b64encode(body).decode()}
        assert (await client.post(f"/v1/documents/{document}/images", json=sent)).status_code == status


async def test_a_retried_request_adds_one_document(client: Client, house: House):
    sent = {"title": "Once", "text": "Text."}
    key = {"Idempotency-Key": "k-1"}
    first = await client.post(f"/v1/cycles/{house.cycle}/documents", json=sent, headers=key)
    second = await client.post(f"/v1/cycles/{house.cycle}/documents", json=sent, headers=key)
    assert first.json()["item"] == second.json()["item"]
    assert len((await client.get(f"/v1/cycles/{house.cycle}/documents")).json()["items"]) == 1


async def test_an_earlier_version_is_redacted_once_and_says_who_took_it_away_and_why(client: Client, house: House):
    document = await added(client, house, "# Access\n\nThe password is heron.\n")
    path, reason = f"/v1/documents/{document}/versions/1/redaction", {"reason": "It held a password."}
    refused = await client.post(path, json=reason)
    assert [one["rule"] for one in refused.json()["findings"]] == ["document.redact_older"]
    await client.post(f"/v1/documents/{document}/versions", json={"text": POLICY})
    first, again = [await client.post(path, json=reason, headers={"Idempotency-Key": "r-1"}) for _ in range(2)]
    assert (first.status_code, again.headers.get("Idempotent-Replayed")) == (201, "true")
    version = (await client.get(f"/v1/documents/{document}/versions/1")).json()
    assert (version["text"], version["redaction"]["by_id"]) == ("", house.people["ana"])
    assert version["redaction"]["reason"] == "It held a password."
    listed = (await client.get(f"/v1/documents/{document}")).json()["versions"]
    assert [one["redaction"] is not None for one in listed] == [True, False]
    assert listed[0]["digest"] == version["digest"] != ""
    assert (await client.post(f"/v1/documents/{document}/versions/9/redaction", json=reason)).status_code == 404
