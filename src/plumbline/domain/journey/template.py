"""A journey as a template: the answers that are given when one is made from it, and the names that have to leave before it becomes one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from plumbline.domain.journey.plain import Plain, copied, model_of
from plumbline.domain.journey.shape import shape_problems
from plumbline.kernel.record import record

NameKind = Literal["person", "workspace", "answer", "mail", "address", "number"]
LONGEST_ANSWER = 240
_TEXTS = frozenset({"title", "summary", "text", "hint", "alt", "goal", "html", "after", "objective"})
_LISTS = frozenset({"columns", "rows"})
_PATTERNS: Mapping[NameKind, re.Pattern[str]] = {
    "mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "address": re.compile(r"https?://[^\s\"'<>]+"),
    "number": re.compile(r"\+?[0-9][0-9 ()/-]{6,}[0-9]"),
}


@record
class Answer:
    """What was answered to a parameter of a template."""

    parameter: str
    text: str


@record
class Name:
    """Something in a journey's texts that may name somebody. places: in how many texts it stands."""

    text: str
    kind: NameKind
    places: int


@record
class Settlement:
    """What becomes of a name: it stays, or something else is written in its place."""

    text: str
    instead: str | None = None


def answered(content: Mapping[str, Any], answers: Iterable[Answer]) -> Plain:
    """Return a journey in which parameters have the answers as their values. An answer to no parameter is passed over."""
    given = {one.parameter: one.text.strip() for one in answers}
    data = copied(content)
    for one in data.get("parameters", ()):
        one["default"] = given.get(str(one.get("id")), one.get("default"))
    return data


def unanswerable(content: Plain, answers: Iterable[Answer]) -> list[Answer]:
    """Return the answers that do not fit: to a parameter that is not there, empty, or too long. content: as it was sent."""
    known = {one.id for one in model_of(content).parameters} if not any(shape_problems(content)) else set[str]()
    return [one for one in answers if one.parameter not in known or not 0 < len(one.text.strip()) <= LONGEST_ANSWER]


def names_in(content: Plain, known: Mapping[NameKind, Sequence[str]]) -> tuple[Name, ...]:
    """Return what may name somebody in a journey's texts: the names that are known, by kind, and whatever looks like a mail address, a web
    address or a telephone number. Of a person's name each word counts that has three letters or more.
    """
    texts = list(_texts(content))
    found: dict[str, Name] = {}
    for kind, names in known.items():
        for name in dict.fromkeys(word for one in names for word in _words(kind, one)):
            if places := sum(bool(_whole(name).search(text)) for text in texts):
                found.setdefault(name, Name(text=name, kind=kind, places=places))
    for kind, pattern in _PATTERNS.items():
        for name in dict.fromkeys(match.strip() for text in texts for match in pattern.findall(text)):
            if not any(name in other and name != other for other in found):
                found.setdefault(name, Name(text=name, kind=kind, places=sum(name in text for text in texts)))
    return tuple(found.values())


def settled(content: Plain, settlements: Iterable[Settlement]) -> Plain:
    """Return a journey with other words in the place of names, the longest name first."""
    instead = sorted(((one.text, one.instead) for one in settlements if one.instead is not None), key=lambda one: -len(one[0]))

    def rewritten(text: str) -> str:
        for name, other in instead:
            text = _whole(name).sub(lambda _, other=other: other, text)
        return text

    return _mapped(content, rewritten) if instead else content


def _words(kind: NameKind, name: str) -> Iterator[str]:
    """The whole name, then for people its words."""
    if name.strip():
        yield name.strip()
    if kind == "person":
        yield from (word for word in name.split() if len(word) > 2 and word != name.strip())


def _whole(name: str) -> re.Pattern[str]:
    """Finds a name where it is no part of a longer word."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _texts(value: Any, name: str = "") -> Iterator[str]:
    match value:
        case str() if name in _TEXTS or name in _LISTS or name == "parameter":
            yield value
        case list():
            for one in value:  # type: ignore[reportUnknownVariableType]
                yield from _texts(one, name)
        case dict():
            for key, one in value.items():  # type: ignore[reportUnknownVariableType]
                yield from _texts(one, _told(name, str(key)))  # type: ignore[reportUnknownArgumentType]
        case _:
            return


def _mapped(value: Any, change: Callable[[str], str], name: str = "") -> Any:
    match value:
        case str() if name in _TEXTS or name in _LISTS or name == "parameter":
            return change(value)
        case list():
            return [_mapped(one, change, name) for one in value]  # type: ignore[reportUnknownVariableType]
        case dict():
            return {key: _mapped(one, change, _told(name, str(key))) for key, one in value.items()}  # type: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return value


def _told(holder: str, key: str) -> str:
    """What a property is: the value of a parameter is a text, that of a variable is none; the second part of an entry is read."""
    if holder in ("parameters", "items") and key in ("default", "value"):
        return "parameter"
    return key
