"""Sessions as browsers see them: forms of other sites, the flags of cookies, and what an id is worth after a sign-in."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import AsyncClient as Client
from httpx import Response

from plumbline.domain.workspace.workspace import AddMember
from small_house import House, client_of, small_house

PASSWORD = "copper kettle on the ninth floor"
MAIL = "cleo@example.org"
EVIL = "https://evil.example"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path, demo=False) as opened:
        directory = opened.installation.directory
        person = opened.installation.handling.context(actor="", surface="cli").new_id("usr")
        directory.add_person(person, "Cleo", MAIL)
        await directory.set_password(person, PASSWORD)
        await opened.done("ana", AddMember(person_id=person, rank="contributor", calendar_id="default"), opened.installation.workspace_id)
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[Client, None]:
    async with client_of(house) as opened:
        yield opened


def secret_of(answer: Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
    assert found
    return found[1]


async def sign_in(client: Client, headers: dict[str, str] | None = None) -> Response:
    """Fill in the form of the sign-in page, also when a session is there already."""
    session = client.cookies.get("plumbline_session")
    form = await client.get("/login") if not session else await client.get("/profile")
    return await client.post("/login", data={"csrf": secret_of(form), "mail": MAIL, "password": PASSWORD}, headers=headers or {})


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": EVIL, "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_form_from_another_site_is_refused_even_with_the_right_secret(client: Client, headers: dict[str, str]):
    assert (await sign_in(client)).status_code == 303
    form = {"csrf": secret_of(await client.get("/profile")), "theme": "dark"}
    refused = await client.post("/profile/look", data=form, headers=headers)
    assert refused.status_code == 403, headers
    assert "set-cookie" not in refused.headers
    assert (await client.post("/profile/look", data=form)).status_code == 303


async def test_a_form_from_our_own_page_is_taken(client: Client, house: House):
    own = {"Origin": house.installation.base_url, "Sec-Fetch-Site": "same-origin"}
    assert (await sign_in(client, own)).status_code == 303


async def test_a_form_without_the_secret_of_its_page_is_refused(client: Client):
    assert (await sign_in(client)).status_code == 303
    for form in ({}, {"csrf": ""}, {"csrf": "00" * 32}):
        assert (await client.post("/profile/look", data={**form, "theme": "dark"})).status_code == 403


async def cookies_set(client: Client, house: House) -> list[str]:
    """Return every Set-Cookie header that a visit from sign-in to sign-out brings about."""
    answers = [await client.get("/login"), await sign_in(client), await client.get(f"/cycles/{house.cycle}", follow_redirects=True)]
    form = {"csrf": secret_of(await client.get("/profile")), "theme": "dark"}
    answers += [await client.post(path, data=form) for path in ("/profile/look", "/logout")]
    return [line for answer in answers for line in answer.headers.get_list("set-cookie")]


async def test_no_script_and_no_form_of_another_site_gets_hold_of_a_cookie(client: Client, house: House):
    lines = await cookies_set(client, house)
    names = {line.partition("=")[0] for line in lines}
    assert {"plumbline_session", "plumbline_visit", "plumbline_look", "plumbline_cycle"} <= names
    for line in lines:
        flags = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= flags, line
        assert not any(flag.startswith("domain") for flag in flags), line


async def test_cookies_of_the_demo_are_kept_from_scripts_and_other_sites_too(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        form = {"csrf": secret_of(await client.get("/profile")), "person_id": house.people["bo"]}
        answers = [await client.post(path, data=form) for path in ("/switch-person", "/guide")]
    lines = [line for answer in answers for line in answer.headers.get_list("set-cookie")]
    assert {line.partition("=")[0] for line in lines} >= {"plumbline_person", "plumbline_guide"}
    for line in lines:
        assert {"httponly", "samesite=lax"} <= {part.strip().lower() for part in line.split(";")[1:]}, line


async def test_over_https_every_cookie_is_secure_and_bound_to_the_host(house: House):
    secure = House(replace(house.installation, base_url="https://plumbline.example"), house.clock, house.people, house.cycle)
    async with client_of(secure) as client:
        lines = [line for path in ("/login", "/help/keys") for line in (await client.get(path)).headers.get_list("set-cookie")]
        form = await client.get("/login")
        answer = await client.post("/login", data={"csrf": secret_of(form), "mail": MAIL, "password": PASSWORD})
        lines += answer.headers.get_list("set-cookie")
    assert {"__Host-plumbline", "__Host-plumbline_visit"} <= {line.partition("=")[0] for line in lines}
    for line in lines:
        flags = {part.strip().lower() for part in line.split(";")[1:]}
        assert line.startswith("__Host-"), line
        assert {"httponly", "samesite=lax", "secure", "path=/"} <= flags, line


async def test_a_sign_in_gives_a_new_id_and_makes_the_old_one_worthless(client: Client, house: House):
    await sign_in(client)
    old = client.cookies["plumbline_session"]
    assert (await client.get("/profile")).status_code == 200
    assert (await sign_in(client)).status_code == 303
    new = client.cookies["plumbline_session"]
    assert new != old
    async with client_of(house) as other:
        other.cookies.set("plumbline_session", old)
        assert (await other.get("/profile")).headers.get("location", "").startswith("/login")
    assert (await client.get("/profile")).status_code == 200


async def test_an_id_from_before_the_sign_in_is_never_taken_over(client: Client):
    planted = "planted-by-somebody-else-0123456789abcdef"
    client.cookies.set("plumbline_session", planted, domain="127.0.0.1")
    form = await client.get("/login")
    answer = await client.post("/login", data={"csrf": secret_of(form), "mail": MAIL, "password": PASSWORD})
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]


async def test_after_a_sign_out_the_id_is_worthless(client: Client, house: House):
    await sign_in(client)
    old = client.cookies["plumbline_session"]
    await client.post("/logout", data={"csrf": secret_of(await client.get("/profile"))})
    async with client_of(house) as other:
        other.cookies.set("plumbline_session", old)
        assert (await other.get("/profile")).status_code == 303
