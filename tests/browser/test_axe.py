"""Every page, judged by axe-core: light and dark, wide and narrow, with data and empty."""

from typing import Any

import pytest

from browser_axe import judged
from browser_pages import paths_of, sideways, unseen
from browser_visit import Look, Site


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
