"""People on a server that began with an empty folder: they follow their links, have a browser each, and tokens for the command line."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx

from console import Line, Said

PASSWORD = "seven quiet herons"


@dataclass(frozen=True)
class Browser:
    """Somebody's browser on the server, signed in."""

    client: httpx.Client

    def send(self, path: str, page: str, **fields: str) -> httpx.Response:
        """Fill in a form of a page and send it."""
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.client.get(page).text)
        assert csrf, f"no form on {page}"
        return self.client.post(path, data={"csrf": csrf[1], **fields})

    def token(self, scopes: str = "read write") -> str:
        made = self.send("/profile/tokens", "/profile", token_name="console", scopes=scopes, lasts="30")
        found = re.search(r"plb_pat_[\w-]{20,}", unescape(made.text))
        assert found, made.text
        return found[0]


@dataclass(frozen=True)
class Console:
    """The command line of somebody with a token."""

    line: Line
    token: str

    def __call__(self, *words: str) -> Said:
        return self.line(*words, PLUMBLINE_TOKEN=self.token)


def first_account(client: httpx.Client, printed: Path) -> Browser:
    """Follow the link that the server printed: Ana Ruiz leads the workspace House. Returns her browser."""
    setup = re.search(r"/setup/\S+", printed.read_text(encoding="utf-8"))
    assert setup
    account = {"name": "Ana Ruiz", "mail": "ana@house.example", "password": PASSWORD, "zone": "Europe/Berlin", "workspace": "House"}
    assert Browser(client).send(setup[0], setup[0], **account).status_code == 303
    return Browser(client)
