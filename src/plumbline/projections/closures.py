"""How long decisions took from being put into review to an answer, by playbook: the library asks here."""

from datetime import timedelta

from plumbline.domain.cycle.decision import DecisionReopened, DecisionSuperseded
from plumbline.domain.cycle.state import Cycle
from plumbline.handling import After, item_of
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Statement
from plumbline.ledger.within import WorkspaceLedger

_ANSWERED = frozenset({"approved", "rejected", "handed_off", "verified"})


class Closures:
    """One row per decision that was answered and stays so. What was withdrawn, superseded or lapsed was not answered."""

    name = "closures"
    version = 2
    table_names = ("closure",)
    tables = (
        "CREATE TABLE IF NOT EXISTS closure (decision_id TEXT PRIMARY KEY, playbook TEXT NOT NULL, seconds INTEGER NOT NULL,"
        " workspace_id TEXT NOT NULL)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        cycle = state_after.state
        if not isinstance(cycle, Cycle) or cycle.plan is None or (decision := cycle.decisions.get(item_of(entry.event))) is None:
            return []
        if isinstance(entry.event, DecisionReopened | DecisionSuperseded):
            return [("DELETE FROM closure WHERE decision_id = ?", (decision.id,))]
        if decision.state not in _ANSWERED or decision.ended_at is None or decision.submitted_at is None:
            return []
        seconds = int((decision.ended_at - decision.submitted_at).total_seconds())
        values = (decision.id, cycle.plan.id, seconds, state_after.workspace.id)
        return [("INSERT OR REPLACE INTO closure (decision_id, playbook, seconds, workspace_id) VALUES (?, ?, ?, ?)", values)]


async def closures_by_playbook(ledger: WorkspaceLedger) -> dict[str, list[timedelta]]:
    """Return the times on the clock from review to answer of each playbook's decisions in the workspace, the shortest first."""
    found: dict[str, list[timedelta]] = {}
    ask = "SELECT playbook, seconds FROM closure WHERE workspace_id = ? ORDER BY playbook, seconds"
    for playbook, seconds in await ledger.query(ask, (ledger.workspace_id,)):
        found.setdefault(str(playbook), []).append(timedelta(seconds=int(seconds)))
    return found
