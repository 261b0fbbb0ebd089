"""Pages of other sites: with the key of a source that names them, with a token where the operator named them, never with cookies."""

from dataclasses import replace
from pathlib import Path

from httpx import AsyncClient

from plumbline.edge import signal_sources
from plumbline.edge.signal_sources import Made
from plumbline.kernel.outcome import Refusal
from small_house import House, client_of, small_house

SHOP, BOARD, ELSEWHERE = "https://shop.example.org", "https://board.example.org", "https://elsewhere.example"
ASKING = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


async def source(house: House, *origins: str) -> Made:
    context = house.installation.handling.context(actor=house.people["ana"], surface="web")
    made = await signal_sources.add(house.installation, context, title="Shop")
    assert isinstance(made, Made)
    answer = await signal_sources.allow_origins(house.installation, context, made.source_id, origins)
    assert not isinstance(answer, Refusal), answer
    return made


def event(key: str) -> dict[str, object]:
    return {"api_key": key, "event": "Signed Up", "distinct_id": "d", "uuid": "018f1d2e-0000-7000-8000-000000000001"}


async def before(client: AsyncClient, path: str, origin: str, method: str = "POST") -> str | None:
    asked = await client.options(path, headers={"origin": origin, "access-control-request-method": method})
    assert "access-control-allow-credentials" not in asked.headers
    return asked.headers.get("access-control-allow-origin")


async def test_a_browser_is_told_before_it_sends_whether_its_page_may(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        assert await before(client, "/batch/", SHOP) is None
        made = await source(house, SHOP)
        for path in ("/batch/", "/e/", "/i/v0/e/", "/v1/batch", "/v1/track", "/v1/identify", "/v1/signals"):
            assert await before(client, path, SHOP) == SHOP, path
            assert await before(client, path, ELSEWHERE) is None
        assert await before(client, "/v1/decisions/dec_1/approval", SHOP) is None
        context = house.installation.handling.context(actor=house.people["ana"], surface="web")
        await signal_sources.revoke(house.installation, context, made.source_id)
        assert await before(client, "/batch/", SHOP) is None


async def test_the_page_of_a_site_that_the_source_names_sends_and_reads_the_answer(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        made = await source(house, SHOP)
        taken = await client.post("/e/", json=event(made.key), headers={"origin": SHOP})
        assert (taken.status_code, taken.headers["access-control-allow-origin"], taken.headers["vary"]) == (200, SHOP, "Origin")
        wrong = await client.post("/e/", content=b"{", headers={"origin": SHOP, "authorization": f"Bearer {made.key}"})
        assert (wrong.status_code, wrong.headers["access-control-allow-origin"]) == (400, SHOP)
        other = await client.post("/e/", json=event(made.key), headers={"origin": ELSEWHERE})
        assert (other.status_code, other.json()["code"]) == (403, "signals.origin")
        assert "access-control-allow-origin" not in other.headers
        unknown = await client.post("/e/", json=event("plb_src_x"), headers={"origin": SHOP})
        assert (unknown.status_code, unknown.headers.get("access-control-allow-origin")) == (401, None)


async def test_a_source_without_sites_takes_from_programs_as_before_and_tells_no_page_anything(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        made = await source(house)
        taken = await client.post("/e/", json=event(made.key), headers={"origin": SHOP})
        assert (taken.status_code, taken.headers.get("access-control-allow-origin")) == (200, None)


async def test_a_source_may_name_any_site(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        made = await source(house, "*")
        assert await before(client, "/batch/", ELSEWHERE) == "*"
        taken = await client.post("/e/", json=event(made.key), headers={"origin": ELSEWHERE})
        assert taken.headers["access-control-allow-origin"] == "*"


async def test_only_sites_are_named(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        made = await source(house)
        path = f"/v1/signal-sources/{made.source_id}/origins"
        for wrong in ("shop.example.org", "https://shop.example.org/x", "https://a@b.example", "null", "javascript:alert(1)", "https://"):
            refused = await client.post(path, json={"origins": [wrong]})
            assert (refused.status_code, refused.json()["findings"][0]["rule"]) == (409, "signal_source.origin"), wrong
        assert (await client.post(path, json={"origins": [f"{SHOP}/", "HTTP://LOCALHOST:3000"]})).status_code == 201
        shown = (await client.get(f"/v1/signal-sources/{made.source_id}")).json()
        assert shown["origins"] == [SHOP, "http://localhost:3000"]


async def test_the_api_is_read_from_sites_that_the_operator_names_and_never_written(tmp_path: Path):
    async with small_house(tmp_path) as house:
        house.installation = replace(house.installation, api_origins=(BOARD,))
        async with client_of(house) as client:
            assert await before(client, "/v1/needs", BOARD, "GET") == BOARD
            assert await before(client, "/v1/needs", ELSEWHERE, "GET") is None
            assert await before(client, "/v1/mail", BOARD, "POST") is None
            assert await before(client, "/login", BOARD, "GET") is None
            read = await client.get("/v1/needs", headers={"origin": BOARD})
            assert read.headers["access-control-allow-origin"] == BOARD
            assert "Plumbline-Version" in read.headers["access-control-expose-headers"]
            assert "access-control-allow-origin" not in (await client.get("/v1/needs", headers={"origin": ELSEWHERE})).headers
            assert "access-control-allow-origin" not in (await client.get("/", headers={"origin": BOARD})).headers
            written = await client.post("/v1/mail", json={}, headers={"origin": BOARD})
            assert (written.status_code, written.headers.get("access-control-allow-origin")) == (403, None)
