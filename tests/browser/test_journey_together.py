"""Two people at one journey: each sees the other, what they look at, and what they change, and nothing that somebody writes is lost."""

from browser_visit import Look, Site, until
from map_visit import box, journey


def test_two_people_work_on_one_journey_and_see_each_other(demo: Site, look: Look):
    mine = journey(demo, look)
    path = mine.url.removeprefix(demo.url)
    other = next(name for name in demo.people if name not in (mine.locator("#switch-person option:checked").text_content() or ""))
    theirs = look(demo, path, person=other).page
    mine.get_by_text(f"Also here: {other}").wait_for()
    box(theirs, "missed").click()
    theirs.locator(".map-panel input[name='p-title']").wait_for()
    mine.locator("a.screen[data-screen='missed'] .visitor").wait_for()
    assert mine.locator("a.screen[data-screen='missed'] .visitor").text_content() == other

    box(mine, "missed").click()
    title, html = mine.locator(".map-panel input[name='p-title']"), mine.locator(".map-panel textarea[name='p-html']")
    title.fill("You were out")
    theirs.locator(".map-panel input[name='p-title']").fill("Nobody was in")
    theirs.locator(".map-panel select[name='p-severity']").select_option("critical")
    theirs.locator(".map-panel").get_by_role("button", name="Save screen").click()
    mine.get_by_text("Somebody changed this part while you were writing").wait_for()
    assert title.input_value() == "You were out", "what is being written stays"
    assert html.input_value() == ""
    assert mine.locator(".map-panel select[name='p-severity']").input_value() == "critical", "what nobody wrote here is taken over"
    assert "Nobody was in" in (mine.locator(".conflict").text_content() or "")
    until(mine, "document.querySelector(\"a.screen[data-screen='missed']\").textContent.includes('Nobody was in')")
    mine.locator(".map-panel").get_by_role("button", name="Save screen").click()
    until(theirs, "document.querySelector(\"a.screen[data-screen='missed']\").textContent.includes('You were out')")
    theirs.context.close()
    until(mine, "document.querySelector('people-here').hidden", seconds=20)


def test_the_words_of_the_other_are_taken_with_a_click(demo: Site, look: Look):
    mine = journey(demo, look)
    mine.goto(f"{mine.url}/parts/screen/missed")
    theirs = look(demo, mine.url.removeprefix(demo.url)).page
    mine.get_by_label("Title", exact=True).fill("Mine")
    theirs.get_by_label("Title", exact=True).fill("Theirs")
    theirs.get_by_role("button", name="Save screen").click()
    mine.get_by_role("button", name="Take theirs for Title").click()
    assert mine.get_by_label("Title", exact=True).input_value() == "Theirs"
    assert mine.locator(".conflict").count() == 0
