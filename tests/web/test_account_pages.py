"""A person's account: name and zone, password, browsers, and the way back for somebody who lost their password."""

import re
from collections.abc import AsyncGenerator
from html import unescape
from pathlib import Path

import pytest
from httpx import AsyncClient as Client
from httpx import Response

from plumbline.domain.workspace.workspace import AddMember, ChangeMember, NewPasswordAllowed
from small_house import House, client_of, small_house
from web_visit import visiting

OLD, NEW = "copper kettle on the ninth floor", "seven quiet herons"
MAIL = "bo@house.example"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path, demo=False) as opened:
        await opened.installation.directory.set_password(opened.people["bo"], OLD)
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[Client, None]:
    """Bo, signed in."""
    async with client_of(house) as opened:
        become(opened, house, "bo")
        yield opened


def become(client: Client, house: House, name: str) -> str:
    session = house.installation.directory.open_session(house.people[name], house.clock(), "Mozilla/5.0 (X11; Linux) Firefox/140.0")
    client.cookies.set("plumbline_session", session.id, domain="127.0.0.1")
    return session.id


async def send(client: Client, path: str, *, page: str = "/profile", **fields: str) -> Response:
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await client.get(page)).text)
    assert csrf
    return await client.post(path, data={"csrf": csrf[1], **fields})


def lasts(house: House, session_id: str) -> bool:
    return house.installation.directory.session(session_id, house.clock()) is not None


async def test_a_new_password_asks_for_the_old_one_and_ends_every_other_session(client: Client, house: House):
    here = client.cookies["plumbline_session"]
    elsewhere = house.installation.directory.open_session(house.people["bo"], house.clock()).id
    wrong = await send(client, "/profile/password", old="guess", new=NEW)
    assert (wrong.status_code, "not your present password" in wrong.text) == (422, True)
    assert lasts(house, elsewhere)
    weak = await send(client, "/profile/password", old=OLD, new="short")
    assert weak.status_code == 422
    assert lasts(house, here)
    changed = await send(client, "/profile/password", old=OLD, new=NEW)
    assert changed.status_code == 303
    assert not lasts(house, elsewhere)
    assert not lasts(house, here), "the id rotates"
    assert (await client.get("/profile")).status_code == 200
    assert await house.installation.directory.check_password(MAIL, OLD) is None
    assert await house.installation.directory.check_password(MAIL, NEW) == house.people["bo"]


async def test_guessing_the_old_password_has_to_wait_like_guessing_at_the_sign_in(client: Client):
    answers = [await send(client, "/profile/password", old="guess", new=NEW) for _ in range(6)]
    assert "has to wait" in answers[-1].text
    assert (await send(client, "/profile/password", old=OLD, new=NEW)).status_code == 422


async def test_each_browser_is_listed_and_can_be_signed_out(client: Client, house: House):
    elsewhere = house.installation.directory.open_session(house.people["bo"], house.clock(), "Mozilla/5.0 (Windows NT 10.0) Chrome/140").id
    ana = house.installation.directory.open_session(house.people["ana"], house.clock()).id
    page = (await client.get("/profile")).text
    assert "Firefox on Linux" in page
    assert "Chrome on Windows" in page
    ending = re.search(r'(/profile/browsers/\w{32}/ending)"', unescape(page))
    assert ending
    assert elsewhere not in page
    assert (await send(client, ending[1])).status_code == 303
    assert not lasts(house, elsewhere)
    theirs = house.installation.directory.browsers.of(house.people["ana"], ana, house.clock(), house.clock() - house.clock())
    assert theirs == []
    assert (await send(client, "/profile/browsers/0123456789abcdef0123456789abcdef/ending")).status_code == 404
    assert lasts(house, ana)


async def test_a_browser_of_somebody_else_cannot_be_signed_out(client: Client, house: House):
    ana = house.installation.directory.open_session(house.people["ana"], house.clock()).id
    async with client_of(house) as other:
        become(other, house, "ana")
        found = re.search(r"/profile/browsers/(\w{32})/ending", unescape((await other.get("/profile")).text))
    assert found
    assert (await send(client, f"/profile/browsers/{found[1]}/ending")).status_code == 404
    assert lasts(house, ana)


async def test_signing_out_everywhere_ends_this_browser_too(client: Client, house: House):
    here, ana = client.cookies["plumbline_session"], house.installation.directory.open_session(house.people["ana"], house.clock()).id
    answer = await send(client, "/profile/browsers/ending")
    assert answer.headers["location"] == "/login"
    assert not lasts(house, here)
    assert lasts(house, ana)


async def test_name_and_zone_are_ones_own_to_change(client: Client, house: House):
    assert (await send(client, "/profile/person", name="Bo Berg", zone="Asia/Tokyo")).status_code == 303
    assert "Bo Berg" in (await client.get("/profile")).text
    person = house.installation.directory.person(house.people["bo"])
    assert (person.name, person.zone) == ("Bo Berg", "Asia/Tokyo")
    assert (await send(client, "/profile/person", name=" ", zone="UTC")).status_code == 422
    assert (await send(client, "/profile/person", name="Bo", zone="Mars/Base")).status_code == 422
    assert house.installation.directory.person(house.people["bo"]) == person


async def test_somebody_who_lost_their_password_chooses_a_new_one_through_a_link(client: Client, house: House):
    here = client.cookies["plumbline_session"]
    token = house.installation.directory.create_token(house.people["bo"], "script", ("read",))
    async with client_of(house) as mara:
        become(mara, house, "mara")
        answer = await send(mara, f"/people/{house.people['bo']}/password-links", page="/people")
        assert answer.status_code == 201
    link = re.search(r"(/join/[\w-]{43})<", unescape(answer.text))
    assert link
    assert await house.installation.directory.check_password(MAIL, OLD) == house.people["bo"], "the old one holds until then"
    async with client_of(house) as anybody:
        joined = await send(anybody, link[1], page=link[1], password=NEW)
        assert joined.status_code == 303
        assert (await anybody.get(link[1])).status_code == 404
    assert not lasts(house, here)
    assert house.installation.directory.token(token, house.clock()) is None
    assert await house.installation.directory.check_password(MAIL, OLD) is None
    events = [entry.event for entry in await house.installation.ledger.scan(0, 100)]
    assert NewPasswordAllowed(person_id=house.people["bo"]) in events


async def test_nobody_makes_such_a_link_for_somebody_of_a_higher_rank(client: Client, house: House):
    workspace = house.installation.workspace_id
    admin = house.installation.handling.context(actor="", surface="cli").new_id("usr")
    house.installation.directory.add_person(admin, "Ada", "ada@house.example")
    await house.done("ana", AddMember(person_id=admin, rank="contributor", calendar_id="default", admin=True), workspace)
    house.people["ada"] = admin
    become(client, house, "ada")
    refused = await send(client, f"/people/{house.people['bo']}/password-links", page="/people")
    assert refused.status_code == 409
    assert "/join/" not in refused.text
    await house.done("ana", ChangeMember(person_id=house.people["bo"], rank="contributor"), workspace)
    assert (await send(client, f"/people/{house.people['bo']}/password-links", page="/people")).status_code == 201
    become(client, house, "bo")
    assert (await send(client, f"/people/{house.people['mara']}/password-links")).status_code in (403, 404)


async def test_a_link_for_a_new_password_that_got_lost_is_asked_for_again_under_its_key(client: Client, house: House):
    token = house.installation.directory.create_token(house.people["mara"], "script", ("read", "write"))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "bo-lost-it"}
    path = f"/v1/people/{house.people['bo']}/password-links"
    async with client_of(house) as script:
        first, second = [await script.post(path, headers=headers) for _ in range(2)]
        assert (first.status_code, second.status_code, second.headers["Idempotent-Replayed"]) == (201, 201, "true"), second.text
        assert (await script.get(first.json()["link"])).status_code == 404, "the newer link took its place"
        allowed = [one for one in await house.installation.ledger.scan(0, 200) if isinstance(one.event, NewPasswordAllowed)]
        assert len(allowed) == 1
        link = second.json()["link"].removeprefix(house.installation.base_url)
        assert (await send(script, link, page=link, password=NEW)).status_code == 303
        used = await script.post(path, headers=headers)
        assert (used.status_code, "link" in used.json()) == (409, False), "Bo is back, so nobody gets a further way into the account"
        assert (await script.post(path, headers=headers | {"Idempotency-Key": "once-more"})).status_code == 201


async def test_whoever_may_not_make_such_a_link_any_more_gets_no_further_one_under_its_key(house: House):
    workspace, bo = house.installation.workspace_id, house.people["bo"]
    ada = house.installation.handling.context(actor="", surface="cli").new_id("usr")
    house.installation.directory.add_person(ada, "Ada", "ada@house.example")
    await house.done("ana", AddMember(person_id=ada, rank="contributor", calendar_id="default", admin=True), workspace)
    await house.done("ana", ChangeMember(person_id=bo, rank="contributor"), workspace)
    token = house.installation.directory.create_token(ada, "script", ("read", "write"))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "bo-lost-it"}
    async with client_of(house) as script:
        assert (await script.post(f"/v1/people/{bo}/password-links", headers=headers)).status_code == 201
        await house.done("ana", ChangeMember(person_id=bo, rank="owner"), workspace)
        outranked = await script.post(f"/v1/people/{bo}/password-links", headers=headers)
        assert (outranked.status_code, "/join/" in outranked.text) == (409, False)


async def test_a_token_says_the_year_that_it_ends_in(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read("/profile")
        assert await visitor.send("/profile/tokens", {"token_name": "Script", "scopes": "read", "lasts": "365"}) == 201
        (token,) = visitor.house.installation.directory.tokens(visitor.house.people["ana"])
        assert token.expires_at is not None
        assert f"{token.expires_at:%b} {token.expires_at.year} never Revoke Script" in visitor.page, "and that nothing used it yet"
