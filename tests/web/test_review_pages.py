"""The review page without scripts: comment on a passage, edit the text, close the round."""

import re
from html import unescape
from pathlib import Path

from document_story import POLICY
from web_visit import Visitor, visiting


async def opened(visitor: Visitor, text: str = POLICY, **fields: str) -> str:
    """Open a review with a new document; return its path."""
    await visitor.read(f"/cycles/{visitor.house.cycle}/reviews/new")
    sent = {"title": "Declined cards", "text": text, "owner_id": visitor.house.people["ana"], **fields}
    assert await visitor.send(f"/cycles/{visitor.house.cycle}/reviews", sent) == 200, visitor.alert()
    return visitor.path


async def composed(visitor: Visitor, review: str, words: str) -> dict[str, str]:
    """Follow the comment link of the passage that holds words; return the form's hidden fields."""
    await visitor.read(review)
    passages = re.findall(r'<div class="words".*?(?=<div class="words"|</review-text>)', visitor.html, re.DOTALL)
    html = next(one for one in passages if words in unescape(re.sub(r"<[^>]+>", "", one)))
    link = re.search(r'href="([^"]*comment[^"]*)"', html)
    assert link
    await visitor.read(unescape(link[1]).partition("#")[0] + f"&words={words}")
    return {name: visitor.value(name) for name in ("start", "end", "number")}


async def commented(visitor: Visitor, review: str, words: str, text: str, **fields: str) -> int:
    place = await composed(visitor, review, words)
    _, objective = await visitor.house.place()
    return await visitor.send(f"{review}/threads", {**place, "text": text, "objective_id": objective, **fields})


async def test_a_cycle_without_reviews_says_what_one_is_for(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read(f"/cycles/{ana.house.cycle}/reviews") == 200
        assert "Nothing is under review." in ana.page


async def test_a_reviewer_comments_on_words_the_owner_edits_and_the_round_closes(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review = await opened(ana)
        document = re.search(r"/documents/(doc_\w+)", unescape(ana.html))
        assert document
        ana.become("bo")
        assert await commented(ana, review, "offered one retry", "Why only one?", blocking="yes") == 200
        assert "offered one retry" in ana.page
        assert "Blocking" in ana.page
        ana.become("ana")
        await ana.read(review)
        assert await ana.send(f"{review}/closing") == 409
        assert "Blocking thread T-1 has no outcome" in ana.alert()
        await ana.read(f"/documents/{document[1]}/edit")
        edited = POLICY.replace("# Declined cards\n", "# Declined cards\n\nA new first line.\n").replace("one retry", "one more retry")
        sent = {"text": edited, "note": "One more", "read_digest": ana.value("read_digest")}
        assert await ana.send(f"/documents/{document[1]}/versions", sent) == 200
        assert ana.path == review
        assert "Its passage has changed." in ana.page
        assert "It read before:" in ana.page
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            thread = next(iter(cycle.threads.values()))
            assert (thread.quote, thread.old_quote, thread.anchor.number) == ("offered one more retry", "offered one retry", 2)
        await ana.send(f"/threads/{thread.id}/replies", {"text": "It is one more now."})
        ana.become("bo")
        await ana.read(review)
        assert await ana.send(f"/threads/{thread.id}/resolution", {"outcome": "accepted", "note": "Good."}) == 200
        assert ana.path == review
        ana.become("ana")
        await ana.read(review)
        assert await ana.send(f"{review}/closing") == 200
        assert "Round 1" in ana.page


async def test_a_section_is_signed_off_on_the_page_and_an_edit_voids_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review = await opened(ana)
        ana.become("bo")
        await ana.read(review)
        section = ana.value("section_id")
        assert await ana.send(f"{review}/sign-offs", {"section_id": section, "read_digest": ana.value("read_digest")}) == 200
        assert "Signed off" in ana.page


async def test_a_removed_passage_stays_open_at_the_top_of_its_section(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review = await opened(ana)
        document = re.search(r"/documents/(doc_\w+)", unescape(ana.html))
        assert document
        ana.become("bo")
        await commented(
            ana, review, "After a third decline the card is blocked and the order is kept for 24 hours", "Where is the message?"
        )
        ana.become("ana")
        await ana.read(f"/documents/{document[1]}/edit")
        text = POLICY.partition("After a third")[0] + "Nothing else happens.\n"
        await ana.send(f"/documents/{document[1]}/versions", {"text": text, "read_digest": ana.value("read_digest")})
        assert "Passage removed, still open" in ana.page
        await ana.read(f"/documents/{document[1]}/difference")
        assert "Nothing else happens." in ana.page


async def test_a_suggestion_is_made_and_taken_on_the_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review = await opened(ana)
        ana.become("bo")
        assert await commented(ana, review, "one retry", "Shorter.", suggesting="yes", replacement="a retry") == 200
        assert "Take the suggestion of Bo" in ana.page
        suggestion = ana.value("suggestion_id")
        document = re.search(r"/documents/(doc_\w+)", unescape(ana.html))
        assert document
        ana.become("ana")
        await ana.read(review)
        await ana.send(f"/documents/{document[1]}/suggestion-applications", {"suggestion_id": suggestion})
        assert "is offered a retry." in ana.page


async def test_a_suggestion_crossed_by_an_edit_shows_both_and_is_taken_brought_together(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review = await opened(ana)
        ana.become("bo")
        words = "After a third decline the card is blocked"
        instead = "After three declines the card is blocked"
        assert await commented(ana, review, words, "Shorter.", suggesting="yes", replacement=instead) == 200
        suggestion = ana.value("suggestion_id")
        document = re.search(r"/documents/(doc_\w+)", unescape(ana.html))
        assert document
        ana.become("ana")
        await ana.read(f"/documents/{document[1]}/edit")
        text = POLICY.replace(words, "After a third decline the card stays blocked")
        await ana.send(f"/documents/{document[1]}/versions", {"text": text, "read_digest": ana.value("read_digest")})
        await ana.read(f"/documents/{document[1]}")
        assert "The passage was edited since. It reads now: After a third decline the card" in ana.page
        assert "Take the suggestion of Bo" not in ana.page
        merged = {"suggestion_id": suggestion, "merged": "After three refusals the card stays blocked", "read_digest": "0" * 64}
        assert await ana.send(f"/documents/{document[1]}/suggestion-applications", merged) == 409
        assert "After three refusals the card stays blocked" in ana.page
        merged["read_digest"] = ana.value("read_digest")
        assert await ana.send(f"/documents/{document[1]}/suggestion-applications", merged) == 200
        assert "After three refusals the card stays blocked" in ana.page


async def test_what_was_written_survives_a_conflict(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await opened(ana)
        document = re.search(r"/documents/(doc_\w+)", unescape(ana.html))
        assert document
        await ana.read(f"/documents/{document[1]}/edit")
        read = ana.value("read_digest")
        await ana.send(f"/documents/{document[1]}/versions", {"text": POLICY + "\nTheirs.\n", "read_digest": read})
        await ana.read(f"/documents/{document[1]}/edit")
        assert await ana.send(f"/documents/{document[1]}/versions", {"text": POLICY + "\nMine.\n", "read_digest": read}) == 409
        assert "Mine." in ana.page
        assert "Theirs." in ana.page
        assert (
            await ana.send(f"/documents/{document[1]}/versions", {"text": POLICY + "\nMine.\n", "read_digest": ana.value("read_digest")})
            == 200
        )


async def test_a_file_that_is_no_text_is_refused_with_the_form_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read(f"/cycles/{ana.house.cycle}/reviews/new")
        path, sent = f"/cycles/{ana.house.cycle}/reviews", {"title": "Kept title"}
        assert await ana.send(path, sent, files={"file": ("a.md", b"\xff\xfe\x00", "text/markdown")}) == 422
        assert "not text in UTF-8" in ana.alert()
        assert "Kept title" in unescape(ana.html)
        assert await ana.send(path, {"title": "x"}) == 422
        assert "Choose a document" in ana.alert()


async def test_a_file_is_called_what_its_head_says_or_as_it_is_named(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        for name, text, called in (
            (
                "pep.rst",
                "PEP: 723\nTitle: Script metadata\nStatus: Final\n\nAbstract\n========\n\nA format.\n",
                "Script metadata",
            ),
            ("terms.md", "# Terms of the pilot\n\nA card is kept for a day.\n", "Terms of the pilot"),
            ("notes.txt", "Said on Monday.\n\nAbstract\n========\n\nNothing.\n", "notes"),
        ):
            await ana.read(f"/cycles/{ana.house.cycle}/reviews/new")
            assert await ana.send(f"/cycles/{ana.house.cycle}/reviews", {"text": ""}, {"file": (name, text.encode(), "text/plain")}) == 200
            assert re.search(rf"R-\d {called}", ana.page), called


async def test_a_redacted_version_says_by_whom_and_why_wherever_it_was_read(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await opened(ana)
        document = re.search(r"/documents/(doc_\w+)", unescape(ana.html))
        assert document
        path = f"/documents/{document[1]}"
        await ana.read(f"{path}/edit")
        await ana.send(f"{path}/versions", {"text": POLICY.replace("24 hours", "a day"), "read_digest": ana.value("read_digest")})
        await ana.read(path)
        assert "Take the text of version 1 away" in ana.page
        assert "Take the text of version 2 away" not in ana.page
        assert await ana.send(f"{path}/redactions", {"number": "1", "reason": " "}) == 409
        assert "needs a reason" in ana.alert()
        assert await ana.send(f"{path}/redactions", {"number": "1", "reason": "It named a customer."}) == 200
        assert "Version 1 was redacted by Ana on" in ana.page
        await ana.read(f"{path}?number=1")
        assert "because: It named a customer. Its digest stays in the ledger; the text is gone." in ana.page
        assert "24 hours" not in ana.page
        await ana.read(f"{path}/difference?old=1&new=2")
        assert "What is gone cannot be compared." in ana.page
        await ana.read("/ledger")
        assert "redacted version 1 of" in ana.page
