"""What commands print: tables, times, refusals as lists of what to do."""

import json
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from plumbline.words.event import day_and_time

_NEVER_WRAPPED = 100_000
_KEPT_WHOLE = frozenset({"Id", "No", "Do"})


fields: ContextVar[tuple[str, ...]] = ContextVar("fields", default=())
"""What is printed of what the API says; everything when empty."""


class NoSuchField(Exception):
    """What is to be printed has no such field."""


def print_json(data: Any) -> None:
    """Print what the API said, for machines: all of it, or of each item the fields that were asked for. Raises NoSuchField."""
    sys.stdout.write(json.dumps(_reduced(data, fields.get()), indent=2, ensure_ascii=False) + "\n")


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print rows under a head; one line for each when no terminal reads them, so that other tools can. empty: said without any row."""
    if not rows:
        sys.stdout.write(f"{empty}\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), show_header=any(head))
    for title in head:
        table.add_column(title, no_wrap=title in _KEPT_WHOLE)
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else _NEVER_WRAPPED)
    with console.capture() as printed:
        console.print(table)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())


def print_lines(*lines: str) -> None:
    """Print lines as they are, without the signs that steer a terminal."""
    sys.stdout.writelines(f"{plain(line)}\n" for line in lines)


def print_problem(problem: dict[str, Any]) -> None:
    """Print on the error output what the server refused, and everything that would have to be done, a line each."""
    lines = [" ".join(part for part in (_ended(problem.get("title", "Refused")), problem.get("detail", "")) if part)]
    lines += [finding_line(finding) for finding in problem.get("findings", [])]
    sys.stderr.writelines(f"{plain(line)}\n" for line in lines)


def finding_line(finding: dict[str, Any]) -> str:
    """Return a finding as a line of what is to do."""
    words = (f"{finding['title']}: {_ended(finding['detail'])}", finding["remedy"])
    return "  - " + " ".join(part for part in words if part)


def plain(text: str) -> str:
    """Return a text without control characters: what people wrote must not steer the terminal of whoever reads it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def moment(text: str | None) -> str:
    """Return an instant of the API in the time zone of this machine; empty for none."""
    if not text:
        return ""
    local = datetime.fromisoformat(text).astimezone()  # its own offset: summer time may begin between now and then
    return day_and_time(local, local.tzinfo or UTC)


def in_words(code: str) -> str:
    """Return a code such as `in_review` as people read it."""
    return code.replace("_", " ")


def standing(state: str, elsewhere: bool) -> str:
    """Return a state in words; what was decided elsewhere never reads like a decision of here."""
    return f"{in_words(state)}{' elsewhere' if elsewhere else ''}"


def _reduced(data: Any, wanted: tuple[str, ...]) -> Any:
    if not wanted or not isinstance(data, dict):
        return data
    thing = cast(dict[str, Any], data)
    if isinstance(thing.get("items"), list) and "items" not in wanted:
        return {**thing, "items": [_reduced(one, wanted) for one in thing["items"]]}
    if unknown := [name for name in wanted if name not in thing]:
        raise NoSuchField(f"there is no field {', '.join(unknown)}; there are {', '.join(thing)}")
    return {name: thing[name] for name in wanted}


def _ended(sentence: str) -> str:
    return sentence if not sentence or sentence.endswith((".", "!", "?", ":")) else f"{sentence}."
