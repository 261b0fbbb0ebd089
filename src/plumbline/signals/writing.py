"""What the thread that writes signals does with its connection: batches that wait are kept in one transaction, with one sync."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from plumbline.domain.signal.signal import Kind, Outcome, Signal, leaf, same
from plumbline.signals.store import MOST_KINDS

DAY = 86_400_000_000  # microseconds
_TOGETHER = 100  # rows in one statement; for as long as one runs, SQLite works without the interpreter, and others with it
_COLUMNS = 13
_ROW = f"({', '.join('?' * _COLUMNS)})"
_INSERT = "INSERT INTO signal VALUES "  # and a row for each
_MANY = _INSERT + ", ".join([_ROW] * _TOGETHER)
_KNOWN = (
    "SELECT origin_id, name, who, told_at, claims, properties FROM signal JOIN kind USING (kind) WHERE origin = ? AND origin_id IN ({})"
)
_COUNT = (
    "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT (kind, day) DO UPDATE SET"
    " count = count + excluded.count, newest = max(newest, excluded.newest)"
)


class Batch(NamedTuple):
    """Signals of one request. received_at: microseconds since 1970, UTC."""

    workspace_id: str
    signals: Sequence[Signal]
    via: str
    received_at: int


class Writer:
    """Keeps batches. What it remembers of the file is what the file says, because nobody else writes it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._places: dict[str, int] = {}
        self._numbers: dict[int, int] = {}
        self._origins: dict[tuple[int, str], int] = {}
        self._kinds: dict[int, dict[Kind, int]] = {}

    def write(self, batches: Sequence[Batch]) -> list[list[Outcome]]:
        """Keep batches in one transaction; return what became of each signal. Raises sqlite3.Error, and then none is kept."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [self._keep(one) for one in batches]
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._places.clear()
            self._numbers.clear()
            self._origins.clear()
            self._kinds.clear()
            raise
        return outcomes

    def _keep(self, batch: Batch) -> list[Outcome]:
        place = self._place(batch.workspace_id)
        number = self._numbers[place]
        known = self._known(place, batch.signals)
        rows: list[tuple[object, ...]] = []
        counts, newest = Counter[tuple[int, int]](), dict[tuple[int, int], int]()
        outcomes: list[Outcome] = []
        for one in batch.signals:
            before = known.get((one.origin, one.origin_id))
            if before is not None:
                outcomes.append("duplicate" if same(before, one) else "conflicting")
                continue
            kind = self._kind(place, one.kind)
            if not kind:
                outcomes.append("too_large")
                continue
            number += 1
            known[one.origin, one.origin_id] = one
            rows.append((
                place, number, kind, self._origins[place, one.origin], one.origin_id, one.who, one.told_at, one.occurred_at,
                batch.received_at, batch.via, one.claims, one.properties, leaf(one, batch.received_at),
            ))  # fmt: skip
            day = kind, one.occurred_at // DAY
            counts[day] += 1
            newest[day] = number
            outcomes.append("accepted")
        self._insert(rows)
        self._db.executemany(_COUNT, [(*day, count, newest[day]) for day, count in counts.items()])
        self._numbers[place] = number
        return outcomes

    def _insert(self, rows: Sequence[tuple[object, ...]]) -> None:
        whole = len(rows) - len(rows) % _TOGETHER
        for start in range(0, whole, _TOGETHER):
            self._db.execute(_MANY, [value for row in rows[start : start + _TOGETHER] for value in row])
        self._db.executemany(_INSERT + _ROW, rows[whole:])

    def _known(self, place: int, signals: Sequence[Signal]) -> dict[tuple[str, str], Signal]:
        """Return those that are kept already, as they are kept."""
        found: dict[tuple[str, str], Signal] = {}
        by_origin: dict[str, list[Signal]] = {}
        for one in signals:
            by_origin.setdefault(one.origin, []).append(one)
        for text, offered in by_origin.items():
            origin = self._origin(place, text)
            for start in range(0, len(offered), _TOGETHER):
                ids = [one.origin_id for one in offered[start : start + _TOGETHER]]
                ask = _KNOWN.format(", ".join("?" * len(ids)))
                for origin_id, name, who, told_at, claims, properties in self._db.execute(ask, (origin, *ids)):
                    kind = next(one.kind for one in offered if one.origin_id == origin_id)
                    # What tells kinds apart stands in the name and the claims as well, so those decide whether two say the same.
                    found[text, origin_id] = Signal(text, origin_id, name, who, told_at, 0, claims, properties, kind)
        return found

    def _place(self, workspace_id: str) -> int:
        if workspace_id not in self._places:
            self._db.execute("INSERT OR IGNORE INTO workspace (workspace_id) VALUES (?)", (workspace_id,))
            (place,) = self._db.execute("SELECT place FROM workspace WHERE workspace_id = ?", (workspace_id,)).fetchone()
            (number,) = self._db.execute("SELECT coalesce(max(number), 0) FROM signal WHERE place = ?", (place,)).fetchone()
            self._places[workspace_id], self._numbers[place] = place, number
            rows = self._db.execute("SELECT source_id, name, campaign, cycle, journey, kind FROM kind WHERE place = ?", (place,))
            self._kinds[place] = {Kind(*parts): kind for *parts, kind in rows}
        return self._places[workspace_id]

    def _origin(self, place: int, text: str) -> int:
        if (place, text) not in self._origins:
            if len(self._origins) >= MOST_KINDS:
                self._origins.clear()
            self._db.execute("INSERT OR IGNORE INTO origin (place, text) VALUES (?, ?)", (place, text))
            ask = "SELECT origin FROM origin WHERE place = ? AND text = ?"
            (self._origins[place, text],) = self._db.execute(ask, (place, text)).fetchone()
        return self._origins[place, text]

    def _kind(self, place: int, kind: Kind) -> int:
        """Return the number of a kind, a new one for a new kind; 0 when there are too many."""
        known = self._kinds[place]
        if kind not in known:
            if len(known) >= MOST_KINDS:
                return 0
            put = "INSERT INTO kind (place, source_id, name, campaign, cycle, journey) VALUES (?, ?, ?, ?, ?, ?)"
            known[kind] = self._db.execute(put, (place, *kind)).lastrowid or 0
        return known[kind]
