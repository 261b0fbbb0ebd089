"""Whether an installation is well: what its folder shows, what the server adds, and what the page, the API and the command make of it."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from console import CONSOLE, running
from plumbline.directory.mailbox import Letter
from plumbline.health.check import Check, problems
from plumbline.health.folder import LEAST_FREE, look_at_folder
from plumbline.health.running import look_at
from small_house import MONDAY, House, client_of, small_house

PASSWORD = "copper kettle on the ninth floor"


async def signed(house: House) -> None:
    await house.installation.directory.set_password(house.people["ana"], PASSWORD)


def looked(house: House, **changes: object) -> dict[str, Check]:
    found = look_at_folder(house.installation.data, house.clock(), mail_place="files", **changes)  # pyright: ignore[reportArgumentType]
    return {one.id: one for one in found}


async def test_of_a_folder_in_order_everything_is_good_and_of_a_backup_nothing_is_known(tmp_path: Path):
    async with small_house(tmp_path, demo=False) as house:
        await signed(house)
        found = looked(house)
        assert list(found) == ["database", "ledger", "clock", "disk", "mail", "sign-in", "backup"]
        assert {one.id for one in found.values() if one.state != "good"} <= {"backup", "ledger"}, "a checkpoint takes a minute"
        assert (found["backup"].state, "No backup is known" in found["backup"].said) == ("unknown", True)
        assert "sqlite3" in found["backup"].command
        assert "One person can sign in" in found["sign-in"].said


async def test_a_folder_without_a_ledger_says_so_and_nothing_else(tmp_path: Path):
    (one,) = look_at_folder(tmp_path / "nowhere", MONDAY, mail_place="files")
    assert (one.id, one.state) == ("database", "problem")
    assert "--data" in one.remedy


@pytest.mark.parametrize("name", ["blobs.sqlite", "directory.sqlite", "signals.sqlite", "deliveries.sqlite"])
async def test_a_file_beside_the_ledger_that_cannot_be_read_is_named(tmp_path: Path, name: str):
    async with small_house(tmp_path / "house") as house:
        copy = tmp_path / "copy"
        copy.mkdir()
        with (
            closing(sqlite3.connect(house.installation.data / "ledger.sqlite")) as db,
            closing(sqlite3.connect(copy / "ledger.sqlite")) as to,
        ):
            db.backup(to)
        (copy / name).write_bytes(b"no database" * 1000)
        found = {one.id: one for one in look_at_folder(copy, house.clock(), mail_place="files")}
        assert found["database"].state == "problem"
        assert found["database"].said.startswith(f"{name} cannot be read: ")
        assert "from a backup" in found["database"].remedy


async def test_nobody_with_an_account_is_a_problem_but_in_sample_data(tmp_path: Path):
    async with small_house(tmp_path, demo=False) as house:
        assert (looked(house)["sign-in"].state, "plumbline serve" in looked(house)["sign-in"].command) == ("problem", True)
        assert looked(house, sample=True)["sign-in"].state == "good"


async def test_a_message_that_no_server_took_is_a_problem_with_its_answer(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mailbox, now = house.installation.directory.mailbox, house.clock()
        letter = Letter(key="k", person_id=house.people["ana"], reason="asked", item_id="dec_1", made_at=now, due_at=now)
        mailbox.queue([letter], 1)
        assert looked(house)["mail"].state == "good", "it has just come due"
        house.clock.set(now + timedelta(hours=1))
        assert looked(house)["mail"].state == "problem"
        mailbox.postpone("k", house.clock() + timedelta(hours=1), "451 try later")
        assert "451 try later" in looked(house)["mail"].said
        house.clock.set(now + timedelta(days=2))
        mailbox.sent("k", house.clock())
        assert looked(house)["mail"].state == "good"


async def test_a_clock_that_was_set_back_is_a_problem(tmp_path: Path):
    async with small_house(tmp_path) as house:
        found = look_at_folder(house.installation.data, house.clock() - timedelta(days=1), mail_place="files")
        assert [one.id for one in problems(found) if one.id == "clock"] == ["clock"]


async def test_a_disk_that_is_nearly_full_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Usage(NamedTuple):
        free: int

    def usage(_: Path) -> Usage:
        return Usage(free)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    async with small_house(tmp_path) as house:
        free = 10**6
        found = looked(house)["disk"]
        assert (found.state, "1.0 MB are free" in found.said) == ("problem", True)
        free = LEAST_FREE
        assert looked(house)["disk"].state == "good"


async def test_read_models_that_are_behind_and_a_tree_that_was_changed_are_problems(tmp_path: Path):
    async with small_house(tmp_path) as house:
        await house.decision()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as db:
        assert db.execute("SELECT count(*) FROM checkpoint").fetchone()[0], "one is signed at each stop"
        db.execute("UPDATE projection SET stale = 1 WHERE name = 'items'")
        db.execute("UPDATE node SET hash = zeroblob(32) WHERE number = 0")
        db.execute("DROP TRIGGER entry_is_never_changed")
        db.execute("UPDATE entry SET leaf = zeroblob(32)")
    found = {one.id: one for one in look_at_folder(tmp_path, MONDAY, mail_place="files")}
    assert (found["database"].state, "items" in found["database"].said) == ("problem", True)
    assert (found["ledger"].state, "ledger verify" in found["ledger"].command) == ("problem", True)


async def test_a_server_that_watches_no_deadline_says_so(tmp_path: Path):
    async with small_house(tmp_path) as house:
        told = {one.id: one for one in await look_at(house.installation, watched=False)}
        assert (told["deadlines"].state, told["database"].state) == ("problem", "good")
        assert {one.id: one for one in await look_at(house.installation, watched=True)}["deadlines"].state == "good"


async def test_the_page_and_the_api_tell_an_administrator_and_name_them_to_others(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        house.installation.directory.mailbox.queue([], 1)
        client.cookies.set("plumbline_person", house.people["ana"], domain="127.0.0.1")
        page = (await client.get("/admin")).text
        assert "No backup is known" in page
        assert "Nothing is wrong." in page
        told = (await client.get("/v1/health")).json()
        assert (told["problems"], [one["id"] for one in told["checks"]][:3]) == (0, ["database", "ledger", "deadlines"])
        client.cookies.set("plumbline_person", house.people["mara"], domain="127.0.0.1")
        page = (await client.get("/admin")).text
        assert ("No backup is known" in page, "shown to its administrators: Ana." in page) == (False, True)
        assert (await client.get("/v1/health")).status_code == 403


def test_the_command_says_the_same_of_a_folder_that_a_server_has_open_and_ends_with_7(tmp_path: Path):
    with running(tmp_path, "serve") as (_, _):
        told = subprocess.run(
            [CONSOLE, "doctor", "--data", str(tmp_path / "data"), "--json"], capture_output=True, text=True, check=False, timeout=60
        )  # fmt: skip
    said = json.loads(told.stdout)
    wrong = [one["id"] for one in said["checks"] if one["state"] == "problem"]
    assert (told.returncode, said["problems"], wrong) == (7, 1, ["sign-in"]), told.stderr
