"""The map of a journey under a pointer, a finger and keys, in a real browser, and the same without scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser_visit import Look, Site, until
from map_visit import box, journey


def drag(page: Page, screen: str, dx: int, dy: int, handle: bool = False) -> None:
    box(page, screen).scroll_into_view_if_needed()
    box(page, screen).hover()
    frame = box(page, screen).locator(".handle" if handle else "rect").first.bounding_box()
    assert frame
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def place_of(page: Page, screen: str) -> tuple[float, float]:
    rect = box(page, screen).locator("rect").first
    return float(rect.get_attribute("x") or 0), float(rect.get_attribute("y") or 0)


def test_a_box_that_is_dragged_stays_there_and_the_version_stays_the_same(demo: Site, look: Look):
    page = journey(demo, look)
    x, y = place_of(page, "missed")
    drag(page, "missed", 320, 92)
    page.get_by_text("stands in column").wait_for()
    assert place_of(page, "missed") == (x + 320, y + 92)
    page.reload()
    assert place_of(page, "missed") == (x + 320, y + 92)
    assert page.get_by_text("Edited since version").count() == 0
    assert page.locator(".map-panel").is_hidden(), "a drag opens nothing"
    page.get_by_role("button", name="Take back my last change").click()
    page.wait_for_load_state()
    assert place_of(page, "missed") == (x, y)


def test_a_box_dragged_into_another_lane_belongs_to_its_role(demo: Site, look: Look):
    page = journey(demo, look)
    lane = page.locator("g.lane").nth(1)
    role = lane.get_attribute("data-role")
    _, y = place_of(page, "late")
    drag(page, "late", 0, int(float(lane.locator("rect").get_attribute("y") or 0) - y + 40))
    page.get_by_text("stands in column").wait_for()
    box(page, "late").click()
    panel = page.locator(".map-panel")
    panel.get_by_label("Role", exact=True).wait_for()
    assert panel.get_by_label("Role", exact=True).input_value() == role


def test_two_boxes_are_connected_from_the_dot_of_the_first(demo: Site, look: Look):
    page = journey(demo, look)
    there = page.locator("a.arrow[data-from='on-the-way'][data-to='options']").count()
    start, end = place_of(page, "on-the-way"), place_of(page, "options")
    drag(page, "on-the-way", int(end[0] - start[0]) - 84, int(end[1] - start[1]), handle=True)
    panel = page.locator(".map-panel")
    panel.get_by_label("On", exact=True).wait_for()
    assert panel.get_by_label("From", exact=True).input_value() == "on-the-way"
    assert panel.locator("select[name='p-to']").input_value() == "options"
    panel.get_by_label("On", exact=True).select_option(index=1)
    panel.get_by_role("button", name="Add transition").click()
    until(page, "document.querySelectorAll(\"a.arrow[data-from='on-the-way'][data-to='options']\").length > " + str(there))
    assert panel.get_by_role("button", name="Save transition").is_visible()


def test_a_part_is_edited_beside_the_map_and_both_are_up_to_date(demo: Site, look: Look):
    page = journey(demo, look)
    box(page, "missed").click()
    panel = page.locator(".map-panel")
    panel.get_by_label("Title", exact=True).fill("You were out")
    panel.get_by_role("button", name="Save screen").click()
    page.get_by_text("Saved: You were out").wait_for()
    assert "You were out" in (box(page, "missed").text_content() or "")
    assert page.locator("#journey-tables").get_by_role("link", name="You were out").first.is_visible()
    assert page.url.endswith(page.evaluate("document.querySelector('journey-map').getAttribute('home')")), "still on the map's page"
    arrow = page.locator("a.arrow[data-from='missed']").first
    href = arrow.get_attribute("href") or ""
    arrow.focus()
    page.keyboard.press("Enter")
    panel.locator(f"a.map-page[href='{href}']").wait_for()


@pytest.mark.parametrize("part", ["a.arrow[data-from='missed']", "a.screen[data-screen='missed']"], ids=["arrow", "box"])
def test_what_has_the_focus_keeps_it_when_the_map_is_drawn_anew(demo: Site, look: Look, part: str):
    page = journey(demo, look)
    held = page.locator(part).first
    held.focus()
    href = held.get_attribute("href")
    page.evaluate("document.activeElement.textContent = ''")  # so that it is told from the one that is drawn next
    page.evaluate("document.querySelector('journey-map').refresh()")
    assert page.evaluate("document.activeElement.getAttribute('href')") == href
    assert page.evaluate("document.activeElement.textContent") != ""


def test_the_map_is_walked_and_edited_by_keys_alone(demo: Site, look: Look):
    page = journey(demo, look)
    first = page.locator("a.screen").first
    first.focus()
    assert first.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    began = first.get_attribute("data-screen")
    page.keyboard.press("ArrowRight")
    after = page.evaluate("document.activeElement.dataset.screen")
    assert page.locator(f"a.arrow[data-from='{began}'][data-to='{after}']").count() == 1
    assert "Leads" in page.locator(".map-said").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.screen") != after
    box(page, after).focus()
    x, _ = place_of(page, after)
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_text("stands in column").wait_for()
    assert place_of(page, after)[0] == x + 320
    assert page.evaluate("document.activeElement.dataset.screen") == after, "the focus stays on the box"
    page.keyboard.press("Enter")
    page.locator(".map-panel input[name='p-title']").wait_for()
    until(page, "document.activeElement.name === 'p-title'")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.screen") == after
    page.keyboard.press("+")
    page.locator(".map-panel input[name='title']").wait_for()
    until(page, "document.activeElement.name === 'title'")
    page.keyboard.type("A word from the driver")
    page.locator(".map-panel").get_by_label("What leads to it").select_option("new")
    page.locator(".map-panel").get_by_label("Name of the new act").fill("Ask the driver")
    page.keyboard.press("Enter")
    page.locator("a.screen[data-screen='a-word-from-the-driver']").wait_for()
    page.keyboard.press("Escape")
    box(page, "a-word-from-the-driver").focus()
    page.keyboard.press("f")
    assert "finding" in page.evaluate("document.activeElement.querySelector('.kind').textContent")
    page.keyboard.press("p")
    page.wait_for_url("**/ways/*")
    assert page.get_by_text("Nothing is recorded here").is_visible()


class Finger:
    """One finger on a page, as Chromium sees it."""

    def __init__(self, page: Page) -> None:
        self._session: Any = page.context.new_cdp_session(page)
        self._page = page

    def touch(self, kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drags(self, start: tuple[float, float], dx: float, dy: float, rests: int = 0) -> None:
        """Go from a place to another one. rests: for how many milliseconds it stays where it began."""
        self.touch("touchStart", *start)
        self._page.wait_for_timeout(rests)
        for step in range(1, 9):
            self.touch("touchMove", start[0] + dx * step / 8, start[1] + dy * step / 8)
            self._page.wait_for_timeout(16)
        self.touch("touchEnd")


def middle(page: Page, screen: str, part: str = "rect") -> tuple[float, float]:
    box(page, screen).scroll_into_view_if_needed()
    frame = box(page, screen).locator(part).first.bounding_box()
    assert frame
    return frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2


def test_a_finger_that_rests_on_a_box_moves_it_and_one_that_does_not_scrolls(demo: Site, look: Look):
    page = journey(demo, look, width=900, has_touch=True)
    finger, before = Finger(page), place_of(page, "missed")
    region = page.locator(".journey-map")
    start = middle(page, "missed")
    finger.drags(start, -160, 0)
    until(page, "document.querySelector('.journey-map').scrollLeft > 0")
    assert place_of(page, "missed") == before, "a finger that goes on at once scrolls"
    region.evaluate("one => one.scrollLeft = 0")
    start, top = middle(page, "missed"), page.evaluate("scrollY")
    finger.drags(start, -300, 92, rests=500)
    until(page, f"Number(document.querySelector(\"a.screen[data-screen='missed'] rect\").getAttribute('x')) !== {before[0]}")
    assert page.evaluate("scrollY") == top, "the page stays where it is meanwhile"
    assert page.locator(".map-panel").is_hidden(), "a drag opens nothing"
    box(page, "missed").tap()
    page.locator(".map-panel input[name='p-title']").wait_for()


def test_a_finger_connects_two_boxes_from_the_dot_of_the_first(demo: Site, look: Look):
    page = journey(demo, look, has_touch=True)
    start, end = place_of(page, "on-the-way"), place_of(page, "options")
    box(page, "on-the-way").scroll_into_view_if_needed()
    Finger(page).drags(middle(page, "on-the-way", ".handle"), end[0] - start[0] - 84, end[1] - start[1])
    panel = page.locator(".map-panel")
    panel.get_by_label("On", exact=True).wait_for()
    assert panel.get_by_label("From", exact=True).input_value() == "on-the-way"
    assert panel.locator("select[name='p-to']").input_value() == "options"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_map_scrolls_in_its_box_and_a_finger_chooses(demo: Site, look: Look, scheme: str, tmp_path: Path):
    page = journey(demo, look, width=320, scheme=scheme, has_touch=True, is_mobile=True)
    box(page, "late").tap()
    page.locator(".map-panel input[name='p-title']").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.screenshot(path=tmp_path / "map.png", full_page=True)


def test_everything_the_map_does_is_done_without_scripts(demo: Site, look: Look):
    page = journey(demo, look, scripts=False)
    x, _ = place_of(page, "missed")
    box(page, "missed").click()
    page.get_by_text("Where it stands on the map").click()
    page.get_by_label("Column").fill("7")
    page.get_by_role("button", name="Put it there").click()
    page.get_by_role("link", name="New screen after this").click()
    page.get_by_label("Title", exact=True).fill("Asked the neighbour")
    page.get_by_label("Name of the new act").fill("Ask the neighbour")
    page.get_by_role("button", name="Add screen").click()
    assert page.get_by_role("heading", name="Asked the neighbour", level=1).is_visible()
    page.go_back()
    page.goto(page.url.partition("/next")[0])
    assert place_of(page, "missed")[0] == 24 + 6 * 320 != x
