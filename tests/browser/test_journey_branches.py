"""Two branches of a journey come back into it in a real browser: what fits comes by itself, what contradicts is chosen for."""

from playwright.sync_api import Page

from browser_visit import Look, Site
from map_visit import journey


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def branched(page: Page, home: str, name: str) -> str:
    """Begin a branch; return its address."""
    page.goto(home)
    page.get_by_label("Name of a new branch").fill(name)
    press(page, "Begin a branch")
    page.wait_for_url(lambda there: there != home)
    return page.url


def titled(page: Page, place: str, screen: str, title: str) -> None:
    """Give a screen another title, and keep that as a version."""
    page.goto(f"{place}/parts/screen/{screen}")
    page.get_by_label("Title", exact=True).fill(title)
    press(page, "Save screen")
    page.goto(place)
    press(page, "Keep as version")


def test_two_branches_are_brought_in_one_after_the_other(demo: Site, look: Look):
    page = journey(demo, look, title="Comes together")
    home = page.url
    kinder, shorter = branched(page, home, "Kinder words"), branched(page, home, "Shorter words")
    titled(page, kinder, "missed", "Sorry that we missed you")
    titled(page, kinder, "late", "Sorry, it comes later")
    titled(page, shorter, "missed", "You were out")

    page.goto(f"{home}/merge/{kinder.rpartition('/')[2]}")
    assert page.get_by_text("Nothing contradicts what was changed here.").is_visible()
    press(page, "Bring it in")
    assert page.locator("table a", has_text="Sorry that we missed you").first.is_visible()

    page.goto(f"{home}/merge/{shorter.rpartition('/')[2]}")
    choice = page.get_by_role("group", name="Sorry that we missed you")
    assert choice.get_by_text("Before: We did not meet you").is_visible()
    assert page.get_by_role("radio", checked=True).count() == 0, "nothing is chosen by itself"
    page.get_by_role("radio", name="What I write").check()
    page.get_by_label("What I write for").fill("Sorry, you were out")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})
    press(page, "Bring it in")
    page.wait_for_url(home)
    assert page.locator("table a", has_text="Sorry, you were out").first.is_visible()
    assert page.locator("table a", has_text="Sorry, it comes later").first.is_visible(), "what only one of them changed stays"
    press(page, "Take back my last change")
    assert page.locator("table a", has_text="Sorry that we missed you").first.is_visible()
