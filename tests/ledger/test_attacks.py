"""Whoever owns the database file can change all of it. A checkpoint that somebody else holds finds that out."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger_grounds import ORIGIN, filled, opened
from plumbline.cli.ledger import app
from plumbline.ledger.checkpoint import SigningKey, issued
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.folder import DATABASE, KEY
from plumbline.ledger.merkle import Frontier

ENTRIES = 300


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest")
    asyncio.run(_fill(folder))
    return folder


async def _fill(folder: Path) -> None:
    ledger = await opened("sqlite", folder / "data")
    await filled(ledger, ENTRIES)
    (folder / "held").write_text(await ledger.checkpoint())
    (folder / "key").write_text(str(ledger.key.verifier))
    await ledger.close()


@pytest.fixture
def attacked(honest: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(honest, tmp_path / "copy"))


def database(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "data" / DATABASE, isolation_level=None)
    for trigger in ("entry_is_never_deleted", "entry_is_never_changed"):
        connection.execute(f"DROP TRIGGER {trigger}")
    return connection


def hash_again(connection: sqlite3.Connection, key: SigningKey | None = None) -> None:
    """Make the database agree with itself again, as somebody who read the source would."""
    rows = connection.execute("SELECT position, raw FROM entry ORDER BY position").fetchall()
    frontier, nodes = Frontier(), list[bytes]()
    for position, raw in rows:
        leaf = sha256(b"\0" + raw).digest()
        connection.execute("UPDATE entry SET leaf = ? WHERE position = ?", (leaf, position))
        nodes += frontier.add(leaf)
    connection.execute("DELETE FROM node")
    connection.executemany("INSERT INTO node VALUES (?, ?)", enumerate(nodes))
    connection.execute("DELETE FROM checkpoint")
    if key is not None:
        note = issued(key, frontier.size, frontier.root())
        connection.execute("INSERT INTO checkpoint (size, note) VALUES (?, ?)", (frontier.size, note))


def replaced(connection: sqlite3.Connection, position: int, old: bytes, new: bytes) -> None:
    (raw,) = connection.execute("SELECT raw FROM entry WHERE position = ?", (position,)).fetchone()
    assert old in raw
    connection.execute("UPDATE entry SET raw = ? WHERE position = ?", (raw.replace(old, new), position))


def edit(connection: sqlite3.Connection) -> None:
    replaced(connection, 120, b"usr_ana", b"usr_bo")


def edit_and_recompute(connection: sqlite3.Connection) -> None:
    edit(connection)
    hash_again(connection)


def delete_the_newest_hundred(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM entry WHERE position > 200")
    hash_again(connection)


def delete_one(connection: sqlite3.Connection) -> None:
    """Delete one and close the gap everywhere."""
    connection.execute("DELETE FROM entry WHERE position = 120")
    for position in range(121, ENTRIES + 1):
        replaced(connection, position, b'"position":%d' % position, b'"position":%d' % (position - 1))
        replaced(connection, position, b'"version":%d' % position, b'"version":%d' % (position - 1))
        connection.execute("UPDATE entry SET position = position - 1, version = version - 1 WHERE position = ?", (position,))
    hash_again(connection)


def reorder(connection: sqlite3.Connection) -> None:
    rows = {
        position: connection.execute("SELECT tag, raw, salt, words FROM entry WHERE position = ?", (position,)).fetchone()
        for position in (120, 121)
    }
    for position, other in ((120, 121), (121, 120)):
        connection.execute("UPDATE entry SET tag = ?, raw = ?, salt = ?, words = ? WHERE position = ?", (*rows[other], position))
        replaced(connection, position, b'"position":%d' % other, b'"position":%d' % position)
        replaced(connection, position, b'"version":%d' % other, b'"version":%d' % position)
    hash_again(connection)


def back_date(connection: sqlite3.Connection) -> None:
    replaced(connection, 120, b'"occurred_at":"2026-03-02', b'"occurred_at":"2026-03-01')
    replaced(connection, 120, b'"recorded_at":"2026-03-02', b'"recorded_at":"2026-03-01')
    hash_again(connection)


ATTACKS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    edit, edit_and_recompute, delete_the_newest_hundred, delete_one, reorder, back_date,
)  # fmt: skip


def verified(folder: Path, *more: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["verify", "--data", str(folder / "data"), *more])
    return answer.exit_code, answer.output


def against_a_witness(folder: Path) -> tuple[int, str]:
    return verified(folder, "--checkpoint", str(folder / "held"), "--key", str(folder / "key"))


def test_an_honest_ledger_agrees_with_its_witness(attacked: Path):
    code, words = against_a_witness(attacked)
    assert code == 0
    assert f"{ENTRIES} entries, tree intact" in words


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_held_checkpoint_finds(attack: Callable[[sqlite3.Connection], None], attacked: Path):
    connection = database(attacked)
    attack(connection)
    connection.close()
    code, words = against_a_witness(attacked)
    assert code == 7
    assert "entry" in words


@pytest.mark.parametrize("change", ["words = CAST(words || x'20' AS BLOB)", "words = NULL", "salt = randomblob(length(salt))"])
def test_verification_finds_erasable_text_that_was_altered(change: str, attacked: Path):
    connection = database(attacked)
    connection.execute(f"UPDATE entry SET {change} WHERE position = 120 AND salt IS NOT NULL")
    assert connection.execute("SELECT changes()").fetchone() == (1,)
    connection.close()
    code, words = verified(attacked)
    assert code == 7
    assert "entry 120" in words


@pytest.mark.parametrize("attack", ATTACKS[1:], ids=lambda attack: attack.__name__)
def test_without_one_a_whole_forgery_agrees_with_itself(attack: Callable[[sqlite3.Connection], None], attacked: Path):
    """Why checkpoints leave the house: this is what nobody can see from inside."""
    key = SigningKey.at(attacked / "data" / KEY, ORIGIN)
    connection = database(attacked)
    attack(connection)
    hash_again(connection, key)
    connection.close()
    assert verified(attacked)[0] == 0
    assert against_a_witness(attacked)[0] == 7


def test_a_replaced_key_is_found_by_a_witness(attacked: Path):
    key = SigningKey.generate(ORIGIN)
    connection = database(attacked)
    replaced(connection, 120, b"usr_ana", b"usr_bo")
    hash_again(connection, key)
    connection.execute("DELETE FROM signer")
    connection.execute("INSERT INTO signer (key) VALUES (?)", (str(key.verifier),))
    connection.close()
    assert verified(attacked)[0] == 0
    code, words = against_a_witness(attacked)
    assert code == 7
    assert "key was replaced" in words


def test_an_edit_is_named_exactly(attacked: Path):
    connection = database(attacked)
    edit(connection)
    connection.close()
    code, words = verified(attacked)
    assert code == 7
    assert "entry 120" in words


async def test_a_start_on_a_changed_ledger_is_refused(attacked: Path):
    connection = database(attacked)
    edit(connection)
    connection.close()
    with pytest.raises(Corrupt) as bad:
        await opened("sqlite", attacked / "data")
    assert bad.value.position == 120


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM entry WHERE position = 120",
        "DELETE FROM entry WHERE position > 200",
        "UPDATE entry SET leaf = zeroblob(32) WHERE position = 120",
        "UPDATE entry SET stream = 'other' WHERE position = 120",
        "UPDATE node SET hash = zeroblob(32) WHERE number = 100",
        "DELETE FROM node WHERE number = 100",
        "INSERT INTO node VALUES (999, zeroblob(32))",
        "UPDATE checkpoint SET note = replace(note, '300', '299')",
    ],
)
def test_a_careless_change_is_found_without_a_witness(attacked: Path, change: str):
    connection = database(attacked)
    connection.execute(change)
    connection.close()
    assert verified(attacked)[0] == 7


def test_an_entry_is_not_changed_by_a_slip_of_the_hand(attacked: Path):
    connection = sqlite3.connect(attacked / "data" / DATABASE)
    for change in ("DELETE FROM entry WHERE position = 1", "UPDATE entry SET raw = x'00' WHERE position = 1"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(change)
    connection.close()
