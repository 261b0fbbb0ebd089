"""What is read of a decision record, and how its words for a state and a day are understood."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast

from plumbline.domain.cycle.decision import State
from plumbline.domain.cycle.decision.imported import PastStatus
from plumbline.files.yaml_reader import YamlProblem, read
from plumbline.kernel.nearest import nearest
from plumbline.kernel.record import record

LONGEST_TITLE = 300
_FORMS = ("%Y/%m/%d", "%Y.%m.%d", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%d.%m.%Y", "%Y%m%d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TYPING_ERROR = 0.75  # less alike than that is another word: "whatever" is not a misspelt "active"
_NOT_A_WORD = re.compile(r"[^\w' -]+")


@record
class RecordFile:
    """One file as somebody has it. name: its path below the folder that is imported; beside: the text that belongs to it, if any.

    history: what the file's versions said, oldest first: the day and the whole text of each.
    """

    name: str
    text: str
    beside: str = ""
    history: tuple[tuple[date, str], ...] = ()


@record
class DecisionRecord:
    """One decision as a record tells it. key: what it is called there; said: its status as it is written.

    follows: what took its place, as the record names it. people: names in it, with or without an address. notes: what was guessed.
    """

    name: str
    key: str
    title: str
    state: State
    said: str = ""
    question: str = ""
    because: str = ""
    options: tuple[str, ...] = ()
    begun_on: date | None = None
    ended_on: date | None = None
    history: tuple[PastStatus, ...] = ()
    follows: str = ""
    people: tuple[str, ...] = ()
    original: str = ""
    notes: tuple[str, ...] = ()


def state_of(said: str, states: Mapping[str, State]) -> tuple[State, str]:
    """Return the state that a status stands for, and a note where it had to be guessed: a misspelt one is taken for the nearest known."""
    words = " ".join(_NOT_A_WORD.sub(" ", said).lower().split()).removeprefix("status ")
    if not words:
        return "draft", "It says no status, so it is a draft here."
    for length in range(min(3, len(words.split())), 0, -1):
        if (first := " ".join(words.split()[:length])) in states:
            return states[first], ""
    near = nearest(words.split()[0], states, _TYPING_ERROR)
    if near and len(words.split()[0]) > 3:
        return states[near], f"The status “{said.strip()[:80]}” was read as {near}."
    return "draft", f"The status “{said.strip()[:80]}” is not known, so it is a draft here."


def changes_in(told: Iterable[tuple[date, str, State]]) -> tuple[PastStatus, ...]:
    """Return how a status changed: of what each version said, oldest first, that which differs from the one before."""
    found: list[PastStatus] = []
    for on, said, state in told:
        if not found or found[-1].state != state:
            found.append(PastStatus(said=said[:200], state=state, on=on))
    return tuple(found)


def understood(said: str, states: Mapping[str, State]) -> State | None:
    """Return the state that a status stands for; None where there is none, or it would have to be guessed."""
    state, unsure = state_of(said, states)
    return state if said and not unsure else None


def day_of(said: str) -> date | None:
    """Return the day that a text tells, in one of the forms that are in use; None when it tells none."""
    text = " ".join(said.replace("`", " ").strip(" *_<>").split())
    if found := _DAY.search(text):
        text = found[0]
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8, else what every byte can be read as, so that nothing is lost."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def beside(name: str, other: str) -> str:
    """Return a name in the folder of another one, however odd the two are."""
    folder, slash, _ = name.rpartition("/")
    return f"{folder}{slash}{other}"


def title_of(said: str) -> str:
    """Return a title that fits on a line."""
    return " ".join(said.split())[:LONGEST_TITLE]


def fields_of(text: str) -> tuple[dict[str, str], str]:
    """Return the keys of a YAML mapping in lower case, each with its value as one text, and what keeps it from being read."""
    try:
        data: Any = read(text.encode(), "the record").data
    except YamlProblem as fault:
        return {}, str(fault.problem)
    if not isinstance(data, dict):
        return {}, "it is no YAML mapping"
    return {str(key).lower(): _flat(value) for key, value in cast(dict[Any, Any], data).items()}, ""


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_flat(one) for one in cast(list[Any], value))
    return "" if value is None else str(value)
