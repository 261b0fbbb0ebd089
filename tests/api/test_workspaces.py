"""Workspaces for programs: a token reaches one, and an administrator of the installation makes more."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from httpx import AsyncClient

from small_house import House, client_of, small_house
from two_workspaces import Second, second_workspace


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path, demo=False) as opened:
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[AsyncClient, None]:
    async with client_of(house) as opened:
        yield opened


def bearer(house: House, person_id: str, workspace_id: str = "") -> dict[str, str]:
    token = house.installation.directory.create_token(person_id, "script", ("read", "write"), None, workspace_id)
    return {"Authorization": f"Bearer {token}"}


async def test_a_token_reaches_the_workspace_that_it_was_made_in(client: AsyncClient, house: House):
    second = await second_workspace(house, with_ana=True)
    here = bearer(house, house.people["ana"], house.installation.workspace_id)
    there = bearer(house, house.people["ana"], second.installation.workspace_id)
    for headers, title, cycle in ((here, "House", house.cycle), (there, "The second workspace", second.cycle)):
        assert [one["title"] for one in (await client.get("/v1/workspaces", headers=headers)).json()["items"]] == [title]
        assert [one["id"] for one in (await client.get("/v1/cycles", headers=headers)).json()["items"]] == [cycle]
    assert (await client.get(f"/v1/cycles/{second.cycle}", headers=here)).status_code == 404
    client.cookies.set("plumbline_workspace", second.installation.workspace_id, domain="127.0.0.1")
    assert (await client.get(f"/v1/cycles/{second.cycle}", headers=here)).status_code == 404, "a cookie chooses nothing for a token"


async def test_a_token_from_before_there_were_several_belongs_to_the_first_one(client: AsyncClient, house: House):
    await second_workspace(house, with_ana=True)
    listed = (await client.get("/v1/workspaces", headers=bearer(house, house.people["ana"]))).json()["items"]
    assert [(one["title"], one["rank"], one["admin"], one["current"]) for one in listed] == [("House", "lead", True, True)]


async def test_a_token_for_a_workspace_that_its_person_is_not_in_is_worth_nothing(client: AsyncClient, house: House):
    second = await second_workspace(house)
    for person, place in ((house.people["mara"], second.installation.workspace_id), (second.eve, ""), (second.eve, "wsp_" + "0" * 26)):
        assert (await client.get("/v1/cycles", headers=bearer(house, person, place))).status_code == 401


async def test_an_administrator_makes_a_workspace_once_per_key(client: AsyncClient, house: House):
    headers = bearer(house, house.people["ana"]) | {"Idempotency-Key": "one"}
    made = await client.post("/v1/workspaces", json={"title": "Claims"}, headers=headers)
    again = await client.post("/v1/workspaces", json={"title": "Claims"}, headers=headers)
    assert (made.status_code, made.json()) == (201, again.json())
    place = made.json()["stream"]
    workspace = await house.installation.within(place).handling.workspace()
    member = workspace.members[house.people["ana"]]
    assert (workspace.title, member.rank, member.admin, member.calendar_id) == ("Claims", "lead", True, "default")
    assert workspace.calendars["default", 1].zone == "Europe/Berlin"
    entries = await house.installation.within(place).ledger.scan()
    assert {entry.stream for entry in entries} == {place}
    assert {entry.attribution.workspace for entry in entries} == {place}


@pytest.mark.parametrize(
    ("who", "body", "status", "rule"),
    [
        ("mara", {"title": "Claims"}, 403, "P.installation"),
        ("ana", {"title": "house"}, 409, "workspace.title_free"),
        ("ana", {"title": "  "}, 409, "common.title"),
    ],
)
async def test_a_workspace_that_is_not_made_says_why(
    client: AsyncClient, house: House, who: str, body: dict[str, str], status: int, rule: str
):
    refused = await client.post("/v1/workspaces", json=body, headers=bearer(house, house.people[who]))
    assert refused.status_code == status, refused.text
    assert [one["rule"] for one in refused.json()["findings"]] == [rule]
    assert len(await house.installation.states.workspaces()) == 1


async def test_a_zone_that_is_none_is_refused_before_anything_is_made(client: AsyncClient, house: House):
    refused = await client.post("/v1/workspaces", json={"title": "Claims", "zone": "Mars"}, headers=bearer(house, house.people["ana"]))
    assert refused.status_code == 422
    assert len(await house.installation.states.workspaces()) == 1


async def test_the_same_key_means_different_requests_in_different_workspaces(client: AsyncClient, house: House):
    second: Second = await second_workspace(house)
    for person, place, cycle in (
        (house.people["mara"], "", house.cycle),
        (second.eve, second.installation.workspace_id, second.cycle),
    ):
        headers = bearer(house, person, place) | {"Idempotency-Key": "same"}
        made = await client.post(f"/v1/cycles/{cycle}/sections", json={"title": "Legal"}, headers=headers)
        assert made.status_code == 201, made.text
        assert "idempotent-replayed" not in made.headers
