"""An agent as the official client of the Model Context Protocol, within the test's own event loop."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from plumbline.app.composition import application
from plumbline.edge import granting
from small_house import House


@asynccontextmanager
async def agent_of(house: House, *scopes: str, who: str = "ana", mode: str = "auto") -> AsyncGenerator[Client, None]:
    """Connect an agent that acts for somebody. scopes: what its token may do. mode: `auto`, or `legacy` for the older handshake."""
    person = house.installation.handling.context(actor=house.people[who], surface="web")
    made = await granting.make(house.installation, person, name="agent", scopes=scopes, days=1)
    assert isinstance(made, granting.Made), made
    transport = httpx2.ASGITransport(app=cast(Any, application(house.installation)))
    headers = {"Authorization": f"Bearer {made.text}"}
    async with (
        httpx2.AsyncClient(transport=transport, base_url=house.installation.base_url, headers=headers) as over_http,
        Client(streamable_http_client(f"{house.installation.base_url}/mcp", http_client=over_http), mode=cast(Any, mode)) as client,
    ):
        yield client
