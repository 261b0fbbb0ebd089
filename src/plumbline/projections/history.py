"""Where in the ledger to look: the positions of entries by item, actor, kind and command. Histories and the ledger's filters ask here."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from plumbline.domain.cycle.state import Cycle
from plumbline.handling import After, item_of
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Insert, Rows, Statement
from plumbline.ledger.within import WorkspaceLedger

_POINTERS = (
    "decision_id", "evidence_id", "thread_id", "blocker_id", "risk_id", "handoff_id", "correction_id", "review_id", "item_id", "on_id",
    "by_id", "linked_id",
)  # fmt: skip

_INSERT = Insert("INSERT OR IGNORE INTO history (key, position) VALUES", "(?, ?)")


class History:
    """One row per (key, entry). A key is an id of an item, a person or a command, or `kind:noun` of an event's name."""

    name = "history"
    version = 3
    table_names = ("history",)
    tables = (
        "CREATE TABLE IF NOT EXISTS history (key TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (key, position)) WITHOUT ROWID",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        position = entry.position
        return [Rows(_INSERT, [(key, position) for key in keys_of(entry, state_after.state)])]


def keys_of(entry: Entry, state: Any) -> set[str]:
    """Return everything that an entry can be found by: its actor, kind, stream and correlation, and the items it is about."""
    source = entry.attribution
    keys = {source.actor, kind_key(entry.event_name), entry.stream, source.correlation_id, workspace_key(source.workspace)}
    keys.update([getattr(entry.event, name) for name in _pointers_of(entry.event.__class__)])
    if isinstance(state, Cycle):
        keys |= _anchored(entry.event, state)
    keys.discard("")
    return keys


@cache
def _pointers_of(kind: type) -> tuple[str, ...]:
    return tuple(name for name in _POINTERS if hasattr(kind, name))


@lru_cache(maxsize=1000)
def kind_key(event_name: str) -> str:
    """Return the key of an event's noun, such as `kind:decision`."""
    return f"kind:{event_name.partition('.')[0]}"


def workspace_key(workspace_id: str) -> str:
    """Return the key of all entries of a workspace. Its own stream has the bare id."""
    return f"in:{workspace_id}"


async def positions_of(ledger: WorkspaceLedger, keys: Sequence[str], *, before: int = 0, after: int = 0, limit: int = 50) -> list[int]:
    """Return the positions of the workspace's entries that have all keys, newest first; without keys those of all its entries.

    before: only older ones; 0 means from the newest.
    """
    first, *others = (*keys, workspace_key(ledger.workspace_id))
    also = "".join(" AND EXISTS (SELECT 1 FROM history o WHERE o.key = ? AND o.position = h.position)" for _ in others)
    older = " AND h.position < ?" if before else ""
    sql = f"SELECT h.position FROM history h WHERE h.key = ? AND h.position > ?{older}{also} ORDER BY h.position DESC LIMIT ?"  # noqa: S608
    rows = await ledger.query(sql, (first, after, *((before,) if before else ()), *others, limit))
    return [position for (position,) in rows]


async def oldest_of(ledger: WorkspaceLedger, key: str, kind: str) -> int:
    """Return the position of the workspace's oldest entry of a kind that has a key; 0 when there is none. kind: such as `thread`."""
    sql = (
        "SELECT coalesce(min(h.position), 0) FROM history h WHERE h.key = ?"
        " AND EXISTS (SELECT 1 FROM history o WHERE o.key = ? AND o.position = h.position)"
        " AND EXISTS (SELECT 1 FROM history o WHERE o.key = ? AND o.position = h.position)"
    )
    ((position,),) = await ledger.query(sql, (key, f"kind:{kind}", workspace_key(ledger.workspace_id)))
    return position


async def newest_of(ledger: WorkspaceLedger, key: str, *, before: int = 0, limit: int = 50) -> tuple[list[int], int]:
    """Return the positions of the workspace's newest entries that have a key, newest first, and how many have it: in one question.

    before: only older ones, in both; 0 means from the newest.
    """
    older = " AND h.position < ?" if before else ""
    rows = await ledger.query(
        f"SELECT h.position, count(*) OVER () FROM history h WHERE h.key = ?{older}"  # noqa: S608 - constants of this file
        " AND EXISTS (SELECT 1 FROM history o WHERE o.key = ? AND o.position = h.position) ORDER BY h.position DESC LIMIT ?",
        (key, *((before,) if before else ()), workspace_key(ledger.workspace_id), limit),
    )
    return [position for position, _ in rows], rows[0][1] if rows else 0


async def count_of(ledger: WorkspaceLedger, key: str, *, before: int = 0) -> int:
    """Return how many entries of the workspace have a key. before: only older ones; 0 means all."""
    older = " AND h.position < ?" if before else ""
    rows = await ledger.query(
        f"SELECT count(*) FROM history h WHERE h.key = ?{older}"  # noqa: S608 - constants of this file
        " AND EXISTS (SELECT 1 FROM history o WHERE o.key = ? AND o.position = h.position)",
        (key, *((before,) if before else ()), workspace_key(ledger.workspace_id)),
    )
    return rows[0][0]


def _anchored(event: Any, cycle: Cycle) -> set[str]:
    """The decision that evidence, a thread, a clock or an escalation belongs to; its history is told there too."""
    evidence = cycle.evidence.get(getattr(event, "evidence_id", ""))
    thread = cycle.threads.get(getattr(event, "thread_id", ""))
    clock = cycle.clocks.get(getattr(event, "clock_id", ""))
    escalation = cycle.escalations.get(getattr(event, "escalation_id", ""))
    near = {
        item_of(event),
        evidence.decision_id if evidence else "",
        thread.anchor.id if thread else "",
        clock.item_id if clock else "",
        escalation.item_id if escalation else "",
    }
    return near | {cycle.threads[item].anchor.id for item in near if item in cycle.threads}
