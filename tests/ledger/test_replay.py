"""A stream as states are folded from it: the same events as reading gives, and nothing that was tampered with."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from ledger_grounds import ANA, NOON, Ledger, RemarkDropped, RemarkMade, filled, opened, remarks
from plumbline.ledger.entry import Append, Attribution, Draft
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.folder import DATABASE


class Said(NamedTuple):
    event: Any
    actor: str
    at: datetime
    position: int


def listed(history: Iterable[Said]) -> list[Said]:
    return list(history)


async def read(ledger: Ledger, stream: str, after: int = 0) -> list[Said]:
    entries = await ledger.read(stream, after)
    return [Said(entry.event, entry.attribution.actor, entry.attribution.occurred_at, entry.position) for entry in entries]


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
async def test_replaying_gives_what_reading_gives(kind: str, tmp_path: Path):
    ledger = await opened(kind, tmp_path)
    await filled(ledger, 120)
    dropped = Draft(event=RemarkDropped(remark_id="r", after=timedelta(hours=1), at=NOON, tags=('"event":{', '},"')), content_hash="c" * 64)
    odd = msgspec.structs.replace(ANA, actor='usr_"},{', client="ends in },", occurred_at=NOON + timedelta(seconds=1))
    await ledger.append(Append(stream="other", after=0, drafts=(dropped,), attribution=odd))
    await ledger.append(Append(stream="s", after=120, drafts=(dropped, made(""), made('"event":{"},"event_name":"')), attribution=odd))
    await ledger.erase([7])
    for stream, after in (("s", 0), ("s", 119), ("s", 123), ("other", 0), ("nobody", 0)):
        assert await ledger.replay(stream, Said, listed, after) == await read(ledger, stream, after)
    assert len(await ledger.replay("s", Said, listed)) == 123
    await ledger.close()


def made(text: str) -> Draft:
    return Draft(event=RemarkMade(remark_id="r", text=text), section="sec_1")


async def test_entries_of_one_append_and_of_the_next_keep_their_own_actor(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    for after, actor in enumerate(("usr_ana", "usr_bo", "usr_bo", "usr_ana")):
        came_from: Attribution = msgspec.structs.replace(ANA, actor=actor, occurred_at=NOON + timedelta(seconds=after))
        await ledger.append(msgspec.structs.replace(remarks("s", after * 2, "one", "two"), attribution=came_from))
    history = await ledger.replay("s", Said, listed)
    assert [said.actor for said in history] == ["usr_ana"] * 2 + ["usr_bo"] * 4 + ["usr_ana"] * 2
    assert [said.at.second for said in history] == [0, 0, 1, 1, 2, 2, 3, 3]
    await ledger.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE entry SET raw = CAST(replace(CAST(raw AS TEXT), 's/60', 's/61') AS BLOB) WHERE position = 60",
        "UPDATE entry SET leaf = zeroblob(32) WHERE position = 60",
        'UPDATE entry SET words = CAST(\'{"text":"never said"}\' AS BLOB) WHERE position = 60',
        "UPDATE entry SET tag = 'remark.dropped/1' WHERE position = 60",
        "UPDATE entry SET tag = 'nothing/1' WHERE position = 60",
        "UPDATE entry SET version = version + 100 WHERE position = 59",
        "UPDATE entry SET stream = 's', version = 61 WHERE position = 61",
    ],
)
async def test_a_tampered_entry_is_not_folded(tampering: str, tmp_path: Path):
    ledger = await opened("sqlite", tmp_path)
    await filled(ledger, 60)
    await filled(ledger, 3, "other")
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("DROP TRIGGER entry_is_never_changed")
    connection.execute(tampering)
    connection.commit()
    connection.close()
    with pytest.raises(Corrupt, match=r"entry 6[01]"):
        await ledger.replay("s", Said, listed)
    await ledger.close()
