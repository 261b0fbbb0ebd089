"""What each endpoint has to be told of: one row for every event and every endpoint that asked for it.

The rows are written with the events, so no event can be recorded and forgotten on the way. How far a delivery has come is kept elsewhere
(`outbox.progress`): that is no fact of the ledger, and this can be rebuilt from it at any time.
"""

from datetime import datetime
from typing import NamedTuple, get_args

from plumbline.domain.workspace.endpoint import EndpointAdded, EndpointEdited, Event
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.store import Ledger, Statement
from plumbline.ledger.within import WorkspaceLedger

_OF_ENDPOINTS: tuple[type, ...] = get_args(Event)
_COLUMNS = "position, endpoint_id, workspace_id, event_id, event_name, recorded_at"


class Owed(NamedTuple):
    """One event that one endpoint has to be told of. position: of the entry in the ledger."""

    position: int
    endpoint_id: str
    workspace_id: str
    event_id: str
    event_name: str
    recorded_at: str

    @property
    def at(self) -> datetime:
        """When the event was recorded."""
        return datetime.fromisoformat(self.recorded_at)


class Deliveries:
    """What is owed, and which endpoints want what."""

    name = "deliveries"
    version = 1
    table_names = ("owed", "owed_wish")
    tables = (
        "CREATE TABLE IF NOT EXISTS owed (position INTEGER NOT NULL, endpoint_id TEXT NOT NULL, workspace_id TEXT NOT NULL,"
        " event_id TEXT NOT NULL, event_name TEXT NOT NULL, recorded_at TEXT NOT NULL, PRIMARY KEY (position, endpoint_id)) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS owed_by_endpoint ON owed (endpoint_id, position)",
        "CREATE INDEX IF NOT EXISTS owed_by_event ON owed (event_id)",
        "CREATE TABLE IF NOT EXISTS owed_wish (pattern TEXT NOT NULL, workspace_id TEXT NOT NULL, endpoint_id TEXT NOT NULL,"
        " PRIMARY KEY (workspace_id, pattern, endpoint_id)) WITHOUT ROWID",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        workspace = state_after.workspace
        if not workspace.endpoints:  # also those that were removed, so that a rebuild, which sees them all, comes to the same
            return []
        family = entry.event_name.partition(".")[0]
        owing: Statement = (
            f"INSERT OR IGNORE INTO owed ({_COLUMNS}) SELECT DISTINCT ?, endpoint_id, workspace_id, ?, ?, ? FROM owed_wish"  # noqa: S608
            " WHERE workspace_id = ? AND pattern IN ('*', ?, ?)",
            (
                entry.position, entry.id, entry.event_name, entry.recorded_at.isoformat(), workspace.id, f"{family}.*", entry.event_name,
            ),
        )  # fmt: skip
        return [owing, *_wishes(entry, workspace.id)]


def _wishes(entry: Entry, workspace_id: str) -> list[Statement]:
    """An endpoint is told of what happens after it was added, and no more of anything once it was removed."""
    event = entry.event
    if not isinstance(event, EndpointAdded | EndpointEdited):
        if type(event) in _OF_ENDPOINTS and entry.event_name == "endpoint.removed":
            return [("DELETE FROM owed_wish WHERE endpoint_id = ?", (event.endpoint_id,))]
        return []
    return [
        ("DELETE FROM owed_wish WHERE endpoint_id = ?", (event.endpoint_id,)),
        *(("INSERT INTO owed_wish VALUES (?, ?, ?)", (pattern, workspace_id, event.endpoint_id)) for pattern in event.types),
    ]


async def owed_after(ledger: Ledger, position: int, limit: int = 1000) -> list[Owed]:
    """Return what came to be owed after an entry, in the order of the ledger. The last entry's rows may be cut off by the limit."""
    ask = f"SELECT {_COLUMNS} FROM owed WHERE position > ? ORDER BY position, endpoint_id LIMIT ?"  # noqa: S608 - constants of this file
    return [Owed(*row) for row in await ledger.query(ask, (position, limit))]


async def owed_to(ledger: WorkspaceLedger, endpoint_id: str, before: int = 0, limit: int = 50) -> list[Owed]:
    """Return what an endpoint of the workspace has to be told of, the newest first. before: only what is older than this entry."""
    ask = (
        f"SELECT {_COLUMNS} FROM owed WHERE endpoint_id = ? AND workspace_id = ? AND (? = 0 OR position < ?)"  # noqa: S608
        " ORDER BY position DESC LIMIT ?"
    )
    return [Owed(*row) for row in await ledger.query(ask, (endpoint_id, ledger.workspace_id, before, before, limit))]


async def owed_of(ledger: WorkspaceLedger, position: int, endpoint_id: str) -> Owed | None:
    """Return one thing that is owed in the workspace."""
    ask = f"SELECT {_COLUMNS} FROM owed WHERE position = ? AND endpoint_id = ? AND workspace_id = ?"  # noqa: S608
    rows = await ledger.query(ask, (position, endpoint_id, ledger.workspace_id))
    return Owed(*rows[0]) if rows else None


async def owed_count(ledger: WorkspaceLedger, endpoint_id: str) -> int:
    """Return of how many events an endpoint of the workspace had or has to be told."""
    ask = "SELECT count(*) FROM owed WHERE endpoint_id = ? AND workspace_id = ?"
    ((count,),) = await ledger.query(ask, (endpoint_id, ledger.workspace_id))
    return count
