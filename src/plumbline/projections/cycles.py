"""All cycles, one row each: the switcher, lists across cycles and the playbook library ask here."""

from datetime import datetime
from typing import NamedTuple

from plumbline.domain.cycle.frame import CycleClosed, CycleComposed, WindowMoved
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import digest_of
from plumbline.handling import After
from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Statement
from plumbline.ledger.store import Row
from plumbline.ledger.within import WorkspaceLedger

_COLUMNS = "cycle_id, title, state, playbook, starts_at, ends_at, lead_id, closed_at"


class CycleRow(NamedTuple):
    """A cycle as lists show it. lead_id is the person who composed it."""

    id: str
    title: str
    state: str
    playbook: str
    starts_at: datetime
    ends_at: datetime
    lead_id: str
    closed_at: datetime | None


class Cycles:
    """One row per composed cycle."""

    name = "cycles"
    version = 4
    table_names = ("cycle_board",)
    tables = (
        "CREATE TABLE IF NOT EXISTS cycle_board (cycle_id TEXT PRIMARY KEY, title TEXT NOT NULL, state TEXT NOT NULL,"
        " playbook TEXT NOT NULL, packs_digest TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL, lead_id TEXT NOT NULL,"
        " closed_at TEXT, workspace_id TEXT NOT NULL)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        cycle = state_after.state
        match entry.event:
            case CycleComposed() as composed if isinstance(cycle, Cycle):
                values = (
                    composed.cycle_id,
                    composed.title,
                    "running",
                    composed.plan.id,
                    composed.starts_at.isoformat(),
                    composed.ends_at.isoformat(),
                    entry.attribution.actor,
                    digest_of(composed.plan.packs),
                    state_after.workspace.id,
                )
                columns = f"{_COLUMNS}, packs_digest, workspace_id"
                return [(f"INSERT OR REPLACE INTO cycle_board ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)", values)]  # noqa: S608
            case WindowMoved(ends_at=ends_at):
                return [("UPDATE cycle_board SET ends_at = ? WHERE cycle_id = ?", (ends_at.isoformat(), entry.stream))]
            case CycleClosed():
                closed_at = entry.attribution.occurred_at.isoformat()
                return [("UPDATE cycle_board SET state = 'closed', closed_at = ? WHERE cycle_id = ?", (closed_at, entry.stream))]
            case _:
                return []


async def cycles(ledger: WorkspaceLedger) -> list[CycleRow]:
    """Return all cycles of the workspace, the running ones first, the newest first."""
    ask = f"SELECT {_COLUMNS} FROM cycle_board WHERE workspace_id = ? ORDER BY state DESC, cycle_id DESC"  # noqa: S608 - constants
    return [_cycle(row) for row in await ledger.query(ask, (ledger.workspace_id,))]


async def runs_by_playbook(ledger: WorkspaceLedger) -> dict[str, int]:
    """Return how many cycles of the workspace were started from each playbook."""
    rows = await ledger.query("SELECT playbook, count(*) FROM cycle_board WHERE workspace_id = ? GROUP BY playbook", (ledger.workspace_id,))
    return {str(playbook): int(count) for playbook, count in rows}


@record
class RunVersion:
    """A version of a playbook that cycles were started from. packs_digest: over all its packs; cycle_id: the newest of the cycles."""

    packs_digest: str
    cycles: int
    cycle_id: str


async def versions_run(ledger: WorkspaceLedger, playbook: str) -> list[RunVersion]:
    """Return the versions of a playbook that cycles of the workspace were started from, the newest first."""
    rows = await ledger.query(
        "SELECT packs_digest, count(*), max(cycle_id) FROM cycle_board WHERE playbook = ? AND workspace_id = ?"
        " GROUP BY packs_digest ORDER BY 3 DESC",
        (playbook, ledger.workspace_id),
    )
    return [RunVersion(packs_digest=str(digest), cycles=int(count), cycle_id=str(cycle_id)) for digest, count, cycle_id in rows]


def _cycle(row: Row) -> CycleRow:
    at = datetime.fromisoformat
    return CycleRow(row[0], row[1], row[2], row[3], at(row[4]), at(row[5]), row[6], at(row[7]) if row[7] else None)
