"""A handoff between two people: questioned, answered, accepted; then the decision is reopened and the receiver is told once."""

import re

from browser_visit import Look, Site, Visit

TOLD = "rests on changed after you got it"


def become(visit: Visit, name: str) -> None:
    visit.page.get_by_label("Switch person").select_option(label=name)
    visit.page.get_by_role("button", name="Switch", exact=True).click()
    visit.page.wait_for_load_state()


def handoffs_of(demo: Site, visit: Visit, title: str) -> str:
    """Return the address of the handoffs of a cycle of the demo."""
    visit.go("/cycles")
    found = visit.page.get_by_role("link", name=title).first.get_attribute("href")
    assert found
    return f"{found}/handoffs"


def test_an_engineer_questions_accepts_and_hears_once_of_a_change(demo: Site, look: Look):
    visit = look(demo, "/", person="Ana Ruiz")
    page = visit.page
    visit.go(handoffs_of(demo, visit, "Parcel delay"))
    page.get_by_role("link", name=re.compile("The depot.s board")).click()
    handoff = page.url

    page.get_by_label("Expected behaviour").fill("The board shows late parcels only.")
    page.get_by_label("Exceptions").fill("The feed stops: The board says since when")
    page.get_by_label("Metric that shows it").select_option(index=1)
    page.get_by_label("Answers for it after launch").select_option(label="Tom Okafor (owner)")
    page.get_by_label("Checkpoint", exact=True).fill("2030-01-10T12:00")
    page.get_by_label("What the reading must show").fill("31 of 31 late parcels within two minutes")
    page.get_by_label("Practice it protects").select_option(index=1)
    page.get_by_role("button", name="Save line 1").click()
    page.wait_for_load_state()
    page.get_by_role("button", name=re.compile("Offer H-")).click()
    page.wait_for_load_state()

    become(visit, "Priya Nair")
    page.goto(handoff)
    page.locator("summary", has_text="Question").click()
    page.get_by_label("What you want to know").fill("Late by which clock?")
    page.get_by_role("button", name=re.compile("Ask about D-")).click()
    page.wait_for_load_state()
    assert "No answer yet" in page.inner_text("main")

    become(visit, "Bo Sørensen")
    page.goto(handoff)
    page.get_by_role("link", name=re.compile(r"T-\d+")).click()
    thread = page.locator("section.thread", has_text="Late by which clock?")
    thread.locator("summary", has_text="Reply").click()
    thread.get_by_label("Your reply").fill("By the depot's.")
    thread.get_by_role("button", name="Reply").click()
    page.wait_for_load_state()

    become(visit, "Priya Nair")
    page.goto(handoff)
    page.get_by_role("button", name=re.compile("Accept H-")).click()
    page.wait_for_load_state()
    assert "Accepted" in page.inner_text("main")
    visit.go("/")
    before = (page.locator("main").text_content() or "").count(TOLD)

    become(visit, "Bo Sørensen")
    page.goto(handoff)
    page.get_by_role("link", name=re.compile("What the depot's board shows")).click()
    page.locator("#reopen summary").click()
    page.locator("#reopen").get_by_role("button", name=re.compile("Reopen")).click()
    page.wait_for_load_state()

    become(visit, "Priya Nair")
    page.goto(handoff)
    assert "Suspect: recheck" in page.inner_text("main")
    assert "Nothing is agreed" in page.inner_text("main")
    visit.go("/")
    assert (page.locator("main").text_content() or "").count(TOLD) == before + 1
