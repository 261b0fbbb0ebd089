"""A new version takes its reviews and threads along."""

from pathlib import Path

from document_story import POLICY
from plumbline.automation.following import follow
from plumbline.domain.cycle.review import OpenReview, Reader, SignOffSection
from plumbline.domain.cycle.rules.reviewing import is_signed_off
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.domain.document.document import CreateDocument, WriteVersion
from plumbline.domain.document.subject import subject_of
from small_house import House, small_house


async def reviewed(house: House, text: str = POLICY) -> tuple[str, str]:
    """Add a document and open its review; return both ids."""
    document = house.installation.handling.context(actor="", surface="cli").new_id("doc")
    await house.done("bo", CreateDocument(cycle_id=house.cycle, title="Declined cards", text=text), document)
    async with house.installation.handling.reading(document) as state:
        subject = subject_of(state)
    readers = tuple(Reader(section_id=part.section_id, person_id=house.people["mara"]) for part in subject.parts)
    return document, await house.done("bo", OpenReview(title="Declined cards", subject=subject, readers=readers))


async def commented(house: House, document: str, words: str, text: str = POLICY, number: int = 1) -> str:
    _, objective = await house.place()
    async with house.installation.handling.reading(document) as state:
        sections = state.versions[number - 1].sections
    start = text.index(words)
    section = next(one for one in sections if one.start <= start < one.end)
    anchor = Anchor(
        kind="document", id=document, part=section.id, digest=section.digest, number=number, start=start, end=start + len(words)
    )
    command = OpenThread(section_id=section.id, objective_id=objective, anchor=anchor, text="Why?", quote=words, blocking=True)
    return await house.done("mara", command)


async def written(house: House, document: str, text: str) -> int:
    await house.done("bo", WriteVersion(document_id=document, text=text), document)
    return await follow(house.installation.handling, document)


async def test_threads_move_change_and_stay_open_when_their_passage_is_gone(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document, review = await reviewed(house)
        moved = await commented(house, document, "offered one retry")
        changed = await commented(house, document, "the order is kept for 24 hours")
        gone = await commented(house, document, "After a third decline")
        new = "# Declined cards\n\n## What the buyer sees\n\nNew first.\n\nThe buyer is offered one retry.\n\n"
        new += "## What support does\n\nThe order is kept for two days.\n"
        assert await written(house, document, new) == 4
        async with house.installation.handling.reading(house.cycle) as cycle:
            found = {name: cycle.threads[thread] for name, thread in (("moved", moved), ("changed", changed), ("gone", gone))}
            assert [found[name].change for name in ("moved", "changed")] == ["moved", "changed"]
            assert (found["changed"].quote, found["changed"].old_quote) == ("The order is kept for", "the order is kept for 24 hours")
            assert (found["gone"].outdated, found["gone"].state, found["gone"].quote) == (True, "open", "After a third decline")
            assert cycle.reviews[review].subject.number == 2
        assert await follow(house.installation.handling, document) == 0


async def test_a_passage_that_comes_back_is_found_again(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document, _ = await reviewed(house)
        thread = await commented(house, document, "After a third decline the card is blocked")
        await written(house, document, POLICY.replace("After a third decline the card is blocked and", "Then"))
        await written(house, document, "# Declined cards\n\nAfter a third decline the card is blocked.\n")
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert not cycle.threads[thread].outdated
            assert cycle.threads[thread].anchor.number == 3


async def test_a_comment_on_a_version_that_is_no_longer_the_newest_is_brought_along(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document, _ = await reviewed(house)
        await written(house, document, POLICY.replace("# Declined cards\n", "# Declined cards\n\nNew.\n"))
        thread = await commented(house, document, "one retry", number=1)
        assert await follow(house.installation.handling, document) == 1
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert (cycle.threads[thread].anchor.number, cycle.threads[thread].change) == (2, "moved")


async def test_a_sign_off_stands_for_the_words_that_were_read(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document, review = await reviewed(house)
        async with house.installation.handling.reading(house.cycle) as cycle:
            first, second = (part.section_id for part in cycle.reviews[review].subject.parts)
        for section in (first, second):
            await house.done("mara", SignOffSection(review_id=review, section_id=section))
        await written(house, document, POLICY.replace("24 hours", "two days"))
        workspace = await house.installation.handling.workspace()
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert [is_signed_off(cycle.reviews[review], section, workspace) for section in (first, second)] == [True, False]
