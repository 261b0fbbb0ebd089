"""What each endpoint has to be told of: one row for every event and every endpoint that asked for it.

The rows are written with the events, so no event can be recorded and forgotten on the way. How far a delivery has come is kept elsewhere
(`outbox.progress`): that is no fact of the ledger, and this can be rebuilt from it at any time.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from plumbline.domain.workspace.endpoint import EndpointAdded, EndpointEdited, EndpointRemoved, EndpointReplayed
from plumbline.domain.workspace.listening import holding
from plumbline.handling import After
from plumbline.handling.subjects import subject_of
from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Insert, Rows, Statement
from plumbline.ledger.store import Ledger, Row
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.attributes import attributes_of

_OWED = (
    "SELECT o.position, o.endpoint_id, o.workspace_id, e.event_id, e.event_name, e.subject, e.recorded_at, o.since"
    " FROM owed o JOIN told_of e ON e.position = o.position"
)

_TOLD = Insert("INSERT INTO told_of VALUES", "(?, ?, ?, ?, ?, ?)")
# An endpoint that wants an event for two reasons is told once; what is there already is ignored.
_OWING = Insert(
    "WITH happened (position, workspace_id, family, event_name, condition) AS (VALUES",
    "(?, ?, ?, ?, ?)",
    ") INSERT OR IGNORE INTO owed SELECT h.position, w.endpoint_id, w.workspace_id, h.position FROM happened h CROSS JOIN owed_wish w"
    " ON w.workspace_id = h.workspace_id AND w.pattern IN ('*', h.family, h.event_name) AND w.condition = h.condition",
)

_CAME = (
    f"SELECT * FROM ({_OWED} WHERE o.position > ? AND o.position <= ? AND o.since = o.position ORDER BY o.position LIMIT ?)"  # noqa: S608
    f" UNION ALL SELECT * FROM ({_OWED} WHERE o.since > ? AND o.since <= ? AND o.since <> o.position"
    " ORDER BY o.since, o.position LIMIT ?) ORDER BY since, position LIMIT ?"
)
_EVER, _ALL = 2**62, -1


class Owed(NamedTuple):
    """One event that one endpoint has to be told of. position: of the entry in the ledger.

    since: the entry because of which it is owed, which is its own, or that of an act that had it sent again.
    """

    position: int
    endpoint_id: str
    workspace_id: str
    event_id: str
    event_name: str
    subject: str
    recorded_at: str
    since: int

    @property
    def at(self) -> datetime:
        """When the event was recorded."""
        return datetime.fromisoformat(self.recorded_at)


@record
class Happening:
    """One event that an endpoint could be told of. owed: whether it has to be."""

    position: int
    event_name: str
    owed: bool


class Deliveries:
    """Every event, what of it is owed to whom, and which endpoints want what."""

    name = "deliveries"
    version = 3
    table_names = ("owed", "owed_wish", "told_of")
    tables = (
        "CREATE TABLE IF NOT EXISTS told_of (position INTEGER PRIMARY KEY, workspace_id TEXT NOT NULL, event_id TEXT NOT NULL,"
        " event_name TEXT NOT NULL, subject TEXT NOT NULL, recorded_at TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS owed (position INTEGER NOT NULL, endpoint_id TEXT NOT NULL, workspace_id TEXT NOT NULL,"
        " since INTEGER NOT NULL, PRIMARY KEY (position, endpoint_id)) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS owed_by_endpoint ON owed (endpoint_id, position)",
        # An event is mostly owed because of itself, and then the primary key has it in this order, too.
        "CREATE INDEX IF NOT EXISTS owed_again ON owed (since, position) WHERE since <> position",
        "CREATE TABLE IF NOT EXISTS owed_wish (pattern TEXT NOT NULL, workspace_id TEXT NOT NULL, endpoint_id TEXT NOT NULL,"
        " condition TEXT NOT NULL, PRIMARY KEY (workspace_id, pattern, endpoint_id)) WITHOUT ROWID",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        workspace, position, name = state_after.workspace, entry.position, entry.event_name
        event = (position, workspace.id, entry.id, name, subject_of(entry), entry.recorded_at.isoformat())
        told = Rows(_TOLD, [event])
        if not workspace.endpoints:  # also those that were removed, so that a rebuild, which sees them all, comes to the same
            return [told]
        # Of all conditions that there ever were, so that the wishes as they stood then find theirs.
        conditions = {one for endpoint in workspace.endpoints.values() for one in endpoint.conditions}
        true_ones = holding(conditions, attributes_of(entry)) if any(conditions) else conditions
        owing = Rows(_OWING, [(position, workspace.id, _family(name), name, condition) for condition in true_ones])
        return [told, owing, *_about_endpoints(entry.event, position, workspace.id)]


def _about_endpoints(event: Any, position: int, workspace_id: str) -> list[Statement]:
    """An endpoint is told of what happens after it was added, of what somebody has sent again, and of no more once it was removed."""
    match event:
        case EndpointAdded() | EndpointEdited():
            wishes = [(pattern, workspace_id, event.endpoint_id, event.condition) for pattern in event.types]
            return [_without(event.endpoint_id), *(("INSERT INTO owed_wish VALUES (?, ?, ?, ?)", wish) for wish in wishes)]
        case EndpointRemoved():
            return [_without(event.endpoint_id)]
        case EndpointReplayed():
            again = (
                "INSERT INTO owed SELECT position, ?, workspace_id, ? FROM told_of WHERE position = ? AND workspace_id = ?"
                " ON CONFLICT (position, endpoint_id) DO UPDATE SET since = excluded.since"
            )
            return [(again, (event.endpoint_id, position, one, workspace_id)) for one in event.positions]
        case _:
            return []


def _without(endpoint_id: str) -> Statement:
    return ("DELETE FROM owed_wish WHERE endpoint_id = ?", (endpoint_id,))


async def owed_after(ledger: Ledger, position: int, limit: int = 1000) -> tuple[list[Owed], int]:
    """Return what came to be owed after an entry, in the order in which it did, and the entry up to which that is all.

    limit: about how many; what came to be owed by one entry is never cut in two.
    """
    found = await _came(ledger, position, _EVER, limit)
    if len(found) < limit:
        return found, found[-1].since if found else position
    last = found[-1].since
    whole = [one for one in found if one.since < last]
    if not whole:
        whole, last = await _came(ledger, last - 1, last, _ALL), last + 1
    return whole, last - 1


async def _came(ledger: Ledger, after: int, until: int, limit: int) -> list[Owed]:
    """Return what came to be owed by the entries after one and until another: because of itself, or again."""
    between = (after, until, limit)
    return _owed(await ledger.query(_CAME, (*between, *between, limit)))


async def owed_to(ledger: WorkspaceLedger, endpoint_id: str, before: int = 0, limit: int = 50) -> list[Owed]:
    """Return what an endpoint of the workspace has to be told of, the newest first. before: only what is older than this entry."""
    ask = f"{_OWED} WHERE o.endpoint_id = ? AND o.workspace_id = ? AND (? = 0 OR o.position < ?) ORDER BY o.position DESC LIMIT ?"
    return _owed(await ledger.query(ask, (endpoint_id, ledger.workspace_id, before, before, limit)))


async def owed_of(ledger: WorkspaceLedger, position: int, endpoint_id: str) -> Owed | None:
    """Return one thing that is owed in the workspace."""
    ask = f"{_OWED} WHERE o.position = ? AND o.endpoint_id = ? AND o.workspace_id = ?"
    rows = await ledger.query(ask, (position, endpoint_id, ledger.workspace_id))
    return Owed(*rows[0]) if rows else None


async def owed_count(ledger: WorkspaceLedger, endpoint_id: str, after: int = 0) -> int:
    """Return of how many events an endpoint of the workspace had or has to be told because of what came after an entry."""
    ask = (
        "SELECT (SELECT count(*) FROM owed WHERE endpoint_id = ? AND workspace_id = ? AND position > ? AND since = position)"
        " + (SELECT count(*) FROM owed WHERE endpoint_id = ? AND workspace_id = ? AND since > ? AND since <> position)"
    )
    ((count,),) = await ledger.query(ask, (endpoint_id, ledger.workspace_id, after) * 2)
    return count


async def owed_by_hour(ledger: WorkspaceLedger, endpoint_id: str, since: datetime) -> dict[str, int]:
    """Return how many events an endpoint has to be told of, by the hour (UTC) in which they were recorded, such as `2026-03-02T08`.

    since: leaves out what was recorded before.
    """
    # Positions and times rise together, so the newest one that is too old is where to begin.
    before = "SELECT position FROM told_of WHERE recorded_at < ? ORDER BY position DESC LIMIT 1"
    rows = await ledger.query(before, (since.isoformat(),))
    ask = (
        "SELECT substr(e.recorded_at, 1, 13), count(*) FROM owed o JOIN told_of e ON e.position = o.position"
        " WHERE o.endpoint_id = ? AND o.workspace_id = ? AND o.position > ? GROUP BY 1"
    )
    counted = await ledger.query(ask, (endpoint_id, ledger.workspace_id, rows[0][0] if rows else 0))
    return {str(hour): int(count) for hour, count in counted}


async def happenings(
    ledger: WorkspaceLedger,
    endpoint_id: str,
    *,
    owed_only: bool,
    after: int = 0,
    types: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    subject: str = "",
    limit: int,
) -> list[Happening]:
    """Return events of the workspace in order, and whether an endpoint has to be told of each.

    owed_only: leaves out those of which it has not. after: an entry. types: names and families; without any, all. subject: its id, with or
    without the plural before it. since, until: when they were recorded, the latter excluded.
    """
    where, given = ["e.workspace_id = ?", "e.position > ?"], [ledger.workspace_id, after]
    if owed_only:
        where.append("o.position IS NOT NULL")
    if since is not None:
        where.append("e.recorded_at >= ?")
        given.append(since.isoformat())
    if until is not None:
        where.append("e.recorded_at < ?")
        given.append(until.isoformat())
    if subject:
        where.append("(e.subject = ? OR e.subject LIKE '%/' || ?)")
        given += [subject, subject]
    if types and "*" not in types:
        where.append(" OR ".join(["e.event_name GLOB ?"] * len(types)).join("()"))
        given += types
    ask = (
        "SELECT e.position, e.event_name, o.position IS NOT NULL FROM told_of e"  # noqa: S608 - what was given is never part of it
        " LEFT JOIN owed o ON o.position = e.position AND o.endpoint_id = ?"
        f" WHERE {' AND '.join(where)} ORDER BY e.position LIMIT ?"
    )
    rows = await ledger.query(ask, (endpoint_id, *given, limit))
    return [Happening(position=position, event_name=name, owed=bool(owed)) for position, name, owed in rows]


def _owed(rows: Sequence[Row]) -> list[Owed]:
    return [Owed(*row) for row in rows]


@lru_cache(maxsize=1000)
def _family(event_name: str) -> str:
    return f"{event_name.partition('.')[0]}.*"
