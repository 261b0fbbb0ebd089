"""When the decision changed under somebody's hands: what they read, what it says now, what they wrote, and both brought together.

Pure but for `content_read`, which finds the text that a content hash belongs to in the ledger.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from plumbline.domain.cycle.decision import Decision, DecisionDrafted, DecisionEdited
from plumbline.kernel.record import record
from plumbline.ledger.within import WorkspaceLedger
from plumbline.web.history import history_of

Row = tuple[str, ...]
Naming = Callable[[str], str]
_OPTION, _CRITERION = ("", "_consequence"), ("", "_method", "_owner", "_check")
_BLANK_ROWS = 2
_ROWS = 20
METHODS = {"condition": "Checked by a condition", "run": "Checked by playing a journey", "manual": "Checked by a person"}
"""How a criterion is checked, in words."""


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
    """One part that differs. yours is empty when nothing was written about it; both: others changed what you changed, too.

    key: names the part in the form, where either text can be chosen. left_out: you took the whole row out.
    """

    key: str
    part: str
    read: str
    now: str
    yours: str
    both: bool
    left_out: bool = False


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


def taking(mine: Content, now: Content, keys: Collection[str]) -> Content:
    """Return what the form holds with some parts as they are now instead; keys as in ChangedPart.

    A row that is not there now goes; one that the form does not hold comes back.
    """
    texts = {name: getattr(now, name) for name in ("title", "question", "scope") if name in keys}
    return replace(
        mine,
        **texts,
        options=_rows_taken("option", mine.options, now.options, keys),
        criteria=_rows_taken("criterion", mine.criteria, now.criteria, keys),
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


def changed_parts(read: Content, now: Content, mine: Content | None, name: Naming) -> tuple[ChangedPart, ...]:
    """Return the parts that others or I have changed since it was read, in the order of the page. name: of a person."""
    return tuple(part for part in _parts(read, now, mine, name) if part.read != part.now or part.yours or part.left_out)


def _parts(read: Content, now: Content, mine: Content | None, name: Naming) -> Iterator[ChangedPart]:
    def criterion(row: Row) -> str:
        return _criterion(row, name)

    yield _part("title", "Title", read.title, now.title, mine.title if mine else "")
    yield _part("question", "Question", read.question, now.question, mine.question if mine else "")
    yield from _row_parts("option", read.options, now.options, mine.options if mine else None, _option)
    yield from _row_parts("criterion", read.criteria, now.criteria, mine.criteria if mine else None, criterion)
    yield _part("scope", "Scope", read.scope, now.scope, mine.scope if mine else "")


def _row_parts(
    stem: str, read: Mapping[str, Row], now: Mapping[str, Row], mine: Mapping[str, Row] | None, told: Callable[[Row], str]
) -> Iterator[ChangedPart]:
    for n, row_id in enumerate(dict.fromkeys((*read, *now, *(mine or ()))), 1):
        texts = (told(rows[row_id]) if row_id in rows else "" for rows in (read, now, mine or {}))
        part = _part(f"{stem}:{row_id}", f"{stem.capitalize()} {n}", *texts)
        left_out = mine is not None and row_id in read and row_id in now and row_id not in mine
        yield replace(part, left_out=left_out, both=part.both or (left_out and part.read != part.now))


def _part(key: str, part: str, read: str, now: str, mine: str) -> ChangedPart:
    yours = mine if mine != read else ""
    return ChangedPart(key=key, part=part, read=read, now=now, yours=yours, both=bool(yours) and now not in (read, yours))


def _option(row: Row) -> str:
    return ": ".join(part for part in row if part)


def _criterion(row: Row, name: Naming) -> str:
    """A criterion in words, all of it: what must hold, how that is checked, who answers for it."""
    text, method, owner_id, check = row
    how = ": ".join(part for part in (METHODS.get(method, method), check.rstrip(".")) if part)
    return f"{text} {how}. {name(owner_id)} answers for it." if owner_id else f"{text} {how}. Nobody answers for it."


def _rows_taken(stem: str, mine: Mapping[str, Row], now: Mapping[str, Row], keys: Collection[str]) -> dict[str, Row]:
    taken = [key.removeprefix(f"{stem}:") for key in keys if key.startswith(f"{stem}:")]
    kept = {row_id: row for row_id, row in mine.items() if row_id not in taken or row_id in now}
    return kept | {row_id: now[row_id] for row_id in taken if row_id in now}


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
