"""What the API promises to programs: who may call, what it documents, how pages of lists follow one another."""

import json
from pathlib import Path

from openapi_spec_validator import validate

from plumbline.app.composition import openapi
from small_house import client_of, small_house


def test_the_openapi_document_is_valid_and_names_every_act():
    document = json.loads(json.dumps(openapi()))
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert {"/v1/decisions/{item_id}/approval", "/v1/cycles/{item_id}/threads", "/v1/ledger/entries"} <= set(document["paths"])


async def test_without_a_token_nothing_is_told_and_nothing_done(tmp_path: Path):
    async with small_house(tmp_path, demo=False) as house, client_of(house) as client:
        reading = await client.get(f"/v1/cycles/{house.cycle}")
        writing = await client.post(f"/v1/cycles/{house.cycle}/objectives", json={"title": "x"})
        assert (reading.status_code, writing.status_code) == (401, 401)
        assert reading.headers["content-type"].startswith("application/problem+json")


async def test_a_personal_token_acts_for_its_person_and_the_entry_says_so(tmp_path: Path):
    async with small_house(tmp_path, demo=False) as house, client_of(house) as client:
        token = house.installation.directory.create_token(house.people["ana"], "script", ("write",))
        headers = {"Authorization": f"Bearer {token}"}
        made = await client.post(f"/v1/cycles/{house.cycle}/objectives", json={"title": "Faster"}, headers=headers)
        assert made.status_code == 201, made.text
        entry = (await house.installation.ledger.scan(0, 1000))[-1]
        assert (entry.attribution.actor, entry.attribution.actor_kind, entry.attribution.surface) == (house.people["ana"], "api_key", "api")
        assert entry.attribution.delegation
        spoiled = await client.get(f"/v1/cycles/{house.cycle}", headers={"Authorization": f"Bearer {token[:-1]}x"})
        assert spoiled.status_code == 401


async def test_lists_are_read_page_by_page(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        made = [await house.decision() for _ in range(5)]
        first = (await client.get(f"/v1/cycles/{house.cycle}/decisions?limit=3")).json()
        rest = (await client.get(f"/v1/cycles/{house.cycle}/decisions?limit=3&after={first['next']}")).json()
        assert [decision["id"] for decision in first["items"] + rest["items"]] == made
        assert rest["next"] == ""


async def test_the_ledger_is_read_in_order_and_hands_out_proofs(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        page = (await client.get("/v1/ledger/entries?limit=2")).json()
        assert ([entry["position"] for entry in page["items"]], page["next"]) == ([1, 2], 2)
        assert page["items"][0]["type"] == "workspace.created"
        proof = await client.get("/v1/ledger/entries/2/proof")
        assert (proof.status_code, (await client.get("/v1/ledger/entries/99999/proof")).status_code) == (200, 404)
        assert (await client.get("/healthz")).json()["status"] == "ok"
