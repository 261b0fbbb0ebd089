"""Somebody opens the map of a journey in a browser."""

from playwright.sync_api import Locator, Page

from browser_visit import Look, Site


def journey(site: Site, look: Look, template: str = "parcel-delay", title: str = "", **options: object) -> Page:
    """Make a journey of one's own from a template and open its map."""
    page = look(site, f"{site.cycle}/journeys", **options).page
    page.get_by_label("Template").select_option(template)
    page.get_by_role("button", name="Use this template").click()
    page.locator("#new-title").fill(title)
    page.get_by_role("button", name="Add journey").click()
    page.wait_for_url("**/journeys/jrn_*")
    return page


def box(page: Page, screen: str) -> Locator:
    """Return the box of a screen."""
    return page.locator(f"a.screen[data-screen='{screen}']")
