"""The authorisation matrix: every route of pages and API, in every role, on one's own cycle and on another workspace's.

Who may use a route stands in authorisation.toml. A route that is not listed there fails here, and so does a guard that is gone.
"""

import inspect
import re
import sys
import tomllib
from collections.abc import AsyncGenerator, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from httpx import Response

from matrix_grounds import (
    Route,
    World,
    address_of,
    body_of,
    form_of,
    identifying_fields,
    is_identifying,
    kind_of,
    said,
    unknown,
    unknowns,
    world_in,
)

_LISTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "authorisation.toml").read_text(encoding="utf-8"))
_FORM_RANKS: dict[str, list[str]] = _LISTS.pop("forms")
_TABLE: dict[str, list[str]] = _LISTS
_RANKS = ("contributor", "owner", "admin", "lead")
_ALLOWED = {
    "contributor": {"contributor", "owner", "lead"}, "owner": {"owner", "lead"}, "lead": {"lead"}, "admin": {"admin", "lead"},
    "installation": {"admin"},
}  # fmt: skip
_NO_ITEMS = {
    "act", "browser", "digest", "finding", "form", "frame", "kind", "name", "need", "number", "part", "playbook", "policy", "position",
    "screen", "token", "write_key",
}  # fmt: skip
"""What paths name besides items: things of the product, of a person or of another item."""
_CLOSED = (401, 403, 404, 405)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[World, None]:
    """One world for all tests of this file: those that are kept out come first, those that write last."""
    async with world_in(tmp_path_factory.mktemp("matrix")) as found:
        yield found


def listed(*groups: str) -> set[str]:
    return {route for group in groups for route in _TABLE[group]}


def of(world: World, *groups: str) -> list[Route]:
    named = listed(*groups)
    return [route for route in world.routes if str(route) in named]


def pages(world: World) -> list[Route]:
    """Return what members read, but for the live stream, which does not end; test_isolation follows one."""
    return [route for route in of(world, "read") if route.path != "/live"]


def data_for(route: Route, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return a body or a form of the right shape for a route."""
    if not route.is_api:
        return form_of(ids, route.handler.fn.__module__.rpartition(".")[2])
    field = route.handler.parsed_data_field
    return body_of(field.annotation, ids) if field else {}


def addresses(route: Route, ids: Mapping[str, str], most: int = 100) -> list[str]:
    """Return the paths of a route with ids in its slots: one for each act where the route has acts. most: how many of them."""
    if "{act}" not in route.path:
        return [address_of(route, ids)]
    return [address_of(route, ids, act=act) for act in acts_of(route)[:most]]


def acts_of(route: Route) -> list[str]:
    """Return what can stand for `{act}`: the tables of the handler's own module say it."""
    module = vars(sys.modules[route.handler.fn.__module__])
    tables = [cast(Mapping[Any, Any], one) for name, one in module.items() if isinstance(one, Mapping) and not name.startswith("__")]
    names = {key for table in tables for key in table if isinstance(key, str) and key.replace("-", "").isalpha() and key.islower()}
    listed = re.search(r'act not in \(("[^)]+)\)', inspect.getsource(route.handler.fn))
    return sorted(names | set(re.findall(r'"([^"]+)"', listed[1]) if listed else ())) or ["act"]


def is_refused(answer: Response) -> bool:
    return answer.status_code in _CLOSED or (answer.status_code == 303 and answer.headers["location"].startswith("/login"))


async def test_every_route_stands_in_exactly_one_list(world: World):
    rows = [route for routes in _TABLE.values() for route in routes]
    assert sorted(rows) == sorted(set(rows))
    there = {str(route) for route in world.routes}
    assert (there - set(rows), set(rows) - there) == (set(), set()), "list it in authorisation.toml under who may use it"


async def test_every_kind_of_item_that_a_path_names_is_there_in_both_workspaces(world: World):
    named = {kind_of(route.path, slot) for route in world.routes for slot in re.finditer(r"\{(\w+)\}", route.path)}
    for ids in (world.own, world.foreign):
        assert named - set(ids) == _NO_ITEMS


@pytest.mark.parametrize("role", ["nobody", "gone", "guest"])
async def test_whoever_is_no_member_is_kept_out_of_everything_else(world: World, role: str):
    before = await world.size()
    entered = {
        f"{route} answered {answer.status_code}"
        for route in of(world, *(set(_TABLE) - {"open", "guest"}))
        for address in addresses(route, world.own, 1)
        if not is_refused(answer := await world.ask(role, route, address, data_for(route, world.own)))
    }
    assert entered == set()
    assert await world.size() == before


async def test_every_member_reads_what_is_in_their_workspace(world: World):
    for route in pages(world):
        answer = await world.ask("viewer", route, address_of(route, world.own))
        assert answer.status_code not in (401, 403), f"{route} answered {answer.status_code}"
        assert answer.status_code < 500, route


@pytest.mark.parametrize("need", sorted(_ALLOWED))
async def test_a_program_needs_the_rank_that_the_route_asks_for(world: World, need: str):
    before, reached = await world.size(), 0
    for route in of(world, need):
        address, data = address_of(route, world.own), data_for(route, world.own)
        for role in {"viewer", "contributor", "owner", "lead", "admin"} - _ALLOWED[need]:
            answer = await world.ask(role, route, address, data)
            judged = (await world.ask("viewer", route, address, data)).status_code == 403  # otherwise nothing is there to be judged
            assert answer.status_code in ((403,) if judged else (404, 422)), f"{role}: {route} answered {answer.status_code}"
            reached += judged
    assert await world.size() == before
    assert reached > 0


async def test_most_routes_for_programs_are_judged_by_rank_here(world: World):
    judged = [
        route
        for need in _ALLOWED
        for route in of(world, need)
        if (await world.ask("viewer", route, address_of(route, world.own), data_for(route, world.own))).status_code == 403
    ]
    assert len(judged) > 120, "the demo has no item for some routes, and their rank is that of the same commands elsewhere"


def forms(world: World) -> Iterator[tuple[Route, str, str]]:
    """Yield each form: its route, its address, and the rank it needs as the table has it."""
    needs = {form: need for need, listed in _FORM_RANKS.items() for form in listed}
    for route in of(world, "form"):
        for act in acts_of(route) if "{act}" in route.path else ("",):
            yield route, address_of(route, world.own, act=act), needs.pop(f"{route} {act}".strip(), "contributor")
    assert needs == {}, "these forms are not there, or have no such act"


async def test_a_form_needs_the_rank_of_the_command_behind_it_and_writes_nothing_for_anybody_below(world: World):
    before, judged = await world.size(), 0
    for route, address, need in forms(world):
        data = data_for(route, world.own)
        seen = await world.ask("viewer", route, address, data)
        assert seen.status_code < 500, f"{address}: {seen.status_code}"
        for role in set(_RANKS) - _ALLOWED[need] if seen.status_code == 403 else ():
            answer = await world.ask(role, route, address, data)
            assert answer.status_code == 403, f"{role}: {route.method} {address} answered {answer.status_code}"
        judged += seen.status_code == 403
        assert await world.size() == before, f"somebody below {need} wrote through {route.method} {address}"
    assert judged > 170, "what stands in the forms here has to be good enough for the rank to be asked for"


@pytest.mark.parametrize(("role", "mine"), [("lead", "own"), ("elsewhere", "foreign")])
async def test_another_workspace_in_the_path_is_answered_like_nothing(world: World, role: str, mine: str):
    ids = world.foreign if mine == "own" else world.own
    before, compared = await world.size(), 0
    for route in of(world, "read", "form", "contributor", "owner", "lead", "admin"):
        if "{" not in route.path:
            continue
        data = data_for(route, world.own if mine == "own" else world.foreign)
        nothing = unknowns(ids) | {kind: ids[kind] for kind in ("gate", "calendar", "template")}
        for address, unknown_address in zip(addresses(route, ids, 2), addresses(route, nothing, 2), strict=True):
            if address == unknown_address:
                continue
            foreign = said(await world.ask(role, route, address, data), *ids.values())
            missing = said(await world.ask(role, route, unknown_address, data), *nothing.values())
            assert foreign == missing, f"{route.method} {address}"
            assert foreign[0] in (303, 404, 422) or route.path.startswith("/playbooks"), f"{route.method} {address}: {foreign}"
            compared += 1
    assert compared > 200
    assert await world.size() == before


async def test_entries_of_another_workspace_are_answered_like_entries_that_do_not_exist(world: World):
    theirs = [entry.position for entry in await world.second.installation.ledger.scan(0, 3)]
    beyond = await world.size() + 1000
    for route in pages(world):
        if "{position}" in route.path:
            for position in theirs:
                foreign = await world.ask("lead", route, route.path.replace("{position}", str(position)))
                missing = await world.ask("lead", route, route.path.replace("{position}", str(beyond)))
                told = [re.sub(r"\d+", "#", said(one)[1]) for one in (foreign, missing)]
                assert told[0] == told[1], route
                assert foreign.status_code == 404


async def test_another_workspace_in_a_query_is_answered_like_nothing(world: World):
    compared = 0
    for route in pages(world):
        parameters = route.handler.parsed_fn_signature.parameters
        for name in [one for one, kind in parameters.items() if kind.annotation is str and f"{{{one}}}" not in route.path]:
            for identifier in (world.foreign["cycle"], world.foreign["decision"], world.foreign["person"]):
                address = address_of(route, world.own)
                foreign = await world.ask("lead", route, f"{address}?{name}={identifier}")
                nothing = unknown(identifier)
                missing = await world.ask("lead", route, f"{address}?{name}={nothing}")
                assert said(foreign, identifier) == said(missing, nothing), f"{route} {name}"
                compared += 1
    assert compared > 60


def slots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where ids stand in a body, in lists at the second place: what is checked of the first only would pass there."""
    if isinstance(value, dict):
        for key, part in cast(dict[str, Any], value).items():
            if isinstance(part, str) and is_identifying(key):
                yield (*path, key)
            yield from slots(part, (*path, key))
    elif isinstance(value, list):
        parts = cast(list[Any], value)
        if isinstance(parts[-1], str):
            yield (*path, len(parts) - 1)
        yield from slots(parts[-1], (*path, len(parts) - 1))


def kinds_for(path: tuple[Any, ...], ids: Mapping[str, str]) -> set[str]:
    """Return what somebody would write who tries a place: what it asks for by its name, a person, and a stream."""
    names = [one.removesuffix("s").removesuffix("_id") for one in path if isinstance(one, str)]
    return {"person", "cycle"} | {one for one in names if one in ids and len(ids[one]) == 30}


def put(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """Return a body with a text in one place of it."""
    if not path:
        return text
    copy: Any = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], text)
    return copy


async def test_another_workspace_in_a_body_is_answered_like_nothing(world: World):
    compared = 0
    for route in of(world, "contributor", "owner", "lead", "admin"):
        field = route.handler.parsed_data_field
        if field is None:
            continue
        body = body_of(field.annotation, world.own)
        address = address_of(route, world.own)
        for path in slots(body):
            for kind in kinds_for(path, world.foreign):
                identifier = world.foreign[kind]
                missing = await world.ask("lead", route, address, put(body, path, unknown(identifier)))
                if missing.status_code < 400:
                    continue  # a text that names nothing in particular: taken as it is, and no key to anything
                foreign = await world.ask("lead", route, address, put(body, path, identifier))
                assert said(foreign, identifier) == said(missing, unknown(identifier)), f"{route} {path}"
                compared += 1
    assert compared > 150


async def test_an_item_of_another_cycle_in_a_body_is_answered_like_nothing(world: World):
    compared = 0
    for route in of(world, "contributor", "owner", "lead"):
        field = route.handler.parsed_data_field
        if field is None or "/decision-templates/" in route.path:  # a template is of the workspace, and learns from all of its cycles
            continue
        body, address = body_of(field.annotation, world.own), address_of(route, world.own)
        for path in slots(body):
            for kind in (kinds_for(path, world.beside) | {"decision", "thread"}) - {"person", "cycle"}:
                identifier = world.beside[kind]
                missing = await world.ask("lead", route, address, put(body, path, unknown(identifier)))
                if missing.status_code < 400:
                    continue  # a text that names nothing in particular
                beside = await world.ask("lead", route, address, put(body, path, identifier))
                assert said(beside, identifier) == said(missing, unknown(identifier)), f"{route} {path} {kind}"
                compared += 1
    assert compared > 250


async def test_an_item_of_another_cycle_under_the_path_of_this_one_is_answered_like_nothing(world: World):
    compared = 0
    for route in of(world, "read", "form", "contributor", "owner", "lead"):
        slots_of_items = [slot[0] for slot in re.finditer(r"\{(\w+)\}", route.path) if slot[1] not in ("act", "gate_id", "name", "number")]
        if len(slots_of_items) < 2 or "/cycles/" not in route.path:
            continue
        path = route.path.replace(slots_of_items[0], world.own["cycle"])
        for kind in ("practice", "release", "promise", "review", "checkpoint"):
            for act in acts_of(route) if "{act}" in path else ("",):
                told = list[tuple[int, str]]()
                for identifier in (world.beside[kind], unknown(world.beside[kind])):
                    address = path.replace(slots_of_items[1], identifier).replace("{act}", act)
                    told.append(said(await world.ask("lead", route, address, data_for(route, world.own)), identifier))
                assert told[0] == told[1], f"{route} {act} {kind}"
                compared += 1
    assert compared > 100


async def test_nothing_of_the_other_workspace_is_on_any_page(world: World):
    secrets = (
        "Eve Elsewhere",
        "The second workspace",
        *(
            one for kind, one in world.foreign.items() if kind not in ("area", "gate", "calendar", "template", "entry")
        ),  # a number stands anywhere
    )
    for route in pages(world):
        answer = await world.ask("lead", route, address_of(route, world.own))
        assert [one for one in secrets if one in answer.text] == [], route


async def test_no_page_about_the_api_comes_with_the_framework(world: World):
    ours = ["GET /openapi.json", "GET /v1/event-types/{name}/schema"]
    assert sorted(str(route) for route in world.routes if "openapi" in route.path or "schema" in route.path) == ours
    for path in ("/openapi", "/openapi/swagger", "/openapi/redoc", "/schema", "/openapi/openapi.json"):
        assert (await world.client.get(path)).status_code == 404


async def told_of(
    world: World, route: Route, address: str, data: dict[str, Any], field: str, identifiers: tuple[str, str]
) -> list[tuple[int, str]]:
    """Return what a form answers with each of two ids in a field."""
    return [said(await world.ask("lead", route, address, data | {field: one}), one) for one in identifiers]


async def test_another_workspace_or_cycle_in_a_form_is_answered_like_nothing(world: World):
    """Each form with each field that names something, in turn: an id that nobody has, then one of the other workspace and cycle."""
    compared = 0
    for route, address, _ in forms(world):
        data, read = data_for(route, world.own), inspect.getsource(sys.modules[route.handler.fn.__module__])
        for field in (one for one in identifying_fields() if f'"{one}"' in read and "/templates/decisions/" not in route.path):
            for ids in (world.foreign, world.beside):
                for kind in kinds_for((field,), ids) - ({"person", "cycle"} if ids is world.beside else set()):
                    identifiers = (unknown(ids[kind]), ids[kind])
                    if (await world.ask("lead", route, address, data | {field: identifiers[0]})).status_code < 400:
                        continue  # a text that names nothing in particular: taken as it is, and no key to anything
                    missing, foreign = await told_of(world, route, address, data, field, identifiers)
                    if missing != foreign:  # a clock on the page may have gone on between the two
                        missing, foreign = await told_of(world, route, address, data, field, identifiers)
                    assert missing == foreign, f"{address} {field} {kind}"
                    compared += 1
    assert compared > 700


async def test_the_same_forms_are_heard_from_that_rank_on_and_some_write(world: World):
    written = set[str]()
    for route, address, need in forms(world):
        for role in (min(_ALLOWED[need], key=_RANKS.index), max(_ALLOWED[need], key=_RANKS.index)):
            before = await world.size()
            answer = await world.ask(role, route, address, data_for(route, world.own))
            assert answer.status_code not in (401, 403), f"{role}: {route.method} {address} needs more; list it under [forms]"
            if await world.size() > before:
                written.add(str(route))
    assert len(written) >= 6, sorted(written)


@pytest.mark.parametrize("need", sorted(_ALLOWED))
async def test_a_program_with_that_rank_is_heard(world: World, need: str):
    for route in of(world, need):
        for role in _ALLOWED[need]:
            answer = await world.ask(role, route, address_of(route, world.own), data_for(route, world.own))
            assert answer.status_code not in (401, 403), f"{role}: {route} answered {answer.status_code}"
