"""One decision from the first comment to the handoff and back: a team and a guest from legal, in each reference playbook."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browser_visit import Look, Site, Visit

PLAYBOOKS = {
    "legaltech": ("customer-success", "stakeholder-alignment", "Signed copies stay readable for ten years"),
    "ecommerce": ("innovation", "stakeholder-alignment", "A declined card is offered one retry"),
    "logistics": ("customer-success", "mvp-planning", "A parcel waits two days for a second attempt"),
}
TEAM = {"Bo Sørensen": "owner", "Priya Nair": "owner"}
TEXT = """# What the pilot does

## What people see

The page says what happens next, and when.

## What it keeps

Everything is kept for 24 hours and then deleted.
"""
CRITERION = "Given the pilot build, when a day and a half has passed, then everything is still there."
BECAUSE = "The reading shows that two days are enough."


def joined(lead: Visit, look: Look, name: str, rank: str) -> Visit:
    """Invite somebody and join with the link, as they would."""
    page = lead.go("/people")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Mail address").fill(f"{name.split()[0].lower()}@example.org")
    page.locator("#invite").get_by_label("Rank").select_option(rank)
    page.get_by_role("button", name="Make an invitation").click()
    link = page.locator("#invited code").inner_text().strip()
    visit = look(Site(url=lead.site.url, empty=True), link.removeprefix(lead.site.url))
    visit.page.get_by_label("Password").fill("four slow otters swim")
    visit.page.get_by_role("button", name="Join").click()
    visit.page.wait_for_url(f"{lead.site.url}/")
    return visit


def invited(lead: Visit, look: Look, review: str) -> Visit:
    """Give somebody from legal, who has no account, a link to the review; open it as they would."""
    page = lead.page
    page.goto(review)
    opened(page, "Invite a guest")
    page.get_by_label("What they are called").fill("Ida Berg, legal")
    press(page, "Make a link")
    link = page.locator("#invited code").inner_text().strip()
    page.goto(review)
    visit = look(Site(url=lead.site.url, empty=True), link.removeprefix(lead.site.url))
    visit.page.wait_for_url("**/guest*")
    return visit


def press(page: Page, name: str, part: Locator | None = None) -> None:
    """Press a button of the page, or of a part of it, and see that nobody was refused."""
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        (part or page).get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_load_state()
    assert answered.value.status < 400, page.inner_text("main")


def opened(page: Page, words: str) -> None:
    """Open the first form behind these words, if it is closed."""
    summary = page.locator("main summary", has_text=re.compile(f"^{words}")).first
    if not summary.evaluate("one => one.parentElement.open"):
        summary.click()


def choose(field: Locator, words: str) -> None:
    """Choose the option that holds these words."""
    field.select_option(label=next(one for one in field.locator("option").all_inner_texts() if words in one))


def composed(lead: Visit, industry: str) -> str:
    role, objective, title = PLAYBOOKS[industry]
    page = lead.go("/playbooks/compose")
    for label, choice in (("Industry", industry), ("Your role", role), ("Objective", objective)):
        with page.expect_response(lambda response: "/playbooks/compose" in response.url):
            page.get_by_label(label, exact=True).select_option(choice)
    page.get_by_label("Title").fill(f"Pilot: {title}")
    press(page, "Start cycle")
    page.wait_for_url("**/cycles/cyc_*")
    return page.url.removeprefix(lead.site.url).partition("?")[0]


def reviewed(lead: Visit, cycle: str) -> str:
    page = lead.go(f"{cycle}/reviews")
    page.get_by_role("link", name="New review").first.click()
    page.get_by_label("Text of a new document").fill(TEXT)
    press(page, "Open review")
    page.wait_for_url("**/reviews/rev_*")
    return page.url


def objected(legal: Visit) -> None:
    page = legal.page
    page.locator("section.part", has_text="What it keeps").get_by_role("link", name=re.compile("Comment on this passage")).last.click()
    page.get_by_label("Comment", exact=True).fill("24 hours are too short on a Friday.")
    page.get_by_label(re.compile("It blocks")).check()
    press(page, "^Comment$")


def answered(lead: Visit, review: str) -> None:
    page = lead.page
    page.goto(review)
    opened(page, "Reply")
    page.get_by_label("Your reply").first.fill("Then it is a decision; I propose two days.")
    press(page, "^Reply$")


def proposed(lead: Visit, cycle: str, title: str) -> str:
    page = lead.go(f"{cycle}/decisions")
    page.get_by_role("link", name="Propose decision").first.click()
    page.get_by_label("What is to be decided").fill(title)
    page.get_by_label("The question").fill("How long is it kept?")
    choose(page.get_by_label("Owner", exact=True), "Nora")
    page.get_by_label("Decide by").fill("2030-01-10T12:00")
    page.get_by_label("What happens if it is not decided by then").fill("It is kept for a week.")
    page.get_by_label("Option 1").fill("Two days")
    page.get_by_label("Option 2").fill("A week")
    page.get_by_label("Criterion 1").fill(CRITERION)
    page.get_by_label("The check").first.fill("Look on Monday morning.")
    press(page, "Propose decision")
    page.wait_for_url("**/decisions/dec_*")
    press(page, "into review")
    return page.url.partition("#")[0]


def closed_as(lead: Visit, review: str, title: str) -> None:
    page = lead.page
    page.goto(review)
    opened(page, "Close with an outcome")
    page.get_by_label("Outcome").first.select_option("converted")
    choose(page.get_by_label("The decision it became").first, title)
    press(page, "Close thread")


def shown(owner: Visit, decision: str, title: str) -> None:
    page = owner.page
    page.goto(decision)
    opened(page, "Attach evidence")
    form = page.locator("#attach")
    form.get_by_label("Title").fill(title)
    form.get_by_label("What it shows").fill("After 36 hours everything is there.")
    form.get_by_label("Where it is").fill("https://ci.example/readings/1")
    for box in form.get_by_role("checkbox").all():
        box.check()
    press(page, "Attach evidence to")


def approved(owner: Visit, decision: str) -> None:
    page = owner.page
    page.goto(decision)
    assert "missing" not in page.inner_text("#ready"), page.inner_text("#ready")
    page.get_by_label("Approve", exact=True).check()
    page.locator("input[name=option_id]").first.check()
    page.locator("#record-because").fill(BECAUSE)
    press(page, "Record decision")


def entered(owner: Visit, decision: str) -> None:
    """Do what the gate still asks for, each act where its link leads, and pass it."""
    page = owner.page
    page.goto(decision)
    while (asked := page.locator("#gate ol a").first).count():
        does = formalised if "Formalise it" in asked.inner_text() else started
        asked.click()
        page.wait_for_load_state()
        does(page, page.locator(":target"))
        page.goto(decision)
    press(page, "through the gate")


def formalised(page: Page, safeguard: Locator) -> None:
    safeguard.locator("summary", has_text="Formalise it").click()
    choose(safeguard.get_by_label("As", exact=True), "Agenda item: ")
    choose(safeguard.get_by_label("Who looks after it"), "Nora")
    press(page, "^Formalise it", safeguard)


def started(page: Page, risk: Locator) -> None:
    risk.locator("summary", has_text="Start mitigation").click()
    risk.get_by_label("What begins").fill("Every decision is asked about it from today on.")
    press(page, "^Start mitigation of K-", risk)


def worried_and_settled(reviewer: Visit, owner: Visit, decision: str) -> None:
    """A reviewer votes with a concern; the approval waits until the one who raised it is satisfied."""
    page = reviewer.page
    page.goto(decision)
    opened(page, "Vote")
    choose(page.get_by_label("Your vote"), "For")
    press(page, "Vote on")
    opened(page, "Raise a concern")
    page.locator("#object").get_by_role("textbox").first.fill("Who pays for the second day?")
    press(page, "concern on D-|Raise")
    owner.page.goto(decision)
    assert "concern" in owner.page.inner_text("#ready").lower()
    page.goto(decision)
    page.get_by_label("What settles it").first.fill("The pilot's budget does.")
    press(page, "Settle concern")


def handed_over(owner: Visit, cycle: str, title: str) -> str:
    page = owner.go(f"{cycle}/handoffs")
    page.get_by_label(re.compile(r"D-\d+ ")).first.check()
    choose(page.get_by_label("To", exact=True), "Priya")
    press(page, "Assemble handoff")
    page.wait_for_url("**/handoffs/hnd_*")
    handoff = page.url.partition("#")[0]
    assert title in page.inner_text("main")
    page.get_by_label("Expected behaviour").fill("It is there on Monday.")
    page.get_by_label("Exceptions").fill("The disk is full: the oldest goes first")
    page.get_by_label("Metric that shows it").select_option(index=1)
    choose(page.get_by_label("Answers for it after launch"), "Bo")
    page.get_by_label("Checkpoint", exact=True).fill("2030-02-10T12:00")
    page.get_by_label("What the reading must show").fill("Nothing lost in 500")
    page.get_by_label("Practice it protects").select_option(index=1)
    press(page, "Save line 1")
    press(page, "^Offer H-")
    return handoff


def questioned_answered_accepted(engineer: Visit, owner: Visit, handoff: str) -> None:
    page = engineer.page
    page.goto(handoff)
    opened(page, "Question")
    page.get_by_label("What you want to know").fill("Two days by which clock?")
    press(page, "Ask about D-")
    assert "No answer yet" in page.inner_text("main")
    owner.go("/")
    owner.page.get_by_role("link", name=re.compile(r"T-\d+")).first.click()
    thread = owner.page.locator("section.thread", has_text="Two days by which clock?")
    thread.locator("summary", has_text="Reply").click()
    thread.get_by_label("Your reply").fill("By the workspace's.")
    thread.get_by_role("button", name="Reply").click()
    owner.page.wait_for_load_state()
    page.goto(handoff)
    press(page, "^Accept H-")
    assert "Accepted" in page.inner_text("main")


def reopened(owner: Visit, decision: str) -> None:
    page = owner.page
    page.goto(decision)
    opened(page, "Reopen")
    page.locator("#reopen").get_by_label("Reason").select_option("new_evidence")
    page.locator("#reopen").get_by_label("What happened").fill("A reading of last night.")
    press(page, "^Reopen D-")


@pytest.mark.parametrize("industry", PLAYBOOKS)
def test_a_decision_lives_from_the_first_comment_to_the_handoff_and_back(own: Site, look: Look, industry: str):
    title = PLAYBOOKS[industry][2]
    owner = look(own, "/")
    owner.page.set_default_timeout(10_000)
    cycle = composed(owner, industry)
    reviewer, engineer = (joined(owner, look, name, rank) for name, rank in TEAM.items())

    review = reviewed(owner, cycle)
    legal = invited(owner, look, review)
    objected(legal)
    answered(owner, review)
    decision = proposed(owner, cycle, title)
    closed_as(owner, review, title)
    legal.go("/guest")
    expect(legal.page.get_by_role("main")).to_contain_text("Made into a decision")

    shown(owner, decision, "Reading 1")
    reviewer.page.goto(decision)
    press(reviewer.page, "Accept Reading 1")
    worried_and_settled(reviewer, owner, decision)
    approved(owner, decision)
    entered(owner, decision)

    handoff = handed_over(owner, cycle, title)
    questioned_answered_accepted(engineer, owner, handoff)

    reopened(owner, decision)
    engineer.page.goto(handoff)
    assert "Suspect: recheck" in engineer.page.inner_text("main")
    shown(owner, decision, "Reading 2")
    reviewer.page.goto(decision)
    press(reviewer.page, "Accept Reading 2")
    approved(owner, decision)
    entered(owner, decision)
    engineer.page.goto(handoff)
    press(engineer.page, "Take the new version")
    lasting = engineer.page.inner_text("main")
    assert "Suspect" not in lasting
    assert "Accepted" in lasting
