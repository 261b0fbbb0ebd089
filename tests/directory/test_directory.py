import asyncio
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.directory.directory import FORGOTTEN, Directory
from plumbline.directory.errors import PersonExists, SetupRefused, UnknownPerson, UnknownZone, UnreadableDirectory, WeakPassword
from plumbline.directory.secret import TOKEN_PREFIX, is_token, token_text
from small_house import client_of, small_house

ANA, BO = "usr_ana", "usr_bo"
MAIL = "ana.ruiz@example.org"
PASSWORD = "seven quiet herons"
NOON = datetime(2025, 11, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Time:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def directory(tmp_path: Path, clock: Time) -> Iterator[Directory]:
    opened = Directory.open(tmp_path / "directory.sqlite", clock)
    opened.add_person(ANA, "Ana Ruiz", MAIL, "Europe/Berlin")
    opened.add_person(BO, "Bo Sørensen")
    yield opened
    opened.close()


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("directory.sqlite*")))


# People


def test_names_are_found_by_id_also_after_a_restart(directory: Directory, tmp_path: Path, clock: Time):
    assert dict(directory.names()) == {ANA: "Ana Ruiz", BO: "Bo Sørensen"}
    directory.close()
    again = Directory.open(tmp_path / "directory.sqlite", clock)
    assert dict(again.names()) == {ANA: "Ana Ruiz", BO: "Bo Sørensen"}
    assert again.person(ANA).zone == "Europe/Berlin"
    again.close()


def test_two_people_cannot_share_a_mail_address_however_it_is_written(directory: Directory):
    with pytest.raises(PersonExists):
        directory.add_person("usr_cy", "Cy", f" {MAIL.upper()} ")
    assert "usr_cy" not in directory.names()


def test_a_person_needs_a_time_zone_that_exists(directory: Directory):
    with pytest.raises(UnknownZone):
        directory.add_person("usr_cy", "Cy", zone="Europe/Atlantis")
    with pytest.raises(UnknownZone):
        directory.add_person("usr_cy", "Cy", zone="../../etc/passwd")


async def test_a_forgotten_person_leaves_an_id_and_no_way_in(directory: Directory, clock: Time):
    await directory.set_password(ANA, PASSWORD)
    session = directory.open_session(ANA, clock.now)
    token = directory.create_token(ANA, "laptop", ["read"])
    directory.forget(ANA)
    assert directory.names()[ANA] == FORGOTTEN
    assert directory.person(ANA).mail == ""
    assert directory.session(session.id, clock.now) is None
    assert directory.token(token, clock.now) is None
    assert await directory.check_password(MAIL, PASSWORD) is None


async def test_the_file_keeps_no_trace_of_a_forgotten_person(directory: Directory, tmp_path: Path):
    await directory.set_password(ANA, PASSWORD)
    assert b"Ana Ruiz" in bytes_on_disk(tmp_path)
    directory.forget(ANA)
    left = bytes_on_disk(tmp_path)
    assert b"Ana Ruiz" not in left
    assert MAIL.encode() not in left


def test_an_unknown_person_is_an_error_not_an_empty_answer(directory: Directory):
    with pytest.raises(UnknownPerson):
        directory.person("usr_nobody")
    with pytest.raises(UnknownPerson):
        directory.open_session("usr_nobody", NOON)


# Passwords


async def test_the_right_password_names_the_person(directory: Directory):
    await directory.set_password(ANA, PASSWORD)
    assert await directory.check_password(MAIL.upper(), PASSWORD) == ANA
    assert await directory.check_password(MAIL, PASSWORD + "!") is None
    assert await directory.check_password("nobody@example.org", PASSWORD) is None


async def test_an_unknown_address_costs_the_work_of_a_wrong_password(directory: Directory, monkeypatch: pytest.MonkeyPatch):
    hashes: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(self: argon2.PasswordHasher, stored: str, password: str) -> bool:
        hashes.append(stored)
        return verify(self, stored, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    await directory.set_password(ANA, PASSWORD)
    for mail in (MAIL, "nobody@example.org", ""):
        assert await directory.check_password(mail, "a wrong password") is None
    assert len(hashes) == 3
    assert len({stored.rpartition("$")[0].rpartition("$")[0] for stored in hashes}) == 1, "the same settings for all"


async def test_wrong_passwords_make_the_next_attempt_wait_longer_and_longer(directory: Directory, clock: Time):
    await directory.set_password(ANA, PASSWORD)
    for _ in range(4):
        assert await directory.check_password(MAIL, "a wrong password") is None
    assert directory.sign_in_wait(MAIL) == timedelta(0)
    await directory.check_password(MAIL, "a wrong password")
    assert directory.sign_in_wait(MAIL) == timedelta(seconds=2)
    assert await directory.check_password(MAIL, PASSWORD) is None, "not even the right one, while it waits"
    clock.now += timedelta(seconds=2)
    await directory.check_password(MAIL, "a wrong password")
    assert directory.sign_in_wait(MAIL) == timedelta(seconds=4)
    clock.now += timedelta(seconds=4)
    assert await directory.check_password(MAIL, PASSWORD) == ANA
    assert directory.sign_in_wait(MAIL) == timedelta(0)


async def test_the_wait_says_nothing_about_who_has_an_account(directory: Directory):
    for _ in range(5):
        await directory.check_password("nobody@example.org", "a wrong password")
    assert directory.sign_in_wait("nobody@example.org") == timedelta(seconds=2)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "ana.ruiz@example.org", "Ana Ruiz 2025", "x" * 300])
async def test_passwords_that_are_easily_guessed_are_refused(directory: Directory, password: str):
    with pytest.raises(WeakPassword):
        await directory.set_password(ANA, password)
    assert not directory.has_accounts()


async def test_a_new_password_ends_the_sessions_of_the_old_one(directory: Directory, clock: Time):
    await directory.set_password(ANA, PASSWORD)
    session = directory.open_session(ANA, clock.now)
    await directory.set_password(ANA, "nine loud magpies")
    assert directory.session(session.id, clock.now) is None
    assert await directory.check_password(MAIL, PASSWORD) is None


# Sessions


def test_a_session_lasts_eight_hours_after_its_last_use(directory: Directory, clock: Time):
    session = directory.open_session(ANA, NOON)
    assert session.expires_at == NOON + 8 * HOUR
    used = directory.session(session.id, NOON + 7 * HOUR)
    assert used is not None
    assert used.expires_at == NOON + 15 * HOUR
    assert directory.session(session.id, NOON + 14 * HOUR) is not None
    assert directory.session(session.id, NOON + 22 * HOUR) is None


def test_a_session_in_constant_use_ends_after_a_week(directory: Directory):
    session = directory.open_session(ANA, NOON)
    lasted = max(hour for hour in range(0, 24 * 9, 6) if directory.session(session.id, NOON + hour * HOUR))
    assert 24 * 7 - 6 <= lasted < 24 * 7


def test_a_session_id_that_the_directory_did_not_make_is_worth_nothing(directory: Directory):
    assert directory.session("chosen-by-the-client", NOON) is None
    assert directory.session("", NOON) is None
    assert directory.rotate("chosen-by-the-client", NOON) is None


def test_rotation_gives_a_new_id_and_the_old_one_dies(directory: Directory):
    before = directory.open_session(ANA, NOON, "Browser 1")
    after = directory.rotate(before.id, NOON + HOUR)
    assert after is not None
    assert after.id != before.id
    assert after.csrf != before.csrf
    assert directory.session(before.id, NOON + HOUR) is None
    assert directory.session(after.id, NOON + HOUR) == after


def test_a_person_can_be_signed_out_here_or_everywhere(directory: Directory):
    first, second, others = (directory.open_session(who, NOON) for who in (ANA, ANA, BO))
    directory.end_session(first.id)
    assert directory.session(first.id, NOON) is None
    assert directory.session(second.id, NOON) is not None
    assert directory.end_all(ANA) == 1
    assert directory.session(second.id, NOON) is None
    assert directory.session(others.id, NOON) is not None


def test_the_secret_of_forms_stays_the_same_through_a_session(directory: Directory):
    session = directory.open_session(ANA, NOON)
    again = directory.session(session.id, NOON)
    assert again is not None
    assert again.csrf == session.csrf
    assert session.id not in session.csrf


# Tokens


def test_a_token_carries_its_scopes_until_it_ends(directory: Directory):
    text = directory.create_token(ANA, "laptop", ["decisions:write", "ledger:read"], NOON + HOUR)
    token = directory.token(text, NOON)
    assert token is not None
    assert (token.person_id, token.scopes) == (ANA, ("decisions:write", "ledger:read"))
    assert [row.id for row in directory.tokens(ANA)] == [token.id]
    assert directory.token(text, NOON + HOUR) is None


def test_when_a_token_was_last_used_is_known_to_the_hour(directory: Directory):
    text = directory.create_token(ANA, "laptop", ["read"])

    def used_at() -> datetime | None:
        return directory.tokens(ANA)[0].used_at

    assert used_at() is None
    directory.token(text, NOON)
    directory.token(text, NOON + HOUR / 2)
    assert used_at() == NOON
    directory.token(text, NOON + HOUR)
    assert used_at() == NOON + HOUR
    directory.token(text[:-1] + ("a" if text[-1] != "a" else "b"), NOON + 3 * HOUR)
    assert used_at() == NOON + HOUR


def test_a_token_is_revoked_by_its_owner_only(directory: Directory):
    text = directory.create_token(ANA, "laptop", ["read"])
    [row] = directory.tokens(ANA)
    assert (row.name, row.scopes, row.created_at, row.expires_at) == ("laptop", ("read",), NOON, None)
    assert not directory.revoke_token(BO, row.id)
    assert directory.token(text, NOON) is not None
    assert directory.revoke_token(ANA, row.id)
    assert directory.token(text, NOON) is None
    assert directory.tokens(ANA) == []


@given(number=st.integers(0, 2**256 - 1), place=st.integers(0, 57), other=st.characters())
def test_every_token_has_a_checksum_that_one_wrong_character_breaks(number: int, place: int, other: str):
    text = token_text(number)
    assert is_token(text)
    assert len(text) == 58
    assert text.startswith(TOKEN_PREFIX)
    mistyped = text[:place] + other + text[place + 1 :]
    assert is_token(mistyped) == (mistyped == text)


@given(text=st.text())
def test_no_other_text_is_taken_for_a_token(text: str):
    assert not is_token(text)
    assert not is_token(TOKEN_PREFIX + text)


# Setup


def redeem(directory: Directory, token: str, person_id: str = "usr_cy"):
    return directory.redeem_setup(token, person_id=person_id, name="Cy Young", mail="cy@example.org", password=PASSWORD, zone="Asia/Tokyo")


async def test_the_setup_link_makes_the_first_account_once(directory: Directory):
    token = directory.setup_token()
    assert directory.setup_open(token)
    person = await redeem(directory, token)
    assert (person.id, person.name, person.zone) == ("usr_cy", "Cy Young", "Asia/Tokyo")
    assert await directory.check_password("cy@example.org", PASSWORD) == "usr_cy"
    assert not directory.setup_open(token)
    with pytest.raises(SetupRefused):
        await redeem(directory, token, "usr_dee")
    with pytest.raises(SetupRefused):
        directory.setup_token()


async def test_a_setup_link_ends_after_a_day_or_when_a_newer_one_is_made(directory: Directory, clock: Time):
    old, new = directory.setup_token(), directory.setup_token()
    assert not directory.setup_open(old)
    clock.now += 24 * HOUR
    with pytest.raises(SetupRefused):
        await redeem(directory, new)
    assert not directory.has_accounts()


async def test_a_weak_password_does_not_use_the_setup_link_up(directory: Directory):
    token = directory.setup_token()
    with pytest.raises(WeakPassword):
        await directory.redeem_setup(token, person_id="usr_cy", name="Cy", mail="cy@example.org", password="short")
    assert directory.setup_open(token)
    assert "usr_cy" not in directory.names()


async def test_of_two_people_with_the_link_only_one_becomes_the_administrator(directory: Directory):
    token = directory.setup_token()
    answers = await asyncio.gather(redeem(directory, token), redeem(directory, token, "usr_dee"), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Person", "SetupRefused"]


# The file


async def test_the_file_holds_no_secret_in_plain_form(directory: Directory, tmp_path: Path):
    setup = directory.setup_token()
    await directory.set_password(ANA, PASSWORD)
    session = directory.open_session(ANA, NOON)
    token = directory.create_token(ANA, "laptop", ["read"])
    written = bytes_on_disk(tmp_path)
    assert b"usr_ana" in written
    for secret in (setup, PASSWORD, session.id, session.csrf, token, token.split("_")[2]):
        assert secret.encode() not in written


def test_only_its_owner_can_read_the_file(directory: Directory, tmp_path: Path):
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("directory.sqlite*")}
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3


def test_a_file_of_a_newer_release_or_of_another_kind_is_not_opened(tmp_path: Path, clock: Time):
    newer = tmp_path / "newer.sqlite"
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(UnreadableDirectory, match="newer release"):
        Directory.open(newer, clock)
    text = tmp_path / "text.sqlite"
    text.write_text("this is not a database, it is a letter" * 50)
    with pytest.raises(UnreadableDirectory, match=r"text\.sqlite"):
        Directory.open(text, clock)


async def test_a_disk_that_takes_nothing_is_told_when_somebody_signs_in(tmp_path: Path):
    async with small_house(tmp_path, demo=False) as house:
        disk: sqlite3.Connection = vars(house.installation.directory)["_db"]
        disk.execute("PRAGMA query_only = ON")
        async with client_of(house) as client:
            form = (await client.get("/login")).text
            csrf = re.search(r'name="csrf" value="([^"]+)"', form)
            assert csrf
            answer = await client.post("/login", data={"csrf": csrf[1], "mail": "ana@example.org", "password": "wrong"})
        assert answer.status_code == 503
        assert "does not take what is written" in answer.text
        disk.execute("PRAGMA query_only = OFF")
        assert await house.installation.directory.check_password("ana@example.org", "wrong") is None
