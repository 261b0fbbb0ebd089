"""What browser tests share: a running site, and a visit to one of its pages."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class Site:
    """A running product. empty: whether it was just set up and holds nothing. more: pages of single items, beside those of every site."""

    url: str
    empty: bool
    cookies: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    cycle: str = ""
    decision: str = ""
    review: str = ""
    playbook: str = ""
    handoff: str = ""
    more: list[str] = field(default_factory=list[str])
    people: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Visit:
    """A page that is being looked at, with everything that went wrong on it."""

    page: Page
    site: Site
    faults: list[str] = field(default_factory=list[str])
    requests: list[str] = field(default_factory=list[str])

    def go(self, path: str) -> Page:
        self.page.goto(self.site.url + path, wait_until="load")
        return self.page


def until(page: Page, claim: str, seconds: float = 5) -> None:
    """Wait until a claim about the page holds. Playwright's own wait evaluates text inside the page, which its policy forbids."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(claim):
        assert time.monotonic() < deadline, f"never so: {claim}"
        page.wait_for_timeout(40)


Look = Callable[..., Visit]
