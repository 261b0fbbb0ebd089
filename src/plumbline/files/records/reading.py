"""Files into records, of whichever form; a file that cannot be read is told of and keeps none of the others back."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from plumbline.domain.cycle.decision.imported import Source
from plumbline.files.problem import PackErrors
from plumbline.files.records.adr import read_adr
from plumbline.files.records.kep import read_kep
from plumbline.files.records.pep import read_pep
from plumbline.files.records.record import DecisionRecord, RecordFile
from plumbline.files.records.table import MOST_ROWS, read_table
from plumbline.files.records.xes import read_log

_ONE_EACH: Mapping[Source, Callable[[RecordFile], DecisionRecord]] = {"adr": read_adr, "kep": read_kep, "pep": read_pep}

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]")


class Unread(NamedTuple):
    """A file that gave no record, and why."""

    name: str
    problem: str


class Reading(NamedTuple):
    """Everything that some files gave."""

    records: tuple[DecisionRecord, ...]
    unread: tuple[Unread, ...]


def read_records(source: Source, files: Iterable[RecordFile], columns: Mapping[str, str] | None = None) -> Reading:
    """Return the records of some files, in their order. columns: for a table, the column that has a meaning.

    Of two records with one key the second is told of and left out: which one is meant, nobody but their author knows.
    """
    records: dict[str, DecisionRecord] = {}
    unread: list[Unread] = []
    for file in map(_cleaned, files):
        if not file.text.strip():
            unread.append(Unread(file.name, "it is empty"))
            continue
        try:
            found = [_ONE_EACH[source](file)] if source in _ONE_EACH else _several(source, file, columns or {})
        except (PackErrors, csv.Error) as fault:
            unread.append(Unread(file.name, str(fault)))
            continue
        if not found:
            unread.append(Unread(file.name, "it holds no record"))
        for one in map(_called, found):
            if one.key in records:
                unread.append(Unread(one.name, f"{records[one.key].name} is called {one.key}, too; give one of them another name"))
            else:
                records[one.key] = one
    return Reading(tuple(records.values()), tuple(unread))


def _called(record: DecisionRecord) -> DecisionRecord:
    """The record with a key: a file called `/` or `..` gives it none, and without one it could not be found again."""
    if record.key.strip():
        return record
    key = record.title or hashlib.sha256(record.original.encode()).hexdigest()[:12]
    return replace(record, key=key, notes=(*record.notes, f"Nothing says what it is called, so it is found again as {key}."))


def _cleaned(file: RecordFile) -> RecordFile:
    """The file with one kind of line end, and without signs that are no text; they could not be recorded."""
    text, beside = (_CONTROLS.sub("", one.replace("\r\n", "\n").replace("\r", "\n")) for one in (file.text, file.beside))
    return replace(file, text=text, beside=beside)


def _several(source: Source, file: RecordFile, columns: Mapping[str, str]) -> list[DecisionRecord]:
    found = read_table(file, columns) if source == "csv" else read_log(file)
    return [one for _, one in zip(range(MOST_ROWS), found, strict=False)]
