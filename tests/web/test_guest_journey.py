"""A guest in the review of a journey: they see the version under review, screen by screen, comment and sign off, and reach nothing else."""

import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plumbline.automation.journeys import follow_journey
from plumbline.domain.journey.edit import setting
from plumbline.domain.journey.journey import EditJourney, NameVersion
from plumbline.domain.workspace.theme import DefineTheme
from plumbline.files.journeys import template
from web_visit import Visitor, visiting


@dataclass
class Grounds:
    """Ana runs the review of the parcel's journey and has a link for a guest; the visitor is Ana."""

    visitor: Visitor
    review: str
    journey: str
    link: str

    async def come(self) -> None:
        """Come as the guest, in a browser of their own."""
        self.visitor.forget()
        assert await self.visitor.read(self.link) == 200, self.visitor.page
        assert self.visitor.path == "/guest"


@pytest.fixture
async def grounds(tmp_path: Path) -> AsyncGenerator[Grounds, None]:
    async with visiting(tmp_path) as ana:
        found = template("parcel-delay")
        assert found is not None
        journey = await ana.house.journey(json.loads(found.content))
        await ana.read(f"/cycles/{ana.house.cycle}/reviews/new")
        await ana.send(f"/cycles/{ana.house.cycle}/reviews", {"document_id": journey})
        review = ana.path
        assert await ana.send(f"{review}/guests", {"name": "Gus of Legal", "days": "14"}) == 201, ana.alert()
        link = re.search(r"http://[^<\s]+?(/g/[\w-]+)", ana.html.replace("&#x2f;", "/"))
        assert link is not None
        yield Grounds(ana, review, journey, link[1])


async def test_a_guest_sees_the_version_under_review_as_it_is_drawn_and_no_link_out_of_it(grounds: Grounds):
    gus = grounds.visitor
    await grounds.come()
    assert "You read this as Gus of Legal , a guest of Ana" in gus.page
    assert "Version 1 of the journey" in gus.page
    assert await gus.read("/guest?screen=missed") == 200
    assert "The driver rang twice and waited." in gus.page
    assert "Where it leads" in gus.page
    links = re.findall(r'(?:href|action|src)="([^"#]+)', gus.html.replace("&#x2f;", "/"))
    assert {one for one in links if not one.startswith(("/guest", "/static/"))} == set()
    assert await gus.read("/guest?screen=nowhere") == 404
    for path in (
        f"/journeys/{grounds.journey}",
        grounds.review,
        f"/journeys/{grounds.journey}/parts/screen/missed",
        "/guest/frames/missed",
    ):
        assert await gus.read(path) == 404, path


async def test_a_guest_sees_screens_in_the_theme_of_the_workspace_and_nobody_without_a_link_does(grounds: Grounds):
    gus, house = grounds.visitor, grounds.visitor.house
    assert await gus.read("/guest/theme.css") == 404
    await house.done(
        "mara",
        DefineTheme(surface="#ffffff", text="#111111", muted="#444444", accent="#7a0c2e", accent_on="#ffffff"),
        house.installation.workspace_id,
    )
    await grounds.come()
    await gus.read("/guest?screen=missed")
    style = re.search(r'<link rel="stylesheet" href="(/guest/theme\.css[^"]*)"', gus.html.replace("&#x2f;", "/"))
    assert style
    assert "is-themed" in gus.html
    await gus.read(style[1])
    assert "--j-accent: #7a0c2e;" in gus.html
    assert await gus.read("/guest/theme-logo") == 404, "it has none"


async def test_what_is_edited_afterwards_stays_out_of_a_guests_sight_until_it_is_under_review(grounds: Grounds):
    gus, house = grounds.visitor, grounds.visitor.house
    edit = EditJourney(journey_id=grounds.journey, edits=(setting("screen", "missed", "title", "Secret plan"),))
    await house.done("bo", edit, grounds.journey)
    await follow_journey(house.installation.handling, grounds.journey)
    await grounds.come()
    await gus.read("/guest?screen=missed")
    assert "Secret plan" not in gus.page
    assert "was edited since" not in gus.page
    await house.done("bo", NameVersion(journey_id=grounds.journey), grounds.journey)
    await follow_journey(house.installation.handling, grounds.journey)
    await gus.read("/guest?screen=missed")
    assert "Secret plan" in gus.page
    assert "Version 2 of the journey" in gus.page


async def test_a_guest_comments_on_a_screen_and_the_owner_sees_it_in_the_review(grounds: Grounds):
    gus = grounds.visitor
    await grounds.come()
    await gus.read("/guest?screen=missed")
    assert await gus.send("/guest/threads", {"screen": "missed", "text": " "}) == 422
    assert await gus.send("/guest/threads", {"screen": "missed", "text": "Who rang?", "blocking": "yes"}) == 200, gus.alert()
    assert "Who rang?" in gus.page
    gus.forget()
    gus.become("ana")
    await gus.read(grounds.review)
    assert "Gus of Legal" in gus.page
    assert "Who rang?" in gus.page
    async with gus.house.installation.handling.reading(gus.house.cycle) as cycle:
        (thread,) = cycle.threads.values()
        (review,) = cycle.reviews.values()
        assert (thread.anchor.kind, thread.anchor.part, thread.blocking) == ("screen", "missed", True)
        assert review.part(thread.section_id) is not None
        assert thread.anchor.digest == review.subject.content_hash


async def test_a_guest_signs_off_a_section_that_they_were_asked_to_read(grounds: Grounds):
    gus, house = grounds.visitor, grounds.visitor.house
    async with house.installation.handling.reading(house.cycle) as cycle:
        (review,) = cycle.reviews.values()
        (guest,) = review.guests
        part = review.part(f"{grounds.journey}-notice")
    await gus.read(grounds.review)
    assert "Gus of Legal (guest)" in gus.page
    asked = {"section_id": part.section_id, "person_id": guest, "how": "add"}
    assert await gus.send(f"{grounds.review}/readers", asked) == 200, gus.alert()
    await grounds.come()
    assert gus.page.count("Sign off “") == 1
    assert await gus.send("/guest/sign-offs", {"section_id": part.section_id, "read_digest": part.digest}) == 200, gus.alert()
    assert "Signed off Gus of Legal" in gus.page


async def test_a_guest_sees_nothing_once_the_link_is_ended(grounds: Grounds):
    gus = grounds.visitor
    await grounds.come()
    cookies = gus.cookies()
    gus.forget()
    gus.become("ana")
    await gus.read(grounds.review)
    async with gus.house.installation.handling.reading(gus.house.cycle) as cycle:
        (guest,) = next(iter(cycle.reviews.values())).guests
    assert await gus.send(f"{grounds.review}/guest-revocations", {"guest_id": guest}) == 200
    gus.forget()
    gus.bring(cookies)
    assert await gus.read("/guest?screen=missed") == 403
    assert "The link was ended" in gus.page
