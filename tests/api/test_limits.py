"""What a request may not carry: places beyond the ledger's, bodies too deep, instants without a zone, texts that no reader could show."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import AsyncClient as Client

from plumbline.api.texts import LONG_TEXT_LENGTH
from plumbline.app.composition import openapi
from small_house import House

FAR = ("9223372036854775807", "9223372036854775808", "99999999999999999999", "9" * 5000)
FILES = (
    "/NewFile.content",
    "/NewImage.content",
    "/NewPicture.content",
    "/NewHolidays.content",
    "/NewSignalUpload.content",
)  # base64, held to the size of a file
WHOLE = {"message/rfc822"}  # held to the size of a message
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("position", FAR)
async def test_a_place_beyond_the_ledger_is_not_there(client: Client, position: str):
    for path in ("/v1/ledger/entries/{}", "/v1/ledger/entries/{}/proof", "/ledger/{}", "/ledger/{}/proof"):
        assert (await client.get(path.format(position))).status_code == 404, path


@pytest.mark.parametrize("position", FAR[:-1])
async def test_after_a_place_beyond_the_ledger_nothing_follows_and_before_it_lies_everything(client: Client, position: str):
    following = await client.get(f"/v1/ledger/entries?after={position}")
    assert (following.status_code, following.json()) == (200, {"items": [], "next": None})
    before = await client.get(f"/ledger?before={position}")
    assert before.status_code == 200
    assert f'href="/ledger/{(await client.get("/v1/ledger/head")).json()["size"]}"' in before.text


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"title":' + b"[" * 100_000 + b"]" * 100_000 + b"}", b'{"a":' * 5_000 + b"1" + b"}" * 5_000]
)
async def test_a_body_that_is_nested_too_deeply_is_a_bad_request(client: Client, house: House, body: bytes):
    answer = await client.post(f"/v1/cycles/{house.cycle}/objectives", content=body, headers=JSON)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_instant_without_a_zone_is_a_bad_request_that_says_how_to_write_it(client: Client, house: House):
    decision = await house.decision()
    packs = {"industry": "legaltech", "role": "customer-success", "objective": "stakeholder-alignment", "title": "Contracts"}
    for path, body in (
        (f"/v1/decisions/{decision}/schedule", {"due_at": "2027-01-01T00:00:00"}),
        (f"/v1/cycles/{house.cycle}/blockers", {"title": "No cards", "owner_id": house.people["bo"], "due_at": "2027-01-01T00:00:00"}),
        ("/v1/cycles", {**packs, "starts_at": "2027-01-01T00:00:00"}),
    ):
        answer = await client.post(path, json=body)
        assert answer.status_code == 400, (path, answer.text)
        assert "has no zone" in answer.json()["findings"][0]["detail"]


@pytest.mark.parametrize("title", ["a\0b", "a\nb", "a\n", "\x1b[31m", "a\x7f", "a\x85", "x" * 301])
async def test_a_title_is_one_line_of_at_most_300_characters(client: Client, house: House, title: str):
    section, objective = await house.place()
    place = {"section_id": section, "objective_id": objective}
    before = (await house.installation.ledger.head()).size
    for path, body in (
        (f"/v1/cycles/{house.cycle}/decisions", {"title": title, **place}),
        (f"/v1/cycles/{house.cycle}/decisions", {"title": "Retry", "options": [{"title": title}], **place}),
        (f"/v1/cycles/{house.cycle}/objectives", {"title": title}),
    ):
        answer = await client.post(path, json=body)
        assert answer.status_code == 400, (path, answer.text)
    assert (await house.installation.ledger.head()).size == before


async def test_a_text_keeps_its_lines_and_nothing_else_that_steers(client: Client, house: House):
    section, objective = await house.place()

    async def status(text: str) -> int:
        body = {"section_id": section, "objective_id": objective, "anchor": {"kind": "section", "id": section}, "text": text}
        return (await client.post(f"/v1/cycles/{house.cycle}/threads", json=body)).status_code

    taken = [await status(text) for text in ("one\n\ttwo\n", "é 語 🙂", "x" * 20_000)]
    refused = [await status(text) for text in ("a\0b", "a\x0bb", "a\x1bb", "x" * 20_001)]
    assert (taken, refused) == ([201] * 3, [400] * 4)


async def test_what_a_thread_is_about_is_held_to_the_same_limits(client: Client, house: House):
    section, objective = await house.place()
    anchor = {"kind": "section", "id": section, "part": "a\0b"}
    body = {"section_id": section, "objective_id": objective, "anchor": anchor, "text": "Which?"}
    assert (await client.post(f"/v1/cycles/{house.cycle}/threads", json=body)).status_code == 400


def test_every_text_that_a_request_may_carry_has_a_limit_in_the_openapi_document():
    document = json.loads(json.dumps(openapi()))
    bodies = [
        content["schema"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if operation["security"] == [{"token": []}]  # other programs send in forms of their own, judged item by item
        for media_type, content in operation.get("requestBody", {"content": {}})["content"].items()
        if media_type not in WHOLE
    ]
    assert len(bodies) > 150
    found = [text for body in bodies for text in texts(document, body, "")]
    chosen = {"enum", "const", "format"}
    free = [(where, schema) for where, schema in found if not chosen & schema.keys() and where not in FILES]
    assert len(free) > 80
    assert [where for where, schema in free if not limited(schema)] == []


async def test_each_text_of_a_list_is_held_to_the_limits_too(client: Client, house: House):
    section, objective = await house.place()
    body = {"title": "Retry", "section_id": section, "objective_id": objective}
    for scope, status in ((["checkout"], 201), (["a\0b"], 400), (["x" * 20_001], 400)):
        answer = await client.post(f"/v1/cycles/{house.cycle}/decisions", json={**body, "scope": scope})
        assert answer.status_code == status, answer.text


def limited(schema: dict[str, Any]) -> bool:
    if schema.get("maxLength") == LONG_TEXT_LENGTH:  # a document's text: its own rules say what may stand in it
        return True
    return schema.get("maxLength", 10**9) <= 20_000 and "pattern" in schema


def texts(document: Any, schema: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk a schema to every place where it takes a string."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from texts(document, document["components"]["schemas"][name], f"{where}/{name}")
    if schema.get("type") == "string":
        yield where, schema
    for name, part in schema.get("properties", {}).items():
        yield from texts(document, part, f"{where}.{name}")
    for part in schema.get("oneOf", ()):  # its limits stand beside the choice, not in it
        yield from texts(document, {**{name: schema[name] for name in ("maxLength", "pattern") if name in schema}, **part}, where)
    if "$ref" in schema.get("items", {}):  # the document leaves out the limits of a list's texts; the next test sends some
        yield from texts(document, schema["items"], f"{where}[]")
