"""The words for findings and refusals: rules answer with ids and values, and every edge says the same sentences."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any

from plumbline.kernel.outcome import Finding, Refusal, Value
from plumbline.kernel.record import record
from plumbline.words.event import day_and_time

_FIELD = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^][]*)\]")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAMED = 3


@record
class Sentence:
    """A finding in words: what is checked, how it stands, and what to do about it (empty when it is met)."""

    title: str
    text: str
    remedy: str = ""


@record
class RefusalWords:
    """A refusal in words: what did not happen, and what that means."""

    title: str
    text: str


def sentence(finding: Finding, names: Mapping[str, str], zone: tzinfo = UTC) -> Sentence:
    """Return a finding in words.

    names: what people and items are called, by id; an id without a name is shown as it is. zone: where the reader's times are.
    A rule without words of its own is shown by its id, with the sentence it brings along in its values, if any.
    """
    words = findings().get(finding.rule)
    values = _Values(finding, names, zone)
    if words is None:
        return Sentence(title=values["title"] or finding.rule, text=values["sentence"] or finding.rule)
    text = words["met"] if finding.met else words["unmet"]
    remedy = "" if finding.met else words["remedy"]
    return Sentence(title=_filled(words["title"], values), text=_filled(text, values), remedy=_filled(remedy, values))


def refusal_words(refusal: Refusal) -> RefusalWords:
    """Return a refusal in words, by its code; for a code nobody described, by its kind."""
    known = refusals()
    words = known.get(refusal.code) or known.get(refusal.code.rpartition(".")[2]) or known[f"kind_{refusal.kind}"]
    return RefusalWords(title=words["title"], text=words["text"])


@cache
def findings() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every rule: title, met, unmet, remedy. Raises ValueError when two files describe one rule."""
    found: dict[str, Mapping[str, str]] = {}
    for name, words in _files():
        if twice := found.keys() & words.keys():
            raise ValueError(f"{name} describes {', '.join(sorted(twice))}, which another file describes already")
        found.update(words)
    return found


@cache
def refusals() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every refusal code: title, text."""
    return tomllib.loads(files("plumbline.words").joinpath("refusals.toml").read_text(encoding="utf-8"))


def _files() -> Iterator[tuple[str, dict[str, Any]]]:
    folder = files("plumbline.words").joinpath("findings")
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".toml"):
            yield file.name, tomllib.loads(file.read_text(encoding="utf-8"))


class _Values(dict[str, str]):
    """What a finding's fields say, made when a sentence asks for one: most sentences name one or two. A field it does not have is empty."""

    def __init__(self, finding: Finding, names: Mapping[str, str], zone: tzinfo) -> None:
        super().__init__()
        self._finding, self._names, self._zone = finding, names, zone

    def __missing__(self, field: str) -> str:
        finding = self._finding
        match field:
            case "item":
                said = self._names.get(finding.item, finding.item)
            case "who":
                said = _people(finding.who, self._names)
            case "expected" | "actual":
                said = self._value(finding.expected if field == "expected" else finding.actual)
            case _:
                said = next((self._value(value) for name, value in finding.values if name == field), "")
        self[field] = said
        return said

    def _value(self, value: Value) -> str:
        # An id that somebody mistyped, such as dec_nope, looks like a code; it is shown as it was typed.
        if isinstance(value, str) and value == self._finding.item:
            return self._names.get(value, value)
        return _said(value, self._names, self._zone)


def _said(value: Value, names: Mapping[str, str], zone: tzinfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case str() if called := names.get(value):
            return called
        case str() if _INSTANT.match(value):
            return _instant(value, zone)
        case str() if _HASH.fullmatch(value):
            return f"{value[:4]}…{value[-4:]}"
        case str():
            return _CODE.sub(lambda code: code[0].replace("_", " "), value) if _is_code(value) else value


def _is_code(text: str) -> bool:
    """Tell whether a text is made of codes such as `in_review, proposed`, which people read without underscores."""
    return all(_CODE.fullmatch(part) or part.isalpha() for part in text.split(", "))


def _instant(text: str, zone: tzinfo) -> str:
    try:
        return day_and_time(datetime.fromisoformat(text), zone)
    except ValueError:
        return text


def _people(ids: tuple[str, ...], names: Mapping[str, str]) -> str:
    told = list(dict.fromkeys(names.get(person, person) for person in ids))
    if not told:
        return "nobody here"
    if len(told) > _NAMED:
        return f"{', '.join(told[:_NAMED])} or {len(told) - _NAMED} more"
    return " or ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _filled(template: str, values: _Values) -> str:
    # Only the template is searched for fields: what people wrote may hold braces and brackets.
    chosen = template
    if "[" in template:
        chosen = _OPTIONAL.sub(lambda part: part[1] if all(values[name] for name in _FIELD.findall(part[1])) else "", template)
    return _FIELD.sub(lambda field: values[field[1]] or "nothing", chosen) if "{" in chosen else chosen
