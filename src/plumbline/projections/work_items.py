"""Commitments and the items outside that carry them out: where each is, so that what a tracker says finds its way to a cycle."""

from typing import Any, NamedTuple

from plumbline.domain.cycle.handoff import HandoffAssembled
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.work_item import WorkItemLinked, WorkItemReported, WorkItemUnlinked
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Statement
from plumbline.ledger.store import Row
from plumbline.ledger.within import WorkspaceLedger

_ACTIVE = ("open", "started", "")


class Commitment(NamedTuple):
    """Where a commitment is."""

    commitment_id: str
    handoff_id: str
    cycle_id: str


class LinkedItem(NamedTuple):
    """An item outside and the commitment that it carries out. status: as reported last, empty before the first report."""

    endpoint_id: str
    reference: str
    commitment_id: str
    handoff_id: str
    cycle_id: str
    status: str

    @property
    def is_active(self) -> bool:
        """Whether somebody may still be at work on it."""
        return self.status in _ACTIVE


class WorkItems:
    """One row per commitment, and one per item that carries one out."""

    name = "work_items"
    version = 1
    table_names = ("commitment", "work_item")
    tables = (
        "CREATE TABLE IF NOT EXISTS commitment (commitment_id TEXT PRIMARY KEY, handoff_id TEXT NOT NULL, cycle_id TEXT NOT NULL,"
        " workspace_id TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS work_item (endpoint_id TEXT NOT NULL, commitment_id TEXT NOT NULL, reference TEXT NOT NULL,"
        " handoff_id TEXT NOT NULL, cycle_id TEXT NOT NULL, status TEXT NOT NULL, workspace_id TEXT NOT NULL,"
        " PRIMARY KEY (endpoint_id, commitment_id))",
        "CREATE INDEX IF NOT EXISTS work_item_by_reference ON work_item (endpoint_id, reference)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        cycle, event, workspace_id = state_after.state, entry.event, state_after.workspace.id
        if not isinstance(cycle, Cycle):
            return []
        match event:
            case HandoffAssembled():
                insert = "INSERT OR REPLACE INTO commitment VALUES (?, ?, ?, ?)"
                return [(insert, (line.commitment_id, event.handoff_id, cycle.id, workspace_id)) for line in event.lines]
            case WorkItemLinked():
                values = (event.endpoint_id, event.commitment_id, event.reference, event.handoff_id, cycle.id, "", workspace_id)
                return [("INSERT OR REPLACE INTO work_item VALUES (?, ?, ?, ?, ?, ?, ?)", values)]
            case WorkItemUnlinked():
                return [("DELETE FROM work_item WHERE endpoint_id = ? AND commitment_id = ?", (event.endpoint_id, event.commitment_id))]
            case WorkItemReported():
                change = "UPDATE work_item SET status = ? WHERE endpoint_id = ? AND commitment_id = ?"
                return [(change, (event.status, event.endpoint_id, event.commitment_id))]
            case _:
                return []


async def find_commitment(ledger: WorkspaceLedger, commitment_id: str) -> Commitment | None:
    """Return where a commitment of the workspace is."""
    ask = "SELECT commitment_id, handoff_id, cycle_id FROM commitment WHERE commitment_id = ? AND workspace_id = ?"
    row = await ledger.row(ask, (commitment_id, ledger.workspace_id))
    return Commitment(*row) if row is not None else None


async def items_called(ledger: WorkspaceLedger, endpoint_id: str, reference: str) -> list[LinkedItem]:
    """Return the commitments that an item of a tracker carries out; references differ in more than their case."""
    return await _where(ledger, "endpoint_id = ? AND reference = ? COLLATE NOCASE", endpoint_id, reference)


async def items_of_endpoint(ledger: WorkspaceLedger, endpoint_id: str) -> list[LinkedItem]:
    """Return all items of a tracker that carry a commitment of a running cycle out."""
    running = "endpoint_id = ? AND cycle_id IN (SELECT cycle_id FROM cycle_board WHERE state <> 'closed')"
    return await _where(ledger, running, endpoint_id)


async def _where(ledger: WorkspaceLedger, condition: str, *values: Any) -> list[LinkedItem]:
    ask = (
        "SELECT endpoint_id, reference, commitment_id, handoff_id, cycle_id, status FROM work_item"  # noqa: S608 - constants
        f" WHERE {condition} AND workspace_id = ? ORDER BY commitment_id"
    )
    return [_item(row) for row in await ledger.query(ask, (*values, ledger.workspace_id))]


def _item(row: Row) -> LinkedItem:
    return LinkedItem(*row)
