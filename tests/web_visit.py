"""Somebody visits pages of a small house without a browser: reads them, fills in their forms, sends them. No scripts run."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx2

from plumbline.app.composition import application
from plumbline.outbox.address_guard import allowed_networks
from small_house import House, small_house

BASE = "http://127.0.0.1:8420"


class Visitor:
    """A visit to a house as one of its people. `page` is the last page that came back, as text with entities resolved."""

    def __init__(self, house: House, client: httpx2.AsyncClient, pages: httpx2.AsyncBaseTransport) -> None:
        self.house = house
        self._client = client
        self._pages = pages
        self.page = ""
        self.html = ""
        self.path = ""
        self.headers: httpx2.Headers = httpx2.Headers()

    def become(self, name: str) -> None:
        """Go on as another person; the demo needs no account."""
        self._client.cookies.set("plumbline_person", self.house.people[name], domain="127.0.0.1")

    def forget(self) -> None:
        """Go on as a browser that was never here."""
        self._client.cookies.clear()

    def cookies(self) -> dict[str, str]:
        """Return what this browser carries."""
        return {one.name: one.value or "" for one in self._client.cookies.jar}

    def bring(self, cookies: dict[str, str]) -> None:
        """Go on as a browser that carries these."""
        for name, value in cookies.items():
            self._client.cookies.set(name, value, domain="127.0.0.1")

    async def read(self, path: str) -> int:
        """Open a page, following redirects; return its status."""
        return self._keep(await self._client.get(path, follow_redirects=True))

    async def send(self, path: str, fields: dict[str, Any] | None = None, files: Any = None, headers: dict[str, str] | None = None) -> int:
        """Send a form with the secret of the last page; follow to where it leads and return that status."""
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.html)
        data = {"csrf": csrf[1] if csrf else "", **(fields or {})}
        return self._keep(await self._client.post(path, data=data, files=files, headers=headers, follow_redirects=True))

    async def deliver(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Send what a program outside sends, with no session; return the status."""
        async with httpx2.AsyncClient(transport=self._pages, base_url=BASE) as client:
            return (await client.post(path, content=body, headers=headers)).status_code

    def value(self, name: str) -> str:
        """Return the value of a field on the last page."""
        found = re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)"', self.html)
        assert found, f"no field {name} on {self.path}"
        return unescape(found[1])

    def alert(self) -> str:
        """Return the words of the refusal on the last page; empty when there is none."""
        found = re.search(r'<section class="notice bad".*?</section>', self.html, re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""

    def _keep(self, response: httpx2.Response) -> int:
        self.html = response.text
        self.page = " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())
        self.path = response.url.path
        self.headers = response.headers
        return response.status_code


@asynccontextmanager
async def visiting(folder: Path, name: str = "ana", *, networks: str = "", mailbox: str = "") -> AsyncGenerator[Visitor, None]:
    """Open a small house and visit it. networks: of its own, that webhooks may go into. mailbox: where replies are fetched from."""
    async with small_house(folder) as house:
        house.installation = replace(house.installation, networks=allowed_networks(networks), mailbox=mailbox)
        async with visiting_house(house, name) as visitor:
            yield visitor


@asynccontextmanager
async def visiting_house(house: House, name: str = "ana") -> AsyncGenerator[Visitor, None]:
    """Visit a house that is open already."""
    pages: Any = application(house.installation)
    transport = httpx2.ASGITransport(app=pages)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
        visitor = Visitor(house, client, transport)
        visitor.become(name)
        yield visitor
