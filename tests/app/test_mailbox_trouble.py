"""A mailbox of replies that cannot be read is told of where whoever runs the installation looks, and no more once it can."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from plumbline.health.check import Check
from plumbline.health.folder import look_at_folder
from plumbline.health.running import look_at
from plumbline.installation import Installation
from small_house import small_house
from web_visit import visiting

PLACE = "the folder INBOX of plumbline at imap.example.org:993"


async def found(installation: Installation) -> Check:
    return next(one for one in await look_at(installation, watched=True) if one.id == "replies")


async def test_health_says_since_when_it_fails_what_to_do_and_nothing_more_once_it_works(tmp_path: Path):
    async with small_house(tmp_path) as house:
        installation = replace(house.installation, mailbox=PLACE)
        looks, first = house.installation.directory.incoming.looks, house.clock()
        assert (await found(installation)).state == "unknown"
        looks.note(PLACE, first, "sign_in", "imap.example.org:993 says: no such password")
        looks.note(PLACE, first + timedelta(minutes=40), "sign_in", "imap.example.org:993 says: no such password")
        told = await found(installation)
        assert told.state == "problem"
        assert f"since {first:%Y-%m-%d %H:%M} UTC: imap.example.org:993 says: no such password." in told.said
        assert "PLUMBLINE_IMAP_PASSWORD" in told.remedy
        assert told in look_at_folder(installation.data, house.clock(), mail_place="files", mailbox=PLACE)
        looks.note(PLACE, first + timedelta(hours=1))
        assert (await found(installation)).state == "good"
        looks.note(PLACE, first + timedelta(hours=2), "folder", "imap.example.org:993 says: gone")
        assert f"since {first + timedelta(hours=2):%Y-%m-%d %H:%M} UTC" in (await found(installation)).said


async def test_of_an_installation_that_fetches_nothing_nothing_is_said(tmp_path: Path):
    async with small_house(tmp_path) as house:
        assert "replies" not in [one.id for one in await look_at(house.installation, watched=True)]


async def test_the_page_of_mail_says_it_to_those_who_run_the_workspace(tmp_path: Path):
    async with visiting(tmp_path, "bo", mailbox=PLACE) as bo:
        looks, now = bo.house.installation.directory.incoming.looks, bo.house.clock()
        looks.note(PLACE, now, "unreachable", "imap.example.org:993 does not answer: Connection refused")
        await bo.read("/integrations/mail")
        assert "Connection refused" not in bo.page
    async with visiting(tmp_path / "ana", mailbox=PLACE) as ana:
        await ana.read("/integrations/mail")
        assert "nobody has looked there yet" in ana.page
        looks = ana.house.installation.directory.incoming.looks
        looks.note(PLACE, now, "unreachable", "imap.example.org:993 does not answer: Connection refused")
        await ana.read("/integrations/mail")
        for words in ("Replies cannot be fetched", "Connection refused", "PLUMBLINE_IMAP_HOST", "nothing is lost"):
            assert words in ana.page
        await ana.read("/admin")
        assert "cannot be read since" in ana.page
        looks.note(PLACE, now)
        await ana.read("/integrations/mail")
        assert "Replies cannot be fetched" not in ana.page
        assert f"Replies are fetched from {PLACE}, the last time" in ana.page
