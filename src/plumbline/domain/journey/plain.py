"""A journey as plain data, as files and the ledger keep it, and back. The plain form is normal: equal journeys have equal forms.

What has its default is left out; every component and transition has an id. Data must have the shape that the schema says.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, NamedTuple

from plumbline.domain.journey.component import Component, Option
from plumbline.domain.journey.model import (
    Criterion,
    Event,
    Hotspot,
    Image,
    Model,
    Parameter,
    Preset,
    Role,
    Sample,
    Screen,
    Section,
    Stage,
    Task,
    Transition,
    Variable,
)

Plain = dict[str, Any]
_PARTS: Mapping[tuple[type, str], type] = {
    (Model, "sections"): Section,
    (Model, "roles"): Role,
    (Model, "variables"): Variable,
    (Model, "events"): Event,
    (Model, "stages"): Stage,
    (Model, "screens"): Screen,
    (Model, "transitions"): Transition,
    (Model, "tasks"): Task,
    (Model, "presets"): Preset,
    (Model, "criteria"): Criterion,
    (Model, "samples"): Sample,
    (Model, "parameters"): Parameter,
    (Model, "images"): Image,
    (Screen, "content"): Component,
    (Screen, "hotspots"): Hotspot,
    (Component, "options"): Option,
    (Component, "items"): Option,
}
_WRITTEN: Mapping[tuple[type, str], str] = {
    (Transition, "source"): "from",
    (Transition, "event"): "on",
    (Transition, "target"): "to",
    (Transition, "updates"): "set",
}
_NUMBERED: Mapping[type, str] = {Transition: "t", Component: "c", Hotspot: "h"}


def model_of(data: Mapping[str, Any]) -> Model:
    """Return the model that plain data describe. kind is passed over."""
    return _made(Model, data)


def plain_of(model: Model) -> Plain:
    """Return a model as plain data in its normal form, kind first."""
    return {"kind": "journey", **_written(model)}


def copied(plain: Mapping[str, Any]) -> Plain:
    """Return plain data that can be changed apart from what was given."""
    return {key: _copied(value) for key, value in plain.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return copied(value)  # type: ignore[reportUnknownArgumentType]
    return [_copied(one) for one in value] if isinstance(value, list) else value  # type: ignore[reportUnknownVariableType]


def key_of(kind: type, name: str) -> str:
    """Return how the plain form writes the name of a property."""
    return _WRITTEN.get((kind, name), name)


def part_of(kind: type, name: str) -> type | None:
    """Return the record that the entries of a list are, or None for a property that is no list of parts."""
    return _PARTS.get((kind, name))


def numbered(part: type, values: list[Plain]) -> list[Plain]:
    """Give an id to what has none: its place in the list, after a letter; the next free one where that is taken."""
    if part not in _NUMBERED:
        return values
    taken = {one["id"] for one in values if "id" in one}
    named: list[Plain] = []
    for place, one in enumerate(values, 1):
        if "id" in one:
            named.append(one)
        else:
            number = place
            while (found := f"{_NUMBERED[part]}{number}") in taken:
                number += 1
            taken.add(found)
            named.append({"id": found, **one})
    return named


class _Property(NamedTuple):
    """A property of a record: its name, the name that the plain form writes, the record its entries are, and its default."""

    name: str
    key: str
    part: type | None
    default: Any


@cache
def _properties(kind: Any) -> Mapping[str, _Property]:
    """The properties of a record by the names that the plain form writes. Looked up once: a journey has thousands of parts."""
    found = (_Property(one.name, key_of(kind, one.name), part_of(kind, one.name), _default(one)) for one in fields(kind))
    return {one.key: one for one in found}


def _made(kind: Any, data: Mapping[str, Any]) -> Any:
    known = _properties(kind)
    given = {
        one.name: value if value.__class__ is str else _value(one, kind, value) for key, value in data.items() if (one := known.get(key))
    }
    if kind is Option and "value" not in given:
        given["value"] = data["text"]
    return kind(**given)


def _value(one: _Property, kind: type, value: Any) -> Any:
    if one.part is not None:
        return tuple([_made(one.part, data) for data in numbered(one.part, value)])
    if one.name == "updates" and kind is Transition:
        return {variable: _expression(text) for variable, text in value.items()}
    if value.__class__ is list:
        return tuple([tuple(map(str, each)) if each.__class__ is list else each for each in value])
    return value


def _expression(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _written(value: Any) -> Any:
    if isinstance(value, str | int | bool):
        return value
    if isinstance(value, tuple):
        return [_written(one) for one in value]  # type: ignore[reportUnknownVariableType]
    if isinstance(value, Mapping):
        return dict(value)  # type: ignore[reportUnknownArgumentType]
    written: Plain = {}
    for one in _properties(value.__class__).values():
        held = getattr(value, one.name)
        if held != one.default:
            written[one.key] = held if held.__class__ is str else _written(held)
    return written


def _default(one: Any) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING
