"""A screen that is a picture, in a real browser: hotspots are drawn on it, found by keyboard, and pressed; offline, too."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from browser_visit import Look, Site, until
from map_visit import journey

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"><rect width="300" height="400" fill="#ddd"/></svg>'


def with_a_picture(page: Page) -> str:
    """Upload a picture and let the screen that says the parcel is late be it; return the journey's address."""
    home = page.url
    page.goto(f"{home}/new-image")
    page.get_by_label("Picture").set_input_files({"name": "Front.svg", "mimeType": "image/svg+xml", "buffer": PICTURE})
    page.get_by_role("button", name="Upload image").click()
    page.wait_for_url("**/parts/image/front")
    page.goto(f"{home}/parts/screen/late")
    for _ in range(page.locator("#parts tbody tr").count()):
        page.get_by_role("button", name="Remove").first.click()
        page.wait_for_load_state()
        page.goto(f"{home}/parts/screen/late")
    page.get_by_label("Image instead of components").select_option("front")
    page.get_by_label("What the image shows").fill("The front of the shop")
    page.get_by_role("button", name="Save screen").click()
    page.get_by_role("link", name="New hotspot").click()
    page.wait_for_url("**/new/hotspot**")
    return home


def test_a_hotspot_is_drawn_on_the_picture_and_pressed_by_keyboard(demo: Site, look: Look, browser: Browser, tmp_path: Path):
    page = journey(demo, look)
    home = with_a_picture(page)
    page.get_by_label("What it is called").fill("The door")
    takes = page.get_by_label("Takes", exact=True)
    event = takes.locator("option", has_text="See my options").get_attribute("value") or ""
    with page.expect_response(lambda answer: answer.request.method == "POST" and f"\n{event}\r" in (answer.request.post_data or "")):
        takes.select_option(event)
    page.get_by_text("As it was saved last").wait_for()  # a hotspot without a place cannot be drawn, and yet the picture has to be there
    image = page.locator(".preview .j-spots")
    until(page, "document.querySelector('.preview img')?.naturalWidth === 300")
    image.scroll_into_view_if_needed()
    frame = image.bounding_box()
    assert frame
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.75, steps=6)
    page.mouse.up()
    drawn = [int(page.locator(f"#p-{side}").input_value()) for side in ("left", "top", "width", "height")]
    assert all(abs(one - wanted) < 10 for one, wanted in zip(drawn, (250, 500, 500, 250), strict=True)), drawn
    page.get_by_role("button", name="Add hotspot").click()
    page.get_by_role("link", name="The door").wait_for()

    page.goto(home)
    page.get_by_role("button", name="Keep as version 2").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Play version 2").click()
    page.get_by_label("Play as", exact=True).select_option("recipient")
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Wait for what comes next").click()
    # Until the picture stands, what lies on it has no height, and a browser does not scale it at all.
    until(page, "document.querySelector('.j-image')?.naturalWidth === 300")
    door = page.get_by_role("button", name="The door")
    spot, shown = door.bounding_box(), page.locator(".j-image").bounding_box()
    assert spot
    assert shown
    assert abs((spot["x"] - shown["x"]) / shown["width"] - 0.25) < 0.03, "it lies where it was drawn"
    door.focus()
    assert door.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="How do you want to have it?").last.wait_for()

    with page.expect_download() as loading:
        page.goto(f"{home}/play")
        page.get_by_role("link", name="Download it as a file").click()
    file = tmp_path / "journey.html"
    loading.value.save_as(file)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    alone.goto(file.as_uri())
    alone.get_by_label("Play as").select_option("recipient")
    alone.get_by_role("button", name="Play").click()
    alone.get_by_role("button", name="Wait for what comes next").click()
    until(alone, "document.querySelector('.j-image')?.naturalWidth === 300")
    alone.get_by_role("button", name="The door").click()
    alone.get_by_role("heading", name="How do you want to have it?").wait_for()
    context.close()
