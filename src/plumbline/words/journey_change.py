"""What is different between two journeys, in words; parts by their titles."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from plumbline.domain.journey.comparing.difference import Change, Difference, How, Property, own_properties
from plumbline.domain.journey.edit import LISTS, PartKind
from plumbline.domain.journey.plain import Plain
from plumbline.kernel.record import record

SIGNS: Mapping[How, str] = {"added": "+", "removed": "-", "changed": "~", "moved": "~"}
_LONGEST = 160
_NAMES: Mapping[str, tuple[PartKind, ...]] = {
    "from": ("screen", "stage"), "to": ("screen",), "start": ("screen",), "recovery": ("screen",), "success": ("screen",),
    "reaches": ("screen",), "stage": ("stage",), "reset": ("stage",), "section": ("section",), "role": ("role",), "roles": ("role",),
    "owner": ("role",), "fault": ("event",), "faults": ("event",), "requires": ("event",), "on": ("event",), "act": ("event",),
}  # fmt: skip
"""The properties that hold ids, and what these name."""


@record
class ChangeWords:
    """One part that is different. sign: +, - or ~. called: the part, by its title. details: what is different in it, a sentence each."""

    sign: str
    how: str
    noun: str
    called: str
    details: tuple[str, ...]


class Titles:
    """What the parts of journeys are called; of several journeys, the last that has a part names it."""

    def __init__(self, *contents: Plain) -> None:
        self._known: dict[tuple[PartKind, str], str] = {}
        for kind, (name, _) in LISTS.items():
            found = (one for content in contents for one in content.get(name, ()))
            self._known |= {(kind, str(one.get("id"))): str(one.get("title") or one.get("id")) for one in found}

    def of(self, part: str, kinds: Iterable[PartKind]) -> str:
        """Return a part's title, in quotes; its id where nothing of the kinds has it."""
        return next((f"“{title}”" for kind in kinds if (title := self._known.get((kind, part)))), part)


def change_words(change: Change, titles: Titles) -> ChangeWords:
    """Return a change in words."""
    part = change.after or change.before or {}
    return ChangeWords(
        sign=SIGNS[change.how],
        how=change.how,
        noun=noun_of(change.kind, part),
        called=called(change.kind, change.part, change.screen, part, titles),
        details=tuple(_details(change, part, titles)),
    )


def difference_words(difference: Difference, titles: Titles) -> tuple[ChangeWords, ...]:
    """Return every change in words."""
    return tuple(change_words(one, titles) for one in difference)


def counted(difference: Difference) -> str:
    """Return how many parts came, went and changed, in a line; no difference is said as such."""
    amounts = {
        word: sum(SIGNS[one.how] == sign for one in difference) for sign, word in (("+", "added"), ("-", "removed"), ("~", "changed"))
    }
    return ", ".join(f"{amount} {word}" for word, amount in amounts.items() if amount) or "no difference"


def noun_of(kind: PartKind, part: Plain) -> str:
    """Return what a part is: an event that is a fault or a timer, and a screen that is an exception, by that."""
    nouns = _words()["nouns"]
    if kind in ("event", "screen") and part.get("kind") in ("fault", "timer", "exception"):
        return nouns[part["kind"]]
    return nouns[kind]


def called(kind: PartKind, part_id: str, screen: str, part: Plain, titles: Titles) -> str:
    """Return what a part is called: its title, or what makes it known."""
    if kind == "transition":
        to = f" to {titles.of(str(part['to']), ('screen',))}" if part.get("to") else ""
        return f"from {titles.of(str(part.get('from', '')), _NAMES['from'])} on {titles.of(str(part.get('on', '')), ('event',))}{to}"
    if kind in ("component", "hotspot"):
        text = str(part.get("text") or part.get("alt") or "")
        words = " ".join(one for one in (str(part.get("type", "")), f"“{_cut(text, 60)}”" if text else part_id) if one)
        return f"{words} on {titles.of(screen, ('screen',))}"
    return f"“{_cut(str(part.get('title') or part.get('text') or part_id), 100)}”"


def property_name(name: str) -> str:
    """Return what a property is called."""
    return _words()["properties"][name]


def order_name(kind: PartKind) -> str:
    """Return what the order of the parts of a kind is called."""
    return _words()["order"][kind]


def value_words(name: str, value: Any, titles: Titles) -> str:
    """Return the value of a property as people read it; empty for its default."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value_words(name, one, titles) for one in value)  # type: ignore[reportUnknownVariableType]
        case dict() if "text" in value:
            return f"“{value['text']}”"
        case dict():
            return ", ".join(f"{key} = {one}" for key, one in value.items())  # type: ignore[reportUnknownVariableType]
        case str() if name in _NAMES:
            return titles.of(value, _NAMES[name])
        case _:
            return _cut(" ".join(str(value).split()), _LONGEST)


def _details(change: Change, part: Plain, titles: Titles) -> Iterable[str]:
    if change.how in ("added", "removed"):
        said = own_properties(change.kind, part)
        shown = (name for name in said if name not in ("title", "text", "type", "from", "on", "to"))
        yield from (f"{property_name(name)}: {value_words(name, said[name], titles)}" for name in shown)
        if count := sum(len(part.get(LISTS[kind][0], ())) for kind in ("component", "hotspot")):
            yield f"with {count} part{'' if count == 1 else 's'} on it"
        return
    yield from (property_words(one, titles) for one in change.properties)
    if change.moved:
        yield "stands at another place"


def property_words(one: Property, titles: Titles) -> str:
    """Return what became of a property, as a sentence without its full stop."""
    before, after = (value_words(one.name, value, titles) for value in (one.before, one.after))
    if one.before is None:
        return f"{property_name(one.name)}: {after}, was not said before"
    if one.after is None:
        return f"{property_name(one.name)}: not said any more, was {before}"
    return f"{property_name(one.name)}: {after}, was {before}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("plumbline.words").joinpath("journey_parts.toml").read_text(encoding="utf-8"))
