"""The list of decisions under the keyboard: rows are chosen and handed on, a card is moved to another state."""

import re

from browser_visit import Look, Site


def test_rows_are_chosen_with_a_key_and_handed_on_together(demo: Site, look: Look):
    page = look(demo, f"{demo.cycle}/decisions", person="Mara Lind").page
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    chosen = page.locator("input[name=n]:checked")
    assert chosen.count() == 2
    page.get_by_role("button", name="Hand on").press("Enter")
    page.wait_for_url("**/decisions/handing-on?*")
    assert page.locator("input[name=decision_id]:checked").count() == 2
    page.get_by_label("New owner").select_option(label="Bo Sørensen (owner)")
    page.get_by_label("Why").fill("One owner for both.")
    page.get_by_role("button", name="Hand on the chosen decisions").press("Enter")
    page.wait_for_url(f"**{demo.cycle}/decisions")
    page.keyboard.press("j")
    assert page.locator("tr:focus-within td[data-label=Owner]").inner_text() == "Bo Sørensen"


def test_a_card_of_the_board_is_moved_without_a_mouse(demo: Site, look: Look):
    visit = look(demo, f"{demo.cycle}/decisions/new", person="Mara Lind", scripts=False)
    page = visit.page
    page.get_by_label("What is to be decided", exact=False).first.fill("Which map the courier sees")
    page.get_by_role("button", name="Keep as draft").click()
    visit.go(f"{demo.cycle}/decisions?view=board")
    card = page.locator("article", has_text="Which map the courier sees")
    card.locator("summary", has_text="Move to").press("Enter")
    assert re.search(r"In review\s+\d in the way", card.inner_text())
    card.get_by_role("button", name=re.compile("^Proposed")).press("Enter")
    assert page.get_by_role("region", name="Proposed").get_by_text("Which map the courier sees").is_visible()
