"""Decisions in a table (CSV): one row each, columns by the names that people give them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import cast

from plumbline.domain.cycle.decision import ENDED
from plumbline.files.records.adr import STATES
from plumbline.files.records.record import DecisionRecord, RecordFile, day_of, state_of, title_of

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "key": ("key", "id", "number", "no", "nr", "ref", "reference"),
    "title": ("title", "decision title", "name", "summary", "subject", "decision"),
    "status": ("status", "state", "outcome"),
    "begun": ("created", "created on", "opened", "raised", "start", "begun", "date", "proposed on"),
    "ended": ("decided", "decided on", "closed", "resolved", "approved on", "end", "ended", "decision date"),
    "question": ("question", "context", "problem", "description", "background"),
    "because": ("because", "rationale", "reason", "reasons", "justification", "resolution", "consequences"),
    "options": ("options", "alternatives"),
    "people": ("owner", "author", "authors", "deciders", "approver", "approvers", "decided by"),
    "follows": ("superseded by", "replaced by"),
}
"""What the columns of a table can mean, each with the names that are understood; the first that is there is taken."""
MOST_ROWS = 2_000


def read_table(file: RecordFile, columns: Mapping[str, str]) -> Iterator[DecisionRecord]:
    """Yield what each row tells. columns: the column that has a meaning, where its name does not say so. The rest stays in the original.

    Raises csv.Error for a meaning that no column can have, and for a column that is not there.
    """
    rows = csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")), dialect=_dialect(file.text), restkey="more")
    named = {_plain(name): name for name in rows.fieldnames or ()}
    _check(columns, named)
    chosen = {meaning: named[_plain(name)] for meaning, name in columns.items() if _plain(name) in named}
    for meaning, names in MEANINGS.items():
        free = (named[name] for name in names if name in named and named[name] not in chosen.values())
        if meaning not in chosen and (column := next(free, "")):
            chosen[meaning] = column
    for number, row in enumerate(rows, 2):
        cells = {name: _cell(value) for name, value in row.items() if name}
        if any(cells.values()):
            yield _record(file.name, number, cells, {meaning: cells.get(column, "") for meaning, column in chosen.items()})


def _check(columns: Mapping[str, str], named: Mapping[str, str]) -> None:
    for meaning, column in columns.items():
        if meaning not in MEANINGS:
            raise csv.Error(f"a column cannot mean “{meaning[:40]}”; it can mean {', '.join(MEANINGS)}")
        if _plain(column) not in named:
            raise csv.Error(f"no column is called “{column[:40]}”; there are {', '.join(named.values())}")


def _record(name: str, number: int, cells: Mapping[str, str], told: Mapping[str, str]) -> DecisionRecord:
    state, note = state_of(told.get("status", ""), STATES)
    notes = [note] if note else []
    days = {meaning: day_of(told.get(meaning, "")) for meaning in ("begun", "ended")}
    notes += [
        f"The date “{told[meaning][:40]}” is not one that is understood." for meaning, day in days.items() if told.get(meaning) and not day
    ]
    key = told.get("key", "")
    if not key:
        notes.append("It has no key of its own, so it is found again by its title.")
    return DecisionRecord(
        name=f"{name}, row {number}",
        key=key or title_of(told.get("title", "")),
        title=title_of(told.get("title", "")),
        state=state,
        said=told.get("status", ""),
        question=told.get("question", ""),
        because=told.get("because", ""),
        options=tuple(title_of(one) for one in re.split(r"[;|\n]", told.get("options", "")) if one.strip())[:20],
        begun_on=days["begun"],
        ended_on=days["ended"] if state in ENDED else None,
        follows=told.get("follows", ""),
        people=tuple(one.strip() for one in re.split(r"[,;]", told.get("people", "")) if one.strip()),
        original="\n".join(f"{column}: {value}" for column, value in cells.items()),
        notes=tuple(notes),
    )


def _cell(value: object) -> str:
    """What stands in a cell; cells beyond the last column come as a list, cells that are missing as nothing."""
    return ", ".join(map(str, cast(list[object], value))) if isinstance(value, list) else str(value or "").strip()


def _dialect(text: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(text.partition("\n")[0], delimiters=",;\t")
    except csv.Error:
        return csv.excel


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_-]", " ", name).lower().split())
