"""A workspace gives its journeys its own look in a real browser: refused while it cannot be read, then worn by the player, and offline."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from browser_visit import Look, Site, until

PLUM, DARK = "rgb(106, 27, 77)", "rgb(29, 16, 24)"
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#6a1b4d"/></svg>"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def style(page: Page, selector: str, name: str) -> str:
    return page.locator(selector).first.evaluate(f"one => getComputedStyle(one)[{name!r}]")


def begin(page: Page) -> None:
    page.get_by_label("Play as").select_option("recipient")
    press(page, "Play")
    press(page, "Wait for what comes next")


def test_the_look_of_a_workspace_is_worn_by_the_player_and_the_file(own: Site, look: Look, browser: Browser, tmp_path: Path):
    visit = look(own, "/admin/theme")
    page = visit.page
    page.get_by_label("Main buttons and links").fill("#f2c4de")
    press(page, "Save theme")
    visit.faults.clear()  # the refusal is an answer that the browser tells as an error
    assert page.get_by_role("alert").is_visible(), "white on light pink cannot be read"
    assert page.get_by_label("Main buttons and links").input_value() == "#f2c4de", "what was written stays"

    page.get_by_label("Main buttons and links").fill("#6a1b4d")
    page.get_by_label("Text", exact=True).fill("#1d1018")
    page.get_by_label("Radius of corners, in pixels").fill("14")
    page.locator("#theme-logo").set_input_files({"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": LOGO.encode()})
    page.get_by_label("What the logo shows").fill("Nordlicht")
    press(page, "Save theme")
    assert style(page, ".preview .primary", "backgroundColor") == PLUM

    page.goto(f"{own.url}/templates/parcel-delay/play")
    begin(page)
    assert style(page, ".device .primary", "backgroundColor") == PLUM
    assert style(page, ".device .j-text", "color") == DARK
    assert style(page, ".device .primary", "borderRadius") == "14px"
    until(page, "document.querySelector('.j-logo img[alt=Nordlicht]')?.naturalWidth === 120")
    assert style(page, ".player-bar", "color") != DARK, "what is around the screen stays the product's"

    with page.expect_download() as loading:
        page.goto(f"{own.url}/templates/parcel-delay/play")
        page.get_by_role("link", name="Download it as a file").click()
    file = tmp_path / "journey.html"
    loading.value.save_as(file)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    alone.goto(file.as_uri())
    begin(alone)
    assert style(alone, ".device .primary", "backgroundColor") == PLUM
    until(alone, "document.querySelector('.j-logo img')?.naturalWidth === 120")
    context.close()

    page.goto(f"{own.url}/admin/theme")
    page.get_by_label("Take the logo away").check()
    press(page, "Save theme")
    assert page.locator(".j-logo").count() == 0
