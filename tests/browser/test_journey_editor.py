"""The editor of a part in a real browser: the screen beside the form follows what is typed, and so does what is wrong with it."""

import re

from browser_visit import Look, Site, until
from map_visit import box, journey


def test_the_screen_beside_the_form_shows_what_is_typed_before_it_is_saved(demo: Site, look: Look):
    page = journey(demo, look)
    home = page.url
    page.goto(f"{home}/parts/screen/missed")
    page.locator("#parts tbody a").first.click()
    page.wait_for_url("**/parts/component/**")
    page.locator("#p-text").fill("You were out, says the driver")
    page.locator(".preview-screen").get_by_text("You were out, says the driver").wait_for()
    page.locator("#preview-device").select_option("desktop")
    page.locator(".preview-screen .device.is-desktop").wait_for()
    page.reload()
    assert page.locator(".preview-screen").get_by_text("You were out, says the driver").count() == 0


def test_a_condition_is_judged_while_it_is_typed(demo: Site, look: Look):
    page = journey(demo, look)
    page.goto(f"{page.url}/parts/screen/options")
    page.locator("#leaving tbody a").first.click()
    page.wait_for_url("**/parts/transition/**")
    page.locator("#p-when").fill("")
    page.locator("#p-when").press_sequentially("attemps < 2")
    page.get_by_text("There is no fact called attemps").wait_for()
    assert page.locator("#p-when").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "p-when", "typing goes on"
    page.locator("#p-when").fill("attempts < 2")
    until(page, "document.querySelector('#p-when-wrong').childElementCount === 0")
    assert page.locator("#p-when").get_attribute("aria-invalid") is None


def test_html_is_drawn_in_its_frame_while_it_is_typed(demo: Site, look: Look):
    page = journey(demo, look)
    home = page.url
    page.goto(f"{home}/new/screen")
    page.get_by_label("Title", exact=True).fill("Old page")
    page.get_by_label("Role", exact=True).select_option(index=1)
    page.locator("#p-html").fill("<h1>Before</h1>")
    page.get_by_role("button", name="Add screen").click()
    page.wait_for_url("**/parts/screen/**")
    frame = page.frame_locator("iframe.j-frame")
    frame.get_by_role("heading", name="Before").wait_for()
    page.locator("#p-html").fill("<h1>After</h1>")
    frame.get_by_role("heading", name="After").wait_for()
    assert frame.locator("h1").all_inner_texts() == ["After"]
    page.get_by_role("button", name="Save screen").click()
    page.wait_for_load_state()
    page.reload()
    frame.get_by_role("heading", name="After").wait_for()
    assert page.locator("#p-html").input_value() == "<h1>After</h1>", "it is kept"


def test_the_preview_stands_in_the_panel_beside_the_map_too(demo: Site, look: Look):
    page = journey(demo, look)
    box(page, "missed").click()
    page.locator(".map-panel .preview-screen .device").wait_for()
    page.locator(".map-panel #p-title").fill("")
    page.locator(".map-panel").get_by_role("button", name="Preview").click()
    page.locator(".map-panel").get_by_text("Nothing is saved yet").wait_for()
    assert re.search(r"/journeys/jrn_\w+$", page.url)
