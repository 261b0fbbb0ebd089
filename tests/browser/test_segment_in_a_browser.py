"""Segment's client for browsers on the page of another site, with only the host changed: what it asks first, what it sends, and how."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Response

from browser_shop import post, shop
from browser_visit import Site
from node_packages import installed

LOAD = """async ([key, host, strategy]) => {
  const integrations = strategy ? {"Segment.io": {deliveryStrategy: strategy}} : {}
  const [analytics] = await AnalyticsNext.AnalyticsBrowser.load({writeKey: key, cdnURL: host}, {integrations})
  window.analytics = analytics
}"""
SEND = """async () => {
  await analytics.page("Docs", "Prices")
  await analytics.identify("ada@example.org", {email: "ada@example.org", plan: "pro"})
  await analytics.track("Signed Up", {plan: "pro"})
  await analytics.group("acme", {employees: 3})
  await analytics.screen("Home")
  await analytics.alias("ada", "ada@example.org")
}"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client as a script for pages."""
    _, folder = installed(Path(__file__).parent / "segment_client", tmp_path_factory.mktemp("segment"))
    return folder / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd" / "index.js"


class Watched:
    """A page of the shop whose requests to other sites are written down."""

    def __init__(self, page: Page, shop: str) -> None:
        self.page = page
        self.answers: list[tuple[str, int]] = []
        self.types = set[str]()
        self.faults: list[str] = []
        self._shop = shop
        page.on("response", self._answered)
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def _answered(self, answer: Response) -> None:
        if not answer.url.startswith(self._shop):
            self.answers.append((answer.url, answer.status))
            if answer.request.method == "POST":
                self.types.add(answer.request.headers["content-type"])


@pytest.fixture
def key(demo: Site) -> Generator[tuple[str, str, str], None, None]:
    """The key of a source, the id of its cycle, and the site that it names."""
    made = post(f"{demo.url}/v1/signal-sources", {"title": "Pages", "cycle_id": demo.cycle.rpartition("/")[2]})
    with shop() as site:
        post(f"{demo.url}/v1/signal-sources/{made['id']}/origins", {"origins": [site]})
        yield made["key"], made["id"], site


def opened(browser: Browser, client: Path, site: str) -> Watched:
    page = browser.new_page()
    watched = Watched(page, site)
    page.goto(f"{site}/?utm_source=news&utm_campaign=spring")
    page.add_script_tag(path=client)
    return watched


def signals(demo: Site, source_id: str) -> list[dict[str, Any]]:
    with urlopen(f"{demo.url}/v1/signals?limit=200", timeout=30) as answer:
        return [one for one in json.load(answer)["items"] if one["source_id"] == source_id]


def test_each_kind_of_message_arrives_from_a_page_and_belongs_to_its_cycle(
    browser: Browser, demo: Site, client: Path, key: tuple[str, str, str]
):
    shown, source_id, site = key
    watched = opened(browser, client, site)
    watched.page.evaluate(LOAD, [shown, demo.url, None])
    watched.page.evaluate(SEND)
    watched.page.close()
    paths = ["t", "i", "p", "g", "s", "a"]
    assert set(watched.answers) == {(f"{demo.url}/v1/projects/{shown}/settings", 200), *((f"{demo.url}/v1/{one}", 200) for one in paths)}
    assert (watched.types, watched.faults) == ({"text/plain"}, [])
    found = {one["name"]: one for one in signals(demo, source_id)}
    assert set(found) == {"Signed Up", "identify", "page", "group", "screen", "alias"}
    assert {one["because"] for one in found.values()} == {"source"}
    assert found["Signed Up"]["sign_up"]
    assert found["Signed Up"]["properties"] == {"plan": "pro"}
    assert found["page"]["properties"]["title"] == "Prices"
    assert (found["page"]["claims"]["plutmcampaign"], found["page"]["claims"]["plutmsource"]) == ("spring", "news")
    assert found["page"]["claims"]["pllanding"].startswith(site)
    assert "ada@example.org" not in json.dumps(list(found.values()))


def test_what_is_gathered_is_sent_together_and_what_is_left_as_the_page_goes(
    browser: Browser, demo: Site, client: Path, key: tuple[str, str, str]
):
    shown, source_id, site = key
    watched = opened(browser, client, site)
    watched.page.evaluate(LOAD, [shown, demo.url, {"strategy": "batching", "config": {"size": 2, "timeout": 60_000}}])
    watched.page.evaluate("async () => { for (const name of ['One', 'Two', 'Three']) await analytics.track(name) }")
    watched.page.goto("about:blank")
    watched.page.wait_for_timeout(500)
    watched.page.close()
    assert (f"{demo.url}/v1/b", 200) in watched.answers
    assert {one["name"] for one in signals(demo, source_id)} == {"One", "Two", "Three"}


def test_a_page_of_a_site_that_the_source_does_not_name_gets_nowhere(browser: Browser, demo: Site, client: Path, key: tuple[str, str, str]):
    shown, source_id, _ = key
    with shop() as other:
        watched = opened(browser, client, other)
        with pytest.raises(Exception, match="fetch"):
            watched.page.evaluate(LOAD, [shown, demo.url, None])
        watched.page.close()
    assert signals(demo, source_id) == []


def test_a_client_that_tells_how_it_is_doing_is_answered(browser: Browser, demo: Site, client: Path, key: tuple[str, str, str]):
    shown, source_id, site = key
    watched = opened(browser, client, site)
    host = demo.url.removeprefix("http://")
    settings = {"integrations": {"Segment.io": {"apiKey": shown, "apiHost": f"{host}/v1", "protocol": "http"}}}
    watched.page.evaluate(
        """async ([writeKey, cdnSettings, apiHost]) => {
          const integrations = {"Segment.io": {apiHost, protocol: "http"}}
          const [analytics] = await AnalyticsNext.AnalyticsBrowser.load({writeKey, cdnSettings}, {integrations})
          await analytics.track("One")
        }""",
        [shown, settings, f"{host}/v1"],
    )
    watched.page.wait_for_timeout(200)
    assert {one["name"] for one in signals(demo, source_id)} == {"One"}
    answered = watched.page.evaluate(
        "url => fetch(url, {method: 'POST', headers: {'Content-Type': 'text/plain'}, body: '{\"series\": []}'}).then(one => one.json())",
        f"{demo.url}/v1/m",
    )
    watched.page.close()
    assert (answered, watched.faults) == ({"success": True}, [])
