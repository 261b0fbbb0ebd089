"""A journey under review on its page: its sections with their screens, threads and sign-offs, bound to an exact version."""

import json
from pathlib import Path

from plumbline.automation.journeys import follow_journey
from plumbline.domain.journey.edit import setting
from plumbline.domain.journey.journey import EditJourney, NameVersion
from plumbline.files.journeys import template
from web_visit import Visitor, visiting


async def reviewed(visitor: Visitor) -> tuple[str, str]:
    """Put the parcel's journey up for review as Ana; return the review's path and the journey."""
    found = template("parcel-delay")
    assert found is not None
    journey = await visitor.house.journey(json.loads(found.content))
    await visitor.read(f"/cycles/{visitor.house.cycle}/reviews/new")
    assert "A parcel is late and is delivered again (journey, newest version)" in visitor.page
    assert await visitor.send(f"/cycles/{visitor.house.cycle}/reviews", {"document_id": journey}) == 200, visitor.alert()
    return visitor.path, journey


async def edited(visitor: Visitor, journey: str, *, keep: bool) -> None:
    """Change the words of a screen of the section about the notice."""
    edits = (setting("screen", "late", "title", "It comes later"),)
    await visitor.house.done("bo", EditJourney(journey_id=journey, edits=edits), journey)
    if keep:
        await visitor.house.done("bo", NameVersion(journey_id=journey), journey)
    await follow_journey(visitor.house.installation.handling, journey)


def key(journey: str, section: str) -> str:
    return f"{journey}-{section}"


async def test_a_journey_is_reviewed_section_by_section_in_its_exact_version(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        _, journey = await reviewed(ana)
        async with ana.house.installation.handling.reading(journey) as state:
            digest = state.current.digest
        assert f"Journey, version 1 {digest[:12]}" in ana.page
        assert "We did not meet you exception, Recipient: Nobody opens the door, minor; Carrier answers for it" in ana.page
        assert "Notice of the delay Fewer contacts that ask where the parcel is" in ana.page


async def test_a_sign_off_binds_to_the_section_of_a_version_and_an_edit_voids_that_one_only(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review, journey = await reviewed(ana)
        ana.become("bo")
        await ana.read(review)
        for section in ("notice", "help"):
            async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
                part = next(iter(cycle.reviews.values())).part(key(journey, section))
            sent = {"section_id": part.section_id, "read_digest": part.digest}
            assert await ana.send(f"{review}/sign-offs", sent) == 200, ana.alert()
        await edited(ana, journey, keep=False)
        await ana.read(review)
        assert "The journey was edited since." in ana.page
        assert ana.page.count("Signed off Bo") == 2, "what nobody kept as a version is not under review"
        await edited(ana, journey, keep=True)
        await ana.read(review)
        assert "Journey, version 2" in ana.page
        assert ana.page.count("Signed off Bo") == 1
        assert "Edited since" in ana.page
        stale = {"section_id": key(journey, "notice"), "read_digest": "0" * 64}
        assert await ana.send(f"{review}/sign-offs", stale) == 409


async def test_what_is_open_about_a_screen_stands_in_its_section_and_holds_the_round(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review, journey = await reviewed(ana)
        thread = await ana.house.said(journey, "screen", "missed", "bo", blocking=True)
        await ana.read(review)
        assert f'id="{thread}"' in ana.html
        assert "screen missed in version 1" in ana.page
        assert await ana.send(f"{review}/closing") == 409
        assert "T-1" in ana.alert()
        await ana.read(f"/threads/{thread}")
        assert ana.path == review, "a thread is shown where it is discussed"


async def test_a_passage_of_a_journey_cannot_be_commented_on_and_one_that_is_no_journey_is_not_found(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        review, _ = await reviewed(ana)
        assert await ana.send(f"{review}/threads", {"start": "0", "end": "4", "text": "x"}) == 404
        assert await ana.send(f"/cycles/{ana.house.cycle}/reviews", {"document_id": "jrn_00000000000000000000000000"}) == 404
