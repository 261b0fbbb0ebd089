"""Two people without an account play one session: each sees the other's move without doing anything, and loses nothing while writing."""

import re

from playwright.sync_api import Page

from browser_visit import Look, Site


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def session(demo: Site, look: Look) -> str:
    """Make a link that seats everybody in one session; return its address."""
    page = look(demo, "/templates/parcel-delay/play").page
    page.locator("#new-link > summary").click()
    page.get_by_label("One session for everybody who comes").check()
    press(page, "Make the link")
    found = re.search(r"http://\S+/p/[\w-]+", page.locator("main").inner_text())
    assert found is not None
    return found[0].replace(found[0].partition("/p/")[0], demo.url)


def seated(look: Look, demo: Site, link: str, role: str, **options: object) -> Page:
    page = look(demo, link.removeprefix(demo.url), **options).page
    page.get_by_label("Play as").select_option(role)
    page.get_by_label("I agree").check()
    press(page, "Begin")
    return page


def test_the_screen_of_one_follows_the_move_of_the_other(demo: Site, look: Look):
    link = session(demo, look)
    recipient = seated(look, demo, link, "recipient", width=390)
    support = seated(look, demo, link, "support")
    assert support.get_by_role("heading", name="No case is open").last.is_visible()
    press(recipient, "Wait for what comes next")
    press(recipient, "Talk to a person")
    support.get_by_role("heading", name="A recipient asks for help").last.wait_for()

    recipient.locator("#wrong > summary").click()
    recipient.get_by_label("What is wrong").fill("Who answers?")
    press(support, "Refund the order")
    recipient.get_by_text("This page has changed while you were writing").wait_for()
    assert recipient.get_by_label("What is wrong").input_value() == "Who answers?"
    recipient.get_by_role("button", name="Show the change").click()
    recipient.get_by_text("The run is over").wait_for()
