"""A journey is played on a phone while a fault is let happen: with scripts and without, by keyboard, and framed HTML stays inside."""

import pytest
from playwright.sync_api import Page

from browser_pages import sideways
from browser_visit import Look, Site


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_parcel_that_nobody_takes_in_is_played_on_a_phone(demo: Site, look: Look, scripts: bool):
    visit = look(demo, "/templates/parcel-delay/play", width=320, scripts=scripts, has_touch=True, is_mobile=True)
    page = visit.page
    page.get_by_label("Play as", exact=True).select_option("recipient")
    press(page, "Play")
    address = page.url
    press(page, "Wait for what comes next")
    press(page, "See my options")
    page.get_by_label("Saturday, 10:00 to 13:00").check()
    press(page, "Deliver it again")
    assert page.get_by_text("The driver comes Saturday").is_visible()
    page.get_by_text("Let something happen").click()
    press(page, "Nobody opens the door")
    press(page, "Wait for what comes next")
    assert page.get_by_role("heading", name="We did not meet you").last.is_visible()
    assert sideways(visit) <= 0
    page.reload()
    assert page.get_by_role("heading", name="We did not meet you").last.is_visible(), "a reload goes on"
    press(page, "Back")
    assert page.get_by_role("heading", name="The new attempt is booked").last.is_visible()
    press(page, "Wait for what comes next")
    press(page, "See my options")
    press(page, "Deliver it again")
    press(page, "Wait for what comes next")
    assert page.get_by_role("heading", name="That is it").is_visible()
    page.goto(f"{address.partition('?')[0]}/record")
    assert page.get_by_text("Replays to the same states").is_visible()


def test_the_journey_is_played_by_keyboard_alone(demo: Site, look: Look):
    page = look(demo, "/templates/parcel-delay/play").page
    page.get_by_label("Play as", exact=True).focus()
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("document.activeElement.textContent.trim()") == "Play":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/run_*")
    wait = page.get_by_role("button", name="Wait for what comes next")
    wait.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    options = page.get_by_role("button", name="See my options")
    options.focus()
    assert options.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="How do you want to have it?").last.wait_for()
