"""HTML of a screen that tries to get out of its frame: it runs nothing, reaches nothing, and the page around it stays what it is."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from browser_visit import Look, Site
from map_visit import journey

ESCAPES = (
    "<script>parent.document.title = 'taken'; top.location = 'AWAY?script'</script>",
    "<img src='AWAY?image' onerror=\"top.location = 'AWAY?error'\">",
    "<svg onload=\"parent.document.title = 'taken'\"></svg>",
    "<meta http-equiv='refresh' content='0;url=AWAY?refresh'>",
    "<base href='AWAY/' target='_top'>",
    "<style>@import url('AWAY?style'); body { background: url('AWAY?background') }</style>",
    "<link rel='stylesheet' href='AWAY?link'><link rel='prefetch' href='AWAY?prefetch'>",
    "<iframe src='AWAY?frame'></iframe><iframe srcdoc=\"<script>top.location = 'AWAY?inner'</script>\"></iframe>",
    "<object data='AWAY?object'></object><embed src='AWAY?embed'><video src='AWAY?video' autoplay></video>",
    "<form action='AWAY?form' target='_top'><button id='send'>Send</button></form>",
    "<a id='out' href='AWAY?link' target='_top'>Out</a><a id='inside' href='AWAY?inside'>Inside</a>",
    "</iframe></section></main><script>document.title = 'taken'</script>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
)


class Elsewhere(ThreadingHTTPServer):
    """Another site. asked: what reached it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Elsewhere)
        self.server.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the standard library gives it
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def with_html(page: Page, html: str) -> None:
    """Add a screen that shows HTML, and open its form, beside which it is drawn."""
    page.goto(f"{page.url}/new/screen")
    page.get_by_label("Title", exact=True).fill("Made by hand")
    page.get_by_label("Role", exact=True).select_option(index=1)
    page.locator("#p-html").fill(html)
    page.get_by_role("button", name="Add screen").click()
    page.wait_for_url("**/parts/screen/made-by-hand")


def test_html_that_tries_to_get_out_of_its_frame_stays_inside(demo: Site, look: Look, browser: Browser, elsewhere: Elsewhere):
    html = "<h1>Inside</h1>" + "".join(ESCAPES).replace("AWAY", elsewhere.url)
    made = journey(demo, look)
    context = browser.new_context()  # apart from `look`: what the browser forbids is told on the console, and that is wanted here
    page = context.new_page()
    page.goto(made.url)
    with_html(page, html)
    here = page.url
    frame = page.frame_locator("iframe.j-frame")
    frame.get_by_role("heading", name="Inside").wait_for()
    assert page.locator("iframe.j-frame").get_attribute("sandbox") == ""
    page.wait_for_timeout(600)
    for way in ("#out", "#inside", "#send"):
        frame.locator(way).click(timeout=3000, no_wait_after=True)
        page.wait_for_timeout(200)
        if frame.locator("#out").count() == 0:
            page.reload()
            frame.locator("#out").wait_for()
    assert page.url == here
    assert "taken" not in page.title()
    assert page.get_by_role("button", name="Save screen").is_visible()
    assert len(context.pages) == 1
    context.close()
    with urlopen(f"{elsewhere.url}/by-hand", timeout=5):
        assert elsewhere.asked == ["/by-hand"], "nothing else reached the other site"
