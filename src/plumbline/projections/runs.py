"""The runs of a workspace, by the journey that they played: who began which, how far it came, how it ended."""

from datetime import datetime
from typing import Any, NamedTuple

from plumbline.domain.run.run import Run
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Insert, Rows, Statement
from plumbline.ledger.store import Row
from plumbline.ledger.within import WorkspaceLedger

_COLUMNS = (
    "run_id, cycle_id, journey_id, number, digest, template_id, role, participant, task, preset, cohort, campaign, link_id, starter_id,"
    " result, success, steps, started_at, finished_at"
)
_OF = "(journey_id = ? OR (journey_id = '' AND template_id = ?)) AND workspace_id = ?"
_INSERT = Insert(f"INSERT OR REPLACE INTO run ({_COLUMNS}, workspace_id) VALUES", f"({', '.join('?' * (_COLUMNS.count(',') + 2))})")


class RunRow(NamedTuple):
    """A run as lists show it. number: of the journey's version; 0 for a template. result is empty while it goes on."""

    run_id: str
    cycle_id: str
    journey_id: str
    number: int
    digest: str
    template_id: str
    role: str
    participant: str
    task: str
    preset: str
    cohort: str
    campaign: str
    link_id: str
    starter_id: str
    result: str
    success: bool
    steps: int
    started_at: datetime | None
    finished_at: datetime | None


class Runs:
    """One row per run."""

    name = "runs"
    version = 1
    table_names = ("run",)
    tables = (
        "CREATE TABLE IF NOT EXISTS run (run_id TEXT PRIMARY KEY, cycle_id TEXT NOT NULL, journey_id TEXT NOT NULL,"
        " number INTEGER NOT NULL, digest TEXT NOT NULL, template_id TEXT NOT NULL, role TEXT NOT NULL, participant TEXT NOT NULL,"
        " task TEXT NOT NULL,"
        " preset TEXT NOT NULL, cohort TEXT NOT NULL, campaign TEXT NOT NULL, link_id TEXT NOT NULL, starter_id TEXT NOT NULL,"
        " result TEXT NOT NULL, success INTEGER NOT NULL, steps INTEGER NOT NULL, started_at TEXT, finished_at TEXT,"
        " workspace_id TEXT NOT NULL)",
        "CREATE INDEX IF NOT EXISTS run_by_journey ON run (journey_id, template_id)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        run: Any = state_after.state
        if not isinstance(run, Run):
            return []
        row = RunRow(
            run_id=run.id, cycle_id=run.cycle_id, journey_id=run.journey_id, number=run.number, digest=run.digest,
            template_id=run.template_id, role=run.role, participant=run.participant, task=run.task, preset=run.preset, cohort=run.cohort,
            campaign=run.campaign, link_id=run.link_id, starter_id=run.starter_id, result=run.result, success=run.success, steps=run.step,
            started_at=run.started_at, finished_at=run.finished_at,
        )  # fmt: skip
        values = (*row[:-2], *(at.isoformat() if at else None for at in row[-2:]), state_after.workspace.id)
        return [Rows(_INSERT, [values])]


async def find_run(ledger: WorkspaceLedger, run_id: str) -> RunRow | None:
    """Return a run of the workspace by its id."""
    rows = await ledger.query(f"SELECT {_COLUMNS} FROM run WHERE run_id = ? AND workspace_id = ?", (run_id, ledger.workspace_id))  # noqa: S608
    return _row(rows[0]) if rows else None


async def runs_of(ledger: WorkspaceLedger, played: str, *, before: str = "", limit: int = 500) -> list[RunRow]:
    """Return the runs of a journey or of a template, newest first. played: the id of either. before: only those made before a run."""
    rows = await ledger.query(
        f"SELECT {_COLUMNS} FROM run WHERE {_OF} AND (? = '' OR run_id < ?) ORDER BY run_id DESC LIMIT ?",  # noqa: S608
        (played, played, ledger.workspace_id, before, before, limit),
    )
    return [_row(row) for row in rows]


async def count_of_runs(ledger: WorkspaceLedger, played: str) -> int:
    """Return how many runs a journey or a template has. played: the id of either."""
    ((count,),) = await ledger.query(f"SELECT count(*) FROM run WHERE {_OF}", (played, played, ledger.workspace_id))  # noqa: S608
    return count


async def last_run(ledger: WorkspaceLedger, played: str, starter_id: str) -> RunRow | None:
    """Return the newest run of a journey or template that somebody began and that still goes on."""
    rows = await ledger.query(
        f"SELECT {_COLUMNS} FROM run WHERE {_OF} AND starter_id = ? AND result = '' ORDER BY run_id DESC LIMIT 1",  # noqa: S608
        (played, played, ledger.workspace_id, starter_id),
    )
    return _row(rows[0]) if rows else None


async def open_session(ledger: WorkspaceLedger, link_id: str) -> str:
    """Return the run of a link that goes on, which everybody who comes by a shared one plays in; "" while there is none."""
    rows = await ledger.query(
        "SELECT run_id FROM run WHERE link_id = ? AND workspace_id = ? AND result = '' ORDER BY run_id DESC LIMIT 1",
        (link_id, ledger.workspace_id),
    )
    return str(rows[0][0]) if rows else ""


def _row(row: Row) -> RunRow:
    *others, success, steps, started_at, finished_at = row
    started, finished = (datetime.fromisoformat(at) if at else None for at in (started_at, finished_at))
    return RunRow(*others, success=bool(success), steps=steps, started_at=started, finished_at=finished)
