"""Every page, judged by axe-core: light and dark, wide and narrow, with data and empty."""

from pathlib import Path
from typing import Any

import pytest

from browser_pages import paths_of, sideways, unseen
from browser_visit import Look, Site, Visit

AXE = (Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # what a page in other colours can break
RUN = """only => axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false })
    .then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""


def judged(visit: Visit) -> list[str]:
    """Return what axe-core finds wrong with a page in light and in dark, one line per rule with the first place."""
    page = visit.page
    page.evaluate(AXE)
    page.emulate_media(color_scheme="light")
    found: list[str] = page.evaluate(RUN, RULES)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {line}" for line in page.evaluate(RUN, COLOUR_RULES)]
    if (pixels := sideways(visit)) > 0:
        found.append(f"sideways by {pixels} px")
    return found


def barriers(site: Site, look: Look, width: int) -> dict[str, list[str]]:
    """Judge every kind of page; without motion, because a colour on its way to another is neither."""
    visit = look(site, "/", width=width, reduced_motion="reduce")
    found: dict[str, Any] = {}
    for path in paths_of(site):
        visit.go(path)
        visit.faults[:] = [fault for fault in visit.faults if "404" not in fault]  # a page that is missing is a failed request, and meant
        if problems := judged(visit):
            found[path] = problems
    return found


def test_every_page_of_the_product_is_judged(demo: Site):
    assert unseen(paths_of(demo)) == set()


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_with_data_have_no_barriers(demo: Site, look: Look, width: int):
    assert barriers(demo, look, width) == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_empty_pages_have_no_barriers(fresh: Site, look: Look, width: int):
    assert barriers(fresh, look, width) == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_a_cycle_that_holds_nothing_have_no_barriers(begun: Site, look: Look, width: int):
    assert barriers(begun, look, width) == {}


def test_the_sign_in_has_no_barriers(fresh: Site, look: Look):
    visit = look(Site(url=fresh.url, empty=True), "/", reduced_motion="reduce")
    assert visit.page.get_by_role("heading", name="Sign in").is_visible()
    assert judged(visit) == []


def test_what_opens_over_a_page_has_no_barriers(demo: Site, look: Look):
    visit = look(demo, "/", reduced_motion="reduce")
    visit.page.keyboard.press("?")
    assert judged(visit) == []
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("Control+k")
    assert judged(visit) == []
    visit.go("/")
    visit.page.keyboard.press("j")
    visit.page.keyboard.press(".")
    assert visit.page.locator(".row-acts[open]").count() == 1
    assert judged(visit) == []


def test_enlarged_four_times_nothing_moves_sideways(demo: Site, look: Look):
    visit = look(demo, "/", width=320, device_scale_factor=4)
    assert sideways(visit) <= 0
    visit.go(demo.cycle)
    assert sideways(visit) <= 0
