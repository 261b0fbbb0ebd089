"""Where journeys come from: the journey that one is a branch of, the template that one was made from."""

from typing import Any, NamedTuple

from plumbline.domain.journey.journey import Journey
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Statement
from plumbline.ledger.store import Row
from plumbline.ledger.within import WorkspaceLedger

_COLUMNS = "journey_id, cycle_id, title, owner_id, origin_id, origin_number, branch, template_id, template_version"


class LineageRow(NamedTuple):
    """A journey with what it began as. origin_id: "" where it is no branch. template_id: "" where it was made from none."""

    journey_id: str
    cycle_id: str
    title: str
    owner_id: str
    origin_id: str
    origin_number: int
    branch: str
    template_id: str
    template_version: str


class Lineage:
    """One row per journey that began as something else."""

    name = "lineage"
    version = 1
    table_names = ("journey_lineage",)
    tables = (
        "CREATE TABLE IF NOT EXISTS journey_lineage (journey_id TEXT PRIMARY KEY, cycle_id TEXT NOT NULL, title TEXT NOT NULL,"
        " owner_id TEXT NOT NULL, origin_id TEXT NOT NULL, origin_number INTEGER NOT NULL, branch TEXT NOT NULL,"
        " template_id TEXT NOT NULL, template_version TEXT NOT NULL, workspace_id TEXT NOT NULL)",
        "CREATE INDEX IF NOT EXISTS journey_lineage_by_origin ON journey_lineage (origin_id)",
        "CREATE INDEX IF NOT EXISTS journey_lineage_by_template ON journey_lineage (template_id)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        journey: Any = state_after.state
        if not isinstance(journey, Journey) or not (journey.origin or journey.template_id):
            return []
        origin = journey.origin
        values = (
            journey.id, journey.cycle_id, journey.title, journey.owner_id, origin.journey_id if origin else "",
            origin.number if origin else 0, origin.name if origin else "", journey.template_id, journey.made_of.version,
            state_after.workspace.id,
        )  # fmt: skip
        marks = ", ".join("?" for _ in values)
        return [(f"INSERT OR REPLACE INTO journey_lineage ({_COLUMNS}, workspace_id) VALUES ({marks})", values)]  # noqa: S608 - constants and marks


async def branches_of(ledger: WorkspaceLedger, journey_id: str) -> list[LineageRow]:
    """Return the branches of a journey, oldest first."""
    return await _where(ledger, "origin_id", journey_id)


async def made_from(ledger: WorkspaceLedger, template_id: str) -> list[LineageRow]:
    """Return the journeys that were made from a template, oldest first."""
    return await _where(ledger, "template_id", template_id)


async def _where(ledger: WorkspaceLedger, column: str, value: str) -> list[LineageRow]:
    ask = f"SELECT {_COLUMNS} FROM journey_lineage WHERE {column} = ? AND workspace_id = ? ORDER BY journey_id"  # noqa: S608 - constants
    return [_row(row) for row in await ledger.query(ask, (value, ledger.workspace_id))]


def _row(row: Row) -> LineageRow:
    return LineageRow(*row)
