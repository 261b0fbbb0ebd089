"""The workspaces of an installation. Asked once, when it is opened: which streams hold them."""

from plumbline.domain.workspace.workspace import WorkspaceCreated
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Statement
from plumbline.ledger.store import Ledger


class Workspaces:
    """One row per workspace, by the place of its first entry."""

    name = "workspaces"
    version = 1
    table_names = ("workspace_board",)
    tables = ("CREATE TABLE IF NOT EXISTS workspace_board (workspace_id TEXT PRIMARY KEY, position INTEGER NOT NULL)",)

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        if not isinstance(entry.event, WorkspaceCreated):
            return []
        return [("INSERT OR REPLACE INTO workspace_board (workspace_id, position) VALUES (?, ?)", (entry.stream, entry.position))]


async def workspace_ids(ledger: Ledger) -> list[str]:
    """Return the ids of all workspaces, the one made first at the front."""
    return [workspace_id for (workspace_id,) in await ledger.query("SELECT workspace_id FROM workspace_board ORDER BY position")]
