"""A table of signals out of a file, such as one of comma-separated values: which column is what is said by whoever hands it in."""

import csv
import re
from collections.abc import Mapping
from io import StringIO
from typing import NamedTuple

from plumbline.domain.signal.signal import Offered
from plumbline.signals.formats.request import Unreadable

VIA = "csv"
MOST_ROWS = 50_000
MOST_COLUMNS = 200
PARTS = ("id", "name", "who", "time")
"""What a column can be besides a property."""
_QUOTED = re.compile(r'"[^"]*"')
_GUESSES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "event_id", "message_id", "messageid", "uuid"),
    "name": ("name", "event", "event_name", "type"),
    "who": ("who", "distinct_id", "user_id", "userid", "anonymous_id", "user", "person_id", "person", "customer_id"),
    "time": ("time", "timestamp", "occurred_at", "created_at", "at", "datetime", "date_time", "date"),
}


class Table(NamedTuple):
    """A table that was read. Each row has as many cells as there are columns, or is None where it has another number. via: its format."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...] | None]
    via: str = VIA

    @property
    def first_line(self) -> int:
        """The number of the first row, as whoever opens the file counts."""
        return 2 if self.via == VIA else 1


class Columns(NamedTuple):
    """Which column holds which part; empty for none. called: what each is called where no column says it."""

    id: str = ""
    name: str = ""
    who: str = ""
    time: str = ""
    called: str = ""

    def problems(self, table: Table) -> list[str]:
        """Return what is wrong with it for a table, a sentence each."""
        chosen = [(part, getattr(self, part)) for part in PARTS if getattr(self, part)]
        strange = [f"No column is called {column[:100]!r}." for _, column in chosen if column not in table.columns]
        twice = len({column for _, column in chosen}) < len(chosen)
        nameless = (
            [] if self.name or self.called.strip() else ["Choose the column that says what happened, or say what each row is called."]
        )
        return [*strange, *(["One column cannot be two parts of a signal."] if twice else []), *nameless]


def read(body: bytes) -> Table:
    """Return the table in a file. Raises Unreadable, with what is wrong with it."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"The file is not UTF-8: byte {fault.start} is {body[fault.start]:#04x}. Save it as UTF-8.") from fault
    head = _QUOTED.sub("", text.partition("\n")[0])
    delimiter = max(",;\t", key=head.count)
    try:
        lines = [cells for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True) if any(cells)]
    except csv.Error as fault:
        raise Unreadable(f"The file is no table of comma-separated values: {fault}.") from fault
    if not lines:
        raise Unreadable("The file is empty.")
    columns = named(tuple(cell.strip() for cell in lines[0]))
    if len(lines) == 1:
        raise Unreadable("The file names columns and has no row below them.")
    if len(lines) - 1 > MOST_ROWS:
        raise too_many(len(lines) - 1)
    return Table(columns, [tuple(cells) if len(cells) == len(columns) else None for cells in lines[1:]])


def named(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of columns by which they can be told apart. Raises Unreadable."""
    if not 0 < len(columns) <= MOST_COLUMNS or not all(columns) or len(set(columns)) < len(columns):
        raise Unreadable(f"The file has to name each column, each differently, and at most {MOST_COLUMNS} of them.")
    return columns


def too_many(rows: int) -> Unreadable:
    """Return what is wrong with a file of so many rows."""
    return Unreadable(f"The file has {rows} rows; hand in at most {MOST_ROWS} at once.", 413)


def guessed(table: Table) -> Columns:
    """Return what the columns probably are, by what they are called."""
    known = {column.casefold().replace(" ", "_"): column for column in table.columns}
    return Columns(**{part: next((known[one] for one in names if one in known), "") for part, names in _GUESSES.items()})


def offered(table: Table, columns: Columns) -> list[Offered | None]:
    """Return the rows as items; what is no part of a signal is a property of it. An empty cell says nothing."""
    return [None if row is None else _item(dict(zip(table.columns, row, strict=True)), columns) for row in table.rows]


def _item(cells: dict[str, str], columns: Columns) -> Offered:
    parts = {part: cells.pop(getattr(columns, part), "").strip() for part in PARTS}
    return Offered(
        id=parts["id"] if columns.id else None, name=parts["name"] or columns.called.strip(), who=parts["who"],
        time=parts["time"] or None, properties={name: value for name, value in cells.items() if value},
    )  # fmt: skip
