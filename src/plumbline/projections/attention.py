"""Who must do what: the obligations of a workspace and of all its cycles, one row each. Home, the digest and `plumbline needs` ask here."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from plumbline.domain.cycle.attention import obligations_of, touched
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation
from plumbline.domain.workspace.attention import obligations
from plumbline.domain.workspace.workspace import Workspace
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Statement
from plumbline.ledger.store import Row
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.items import part_row, row_of

_COLUMNS = (
    "person_id, cycle_id, verb, item_id, item_kind, number, title, reason, words, since, due_at, quarter_at, clock_id, escalated, blocks,"
    " asker_id, workspace_id"
)
_SELECT = (
    "SELECT a.person_id, a.cycle_id, coalesce(c.title, ''), a.verb, a.item_id, a.item_kind, a.number, a.title, a.reason, a.words, a.since,"
    " a.due_at, a.clock_id, a.escalated, a.blocks, a.asker_id FROM attention a LEFT JOIN cycle_board c ON c.cycle_id = a.cycle_id"
)
_TIES = "a.due_at IS NULL, a.due_at, a.blocks DESC, a.item_id"
_ORDER = f" ORDER BY {_TIES}"
# The order of `urgency.in_order`, where the rows are: a person with thousands of them sees only the first. A test holds the two together.
_URGENCY = (
    "CASE WHEN a.due_at <= ? THEN 0 WHEN a.escalated THEN 1 WHEN a.quarter_at <= ? THEN 2"
    " WHEN a.verb IN ('answer', 'review', 'accept', 'attach') THEN 3 WHEN a.reason LIKE '%suspect%' THEN 4 ELSE 5 END"
)
_PLACED = (
    f"SELECT a.*, row_number() OVER (PARTITION BY a.verb ORDER BY {_URGENCY}, {_TIES}) AS place FROM attention a"  # noqa: S608
    " WHERE a.workspace_id = ? AND a.person_id = ?"
)
_PRESSING = f"{_SELECT.replace('attention a', f'({_PLACED}) a')} WHERE a.place <= ?"


class NeedRow(NamedTuple):
    """One obligation: what a person must do, why, and by when. values fill the sentence that reason stands for.

    cycle_id, cycle_title: empty for what the workspace itself asks.
    """

    person_id: str
    cycle_id: str
    cycle_title: str
    verb: str
    item_id: str
    item_kind: str
    number: int
    title: str
    reason: str
    values: dict[str, Any]
    since: datetime
    due_at: datetime | None
    clock_id: str
    escalated: bool
    blocks: int
    asker_id: str


class Attention:
    """The obligations of every open item; an event rewrites those of the items it touches."""

    name = "attention"
    version = 6
    table_names = ("attention",)
    tables = (
        "CREATE TABLE IF NOT EXISTS attention (person_id TEXT NOT NULL, cycle_id TEXT NOT NULL, verb TEXT NOT NULL, item_id TEXT NOT NULL,"
        " item_kind TEXT NOT NULL, number INTEGER NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL, words TEXT NOT NULL,"
        " since TEXT NOT NULL, due_at TEXT, quarter_at TEXT, clock_id TEXT NOT NULL, escalated INTEGER NOT NULL, blocks INTEGER NOT NULL,"
        " asker_id TEXT NOT NULL, workspace_id TEXT NOT NULL)",
        "CREATE INDEX IF NOT EXISTS attention_by_person ON attention (person_id, workspace_id)",
        "CREATE INDEX IF NOT EXISTS attention_by_item ON attention (item_id)",
        "CREATE INDEX IF NOT EXISTS attention_by_asker ON attention (asker_id)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        cycle, workspace = state_after
        if isinstance(cycle, Workspace):
            return _of_workspace(cycle)
        if not isinstance(cycle, Cycle):
            return []
        statements: list[Statement] = []
        for item_id in sorted(touched(cycle, entry.event)):
            statements.append(("DELETE FROM attention WHERE item_id = ? AND workspace_id = ?", (item_id, workspace.id)))
            row = row_of(cycle, item_id) or part_row(cycle, item_id)
            asker_id = row.author_id if row else ""
            found = obligations_of(cycle, workspace, item_id)
            statements.extend(_insert(workspace.id, cycle.id, asker_id or one.asker_id, one) for one in found)
        return statements


async def needs(ledger: WorkspaceLedger, person_id: str) -> list[NeedRow]:
    """Return what a person must do, the soonest due first, then by how much it blocks."""
    ask = f"{_SELECT} WHERE a.workspace_id = ? AND a.person_id = ?{_ORDER}"
    return [_need(row) for row in await ledger.query(ask, (ledger.workspace_id, person_id))]


async def most_pressing(ledger: WorkspaceLedger, person_id: str, now: datetime, of_each_verb: int) -> list[NeedRow]:
    """Return the first obligations of each verb in the order in which to meet them, as many as asked for."""
    at = now.isoformat()
    return [_need(row) for row in await ledger.query(_PRESSING, (at, at, ledger.workspace_id, person_id, of_each_verb))]


async def counts_by_verb(ledger: WorkspaceLedger, person_id: str) -> dict[str, int]:
    """Return how many obligations a person has, by what they ask for."""
    ask = "SELECT verb, count(*) FROM attention WHERE workspace_id = ? AND person_id = ? GROUP BY verb"
    rows = await ledger.query(ask, (ledger.workspace_id, person_id))
    return {str(verb): int(count) for verb, count in rows}


async def due_until(ledger: WorkspaceLedger, person_id: str, until: datetime) -> list[datetime]:
    """Return when a person's obligations fall due, those that are over included, up to an instant."""
    ask = "SELECT due_at FROM attention WHERE workspace_id = ? AND person_id = ? AND due_at <= ?"
    rows = await ledger.query(ask, (ledger.workspace_id, person_id, until.isoformat()))
    return [datetime.fromisoformat(due_at) for (due_at,) in rows]


async def waiting_on_others(ledger: WorkspaceLedger, person_id: str, limit: int = -1) -> list[NeedRow]:
    """Return what others must do on items that a person asked for. limit: how many at the most; all of them when negative."""
    ask = f"{_SELECT} WHERE a.workspace_id = ? AND a.asker_id = ? AND a.person_id <> ?{_ORDER} LIMIT ?"
    return [_need(row) for row in await ledger.query(ask, (ledger.workspace_id, person_id, person_id, limit))]


async def count_waiting(ledger: WorkspaceLedger, person_id: str) -> int:
    """Return how many things others must do on items that a person asked for."""
    ask = "SELECT count(*) FROM attention WHERE workspace_id = ? AND asker_id = ? AND person_id <> ?"
    ((count,),) = await ledger.query(ask, (ledger.workspace_id, person_id, person_id))
    return int(count)


async def closest_to_breach(ledger: WorkspaceLedger, limit: int = 2) -> list[NeedRow]:
    """Return the obligations of anybody that fall due first."""
    ask = f"{_SELECT} WHERE a.workspace_id = ? AND a.due_at IS NOT NULL{_ORDER} LIMIT ?"
    return [_need(row) for row in await ledger.query(ask, (ledger.workspace_id, limit))]


async def counts(ledger: WorkspaceLedger, person_id: str) -> dict[tuple[str, str], int]:
    """Return how many obligations a person has, by cycle and kind of item."""
    ask = "SELECT cycle_id, item_kind, count(*) FROM attention WHERE workspace_id = ? AND person_id = ? GROUP BY cycle_id, item_kind"
    rows = await ledger.query(ask, (ledger.workspace_id, person_id))
    return {(str(cycle_id), str(kind)): int(count) for cycle_id, kind, count in rows}


def _of_workspace(workspace: Workspace) -> list[Statement]:
    """What a workspace asks is little: whatever happens in its stream, all of it is written anew."""
    gone: Statement = ("DELETE FROM attention WHERE cycle_id = '' AND workspace_id = ?", (workspace.id,))
    return [gone, *(_insert(workspace.id, "", one.asker_id, one) for one in obligations(workspace))]


def _insert(workspace_id: str, cycle_id: str, asker_id: str, obligation: Obligation) -> Statement:
    values = (
        obligation.person_id,
        cycle_id,
        obligation.verb,
        obligation.item_id,
        obligation.item_kind,
        obligation.number,
        obligation.title,
        obligation.reason,
        json.dumps(dict(obligation.values)),
        obligation.since.isoformat(),
        obligation.due_at.isoformat() if obligation.due_at else None,
        (obligation.due_at - (obligation.due_at - obligation.since) / 4).isoformat() if obligation.due_at else None,
        obligation.clock_id,
        int(obligation.escalated),
        obligation.blocks,
        asker_id,
        workspace_id,
    )
    marks = ", ".join("?" for _ in values)
    return f"INSERT INTO attention ({_COLUMNS}) VALUES ({marks})", values  # noqa: S608


def _need(row: Row) -> NeedRow:
    need = NeedRow(*row)
    due_at: Any = need.due_at
    since: Any = need.since
    return need._replace(
        values=json.loads(str(need.values)) if isinstance(need.values, str) else need.values,
        since=datetime.fromisoformat(since),
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        escalated=bool(need.escalated),
    )
