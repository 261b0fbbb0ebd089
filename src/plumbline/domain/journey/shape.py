"""Whether plain data have the shape of a journey's parts. Files are told by their schema, with lines; this holds for what programs send."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import key_of, part_of
from plumbline.domain.journey.problem import Path, Problem, odd
from plumbline.kernel.nearest import nearest

LONGEST = {"html": 200_000}
_LONGEST = 4_000
_MOST_ENTRIES = 2_000
_FOUND = {dict: "keys with values", list: "a list", str: "a text", int: "a number", bool: "true or false", type(None): "nothing"}


class _Property(NamedTuple):
    """What a property of a record has to be. part: the record its entries are. needed: whether it has no default. longest: as a text."""

    hint: Any
    part: type | None
    is_list: bool
    is_mapping: bool
    longest: int
    needed: bool


_ENTRY = _Property(str | int | bool, None, False, False, _LONGEST, needed=False)


def shape_problems(data: Any, kind: type = Model, path: Path = ()) -> Iterator[Problem]:
    """Yield what is wrong with the shape of a part. kind: the record it should become."""
    if not _is_mapping(data):
        yield _other(path, data, "keys with values")
        return
    known = _properties(kind)
    for key in data:
        if key not in known and not (kind is Model and key == "kind"):
            near = nearest(str(key), known)
            remedy = f"rename it to {near}" if near else "remove it"
            yield Problem(
                path=(*path, str(key)), problem=f"the key {key} is not known", expected=", ".join(known), remedy=remedy, nearest=near
            )
    for key, one in known.items():
        if key not in data:
            if one.needed and not _numbered(kind, key, data):
                yield odd((*path, key), f"{key} is missing", f"`{key}:`", f"add `{key}:`")
        elif one.hint is not str or not _fits(data[key], str, one.longest):  # a text that fits is what most are
            yield from _value(data[key], one, path, key)


def _value(value: Any, one: _Property, path: Path, key: str | int) -> Iterator[Problem]:
    if one.part is not None:
        if not _is_list(value):
            yield _other((*path, key), value, "a list")
            return
        for place, entry in enumerate(value[:_MOST_ENTRIES]):
            yield from shape_problems(entry, one.part, (*path, key, place))
    elif one.is_list:
        if not _is_list(value) or len(value) > _MOST_ENTRIES:
            yield _other((*path, key), value, f"a list of at most {_MOST_ENTRIES}")
            return
        for place, entry in enumerate(value):
            yield from _value(entry, _property(get_args(one.hint)[0]), (*path, key), place)
    elif one.is_mapping:
        if not _is_mapping(value):
            yield _other((*path, key), value, "keys with values")
            return
        for name, entry in value.items():
            yield from _value(entry, _ENTRY, (*path, key), str(name))
    elif not _fits(value, one.hint, one.longest):
        yield _other((*path, key), value, _wanted(one.hint, one.longest))


def _fits(value: Any, hint: Any, longest: int) -> bool:
    if hint is str:  # as most are
        return isinstance(value, str) and len(value) <= longest
    if get_origin(hint) is Literal:
        return isinstance(value, str) and value in get_args(hint)
    if _is_union(hint):
        return any(_fits(value, one, longest) for one in get_args(hint))
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 1_000_000
    return isinstance(value, hint)


def _wanted(hint: Any, longest: int) -> str:
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(str(one) for one in get_args(hint) if one)
    if _is_union(hint):
        return " or ".join(dict.fromkeys(_wanted(one, longest) for one in get_args(hint) if one is not type(None)))
    return {str: f"a text of at most {longest} characters", int: "a whole number", bool: "true or false"}.get(hint, "a value")


def _is_union(hint: Any) -> bool:
    return get_origin(hint) is Union or type(hint).__name__ == "UnionType"


def _numbered(kind: type, key: str, data: Mapping[str, Any]) -> bool:
    """Whether a part can do without the key: an id that is given by its place, an option's value that is its text."""
    return (key == "id" and kind.__name__ in ("Transition", "Component", "Hotspot")) or (kind.__name__ == "Option" and "text" in data)


def _other(path: Path, value: Any, wanted: str) -> Problem:
    if _is_text(value) and len(value) < 60:
        problem = f"{value!r} does not fit"
    elif _is_text(value) or (_is_list(value) and wanted.startswith("a list")):
        problem = f"it has {len(value)} {'entries' if _is_list(value) else 'characters'}"
    else:
        problem = f"here is {_FOUND.get(value.__class__, 'something else')}"
    return odd(path, problem, wanted, "write what is expected")


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


@cache
def _properties(kind: Any) -> Mapping[str, _Property]:
    """The properties of a record by the names that the plain form writes. Looked up once: a journey has thousands of parts."""
    hints = get_type_hints(kind)
    return {
        key_of(kind, one.name): _property(
            hints[one.name],
            part=part_of(kind, one.name),
            longest=LONGEST.get(one.name, _LONGEST),
            needed=one.default is MISSING and one.default_factory is MISSING,
        )
        for one in fields(kind)
    }


@cache
def _property(hint: Any, *, part: type | None = None, longest: int = _LONGEST, needed: bool = False) -> _Property:
    origin = get_origin(hint)
    is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
    return _Property(hint, part, is_list=origin is tuple, is_mapping=is_mapping, longest=longest, needed=needed)
