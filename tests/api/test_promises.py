"""What holds for every answer of the API: its version, what the caller has left, problems also for what the framework refuses."""

import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import AsyncClient as Client

from plumbline.api.limits import Limits
from plumbline.app.composition import openapi
from small_house import House, client_of, small_house

PROBLEM = "application/problem+json"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path, demo=False) as opened:
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[Client, None]:
    async with client_of(house) as opened:
        opened.headers["Authorization"] = f"Bearer {token_of(house)}"
        yield opened


def token_of(house: House, who: str = "ana") -> str:
    return house.installation.directory.create_token(house.people[who], "script", ("read", "write"))


async def test_every_answer_says_which_version_gave_it(client: Client, house: House):
    for path, status in (("/v1/cycles", 200), ("/v1/cycles/cyc_nothing", 404), ("/v1/nowhere", 404)):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["plumbline-version"]) == (status, "2026-11-01"), answer.text
    asked = await client.get("/v1/cycles", headers={"Plumbline-Version": "2026-11-01"})
    assert asked.status_code == 200


async def test_a_version_that_is_not_served_is_refused_with_those_that_are(client: Client, house: House):
    before = (await house.installation.ledger.head()).size
    answer = await client.post(
        f"/v1/cycles/{house.cycle}/objectives", json={"title": "Faster"}, headers={"Plumbline-Version": "2019-01-01"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "api.version")
    assert answer.json()["findings"][0]["expected"] == "2026-11-01"
    assert (await house.installation.ledger.head()).size == before


async def test_whoever_asks_too_much_is_told_when_to_come_back_and_holds_up_nobody_else(house: House):
    few = replace(house, installation=replace(house.installation, requests_per_minute=3))
    async with client_of(few) as client:
        ana, bo = ({"Authorization": f"Bearer {token_of(house, who)}"} for who in ("ana", "bo"))
        left = [(await client.get("/v1/cycles", headers=ana)).headers["ratelimit"] for _ in range(3)]
        assert [part.split(";")[1] for part in left] == ["r=2", "r=1", "r=0"]
        refused = await client.get("/v1/cycles", headers=ana)
        assert (refused.status_code, refused.json()["code"], refused.headers["content-type"]) == (429, "api.rate", PROBLEM)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit-policy"] == '"minute";q=3;w=60'
        assert (await client.get("/v1/cycles", headers=bo)).status_code == 200


async def test_guessing_tokens_is_limited_by_address(house: House):
    few = replace(house, installation=replace(house.installation, requests_per_minute=3))
    async with client_of(few) as client:
        statuses = [(await client.get("/v1/cycles", headers={"Authorization": f"Bearer plb_pat_{n}"})).status_code for n in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_a_minute_begins_with_the_first_request_and_ends_after_sixty_seconds():
    now = [100.0]
    limits = Limits(per_minute=1, clock=lambda: now[0])
    assert [limits.spend("a")[1], limits.spend("a")[1]] == [True, False]
    now[0] = 159.9
    assert limits.spend("a") == (limits.spend("a")[0], False)
    now[0] = 160.0
    assert limits.spend("a")[1]


async def test_what_the_framework_refuses_is_a_problem_too(client: Client, house: House):
    path = f"/v1/cycles/{house.cycle}/objectives"
    jsonish = {"Content-Type": "application/json"}
    answers = {
        400: await client.post(path, content=b"{", headers=jsonish),
        404: await client.get("/v1/nowhere"),
        405: await client.request("DELETE", path),
        413: await client.post(path, content=b'"' + b"x" * (5 * 1024 * 1024) + b'"', headers=jsonish),
        415: await client.post(path, content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}),
    }
    for status, answer in answers.items():
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
        assert answer.json()["status"] == status
    assert answers[405].headers["allow"]
    assert answers[404].json()["detail"].startswith("Nothing answers at /v1/nowhere.")
    assert answers[405].json()["detail"].startswith(f"DELETE is not for {path}.")


def test_every_act_documents_how_it_can_be_refused():
    document = json.loads(json.dumps(openapi()))
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["security"] != [{"token": []}]:
                continue  # tests/api/test_described.py is about those that no token lets in to
            wanted = {"400", "401", "403", "404", "422", "429", "503", *(("409", "412", "413", "415") if method == "post" else ())}
            assert wanted <= set(operation["responses"]), path
            for status, answer in operation["responses"].items():
                assert status < "400" or answer["$ref"].endswith(f"Problem{status}"), (path, status)
