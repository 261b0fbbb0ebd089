"""The choices about mail on the profile page, the test message, the link that stops a kind of message, and links to items."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from outbox_letters import letters_in
from plumbline.directory.mailbox import MailChoice
from plumbline.outbox.transport import FileTransport
from small_house import House, client_of, small_house
from web_visit import Visitor, visiting


@pytest.fixture
async def visit(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        yield visitor


def choice_of(house: House, name: str) -> MailChoice:
    return house.installation.directory.mailbox.choice(house.people[name])


async def test_a_person_chooses_the_hour_and_what_to_be_told(visit: Visitor):
    await visit.read("/profile")
    assert await visit.send("/profile/mail", {"digest_hour": "6", "reason": ["escalated", "digest"]}) == 200
    choice = choice_of(visit.house, "ana")
    assert choice == MailChoice(digest_hour=6, stopped=frozenset({"blocker_due", "quarter_left", "asked", "rehearsed"}))


async def test_an_hour_that_no_clock_shows_is_refused_and_changes_nothing(visit: Visitor):
    await visit.read("/profile")
    assert await visit.send("/profile/mail", {"digest_hour": "25"}) == 422
    assert "full hour of the day" in visit.page
    assert choice_of(visit.house, "ana") == MailChoice()


async def test_a_test_message_is_sent_and_the_answer_is_shown(visit: Visitor):
    await visit.read("/profile")
    assert await visit.send("/profile/mail/test") == 201
    assert "A test message to ana@house.example was written to" in visit.page
    transport = visit.house.installation.mail
    assert isinstance(transport, FileTransport)
    assert [str(one["Subject"]) for one in letters_in(transport)] == ["A test message from Plumbline"]


async def test_a_link_in_a_message_leads_to_where_its_item_is_shown(visit: Visitor):
    decision = await visit.house.decision()
    assert await visit.read(f"/items/{decision}") == 200
    assert visit.path == f"/decisions/{decision}"
    assert await visit.read("/items/dec_none") == 404


async def test_the_link_in_a_message_stops_that_kind_without_signing_in(tmp_path: Path):
    async with small_house(tmp_path, demo=False) as house, client_of(house) as client:
        token = house.installation.directory.mailbox.stop_token(house.people["bo"], "asked")
        shown = await client.get(f"/mail/stop/{token}")
        assert (shown.status_code, "Stop messages for this reason" in shown.text) == (200, True)
        assert choice_of(house, "bo").stopped == frozenset()  # a mail program that looks at links stops nothing
        assert (await one_click(client, token)).status_code == 200
        assert choice_of(house, "bo").stopped == {"asked"}


async def test_a_link_that_nobody_was_sent_stops_nothing(tmp_path: Path):
    async with small_house(tmp_path, demo=False) as house, client_of(house) as client:
        token = house.installation.directory.mailbox.stop_token(house.people["bo"], "asked")
        forged = token.replace("asked", "escalated")
        assert (await one_click(client, forged)).status_code == 404
        assert choice_of(house, "bo").stopped == frozenset()


async def one_click(client: AsyncClient, token: str):
    """Send what a mail program sends when somebody unsubscribes in it (RFC 8058): no cookie, no page before."""
    return await client.post(f"/mail/stop/{token}", data={"List-Unsubscribe": "One-Click"})
