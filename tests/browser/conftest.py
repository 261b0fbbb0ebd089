"""A real browser on the real product: the demo with its sample cycles, and a server that somebody has just set up."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from browser_pages import linked
from browser_visit import Look, Site, Visit

START = "from plumbline.app import main; main()"
PASSWORD = "three calm herons wade"
STARTS_WITHIN_SECONDS = 60

PARTS = ("/parts/screen/paying", "/parts/component/c1?screen=paying", "/parts/journey/all", "/new/transition?from=paying",
         "/new/component?screen=paying&type=radio", "/next/paying", "/ways/paying")  # fmt: skip
"""Pages of the journey that the demo opens with, below its own."""


RECORD = Path(__file__).parent.parent.parent / "docs" / "decisions" / "0004-one-cycle-one-stream.md"
"""A decision record, to be brought into a cycle."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, as `plumbline demo` starts it."""
    with running_server("demo", tmp_path_factory.mktemp("demo")) as (url, _):
        site = Site(url=url, empty=False)
        page = browser.new_page()
        page.goto(url)
        links = page.eval_on_selector_all("#side a, main a", "found => found.map(one => one.getAttribute('href'))")
        site.cycle = next(link for link in links if re.fullmatch(r"/cycles/cyc_\w+", link))
        chosen = "found => found.map(one => [one.textContent, one.value])"
        site.people = dict(page.eval_on_selector_all("#switch-person option", chosen))
        page.goto(f"{url}{site.cycle}/decisions")
        site.decision = page.eval_on_selector("main a[href^='/decisions/dec_']", "one => one.getAttribute('href').split('#')[0]")
        page.goto(f"{url}{site.cycle}/reviews")
        site.review = page.eval_on_selector("main a[href^='/reviews/']", "one => one.getAttribute('href')")
        page.goto(f"{url}{site.cycle}/handoffs")
        site.handoff = page.eval_on_selector("main a[href^='/handoffs/']", "one => one.getAttribute('href')")
        page.goto(f"{url}/playbooks")
        site.playbook = page.eval_on_selector(
            "main a[href^='/playbooks/']:not([href*='compose'])", "one => one.getAttribute('href').split('#')[0]"
        )
        page.goto(f"{url}{site.cycle}/risks")
        clock = linked(page, r"/items/\w+/clock")
        ladder = f"{clock.removesuffix('/clock')}/escalations"
        page.goto(f"{url}{site.review}")
        thread = page.get_attribute("[id^='card-thr_']", "id") or ""
        document = linked(page, r"/documents/\w+") or linked(page, r"/documents/\w+/edit").removesuffix("/edit")
        page.goto(f"{url}/ledger")
        thread = f"/threads/{thread.removeprefix('card-')}?at={linked(page, r'/ledger/[0-9]+').rpartition('/')[2]}"
        page.goto(f"{url}/admin/escalation")
        policy = linked(page, r"/admin/escalation/\w+") or "/admin/escalation/default"
        page.goto(f"{url}/templates/decisions")
        kept = linked(page, r"/templates/decisions/\w+")
        templates = [kept, f"{kept}/change?thread={thread.removeprefix('/threads/').partition('?')[0]}", f"{site.decision}/template"]
        page.goto(f"{url}/templates/parcel-delay/play")
        page.locator("main form button.primary").click()
        run = page.url.removeprefix(url).partition("?")[0]
        page.goto(f"{url}{site.cycle}/journeys")
        journey = linked(page, r"/journeys/\w+")
        parts = [f"{journey}{one}" for one in ("", "/play", "/results", "/comparison", "/template", "/update", "/new-image", *PARTS)]
        page.goto(f"{url}{journey}")
        page.get_by_label("Name of a new branch").fill("Tried apart")
        page.get_by_role("button", name="Begin a branch").click()
        page.wait_for_url(lambda there: there != f"{url}{journey}")
        parts.append(f"{journey}/merge/{page.url.rpartition('/')[2]}")
        page.goto(f"{url}{journey}")
        trace = linked(page, r"/journeys/\w+/traces/[^/]+")
        page.goto(f"{url}{journey}/results")
        missed = linked(page, r"/journeys/\w+/uncovered/[^/]+")
        page.goto(f"{url}/templates/parcel-delay/results")
        untried = linked(page, r"/templates/[\w-]+/uncovered/[^/]+")
        page.goto(f"{url}/integrations")
        page.get_by_label("Title").fill("Warehouse")
        page.get_by_label("Address").fill("https://93.184.216.34/in")  # nothing is sent there: it is not connected
        page.get_by_role("button", name="Add endpoint").click()
        page.get_by_role("button", name="Disable endpoint").click()
        endpoint = page.url.removeprefix(url)
        outside = [endpoint, f"{endpoint}/replay?after=0", linked(page, r"/integrations/\w+/deliveries/[0-9]+")]
        page.goto(f"{url}/integrations/sources")
        page.get_by_label("What the program is called").fill("Shop")
        page.get_by_role("button", name="Add source").click()
        page.goto(f"{url}/integrations/sources")
        source = linked(page, r"/integrations/sources/src_\w+")
        outside += [source, f"{source}/upload"]
        other = page.eval_on_selector_all("#side [href^='/cycles/cyc_']", "found => found.map(one => one.getAttribute('href'))")
        page.goto(f"{url}{next(one for one in other if one.count('/') == 2 and one != site.cycle)}/imports")
        page.get_by_label("Files").set_input_files(RECORD)
        page.get_by_role("button", name="Bring them in").click()
        record = linked(page, r"/decisions/dec_[0-9a-z]+")
        outside += [record, f"{record}/original"]
        page.close()
        texts = [document, f"{document}/edit", f"{document}/difference?new=2"]
        own = [site.decision, site.review, site.handoff, site.playbook, f"{site.playbook}/versions"]
        site.more = [*own, *texts, thread, ladder, clock, policy, run, f"{run}/record", f"{run}/replay", *parts, trace, missed, untried]
        site.more += [*templates, *outside]
        yield site


@pytest.fixture(scope="session")
def fresh(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server somebody has just set up with the link that it printed."""
    with set_up(browser, tmp_path_factory.mktemp("fresh")) as site:
        yield site


@pytest.fixture(scope="session")
def begun(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with one cycle that holds nothing yet."""
    with set_up(browser, tmp_path_factory.mktemp("begun")) as site:
        context = browser.new_context()
        context.add_cookies(site.cookies)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{site.url}/playbooks/compose")
        page.get_by_label("Title").fill("Nothing in it yet")
        page.get_by_role("button", name="Start cycle").click()
        page.wait_for_url("**/cycles/cyc_*")
        site.cycle = page.url.removeprefix(site.url).partition("?")[0]
        context.close()
        yield site


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """A server like the fresh one, for a test that fills it."""
    with set_up(browser, tmp_path) as site:
        yield site


@pytest.fixture
def look(browser: Browser) -> Iterator[Look]:
    """Open a page of a site. After the test nothing may have gone wrong on it, unless the test said that it would."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def open_page(
        site: Site, path: str = "/", *, width: int = 1280, scheme: str = "light", scripts: bool = True, person: str = "", **options: object
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            **options,  # type: ignore[arg-type]
        )
        if site.cookies:
            context.add_cookies(site.cookies)  # type: ignore[arg-type]
        visit = Visit(page=context.new_page(), site=site)
        _watch(visit)
        opened.append((context, visit))
        if person:
            context.add_cookies([{"name": "plumbline_person", "value": site.people[person], "url": site.url}])
        visit.go(path)
        return visit

    yield open_page
    for context, _ in opened:
        context.close()
    assert [fault for _, visit in opened for fault in visit.faults] == []


def _watch(visit: Visit) -> None:
    page = visit.page
    page.on("pageerror", lambda error: visit.faults.append(f"unhandled: {error}"))
    page.on("console", lambda said: visit.faults.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("request", lambda request: visit.faults.append(f"third party: {request.url}") if _is_foreign(request.url, visit) else None)


def _is_foreign(url: str, visit: Visit) -> bool:
    return not url.startswith((visit.site.url, "data:"))


@contextmanager
def set_up(browser: Browser, data: Path) -> Generator[Site, None, None]:
    """Start a server on an empty folder and make its first account."""
    with running_server("serve", data) as (url, printed):
        context = browser.new_context()
        page = context.new_page()
        page.goto(re.search(r"http\S+/setup/\S+", printed)[0])  # type: ignore[index]
        page.get_by_label("Your name").fill("Nora Falk")
        page.get_by_label("Your mail address").fill("nora@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Time zone").select_option("Europe/Berlin")
        page.get_by_role("button", name="Make the account").click()
        page.wait_for_url(f"{url}/")
        yield Site(url=url, empty=True, cookies=[dict(one) for one in context.cookies()])  # type: ignore[arg-type]
        context.close()


@contextmanager
def running_server(verb: str, data: Path) -> Generator[tuple[str, str], None, None]:
    """Start the product and yield its address and what it printed; stop it afterwards."""
    port = _free_port()
    command = [sys.executable, "-c", START, verb, "--no-open", "--host", "127.0.0.1", "--port", str(port), "--data", str(data)]
    log = data / "printed.txt"
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"})
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", process, log)
            yield f"http://127.0.0.1:{port}", log.read_text()
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=2):
                pass
        except OSError:
            time.sleep(0.05)
        else:
            if "answers at" in log.read_text():
                return
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
