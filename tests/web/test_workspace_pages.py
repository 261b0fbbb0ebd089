"""Going from one workspace to another, making one, joining a further one, and that the pages of each show its own."""

import re
from collections.abc import AsyncGenerator
from html import unescape
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from plumbline.domain.workspace.workspace import ChangeMember
from small_house import House, client_of, small_house
from two_workspaces import TITLE, second_workspace

PASSWORD = "seven quiet herons"
SWITCHER = 'id="workspaces"'


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path, demo=False) as opened:
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[AsyncClient, None]:
    async with client_of(house) as opened:
        yield opened


def become(client: AsyncClient, house: House, person_id: str) -> None:
    """Sign a person in, in a browser that has not chosen any workspace."""
    client.cookies.clear()
    session = house.installation.directory.open_session(person_id, house.clock())
    client.cookies.set("plumbline_session", session.id, domain="127.0.0.1")


async def send(client: AsyncClient, path: str, *, page: str = "/profile", **fields: str) -> Response:
    """Send a form with the secret of a page; go on to where it leads."""
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await client.get(page)).text)
    assert csrf
    return await client.post(path, data={"csrf": csrf[1], **fields}, follow_redirects=True)


def words(answer: Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def test_with_one_workspace_nothing_speaks_of_workspaces(client: AsyncClient, house: House):
    for name in ("ana", "bo"):
        become(client, house, house.people[name])
        home = await client.get("/")
        assert SWITCHER not in home.text
        assert "/workspace-choice" not in home.text
        assert "no other workspace" not in (await client.get("/profile")).text
    assert "/workspaces" not in (await client.get("/admin")).text, "Bo runs nothing"
    become(client, house, house.people["ana"])
    assert '"/workspaces"' in (await client.get("/admin")).text


async def test_an_administrator_makes_a_workspace_and_is_in_it(client: AsyncClient, house: House):
    become(client, house, house.people["ana"])
    home = await send(client, "/workspaces", page="/workspaces", title="Claims team", zone="Europe/Lisbon")
    assert home.url.path == "/"
    assert SWITCHER in home.text
    assert "Checkout" not in words(home)
    assert "Workspace: Claims team" in words(home)
    assert "Claims team" in words(await client.get("/workspaces"))
    assert "Europe/Lisbon" in words(await client.get("/admin/calendars"))
    (place,) = [one for one in await house.installation.states.workspaces() if one.title == "Claims team"]
    assert [(one.id, one.rank, one.admin) for one in place.members.values()] == [(house.people["ana"], "lead", True)]
    back = await send(client, "/workspace-choice", workspace_id=house.installation.workspace_id, next=f"/cycles/{house.cycle}")
    assert back.url.path == f"/cycles/{house.cycle}"
    assert "Workspace: House" in words(back)


async def test_a_title_that_is_taken_is_refused_beside_the_form_and_what_was_written_stays(client: AsyncClient, house: House):
    become(client, house, house.people["ana"])
    refused = await send(client, "/workspaces", page="/workspaces", title=" HOUSE ", zone="UTC")
    assert refused.status_code == 409
    assert "A workspace is called House already" in words(refused)
    assert len(await house.installation.states.workspaces()) == 1


async def test_who_does_not_run_the_installation_makes_none(client: AsyncClient, house: House):
    become(client, house, house.people["mara"])
    assert 'id="make"' not in (await client.get("/workspaces")).text
    refused = await send(client, "/workspaces", title="Mine", zone="UTC")
    assert refused.status_code == 403
    assert len(await house.installation.states.workspaces()) == 1


async def test_a_choice_counts_for_members_only(client: AsyncClient, house: House):
    second = await second_workspace(house)
    become(client, house, house.people["mara"])
    for wished in (second.installation.workspace_id, "wsp_" + "0" * 26, ""):
        assert (await send(client, "/workspace-choice", workspace_id=wished)).status_code == 404
    client.cookies.set("plumbline_workspace", second.installation.workspace_id, domain="127.0.0.1")
    home = await client.get("/")
    assert home.status_code == 200
    assert "Checkout" in home.text
    assert (await client.get(f"/cycles/{second.cycle}")).status_code == 404
    assert TITLE not in home.text


async def test_a_choice_does_not_lead_to_another_site(client: AsyncClient, house: House):
    second = await second_workspace(house, with_ana=True)
    become(client, house, house.people["ana"])
    home = await send(client, "/workspace-choice", workspace_id=second.installation.workspace_id, next="https://evil.example/")
    assert home.url.path == "/"


async def test_a_link_into_another_workspace_of_mine_offers_to_go_there(client: AsyncClient, house: House):
    second = await second_workspace(house, with_ana=True)
    become(client, house, house.people["ana"])
    for path in (f"/decisions/{second.decision}", f"/cycles/{second.cycle}/risks", f"/documents/{second.document}"):
        offered = await client.get(path)
        assert offered.status_code == 404
        assert f"It is in {TITLE}" in words(offered)
        assert "Retry after" not in words(offered)
    opened = await send(client, "/workspace-choice", workspace_id=second.installation.workspace_id, next=f"/decisions/{second.decision}")
    assert opened.status_code == 200
    assert "Retry after a decline" in words(opened)
    assert f"Workspace: {TITLE}" in words(opened)
    assert "It is in House" in words(await client.get(f"/cycles/{house.cycle}"))


async def test_whoever_is_no_member_there_is_told_what_is_told_of_nothing(client: AsyncClient, house: House):
    second = await second_workspace(house)
    for person in (house.people["ana"], house.people["mara"]):
        become(client, house, person)
        for path, unknown in (
            (f"/decisions/{second.decision}", f"/decisions/dec_{'0' * 26}"),
            (f"/cycles/{second.cycle}", f"/cycles/cyc_{'0' * 26}"),
            (f"/documents/{second.document}", f"/documents/doc_{'0' * 26}"),
            (f"/items/{second.blocker}", f"/items/blk_{'0' * 26}"),
        ):
            foreign, nothing = await client.get(path), await client.get(unknown)
            assert (foreign.status_code, words(foreign)) == (nothing.status_code, words(nothing)), path
            assert foreign.status_code == 404


async def test_each_workspace_shows_its_own_people_search_and_ledger(client: AsyncClient, house: House):
    second = await second_workspace(house, with_ana=True)
    await house.decision("bo")
    seen: dict[str, str] = {}
    for name, place in (("first", house.installation.workspace_id), ("second", second.installation.workspace_id)):
        become(client, house, house.people["ana"])
        client.cookies.set("plumbline_workspace", place, domain="127.0.0.1")
        seen[name] = " ".join([(await client.get(path)).text for path in ("/", "/people", "/search?q=Retry", "/ledger", "/playbooks")])
    assert "Eve Elsewhere" not in seen["first"]
    assert "Eve Elsewhere" in seen["second"]
    assert "Mara" not in seen["second"]
    for identifier in (second.cycle, second.decision, second.eve):
        assert identifier not in seen["first"]
        assert identifier in seen["second"]
    assert house.cycle in seen["first"]
    assert house.cycle not in seen["second"]


async def test_somebody_known_elsewhere_joins_with_their_own_account_only(client: AsyncClient, house: House):
    second = await second_workspace(house)
    directory, bo = house.installation.directory, house.people["bo"]
    await directory.set_password(bo, PASSWORD)
    become(client, house, second.eve)
    made = await send(client, "/people", name="Bo of House", mail="bo@house.example", rank="contributor", calendar_id="default")
    assert made.status_code == 201
    assert "A link for Bo of House" in words(made)
    link = re.search(r"(/join/[\w-]{43})<", unescape(made.text))
    assert link
    members = (await second.installation.handling.workspace()).members
    assert bo not in members, "an offer makes nobody a member"
    assert "Bo" not in words(await client.get("/people"))
    wrong = await send(client, link[1], page=link[1], password="not the password")
    assert wrong.status_code == 422
    assert bo not in members, "whoever holds the link cannot take it for somebody else"
    client.cookies.clear()
    home = await send(client, link[1], page=link[1], password=PASSWORD)
    assert home.url.path == "/"
    assert members[bo].rank == "contributor"
    assert f"Workspace: {TITLE}" in words(home)
    assert (await client.get(link[1])).status_code == 404, "it works once"
    recorded = [(one.event_name, one.attribution.actor) for one in await second.installation.ledger.read(second.installation.workspace_id)][
        -2:
    ]
    assert recorded == [("workspace.member_invited", second.eve), ("workspace.member_joined", bo)], "each did their own part"
    assert "Bo joined as contributor, invited by Eve Elsewhere" in words(await client.get("/ledger"))


async def test_an_offer_ends_with_the_right_of_whoever_made_it(client: AsyncClient, house: House):
    second = await second_workspace(house)
    become(client, house, second.eve)
    made = await send(client, "/people", name="Bo", mail="bo@house.example", rank="lead", calendar_id="default")
    link = re.search(r"(/join/[\w-]{43})<", unescape(made.text))
    assert link
    place, workspace = second.installation.workspace_id, await second.installation.handling.workspace()
    workspace.members[house.people["ana"]].active = True
    await second.done(ChangeMember(person_id=house.people["ana"], rank="lead"), place)
    await second.done(ChangeMember(person_id=second.eve, rank="viewer"), place, by=house.people["ana"])
    become(client, house, house.people["bo"])
    taken = await send(client, link[1], page=link[1])
    assert taken.status_code == 404
    assert house.people["bo"] not in workspace.members


async def test_leaving_one_workspace_ends_its_tokens_and_not_the_session(client: AsyncClient, house: House):
    second = await second_workspace(house, with_ana=True)
    directory, ana = house.installation.directory, house.people["ana"]
    here = directory.create_token(ana, "here", ("read",), None, house.installation.workspace_id)
    there = directory.create_token(ana, "there", ("read",), None, second.installation.workspace_id)
    become(client, house, second.eve)
    left = await send(client, f"/people/{ana}/membership", page="/people", rank="viewer", calendar_id="default")
    assert left.status_code == 200
    client.cookies.clear()

    async def status(token: str) -> int:
        return (await client.get("/v1/cycles", headers={"Authorization": f"Bearer {token}"})).status_code

    assert await status(here) == 200
    assert await status(there) == 401
    become(client, house, ana)
    assert SWITCHER not in (await client.get("/")).text


async def test_whoever_is_a_member_nowhere_is_signed_out(client: AsyncClient, house: House):
    become(client, house, house.people["bo"])
    assert (await client.get("/")).status_code == 200
    await house.done("ana", ChangeMember(person_id=house.people["bo"], active=False), house.installation.workspace_id)
    assert (await client.get("/")).headers["location"].startswith("/login")


async def test_a_link_for_a_new_password_takes_the_rank_in_every_workspace_it_would_open(client: AsyncClient, house: House):
    second = await second_workspace(house, with_ana=True)
    directory, place = house.installation.directory, second.installation.workspace_id
    await directory.set_password(house.people["ana"], PASSWORD)
    become(client, house, second.eve)
    refused = await send(client, f"/people/{house.people['ana']}/password-links", page="/people")
    assert refused.status_code == 409
    assert "another workspace" in words(refused)
    assert "House" not in words(refused)
    await directory.set_password(second.eve, PASSWORD)
    become(client, house, house.people["ana"])
    client.cookies.set("plumbline_workspace", place, domain="127.0.0.1")
    assert (await send(client, f"/people/{second.eve}/password-links", page="/people")).status_code == 409, "she outranks Ana here"


async def test_the_profile_names_the_workspace_of_each_token(client: AsyncClient, house: House):
    second = await second_workspace(house, with_ana=True)
    become(client, house, house.people["ana"])
    client.cookies.set("plumbline_workspace", second.installation.workspace_id, domain="127.0.0.1")
    made = await send(client, "/profile/tokens", token_name="script", scopes="read", lasts="90")
    token = re.search(r"plb_pat_\w+", made.text)
    assert token
    assert f"It is made for {TITLE}" in words(made)
    client.cookies.clear()
    listed = (await client.get("/v1/cycles", headers={"Authorization": f"Bearer {token[0]}"})).json()["items"]
    assert [one["id"] for one in listed] == [second.cycle]
