"""Fetching events instead of being sent them: the same bytes, and a signature that whoever is sent them would check."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from httpx import AsyncClient as Client

from plumbline.domain.workspace.workspace import AddMember
from plumbline.edge import webhooks
from plumbline.events.cloudevent import encoded
from plumbline.outbox.signing import NotVerified, verify
from small_house import House, client_of
from webhook_house import context, endpoint, open_house
from webhook_receiver import receiving


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[Client]:
    async with client_of(house) as opened:
        yield opened


async def test_a_page_of_events_is_signed_with_the_published_key(client: Client, house: House):
    page = await client.get("/v1/events", params={"after": 0, "limit": 5})
    assert page.headers["webhook-id"] == f"events-0-{page.json()['next']}"
    verify(page.headers, page.content, [webhooks.public_key(house.installation)], house.clock())
    with pytest.raises(NotVerified):
        verify(
            page.headers, page.content.replace(b"decision", b"decisiom", 1) + b" ", [webhooks.public_key(house.installation)], house.clock()
        )


async def test_for_an_endpoint_a_page_holds_what_it_listens_to_and_is_signed_with_its_secret_too(client: Client, house: House):
    async with receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"], condition='plsurface == "web"')
        await house.done("ana", AddMember(person_id=context(house).new_id("usr"), rank="viewer"), house.installation.workspace_id)
        page = await client.get("/v1/events", params={"after": 0, "limit": 500, "endpoint": made.endpoint_id})
        assert page.json()["items"]
        assert {one["type"].split(".")[2] for one in page.json()["items"]} == {"workspace"}
        assert {one["plsurface"] for one in page.json()["items"]} == {"web"}
        verify(page.headers, page.content, [made.secret], house.clock())
        verify(page.headers, page.content, [webhooks.public_key(house.installation)], house.clock())
        assert (await client.get("/v1/events", params={"endpoint": "end_" + "0" * 26})).status_code == 404


async def test_one_event_is_the_same_bytes_under_the_same_id_as_its_delivery(client: Client, house: House):
    entry = await house.installation.ledger.entry(1)
    assert entry is not None
    one = await client.get(f"/v1/events/{entry.id}")
    assert one.content == encoded(entry, house.installation.base_url)
    assert one.headers["webhook-id"] == entry.id
    verify(one.headers, one.content, [webhooks.public_key(house.installation)], house.clock())
