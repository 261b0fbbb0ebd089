"""Comparing the kept signals with what the ledger says of them: none may be missing, altered or added between."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from plumbline.domain.signal.signal import leaf, said_kind
from plumbline.kernel.record import record
from plumbline.ledger import reading
from plumbline.signals.errors import UnreadableSignals
from plumbline.signals.file import FILE
from plumbline.signals.sqlite import kept_in
from plumbline.sqlite_file import open_to_read

_ANCHORED = "signals.anchored"
_MARK = f'"{_ANCHORED}"'.encode()
_PORTION = 2_000


@record
class Anchored:
    """A range of signals that an entry anchors."""

    workspace_id: str
    first: int
    last: int
    digest: str
    position: int


@record
class SignalsLook:
    """What was found. anchored: how many signals the ledger stands for; problems: one sentence each."""

    anchored: int = 0
    problems: tuple[str, ...] = ()


def look_at_signals(connection: sqlite3.Connection, data: Path) -> SignalsLook:
    """Read every anchored signal again and compare it with its anchor. Raises UnreadableSignals."""
    anchors = _anchors(connection)
    if not anchors:
        return SignalsLook()
    path, anchored = data / FILE, sum(one.last - one.first + 1 for one in anchors)
    if not path.exists():
        return SignalsLook(anchored=anchored, problems=(f"{FILE} is missing, and {_signals(anchored)} are anchored in the ledger",))
    try:
        with closing(open_to_read(path)) as db:
            problems = tuple(problem for one in anchors if (problem := _problem(db, one)))
    except sqlite3.DatabaseError as fault:
        raise UnreadableSignals(f"{path} cannot be read as signals: {fault}; restore it from a backup") from fault
    return SignalsLook(anchored=anchored, problems=problems)


def _problem(db: sqlite3.Connection, anchor: Anchored) -> str:
    """What is wrong with a range, in a sentence; empty for nothing. The leaf of each is reckoned anew from what is kept."""
    digest, reached = sha256(), anchor.first - 1
    altered: list[int] = []
    while reached < anchor.last:
        portion = kept_in(db, anchor.workspace_id, reached + 1, min(anchor.last, reached + _PORTION))
        for one in portion:
            if one.number != reached + 1:
                break
            reached, told = one.number, leaf(one.signal, one.received_at)
            if told != one.leaf or one.signal.kind != said_kind(one.signal):
                altered.append(one.number)
            digest.update(told)
        if not portion or reached != portion[-1].number:
            return f"signal {reached + 1} of {anchor.workspace_id} is missing; entry {anchor.position} anchors it"
    if altered:
        return f"signal {altered[0]} of {anchor.workspace_id} was altered; entry {anchor.position} anchors it"
    if digest.hexdigest() != anchor.digest:
        return f"signals {anchor.first} to {anchor.last} of {anchor.workspace_id} are not those that entry {anchor.position} anchors"
    return ""


def _anchors(connection: sqlite3.Connection) -> list[Anchored]:
    found: list[Anchored] = []
    for portion in reading.portions(connection):
        for row in portion:
            if _MARK not in row[2]:
                continue
            entry = json.loads(row[2])
            if entry["event_name"] == _ANCHORED:
                event = entry["event"]
                anchored = Anchored(
                    workspace_id=entry["stream"],
                    first=event["first"],
                    last=event["last"],
                    digest=event["digest"],
                    position=entry["position"],
                )
                found.append(anchored)
    return found


def _signals(count: int) -> str:
    return "one signal" if count == 1 else f"{count} signals"
