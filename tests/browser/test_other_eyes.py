"""Pages on paper, without colour, in words longer than ours, from right to left, and by keyboard or thumb alone."""

import pytest
from playwright.sync_api import Page

from browser_pages import paths_of, sideways
from browser_visit import Look, Site

LONG_NAME = "Maximiliana Wolkenstein-Hohenzollern von und zu Oberriexingen"
# Every name of a person becomes a long one, every other text a third longer: what a translation or a large family brings.
LENGTHEN = """([names, long]) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("script, pre")) continue;
    let text = node.data;
    for (const name of names) text = text.replaceAll(name, long);
    node.data = text === node.data ? text.replace(/\\p{L}{3,}/gu, (word) => word + word.slice(0, Math.ceil(word.length * 0.35))) : text;
  }
}"""
CHIPS = """() => [...document.querySelectorAll("main .chip")].map(chip => ({
  role: [...chip.classList].find(name => name.startsWith("is-")),
  shape: chip.querySelector("svg")?.innerHTML ?? "",
  words: chip.textContent.trim(),
  edge: getComputedStyle(chip).borderTopWidth,
}))"""
SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, .button, input:not([type=hidden])")]
  .map(one => one.matches("[type=checkbox], [type=radio]") ? one.closest("label") ?? one : one)
  .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".visually-hidden"))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
  .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""


@pytest.mark.parametrize("place", ["decision", "cycle"])
def test_on_paper_nothing_is_cut_off(demo: Site, look: Look, place: str):
    visit = look(demo, getattr(demo, place), width=718)  # A4 between its margins
    page = visit.page
    page.emulate_media(media="print")
    assert sideways(visit) <= 0
    cut = """found => found.filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
      .map(one => one.outerHTML.slice(0, 120))"""
    assert page.eval_on_selector_all("main .scroll, main table, main svg.chart", cut) == []
    torn = "found => found.filter(one => one.checkVisibility() && getComputedStyle(one).breakInside !== 'avoid').length"
    assert page.eval_on_selector_all("main tr, main .card, main .row", torn) == 0
    assert not page.locator("#side, .top, .demo-bar").first.is_visible()
    assert len(page.pdf(format="A4")) > 10_000


def test_every_state_is_told_by_shape_and_word_without_any_colour(demo: Site, look: Look):
    visit = look(demo, "/", forced_colors="active")
    shapes: dict[str, set[str]] = {}
    for path in ("/", demo.cycle, f"{demo.cycle}/decisions", f"{demo.cycle}/risks", demo.decision):
        visit.go(path)
        for chip in visit.page.evaluate(CHIPS):
            assert chip["shape"], f"a chip without a shape on {path}: {chip}"
            assert chip["words"], f"a chip without words on {path}: {chip}"
            assert chip["edge"] != "0px", f"a chip without an edge on {path}: {chip}"
            shapes.setdefault(chip["shape"], set()).add(chip["role"])
    assert len(shapes) >= 5
    assert [roles for roles in shapes.values() if len(roles) != 1] == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_long_names_and_longer_words_fit_on_a_narrow_page(demo: Site, look: Look, direction: str):
    visit = look(demo, "/", width=320)
    wide: dict[str, int] = {}
    for path in paths_of(demo):
        visit.go(path)
        visit.page.evaluate(f"document.documentElement.dir = '{direction}'")
        visit.page.evaluate(LENGTHEN, [list(demo.people), LONG_NAME])
        if (pixels := sideways(visit)) > 0:
            wide[path] = pixels
    visit.faults[:] = [fault for fault in visit.faults if "404" not in fault]
    assert wide == {}


def test_with_everything_open_no_page_is_wider_than_a_phone(demo: Site, look: Look):
    visit = look(demo, "/", width=320)
    wide: dict[str, int] = {}
    for path in paths_of(demo):
        visit.go(path)
        visit.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        if (pixels := sideways(visit)) > 0:
            wide[path] = pixels
    visit.faults[:] = [fault for fault in visit.faults if "404" not in fault]
    assert wide == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_every_control_can_be_hit(demo: Site, look: Look, width: int):
    visit = look(demo, "/", width=width)
    small: dict[str, list[str]] = {}
    for path in paths_of(demo):
        visit.go(path)
        if found := visit.page.evaluate(SMALL):
            small[path] = found
    visit.faults[:] = [fault for fault in visit.faults if "404" not in fault]
    assert small == {}


def focus_is_seen(page: Page) -> bool:
    """Tell whether what has the focus shows an outline and stands inside the window."""
    return page.evaluate("""() => {
      const [one, box] = [document.activeElement, document.activeElement.getBoundingClientRect()];
      const outline = getComputedStyle(one);
      return one.matches(":focus-visible") && parseFloat(outline.outlineWidth) >= 3 && outline.outlineStyle !== "none"
        && box.top >= 0 && box.bottom <= innerHeight;
    }""")


def test_from_home_to_the_form_for_evidence_by_keyboard_alone(demo: Site, look: Look):
    page = look(demo, "/", person="Ana Ruiz").page
    page.keyboard.press("j")
    assert focus_is_seen(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/**")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.closest('#attach form') !== null")
    assert focus_is_seen(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#attach form') !== null")
    assert focus_is_seen(page)
