"""Reviewing a text in a browser: mark words, comment, edit, see the thread follow, close the round."""

import re

from playwright.sync_api import expect

from browser_visit import Look, Site, Visit, until

TEXT = """# Declined cards

## What the buyer sees

The buyer sees why the payment failed and is offered one retry.

## What support does

After a third decline the card is blocked and the order is kept for 24 hours.
"""


def opened(look: Look, demo: Site, **options: object) -> tuple[Visit, str]:
    """Open a review of a new text as Ana; return its path."""
    visit = look(demo, f"{demo.cycle}/reviews/new", person="Ana Ruiz", **options)
    page = visit.page
    page.get_by_label("Text of a new document").fill(TEXT)
    page.get_by_role("button", name="Open review").click()
    page.wait_for_url("**/reviews/rev_*")
    return visit, page.url.removeprefix(demo.url)


def marked(visit: Visit, words: str) -> None:
    """Mark words of the text, as somebody does with the mouse."""
    found = visit.page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector("review-text"), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return true;
            }
            return false;
        }""",
        words,
    )
    assert found, f"nothing reads {words}"


def test_a_reviewer_comments_the_owner_edits_the_thread_moves_and_the_round_closes(demo: Site, look: Look):
    ana, review = opened(look, demo)
    bo = look(demo, review, person="Bo Sørensen")
    marked(bo, "kept for 24 hours")
    bo.page.get_by_role("link", name="Comment on these words").click()
    bo.page.wait_for_url("**words=**")
    expect(bo.page.locator("#composer blockquote")).to_have_text("kept for 24 hours")
    bo.page.get_by_label("Comment", exact=True).fill("A day is too short on a Friday.")
    bo.page.get_by_label(re.compile("It blocks")).check()
    bo.page.get_by_role("button", name="Comment", exact=True).click()
    expect(bo.page.locator("mark")).to_have_text("kept for 24 hours")

    ana.go(review)
    ana.page.get_by_role("button", name=re.compile("Close round")).click()
    expect(ana.page.get_by_role("alert")).to_contain_text("has no outcome")
    ana.faults[:] = [fault for fault in ana.faults if "409" not in fault]  # a refusal is a failed request, and meant
    ana.page.get_by_role("link", name="Edit the text").click()
    field = ana.page.get_by_label("Text", exact=True)
    field.fill(TEXT.replace("After a third", "The buyer gets a mail.\n\nAfter a third"))
    ana.page.get_by_role("button", name=re.compile("Save as version")).click()
    ana.page.wait_for_url(f"**{review}")
    expect(ana.page.locator("mark")).to_have_text("kept for 24 hours")
    ana.page.locator("summary", has_text="Reply").first.click()
    ana.page.get_by_label("Your reply").first.fill("Two days, from the next version on.")
    ana.page.get_by_role("button", name="Reply", exact=True).first.click()

    bo.go(review)
    bo.page.locator("summary", has_text="Close with an outcome").first.click()
    with bo.page.expect_navigation():
        bo.page.get_by_role("button", name=re.compile("Close thread")).first.click()
    ana.go(review)
    ana.page.get_by_role("button", name=re.compile("Close round")).click()
    until(ana.page, "document.body.textContent.includes('closed; the next opens with the next review cycle')")


def test_keys_lead_through_a_review(demo: Site, look: Look):
    visit, _ = opened(look, demo)
    page = visit.page
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.wait_for_url("**comment=**")
    assert page.locator("#composer").count() == 1
    page.goto(page.url.partition("?")[0])
    page.keyboard.press("u")
    page.wait_for_url("**show=open")


def test_a_review_works_without_scripts(demo: Site, look: Look):
    visit, review = opened(look, demo, scripts=False)
    page = visit.page
    page.get_by_role("link", name=re.compile("Comment on this passage")).nth(2).click()
    page.get_by_label("Comment", exact=True).fill("Why one?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".thread-card")).to_have_count(1)
    assert page.url.startswith(demo.url + review)


def test_a_review_fits_a_narrow_screen(demo: Site, look: Look):
    visit, _ = opened(look, demo, width=320)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
