"""Request bodies, made from the commands themselves: the fields of a command without those that the path says."""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from plumbline.api.texts import Instant, LongText, Text, Title
from plumbline.domain.cycle.decision import Criterion, Obligation, Option
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.document.document import SuggestEdit, WriteVersion
from plumbline.domain.journey.edit import Edit

# Parts that a caller may send without an id; they get one.
_PREFIX: dict[type[Any], str] = {Option: "opt", Criterion: "crt", Obligation: "cnd"}
_LONG: dict[type[Any], str] = {WriteVersion: "text", SuggestEdit: "replacement", Edit: "value"}  # (a part of) a document or a journey
_UNSAID = {SubmitEvidence: frozenset({"played"})}  # what the one writer finds out by itself
_KIND: dict[type[msgspec.Struct], type[Any]] = {}  # which part of a command a struct was made from


def body_type(command: type[Any], without: frozenset[str] = frozenset()) -> type[msgspec.Struct] | None:
    """Return the struct that a request for a command carries, or None when the path says everything."""
    hints = get_type_hints(command)
    parts = [
        _field(field, LongText if _LONG.get(command) == field.name else _shape(hints[field.name], field.name))
        for field in fields(command)
        if field.name not in without | _UNSAID.get(command, frozenset())
    ]
    if not parts:
        return None
    return msgspec.defstruct(f"{command.__name__}Body", parts, kw_only=True, forbid_unknown_fields=True, module=__name__)


def command_of(command: type[Any], body: msgspec.Struct | None, new_id: Callable[[str], str], **said: str) -> Any:
    """Return the command that a request asks for. said: the fields that the path says."""
    values = {} if body is None else {name: _value(getattr(body, name), new_id) for name in body.__struct_fields__}
    return command(**values, **said)


def _field(field: Any, shape: Any) -> Any:
    return (field.name, shape) if field.default is MISSING else (field.name, shape, field.default)


def _shape(hint: Any, name: str = "") -> Any:
    if hint is str:
        return Title if name == "title" else Text
    if hint is datetime:
        return Instant
    if is_dataclass(hint):
        return _part(cast(type[Any], hint))
    origin = get_origin(hint)
    if origin is tuple:
        return tuple[_shape(get_args(hint)[0], name), ...]
    if origin in (Union, UnionType):
        return Union[tuple(_shape(part, name) for part in get_args(hint))]  # noqa: UP007 - the parts are known at run time only
    return hint


@cache
def _part(kind: type[Any]) -> type[msgspec.Struct]:
    hints = get_type_hints(kind)
    shapes = [(field, LongText if _LONG.get(kind) == field.name else _shape(hints[field.name], field.name)) for field in fields(kind)]
    parts = [(field.name, shape, "") if kind in _PREFIX and field.name == "id" else _field(field, shape) for field, shape in shapes]
    part = msgspec.defstruct(f"{kind.__name__}Body", parts, kw_only=True, forbid_unknown_fields=True, module=__name__)
    _KIND[part] = kind
    return part


def _value(value: Any, new_id: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_value(part, new_id) for part in cast(tuple[Any, ...], value))
    kind = _KIND.get(cast(type[Any], type(value)))
    if kind is None:
        return value
    given = {name: _value(part, new_id) for name, part in msgspec.structs.asdict(value).items()}
    if kind in _PREFIX and not given["id"]:
        given["id"] = new_id(_PREFIX[kind])
    return kind(**given)
