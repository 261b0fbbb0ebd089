"""When each cycle next needs the system to act; the scheduler asks here and sleeps until then."""

from datetime import datetime

from plumbline.domain.cycle.due import next_due
from plumbline.domain.cycle.facts.drift import linked_items
from plumbline.domain.cycle.state import Cycle
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Statement
from plumbline.ledger.store import Ledger

# Only events of these kinds move a deadline; looking at all clocks after each of the others would cost more than the rest of the append.
_MOVING = (
    "cycle.", "clock.", "evidence.accepted", "evidence.expired", "evidence.retracted", "decision.", "escalation.", "handoff.",
    "commitment.", "dependency.", "drill.", "agenda.", "work_item.",
)  # fmt: skip
_DISPUTING = "thread."  # where work outside may go on in spite of one


class Due:
    """One row per cycle that waits for time to pass."""

    name = "due"
    version = 5
    table_names = ("due",)
    tables = (
        "CREATE TABLE IF NOT EXISTS due (cycle_id TEXT PRIMARY KEY, at TEXT NOT NULL)",
        "CREATE INDEX IF NOT EXISTS due_by_time ON due (at)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        cycle, workspace = state_after
        if not isinstance(cycle, Cycle) or not _moves(entry.event_name, cycle):
            return []
        at = next_due(cycle, workspace)
        if at is None:
            return [("DELETE FROM due WHERE cycle_id = ?", (cycle.id,))]
        return [("INSERT OR REPLACE INTO due (cycle_id, at) VALUES (?, ?)", (cycle.id, at.isoformat(timespec="microseconds")))]


def _moves(event_name: str, cycle: Cycle) -> bool:
    return event_name.startswith(_MOVING) or (event_name.startswith(_DISPUTING) and any(linked_items(cycle)))


async def next_instant(ledger: Ledger) -> datetime | None:
    """Return the first instant at which any cycle needs the system to act."""
    ((at,),) = await ledger.query("SELECT min(at) FROM due")
    return datetime.fromisoformat(at) if at else None


async def due_cycles(ledger: Ledger, now: datetime) -> list[str]:
    """Return the cycles in which something is due, the one that waits longest first."""
    rows = await ledger.query("SELECT cycle_id FROM due WHERE at <= ? ORDER BY at", (now.isoformat(timespec="microseconds"),))
    return [cycle_id for (cycle_id,) in rows]
