"""Tokens through the API: made, listed, ended; each with a grant in the ledger, and never with more rights than their maker."""

from datetime import datetime
from pathlib import Path

from httpx import AsyncClient as Client

from plumbline.domain.workspace.grant import TokenGranted, TokenRevoked
from plumbline.edge import granting
from plumbline.edge.inviting import let_go
from small_house import House, client_of, small_house


async def made(house: House, *scopes: str, who: str = "ana") -> granting.Made:
    context = house.installation.handling.context(actor=house.people[who], surface="web")
    found = await granting.make(house.installation, context, name="script", scopes=scopes, days=30)
    assert isinstance(found, granting.Made), found
    return found


def under(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def events(house: House) -> list[object]:
    return [one.event for one in await house.installation.ledger.scan(0, 1000) if isinstance(one.event, TokenGranted | TokenRevoked)]


async def hears(client: Client, token: str) -> int:
    return (await client.get("/v1/tokens", headers=under(token))).status_code


async def test_a_program_makes_a_token_for_another_lists_it_and_ends_it(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        own = await made(house, "read", "write")
        answer = await client.post("/v1/tokens", json={"name": "Nightly", "scopes": ["read"], "days": 7}, headers=under(own.text))
        assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
        other = answer.json()
        listed = (await client.get("/v1/tokens", headers=under(other["token"]))).json()["items"]
        assert {one["name"]: one["scopes"] for one in listed} == {"script": ["read", "write"], "Nightly": ["read"]}
        assert other["token"] not in str(listed)
        now = house.clock().isoformat()
        assert [datetime.fromisoformat(one["used_at"]).isoformat() for one in listed] == [now, now], (
            "each was used for one of these requests"
        )
        ended = await client.post(f"/v1/tokens/{other['id']}/revocation", headers=under(own.text))
        assert (ended.status_code, await hears(client, other["token"])) == (201, 401)
        granted = [type(one).__name__ for one in await events(house)]
        assert granted == ["TokenGranted", "TokenGranted", "TokenRevoked"]


async def test_no_program_gives_what_it_does_not_have(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        own = await made(house, "read", "write", "approve")
        asked = {"name": "Bolder", "scopes": ["read", "write", "approve"]}
        answer = await client.post("/v1/tokens", json=asked, headers=under(own.text))
        assert (answer.status_code, [one["rule"] for one in answer.json()["findings"]]) == (409, ["token.within"])
        assert len(house.installation.directory.tokens(house.people["ana"])) == 1


async def test_the_token_of_somebody_else_is_unknown(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        hers, his = await made(house, "read", "write"), await made(house, "read", "write", who="bo")
        assert (await client.post(f"/v1/tokens/{hers.token_id}/revocation", headers=under(his.text))).status_code == 404
        assert await hears(client, hers.text) == 200


async def test_with_somebodys_membership_their_grants_end_in_the_ledger_too(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        token = await made(house, "read", who="bo")
        await let_go(house.installation, house.people["bo"])
        assert await hears(client, token.text) == 401
        assert TokenRevoked(token_id=token.token_id, person_id=house.people["bo"]) in await events(house)
