"""The document names everything that a program may call, or it is said here why it does not; and it tells the truth about it."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from httpx import AsyncClient as Client
from litestar.routes import ASGIRoute

from matrix_grounds import Route, routes_of
from plumbline.app.composition import openapi, pages
from plumbline.web.app import begin
from signals_story import source
from small_house import House

_LEFT_OUT: Mapping[str, str] = {
    "/mcp": "speaks the Model Context Protocol, which describes itself: `tools/list`",
    "GET /static/{name}": "files of the pages",
}
"""What programs may call that is not in the document, and why."""
_FOR_PEOPLE: Mapping[str, str] = {
    "GET /help/keys": "a page about the keyboard",
    "GET /join/{token}": "the page of an invitation",
    "POST /join/{token}": "its form",
    "GET /login": "the page to sign in",
    "POST /login": "its form",
    "GET /mail/stop/{token}": "the page that asks a person; programs post, and that is described",
    "GET /p/{token}": "the page of a participant",
    "POST /p/{token}": "its form",
    "GET /setup/{token}": "the page that makes the first account",
    "POST /setup/{token}": "its form",
}
"""What is open without a session and not in the document, because people see it in a browser."""


def document() -> dict[str, Any]:
    return json.loads(json.dumps(openapi()))


def described() -> set[str]:
    return {f"{method.upper()} {path}" for path, methods in document()["paths"].items() for method in methods}


def is_page(route: Route) -> bool:
    """Whether a route asks for somebody's session first, as pages do."""
    return route.handler.resolve_before_request() is begin


def test_every_route_that_programs_may_call_is_described_or_left_out_for_a_reason():
    app = pages(demo=False)
    mounted = {route.path for route in app.routes if isinstance(route, ASGIRoute)}
    routes = [route for route in routes_of(app) if not is_page(route)]
    undescribed = ({str(route) for route in routes} | mounted) - described()
    assert undescribed == set(_LEFT_OUT), "describe it, in described_signals.py or described_others.py if no token lets in, or say why not"


def test_every_page_that_anybody_may_open_is_for_people_or_described():
    open_to_all = set(tomllib.loads((Path(__file__).parent.parent / "authorisation.toml").read_text(encoding="utf-8"))["open"])
    opened = {str(route) for route in routes_of(pages(demo=False)) if is_page(route)} & open_to_all
    assert opened - described() == set(_FOR_PEOPLE)


def test_nothing_is_described_that_does_not_exist():
    there = {str(route) for route in routes_of(pages(demo=False))}
    assert described() - there == set()


async def test_what_no_key_lets_in_to_says_so_and_everything_else_names_its_key(client: Client):
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            for one in operation["security"]:
                assert set(one) <= {"token", "source", "sourceAsUser"}, path
            if {} not in operation["security"] and operation["security"] and method == "post" and "{" not in path:
                answer = await client.post(
                    path, content=b"[]", headers={"Authorization": "Bearer nobody", "Content-Type": "application/json"}
                )
                assert answer.status_code == 401, path


async def test_a_source_gets_the_answers_that_are_described(client: Client, house: House):
    key = {"Authorization": f"Bearer {(await source(house)).key}"}
    slow = {"Authorization": f"Bearer {(await source(house, per_second=1)).key}"}
    signed = {"Authorization": f"Bearer {(await source(house, signed=True)).key}"}
    batch = {"Content-Type": "application/cloudevents-batch+json"}
    event = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "Viewed"}
    await client.post("/v1/signals", content=json.dumps([event | {"id": f"{n}"} for n in range(20)]), headers=batch | slow)
    answers = [
        await client.post("/v1/signals", content=json.dumps([event]), headers=batch | key),
        await client.post("/v1/signals", content=b"{", headers=batch | key),
        await client.post("/v1/signals", content=b"[]", headers=batch),
        await client.post("/v1/signals", content=b"[]", headers=batch | signed),
        await client.post("/v1/signals", content=b"x" * 5_300_000, headers=batch | key),
        await client.post("/v1/signals", content=b"x", headers={"Content-Type": "image/png"} | key),
        await client.post("/v1/signals", content=b"[]", headers=batch | slow),
    ]
    said = document()["paths"]["/v1/signals"]["post"]["responses"]
    assert [one.status_code for one in answers] == [200, 400, 401, 401, 413, 415, 429]
    for answer in answers:
        one = said[str(answer.status_code)]
        one = document()["components"]["responses"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        assert answer.headers["content-type"].partition(";")[0] in one["content"]
        assert {name for name in one.get("headers", {}) if name.lower() not in answer.headers} == set(), answer.status_code
