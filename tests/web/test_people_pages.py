"""Inviting somebody, joining, and what a link is worth afterwards, on an installation with accounts."""

import re
from collections.abc import AsyncGenerator
from html import unescape
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from plumbline.domain.workspace.workspace import ChangeMember
from small_house import House, client_of, small_house
from two_workspaces import second_workspace
from web_visit import visiting

PASSWORD = "seven quiet herons"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path, demo=False) as opened:
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[AsyncClient, None]:
    async with client_of(house) as opened:
        yield opened


def become(client: AsyncClient, house: House, name: str) -> None:
    session = house.installation.directory.open_session(house.people[name], house.clock())
    client.cookies.set("plumbline_session", session.id, domain="127.0.0.1")


async def send(client: AsyncClient, page: str, path: str, **fields: str) -> Response:
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await client.get(page)).text)
    assert csrf
    return await client.post(path, data={"csrf": csrf[1], **fields})


async def invite(client: AsyncClient, mail: str = "kim@example.org", calendar_id: str = "default") -> Response:
    return await send(client, "/profile", "/people", name="Kim Lund", mail=mail, rank="owner", calendar_id=calendar_id)


def link_in(answer: Response) -> str:
    found = re.search(r"http://127\.0\.0\.1:8420(/join/[\w-]{43})<", unescape(answer.text))
    assert found, answer.text
    return found[1]


async def test_a_lead_invites_and_the_link_is_shown_once(client: AsyncClient, house: House):
    become(client, house, "mara")
    answer = await invite(client)
    assert answer.status_code == 201
    assert link_in(answer)
    page = (await client.get("/people")).text
    assert "/join/" not in page
    assert "Kim Lund" in page
    members = (await house.installation.handling.workspace()).members.values()
    assert [(one.rank, one.calendar_id) for one in members][-1] == ("owner", "default")


async def test_the_invited_join_with_a_password_and_the_link_is_worthless_afterwards(client: AsyncClient, house: House):
    become(client, house, "ana")
    link = link_in(await invite(client))
    async with client_of(house) as other:
        planted = house.installation.directory.open_session(house.people["bo"], house.clock()).id
        other.cookies.set("plumbline_session", planted, domain="127.0.0.1")
        assert (await send(other, link, link, password="short")).status_code == 422
        joined = await send(other, link, link, password=PASSWORD)
        assert (joined.status_code, joined.headers["location"]) == (303, "/")
        assert planted not in joined.headers["set-cookie"]
        assert house.installation.directory.session(planted, house.clock()) is None
        other.cookies.clear()
        other.cookies.set("plumbline_session", re.findall(r"plumbline_session=([^;]+)", joined.headers["set-cookie"])[0])
        assert "Kim Lund" in (await other.get("/profile")).text
        assert (await other.get(link)).status_code == 404


async def test_joining_without_the_secret_of_the_page_makes_no_account(client: AsyncClient, house: House):
    become(client, house, "ana")
    link = link_in(await invite(client))
    async with client_of(house) as other:
        assert (await other.post(link, data={"password": PASSWORD})).status_code == 403
        assert (await other.get(link)).status_code == 200


async def test_who_neither_leads_nor_administers_cannot_invite(client: AsyncClient, house: House):
    become(client, house, "bo")
    assert "Make an invitation" not in (await client.get("/people")).text
    before = dict(house.installation.directory.names())
    answer = await invite(client)
    assert answer.status_code == 403
    assert "notice bad" in answer.text
    assert dict(house.installation.directory.names()) == before


async def test_a_refused_member_is_forgotten_again(client: AsyncClient, house: House):
    become(client, house, "ana")
    refused = await invite(client, calendar_id="nowhere")
    assert refused.status_code == 409
    assert "nowhere" in refused.text
    assert "Kim Lund" not in house.installation.directory.names().values()
    assert (await invite(client)).status_code == 201


async def test_an_address_belongs_to_one_person(client: AsyncClient, house: House):
    become(client, house, "ana")
    await invite(client)
    answer = await invite(client, mail="KIM@example.org")
    assert answer.status_code == 409
    assert "mail address already" in answer.text


async def test_a_new_link_replaces_a_lost_one(client: AsyncClient, house: House):
    become(client, house, "ana")
    first = link_in(await invite(client))
    kim = list((await house.installation.handling.workspace()).members)[-1]
    second = link_in(await send(client, "/people", f"/people/{kim}/invitations"))
    assert ((await client.get(first)).status_code, (await client.get(second)).status_code) == (404, 200)


async def test_a_member_changes_rank_and_leaves(client: AsyncClient, house: House):
    become(client, house, "ana")
    bo = house.people["bo"]
    session = house.installation.directory.open_session(bo, house.clock()).id
    path = f"/people/{bo}/membership"
    assert (await send(client, "/people", path, rank="contributor", calendar_id="default", active="yes")).status_code == 303
    assert (await house.installation.handling.workspace()).members[bo].rank == "contributor"
    assert (await send(client, "/people", path, rank="contributor", calendar_id="default")).status_code == 303
    assert not (await house.installation.handling.workspace()).is_active(bo)
    assert house.installation.directory.session(session, house.clock()) is None
    assert "Not active" in (await client.get("/people")).text


async def test_who_left_can_neither_sign_in_nor_use_a_token(client: AsyncClient, house: House):
    become(client, house, "ana")
    kim = link_in(await invite(client))
    async with client_of(house) as other:
        page = await other.get(kim)
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf
        assert (await other.post(kim, data={"csrf": csrf[1], "password": PASSWORD})).status_code == 303
        names = house.installation.directory.names()
        person_id = next(one for one, name in names.items() if name == "Kim Lund")
        token = house.installation.directory.create_token(person_id, "script", ("read",))
        assert (await other.get("/v1/cycles", headers={"Authorization": f"Bearer {token}"})).status_code == 200
        left = await send(client, "/people", f"/people/{person_id}/membership", rank="owner", calendar_id="default")
        assert left.status_code == 303
        assert (await other.get("/v1/cycles", headers={"Authorization": f"Bearer {token}"})).status_code == 401
        other.cookies.clear()
        refused = await send(other, "/login", "/login", mail="kim@example.org", password=PASSWORD)
        assert refused.status_code == 403
        assert "no longer a member" in refused.text


async def test_the_demo_shows_its_people_and_invites_nobody(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read("/people") == 200
        assert "switched, not invited" in visitor.page
        assert await visitor.send("/people", {"name": "Kim", "mail": "kim@example.org", "rank": "owner"}) == 422
        assert "switched, not invited" in visitor.alert()


async def test_a_program_invites_with_a_token_that_may_write(client: AsyncClient, house: House):
    body = {"name": "Kim Lund", "mail": "kim@example.org", "rank": "owner"}

    def bearer(name: str, *scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {house.installation.directory.create_token(house.people[name], 'script', scopes)}"}

    assert (await client.post("/v1/people", json=body, headers=bearer("ana", "read"))).status_code == 403
    assert (await client.post("/v1/people", json=body, headers=bearer("bo", "read", "write"))).status_code == 403
    made = await client.post("/v1/people", json=body, headers=bearer("ana", "read", "write"))
    assert made.status_code == 201, made.text
    assert (await client.get(made.json()["link"])).status_code == 200
    people = (await client.get("/v1/people", headers=bearer("ana", "read"))).json()["items"]
    assert (people[-1]["id"], people[-1]["name"], people[-1]["rank"]) == (made.json()["person_id"], "Kim Lund", "owner")
    assert (await client.post("/v1/people", json=body, headers=bearer("ana", "read", "write"))).status_code == 409


async def test_an_invitation_that_got_lost_is_sent_again_and_is_the_same_person(client: AsyncClient, house: House):
    token = house.installation.directory.create_token(house.people["mara"], "script", ("read", "write"))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "kim-1"}
    body = {"name": "Kim Lund", "mail": "kim@example.org", "rank": "owner"}
    first, second = [await client.post("/v1/people", json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201), second.text
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.json()["person_id"] == second.json()["person_id"]
    assert (await client.get(first.json()["link"])).status_code == 404, "the newer link took its place"
    assert (await client.get(second.json()["link"])).status_code == 200
    other = await client.post("/v1/people", json=body | {"rank": "lead"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "api.key_reused")
    await house.done("ana", ChangeMember(person_id=house.people["mara"], rank="owner"), house.installation.workspace_id)
    lowered = await client.post("/v1/people", json=body, headers=headers)
    assert lowered.status_code == 403, "whoever may not add people any more gets no further way in"


async def test_an_offer_that_got_lost_is_sent_again_without_a_second_entry(client: AsyncClient, house: House):
    second = await second_workspace(house)
    place = second.installation.workspace_id
    token = house.installation.directory.create_token(second.eve, "script", ("read", "write"), None, place)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "bo-1"}
    body = {"name": "Bo", "mail": "bo@house.example", "rank": "viewer"}
    made = [(await client.post("/v1/people", json=body, headers=headers)).json() for _ in range(2)]
    assert [one["person_id"] for one in made] == [house.people["bo"]] * 2
    assert made[0]["link"] != made[1]["link"]
    invited = [one for one in await second.installation.ledger.read(place) if one.event_name == "workspace.member_invited"]
    assert len(invited) == 1
