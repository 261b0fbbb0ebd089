"""When the decision changed under somebody's hands: what they read, what it says now, what they wrote, and both brought together.

Pure but for `content_read`, which finds the text that a content hash belongs to in the ledger.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plumbline.domain.cycle.decision import Decision, DecisionDrafted, DecisionEdited
from plumbline.kernel.record import record
from plumbline.ledger.within import WorkspaceLedger
from plumbline.web.history import history_of

Row = tuple[str, ...]
_OPTION, _CRITERION = ("", "_consequence"), ("", "_method", "_owner", "_check")
_BLANK_ROWS = 2
_ROWS = 20


@record
class Content:
    """What a decision says, as its form holds it: texts, and rows by their ids. New rows of a form have an id of their own making."""

    title: str
    question: str
    scope: str
    options: Mapping[str, Row]
    criteria: Mapping[str, Row]


@record
class ChangedPart:
    """One part that differs. yours is empty when nothing was written about it; both: others changed what you changed, too."""

    part: str
    read: str
    now: str
    yours: str
    both: bool


@record
class Conflict:
    """position: the entry with the text that was read; 0 when the ledger does not have it. edited: the editing form was refused.

    href: where the form stands that holds what was written.
    """

    position: int
    edited: bool
    href: str
    parts: tuple[ChangedPart, ...]


async def content_read(ledger: WorkspaceLedger, decision_id: str, read_hash: str) -> tuple[int, Content | None]:
    """Return the entry that a content hash belongs to, and its text; 0 and None when the decision never had such a text."""
    for entry in (await history_of(ledger, decision_id, limit=500)).entries:
        event = entry.event
        if isinstance(event, DecisionDrafted | DecisionEdited) and event.content_hash == read_hash:
            return entry.position, content_of(event)
    return 0, None


def content_of(said: Decision | DecisionDrafted | DecisionEdited) -> Content:
    """Return what a decision says, or said when it was written."""
    return Content(
        title=said.title,
        question=said.question,
        scope="\n".join(said.scope),
        options={one.id: (one.title, one.consequence) for one in said.options},
        criteria={one.id: (one.text, one.method, one.owner_id, one.check) for one in said.criteria},
    )


def content_written(form: Mapping[str, Any]) -> Content:
    """Return what the editing form held."""
    return Content(
        title=_text(form, "title"),
        question=_text(form, "question"),
        scope="\n".join(line.strip() for line in _text(form, "scope").splitlines() if line.strip()),
        options=dict(_rows(form, "option", _OPTION)),
        criteria=dict(_rows(form, "criterion", _CRITERION)),
    )


def together(read: Content, now: Content, mine: Content) -> Content:
    """Return the new version with mine applied to it: what I changed is mine, all else is as it is now."""
    return Content(
        title=_either(read.title, now.title, mine.title),
        question=_either(read.question, now.question, mine.question),
        scope=_either(read.scope, now.scope, mine.scope),
        options=_rows_together(read.options, now.options, mine.options),
        criteria=_rows_together(read.criteria, now.criteria, mine.criteria),
    )


def as_form(content: Content) -> dict[str, str]:
    """Return a text as the fields of the editing form, with rows to write new ones in."""
    fields = {"title": content.title, "question": content.question, "scope": content.scope}
    for stem, rows, parts in (("option", content.options, _OPTION), ("criterion", content.criteria, _CRITERION)):
        blank: list[tuple[str, Row]] = [("", ("",) * len(parts))] * _BLANK_ROWS
        for n, (row_id, row) in enumerate([*rows.items(), *blank]):
            fields[f"{stem}_{n}_id"] = "" if row_id.startswith("new ") else row_id
            fields |= {f"{stem}_{n}{part}": value for part, value in zip(parts, row, strict=True)}
    return fields


def changed_parts(read: Content, now: Content, mine: Content | None) -> tuple[ChangedPart, ...]:
    """Return the parts that others or I have changed since it was read, in the order of the page."""
    return tuple(part for part in _parts(read, now, mine) if part.read != part.now or (part.yours and part.yours != part.read))


def _parts(read: Content, now: Content, mine: Content | None) -> Iterator[ChangedPart]:
    yield _part("Title", read.title, now.title, mine.title if mine else "")
    yield _part("Question", read.question, now.question, mine.question if mine else "")
    yield from _row_parts("Option", read.options, now.options, mine.options if mine else {})
    yield from _row_parts("Criterion", read.criteria, now.criteria, mine.criteria if mine else {})
    yield _part("Scope", read.scope, now.scope, mine.scope if mine else "")


def _row_parts(name: str, read: Mapping[str, Row], now: Mapping[str, Row], mine: Mapping[str, Row]) -> Iterator[ChangedPart]:
    for n, row_id in enumerate(dict.fromkeys((*read, *now, *mine)), 1):
        yield _part(f"{name} {n}", *(_told(rows.get(row_id, ())) for rows in (read, now, mine)))


def _part(part: str, read: str, now: str, mine: str) -> ChangedPart:
    yours = mine if mine != read else ""
    return ChangedPart(part=part, read=read, now=now, yours=yours, both=bool(yours) and now not in (read, yours))


def _told(row: Row) -> str:
    """A row in words: its text and what stands beside it. Who answers for a criterion and how it is checked are left to the form."""
    return ": ".join(part for part in (row[:1] + row[-1:] if row else ()) if part)


def _either(read: Any, now: Any, mine: Any) -> Any:
    return now if mine == read else mine


def _rows_together(read: Mapping[str, Row], now: Mapping[str, Row], mine: Mapping[str, Row]) -> dict[str, Row]:
    """A row that I left out stays out unless others changed it; one that others left out comes back only when I changed it."""
    rows: dict[str, Row] = {}
    for row_id, row in now.items():
        if row_id in mine:
            before = read.get(row_id, row)
            rows[row_id] = tuple(_either(old, new, own) for old, new, own in zip(before, row, mine[row_id], strict=True))
        elif row != read.get(row_id):
            rows[row_id] = row
    return rows | {row_id: row for row_id, row in mine.items() if row_id not in now and row != read.get(row_id)}


def _rows(form: Mapping[str, Any], stem: str, parts: Sequence[str]) -> Iterator[tuple[str, Row]]:
    for n in range(_ROWS):
        row = tuple(_text(form, f"{stem}_{n}{part}") for part in parts)
        if row[0]:
            yield _text(form, f"{stem}_{n}_id") or f"new {n}", row


def _text(form: Mapping[str, Any], name: str) -> str:
    """What a field is read as when the form is taken, so that nothing counts as changed because of its line ends."""
    return str(form.get(name, "")).strip().replace("\r\n", "\n")
