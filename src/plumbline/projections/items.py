"""Every item of a workspace's cycles by its id: what it is, where it is, how it stands. Routes, search and lists across cycles ask here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from plumbline.domain.cycle.frame import CycleComposed
from plumbline.domain.cycle.sections import review_about, section_title
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.document.document import Document
from plumbline.domain.journey.journey import Journey
from plumbline.handling import After, item_of
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Insert, Rows, Statement
from plumbline.ledger.store import Ledger, Row
from plumbline.ledger.within import WorkspaceLedger

ITEM_COLUMNS = "item_id, kind, cycle_id, number, title, state, owner_id, author_id, ended_at, elsewhere"
_INSERT = Insert(f"INSERT OR REPLACE INTO item ({ITEM_COLUMNS}, workspace_id) VALUES", "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")


class ItemRow(NamedTuple):
    """An item as lists across cycles show it. number is 0 for kinds without one; ended_at is None while it is open.

    elsewhere: whether it was decided where it was brought in from, and not here.
    """

    item_id: str
    kind: str
    cycle_id: str
    number: int
    title: str
    state: str
    owner_id: str
    author_id: str
    ended_at: datetime | None
    elsewhere: bool = False

    @property
    def standing(self) -> str:
        """How it stands, in words; what was decided elsewhere never reads like a decision of here."""
        return f"{self.state.replace('_', ' ')}{' elsewhere' if self.elsewhere else ''}"


class _Numbered(Protocol):
    """What most kinds of items have."""

    @property
    def id(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def state(self) -> str: ...


class Items:
    """One row per decision, thread, piece of evidence, blocker, risk, assumption, part of the scope, review, escalation, handoff,
    correction, drill, document and journey, and per part of the frame.
    """

    name = "items"
    version = 12
    table_names = ("item",)
    tables = (
        "CREATE TABLE IF NOT EXISTS item (item_id TEXT PRIMARY KEY, kind TEXT NOT NULL, cycle_id TEXT NOT NULL, number INTEGER NOT NULL,"
        " title TEXT NOT NULL, state TEXT NOT NULL, owner_id TEXT NOT NULL, author_id TEXT NOT NULL, ended_at TEXT,"
        " elsewhere INTEGER NOT NULL, workspace_id TEXT NOT NULL)",
        "CREATE INDEX IF NOT EXISTS item_by_cycle ON item (cycle_id, kind)",
        "CREATE INDEX IF NOT EXISTS item_by_end ON item (ended_at)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        rows = _rows(entry, state_after.state)
        values = [(*row[:-2], _text(row.ended_at), int(row.elsewhere), state_after.workspace.id) for row in rows]
        return [Rows(_INSERT, values)] if values else []


def _rows(entry: Entry, state: Any) -> list[ItemRow]:
    if isinstance(state, Document):
        return [_document_row(state)]
    if isinstance(state, Journey):
        return [_journey_row(state)]
    if not isinstance(state, Cycle):
        return []
    ids = [part.id for part in entry.event.parts] if isinstance(entry.event, CycleComposed) else [item_of(entry.event)]
    return [row for item_id in ids if (row := row_of(state, item_id) or part_row(state, item_id)) is not None]


def row_of(cycle: Cycle, item_id: str) -> ItemRow | None:
    """Return an item of a cycle as a row, or None when the cycle has no such item."""
    if it := cycle.decisions.get(item_id):
        return _row(cycle, "decision", it, it.owner_id, it.author_id, it.ended_at)._replace(elsewhere=it.decided_elsewhere)
    if it := cycle.threads.get(item_id):
        title = subject_of_thread(cycle, item_id)
        return ItemRow(it.id, "thread", cycle.id, it.number, title, it.outcome or it.state, it.asks_id, it.author_id, it.resolved_at)
    if it := cycle.evidence.get(item_id):
        return ItemRow(it.id, "evidence", cycle.id, 0, it.title, it.state, it.judge_id, it.submitter_id, it.judged_at)
    if it := cycle.blockers.get(item_id):
        return _row(cycle, "blocker", it, it.owner_id, it.raiser_id, it.ended_at)
    if it := cycle.assumptions.get(item_id):
        return _row(cycle, "assumption", it, it.owner_id, it.author_id, it.ended_at)
    if it := cycle.scope_items.get(item_id):
        return _row(cycle, "scope", it, it.owner_id, it.author_id, it.ended_at)
    if it := cycle.scope_changes.get(item_id):
        return _row(cycle, "change", it, it.owner_id, it.owner_id, it.ended_at)
    if it := cycle.reviews.get(item_id):
        return _row(cycle, "review", it, it.owner_id, it.author_id, it.ended_at)
    if it := cycle.risks.get(item_id):
        return _row(cycle, "risk", it, it.owner_id, cycle.composed_by, it.ended_at)
    if it := cycle.drills.get(item_id):
        with_whom = it.steps[-1].to_id if it.steps else ""
        return ItemRow(it.id, "drill", cycle.id, 0, "", it.state, with_whom, it.started_by, it.held_at)
    if it := cycle.escalations.get(item_id):  # it has no title, because it is found by its item
        return ItemRow(it.id, "escalation", cycle.id, 0, "", it.state, it.to_id, "", it.resolved_at)
    if it := cycle.corrections.get(item_id):
        return _row(cycle, "correction", it, it.owner_id, it.opened_by, it.settled_at)
    if it := cycle.handoffs.get(item_id):
        return _row(cycle, "handoff", it, it.owner_id, it.assembler_id, it.ended_at)
    return None


def _row(cycle: Cycle, kind: str, it: _Numbered, owner_id: str, author_id: str, ended_at: datetime | None) -> ItemRow:
    return ItemRow(it.id, kind, cycle.id, it.number, it.title, it.state, owner_id, author_id, ended_at)


def _document_row(document: Document) -> ItemRow:
    """A document is an item of the cycle it was added to; its stream is its own."""
    author_id = document.versions[0].author_id if document.versions else ""
    return ItemRow(document.id, "document", document.cycle_id, 0, document.title, "open", document.owner_id, author_id, None)


def part_row(cycle: Cycle, item_id: str) -> ItemRow | None:
    """Return a part of the frame as a row: a stage, practice, safeguard, promise, release, message, dependency,
    checkpoint, or item of the agenda with a day of its own.
    """
    number, owner_id, author_id, ended_at = 0, "", cycle.composed_by, None
    if stage := cycle.stages.get(item_id):
        kind, title, state, owner_id, ended_at = "stage", stage.title, stage.state, stage.follow_up_to, stage.exited_at
    elif practice := cycle.practices.get(item_id):
        kind, title, state, owner_id = "practice", practice.title, practice.state, practice.owner_id
    elif safeguard := cycle.safeguards.get(item_id):
        kind, title, state, owner_id = "safeguard", safeguard.title, safeguard.state, safeguard.owner_id
    elif promise := cycle.promises.get(item_id):
        kind, title, state, owner_id = "promise", promise.title, promise.state, promise.owner_id
    elif release := cycle.releases.get(item_id):
        kind, title, state, owner_id = "release", release.title, release.state, release.owner_id
        number, author_id, ended_at = release.number, release.author_id, release.ended_at
    elif message := cycle.messages.get(item_id):
        kind, title, state, owner_id = "message", message.title, message.state, cycle.owners.get("go-to-market", "")
        number, author_id, ended_at = message.number, message.author_id, message.ended_at
    elif dependency := cycle.dependencies.get(item_id):
        kind, title, state, owner_id = "dependency", dependency.title, "named", dependency.owner_id
        number, author_id = dependency.number, dependency.author_id
    elif checkpoint := cycle.checkpoints.get(item_id):
        kind, title, state = "checkpoint", checkpoint.title, checkpoint.state
        owner_id, author_id = cycle.dependencies[checkpoint.dependency_id].owner_id, checkpoint.author_id
        ended_at = checkpoint.held_at
    elif agenda := cycle.agenda.get(item_id):
        kind, title, state, owner_id = "agenda", agenda.title, agenda.state, agenda.owner_id
    else:
        return None
    return ItemRow(item_id, kind, cycle.id, number, title, state, owner_id, author_id, ended_at)


def subject_of_thread(cycle: Cycle, thread_id: str) -> str:
    """Return what a thread is about, in words that are not erasable: its anchor's title, and its section's where that says more."""
    thread = cycle.threads[thread_id]
    if decision := cycle.decisions.get(thread.anchor.id):
        return decision.title
    about = review_about(cycle, thread.anchor.id) or cycle.journeys.get(thread.anchor.id)
    title = section_title(cycle, thread.section_id)
    return ": ".join(dict.fromkeys(part for part in (about.title if about else "", title) if part))


async def find_item(ledger: WorkspaceLedger, item_id: str) -> ItemRow | None:
    """Return an item by its id, whatever cycle of the workspace it is in."""
    row = await ledger.row(f"SELECT {ITEM_COLUMNS} FROM item WHERE item_id = ? AND workspace_id = ?", (item_id, ledger.workspace_id))  # noqa: S608
    return item_from(row) if row is not None else None


async def workspace_of_item(ledger: Ledger, item_id: str) -> str:
    """Return the workspace that an item is in, "" for one that is nowhere. For whoever then asks whether the visitor may know."""
    rows = await ledger.query("SELECT workspace_id FROM item WHERE item_id = ?", (item_id,))
    return str(rows[0][0]) if rows else ""


def _journey_row(journey: Journey) -> ItemRow:
    """A journey is an item of the cycle it was added to, as a document is. Its state says whether it was edited since its last version."""
    author_id = journey.versions[0].author_id if journey.versions else ""
    state = "edited" if journey.versions and journey.is_changed else "open"
    return ItemRow(journey.id, "journey", journey.cycle_id, 0, journey.called, state, journey.owner_id, author_id, None)


async def documents_of(ledger: WorkspaceLedger, cycle_id: str = "") -> list[ItemRow]:
    """Return the documents of a cycle, or of all in the workspace, oldest first."""
    return await _of_kind(ledger, "document", cycle_id)


async def journeys_of(ledger: WorkspaceLedger, cycle_id: str = "") -> list[ItemRow]:
    """Return the journeys of a cycle, or of all in the workspace, oldest first."""
    return await _of_kind(ledger, "journey", cycle_id)


async def _of_kind(ledger: WorkspaceLedger, kind: str, cycle_id: str) -> list[ItemRow]:
    where, values = (" AND cycle_id = ?", (cycle_id,)) if cycle_id else ("", ())
    ask = f"SELECT {ITEM_COLUMNS} FROM item WHERE kind = ? AND workspace_id = ?{where} ORDER BY item_id"  # noqa: S608 - constants
    rows = await ledger.query(ask, (kind, ledger.workspace_id, *values))
    return [item_from(row) for row in rows]


async def search(ledger: WorkspaceLedger, words: str, *, before: str = "", limit: int = 50) -> list[ItemRow]:
    """Return items whose title contains all words, in the falling order of their ids. before: only those after this one in that order."""
    parts = [f"%{_escaped(word)}%" for word in words.split()[:8]]
    if not parts:
        return []
    where = " AND ".join("title LIKE ? ESCAPE '\\'" for _ in parts)
    rows = await ledger.query(
        f"SELECT {ITEM_COLUMNS} FROM item WHERE workspace_id = ? AND {where} AND (? = '' OR item_id < ?)"  # noqa: S608 - placeholders
        " ORDER BY item_id DESC LIMIT ?",
        (ledger.workspace_id, *parts, before, before, limit),
    )
    return [item_from(row) for row in rows]


async def settled_since(ledger: WorkspaceLedger, since: datetime, cycle_ids: Sequence[str], limit: int = 5) -> list[ItemRow]:
    """Return decisions, threads and blockers of cycles that ended since an instant, newest first."""
    marks = ", ".join("?" for _ in cycle_ids)
    rows = await ledger.query(
        f"SELECT {ITEM_COLUMNS} FROM item WHERE cycle_id IN ({marks}) AND ended_at >= ? AND kind IN ('decision', 'thread', 'blocker')"  # noqa: S608
        " AND workspace_id = ? ORDER BY ended_at DESC LIMIT ?",
        (*cycle_ids, _text(since), ledger.workspace_id, limit),
    )
    return [item_from(row) for row in rows]


def item_from(row: Row) -> ItemRow:
    """Return a row of the table as an item. row: the columns in the order of ITEM_COLUMNS."""
    item_id, kind, cycle_id, number, title, state, owner_id, author_id, ended_at, elsewhere = row
    ended = datetime.fromisoformat(ended_at) if ended_at else None
    return ItemRow(item_id, kind, cycle_id, number, title, state, owner_id, author_id, ended, bool(elsewhere))


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
