"""Who gets through to the routes of the API: what a token may do, and what a browser may be made to send."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient as Client
from litestar import Litestar
from litestar.routes import HTTPRoute

from plumbline.api.signals import INGEST
from plumbline.app.composition import application
from small_house import House, client_of, small_house

EVIL = "https://evil.example"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncGenerator[tuple[House, Client], None]:
    async with small_house(tmp_path) as house, client_of(house) as client:
        yield house, client


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[tuple[House, Client], None]:
    async with small_house(tmp_path, demo=False) as house, client_of(house) as client:
        yield house, client


WITH_A_SOURCES_KEY = INGEST | {"/v1/projects/{write_key:str}/settings"}
"""Where signals come in: no token opens them, but the key of a source; tests/api/test_signals.py tries them without."""


def routes_of(app: Litestar) -> Iterator[tuple[str, str]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith("/v1/") and route.path not in WITH_A_SOURCES_KEY:
            yield from ((method, route.path) for method in route.methods if method != "OPTIONS")


def filled(path: str) -> str:
    """Return a path of the route table as a request could spell it."""
    return "/".join("1" if part.startswith(("{position", "{number")) else "x" if part.startswith("{") else part for part in path.split("/"))


async def test_a_token_that_may_only_read_writes_through_no_route(server: tuple[House, Client]):
    house, client = server
    token = house.installation.directory.create_token(house.people["ana"], "reader", ("read",))
    before = (await house.installation.ledger.head()).size
    table = sorted(routes_of(application(house.installation)))
    writing = [path for method, path in table if method != "GET"]
    assert len(writing) > 40
    for method, path in table:
        answer = await client.request(method, filled(path), headers={"Authorization": f"Bearer {token}"})
        if method == "GET":
            assert answer.status_code in (200, 404), (method, path, answer.text)
        else:
            assert answer.status_code == 403, (method, path, answer.text)
            assert [finding["rule"] for finding in answer.json()["findings"]] == ["api.scope"]
    assert (await house.installation.ledger.head()).size == before


async def test_no_route_answers_a_caller_without_a_token(server: tuple[House, Client]):
    house, client = server
    for method, path in routes_of(application(house.installation)):
        assert (await client.request(method, filled(path))).status_code == 401, (method, path)


async def test_a_token_that_may_write_writes_and_one_without_scopes_does_not(server: tuple[House, Client]):
    house, client = server
    statuses: list[int] = []
    for scopes in (("read", "write"), ("read",), ()):
        token = house.installation.directory.create_token(house.people["ana"], "script", scopes)
        headers = {"Authorization": f"Bearer {token}"}
        statuses.append((await client.post(f"/v1/cycles/{house.cycle}/objectives", json={"title": "Faster"}, headers=headers)).status_code)
    assert statuses == [201, 403, 403]


@pytest.mark.parametrize(
    "headers",
    [{"Origin": EVIL}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
async def test_another_site_writes_nothing_into_the_demo(demo: tuple[House, Client], headers: dict[str, str]):
    house, client = demo
    before = (await house.installation.ledger.head()).size
    for method, path in routes_of(application(house.installation)):
        if method != "GET":
            answer = await client.request(method, filled(path), headers={**headers, "Content-Type": "application/json"}, content=b"{}")
            assert answer.status_code == 403, (path, answer.text)
            assert [finding["rule"] for finding in answer.json()["findings"]] == ["api.origin"]
    assert (await house.installation.ledger.head()).size == before


async def test_the_demo_takes_what_its_own_pages_send(demo: tuple[House, Client]):
    house, client = demo
    own: dict[str, Any] = {"Origin": house.installation.base_url, "Sec-Fetch-Site": "same-origin"}
    answer = await client.post(f"/v1/cycles/{house.cycle}/objectives", json={"title": "Faster"}, headers=own)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "text/plain; application/json", ""])
async def test_only_json_is_read(demo: tuple[House, Client], media: str):
    house, client = demo
    path, body = f"/v1/cycles/{house.cycle}/objectives", b'{"title": "Faster"}'
    answer = await client.post(path, content=body, headers={"Content-Type": media} if media else {})
    assert answer.status_code == 415, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await client.post(path, content=body, headers={"Content-Type": "application/json; charset=utf-8"})).status_code == 201


async def test_the_demo_answers_only_to_names_of_this_machine(demo: tuple[House, Client]):
    _, client = demo
    for host in (
        "evil.example",
        "evil.example:8420",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8420",
        "127.0.0.1:80:evil",
        "x[::1]",
    ):
        for path in ("/", "/v1/cycles", "/openapi.json", "/static/app.css", "/healthz"):
            assert (await client.get(path, headers={"Host": host})).status_code in (404, 421), (host, path)
        assert (await client.get("/v1/cycles", headers={"Host": host})).status_code == 421, host
        assert (await client.get("/", headers={"Host": host})).status_code == 421, host
    for host in ("127.0.0.1", "127.0.0.1:8420", "localhost:9000", "LOCALHOST", "[::1]", "[::1]:8420"):
        assert (await client.get("/v1/cycles", headers={"Host": host})).status_code == 200, host


async def test_a_server_answers_to_the_names_that_it_is_reached_by(server: tuple[House, Client]):
    _, client = server
    assert (await client.get("/healthz", headers={"Host": "plumbline.example"})).status_code == 200
