import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plumbline.directory.directory import Directory
from plumbline.directory.errors import InvitationRefused, UnknownPerson, WeakPassword

BO, MAIL = "usr_bo", "bo@example.org"
PASSWORD = "seven quiet herons"
NOON = datetime(2025, 11, 14, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    opened = Directory.open(tmp_path / "directory.sqlite", lambda: NOON)
    opened.add_person(BO, "Bo Sørensen", MAIL, "Europe/Copenhagen")
    yield opened
    opened.close()


async def test_an_invited_person_chooses_a_password_and_keeps_name_address_and_zone(directory: Directory):
    person = await directory.accept_invitation(directory.invite(BO, NOON), PASSWORD, NOON)
    assert (person.id, person.name, person.mail, person.zone) == (BO, "Bo Sørensen", MAIL, "Europe/Copenhagen")
    assert directory.person(BO) == person
    assert await directory.check_password(MAIL, PASSWORD) == BO


async def test_an_invitation_works_once(directory: Directory):
    link = directory.invite(BO, NOON)
    await directory.accept_invitation(link, PASSWORD, NOON)
    assert directory.invited(link, NOON) is None
    with pytest.raises(InvitationRefused):
        await directory.accept_invitation(link, "another calm morning", NOON)
    assert await directory.check_password(MAIL, PASSWORD) == BO


def test_an_invitation_lasts_seven_days(directory: Directory):
    link = directory.invite(BO, NOON)
    person = directory.invited(link, NOON + WEEK - timedelta(seconds=1))
    assert person is not None
    assert person.id == BO
    assert directory.invited(link, NOON + WEEK) is None


def test_a_new_invitation_replaces_the_one_before(directory: Directory):
    first, second = directory.invite(BO, NOON), directory.invite(BO, NOON)
    assert directory.invited(first, NOON) is None
    assert directory.invited(second, NOON) is not None


async def test_a_weak_password_leaves_the_invitation_as_it_was(directory: Directory):
    link = directory.invite(BO, NOON)
    with pytest.raises(WeakPassword):
        await directory.accept_invitation(link, "short", NOON)
    assert directory.invited(link, NOON) is not None
    assert not directory.has_password(BO)


async def test_nobody_with_an_account_is_invited_because_that_would_hand_the_account_over(directory: Directory):
    await directory.set_password(BO, PASSWORD)
    with pytest.raises(InvitationRefused):
        directory.invite(BO, NOON)


def test_only_somebody_known_is_invited(directory: Directory):
    with pytest.raises(UnknownPerson):
        directory.invite("usr_nobody", NOON)


def test_an_invitation_ends_when_it_is_withdrawn_or_the_person_forgotten(directory: Directory):
    withdrawn = directory.invite(BO, NOON)
    directory.withdraw_invitation(BO)
    assert directory.invited(withdrawn, NOON) is None
    link = directory.invite(BO, NOON)
    directory.forget(BO)
    assert directory.invited(link, NOON) is None


def test_the_file_never_holds_the_secret_of_an_invitation(directory: Directory, tmp_path: Path):
    link = directory.invite(BO, NOON)
    assert link.encode() not in b"".join(path.read_bytes() for path in sorted(tmp_path.glob("directory.sqlite*")))
    assert len(link) >= 43  # 256 bits


def test_a_file_from_before_invitations_takes_them_up(tmp_path: Path):
    path = tmp_path / "directory.sqlite"
    first = Directory.open(path, lambda: NOON)
    first.add_person(BO, "Bo Sørensen", MAIL)
    first.close()
    db = sqlite3.connect(path)
    db.executescript(
        "DROP TABLE guest; DROP TABLE invitation; DROP TABLE letter; DROP TABLE mail_choice; DROP TABLE mail_mark; DROP TABLE digest_day;"
        " DROP TABLE welcome; DROP TABLE play_link; DROP TABLE participant;"
        " DROP TABLE endpoint; DROP TABLE endpoint_secret; DROP TABLE webhook_key; DROP TABLE endpoint_credential;"
        " DROP TABLE outside_account; DROP TABLE outside_offer; DROP TABLE reply_key; DROP TABLE reply_to; DROP TABLE incoming;"
        " DROP TABLE mailbox_look;"
        " DROP TABLE source_key; ALTER TABLE token DROP COLUMN workspace_id; ALTER TABLE token DROP COLUMN used_at;"
        " PRAGMA user_version = 1;"
    )
    db.close()
    again = Directory.open(path, lambda: NOON)
    person = again.invited(again.invite(BO, NOON), NOON)
    assert person is not None
    assert person.name == "Bo Sørensen"
    again.close()
