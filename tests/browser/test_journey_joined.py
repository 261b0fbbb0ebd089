"""A designer breaks a recovery, plays how that goes wrong, repairs it; a stranger plays it on a phone; the run lets a decision through."""

import re

from playwright.sync_api import Page

from browser_pages import sideways
from browser_visit import Look, Site, Visit
from map_visit import journey

FINDING = "After “The payment was declined”, nothing makes it good for Recipient."
TITLE = "Late parcels, paid for this evening"  # others of the template are broken in other tests of the same demo
CRITERION = "Given a declined payment, when the recipient chooses again, then the parcel arrives."


def become(visit: Visit, name: str) -> None:
    visit.page.get_by_label("Switch person").select_option(label=name)
    press(visit.page, "Switch")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def unfold(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).first.click()


def without_a_way_out(page: Page, home: str) -> None:
    """Take every transition away that leaves the screen of the declined payment."""
    for words in ("See my options", "Nobody chose in time", "Talk to a person"):
        page.goto(f"{home}/parts/screen/payment-failed")
        page.locator("section[aria-labelledby=leaving-heading]").get_by_role("link", name=words).first.click()
        unfold(page, "Remove this transition")
        press(page, "Remove transition")


def played_to_its_repair(page: Page, home: str) -> None:
    """Find what is broken, play how it happens up to the end, and repair it there with one click."""
    page.goto(home)
    finding = page.locator("#findings article", has_text=FINDING)
    finding.get_by_role("link", name="Play how it happens").click()
    seen = [page.locator("h1").inner_text()]
    while page.get_by_role("link", name="Next step").count():
        page.get_by_role("link", name="Next step").click()
        page.wait_for_load_state()
        seen.append(page.locator("h1").inner_text())
    assert seen[0].endswith("Your parcel is on its way")
    assert seen[-1].endswith("The payment was declined")
    press(page, "Repair it like that")
    assert page.locator("#findings").get_by_text("Nothing is open").is_visible()


def link_for_a_stranger(page: Page, home: str) -> str:
    page.goto(f"{home}/play")
    unfold(page, "Make a link")
    page.locator("#link-preset").select_option(label="The payment is declined once")
    press(page, "Make the link")
    return page.locator(".notice pre").inner_text()


def played_by_a_stranger(page: Page) -> None:
    """Play it without an account, through the declined payment, to the end."""
    page.get_by_label("I agree").check()
    press(page, "Begin")
    press(page, "Wait for what comes next")
    press(page, "See my options")
    page.get_by_label("This evening").check()
    press(page, "Deliver it again")
    page.get_by_role("heading", name="The payment was declined").last.wait_for()
    press(page, "See my options")
    page.get_by_label("Tomorrow, 9:00 to 12:00").check()
    press(page, "Deliver it again")
    press(page, "Wait for what comes next")
    page.get_by_role("heading", name="That is it").wait_for()


def proposed(visit: Visit, home: str) -> str:
    """Propose a decision that names the journey, and put it into review; return its address."""
    page = visit.go(f"{visit.site.cycle}/decisions/new")
    page.get_by_label("What is to be decided").fill("Offer a paid attempt this evening")
    page.get_by_label("Decide by").fill("2031-12-01T12:00")
    page.get_by_label("What happens if it is not decided by then").fill("No paid attempt.")
    page.locator("#new-criterion_0").fill(CRITERION)
    page.locator("#new-criterion_0_method").select_option("run")
    page.locator("#new-criterion_0_check").fill("The preset with the declined payment")
    press(page, "Propose decision")
    address = page.url
    unfold(page, "Name a journey")
    page.locator("#journeys-journey_id").select_option(label=TITLE)
    press(page, "Name it as it is now")
    page.locator("#journeys").get_by_text("Nothing open").wait_for()
    page.get_by_role("button", name=re.compile(r"Put D-\d+ into review")).click()
    page.wait_for_load_state()
    return address


def test_a_stranger_s_run_of_a_repaired_journey_lets_a_decision_through_its_gate(demo: Site, look: Look):
    visit = look(demo, "/", person="Ana Ruiz")
    page = visit.page
    home = journey(demo, look, title=TITLE).url
    without_a_way_out(page, home)
    visit.faults.clear()  # the page of a part that was removed hears of it and looks for itself before it is left
    played_to_its_repair(page, home)
    page.goto(home)
    press(page, "Keep as version 2")

    phone = look(demo, link_for_a_stranger(page, home).removeprefix(demo.url), width=320, scripts=False, has_touch=True, is_mobile=True)
    played_by_a_stranger(phone.page)
    assert sideways(phone) <= 0

    decision = proposed(visit, home)
    page.goto(f"{home}/results")
    page.locator("#runs a").first.click()
    shown = page.locator("select[name=criterion] option", has_text="Offer a paid attempt this evening")
    page.locator("select[name=criterion]").select_option(shown.get_attribute("value"))
    press(page, "Attach as evidence")
    become(visit, "Bo Sørensen")
    page.goto(decision)
    page.get_by_role("button", name=re.compile("Accept Run of")).click()
    page.wait_for_load_state()

    become(visit, "Ana Ruiz")
    page.goto(decision)
    page.get_by_label("Approve", exact=True).check()
    page.locator("#record-because").fill("A declined payment still ends with a parcel.")
    page.get_by_role("button", name=re.compile("Record decision")).click()
    page.wait_for_load_state()
    page.get_by_role("button", name=re.compile(r"Pass D-\d+ through the gate")).click()
    page.wait_for_load_state()
    assert "Passed" in page.inner_text("#gate")
