"""Edits: the small typed operations that a journey is changed by, on its plain form.

Each names its part by kind and id, never by its place, so that edits of several people go together. Of two values for one property the
later one stands. What cannot be carried out any more, because the part is gone or the id is taken, is a conflict, and nothing happens.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from plumbline.domain.journey.component import Component
from plumbline.domain.journey.model import (
    Criterion,
    Event,
    Hotspot,
    Image,
    Parameter,
    Preset,
    Role,
    Screen,
    Section,
    Stage,
    Task,
    Transition,
    Variable,
)
from plumbline.domain.journey.plain import Plain, copied, numbered
from plumbline.kernel.record import record

Op = Literal["set", "add", "remove", "move"]
PartKind = Literal[
    "journey", "section", "role", "variable", "event", "stage", "screen", "component", "hotspot", "transition", "task", "preset",
    "criterion", "parameter", "image",
]  # fmt: skip
LISTS: Mapping[PartKind, tuple[str, type]] = {
    "section": ("sections", Section),
    "role": ("roles", Role),
    "variable": ("variables", Variable),
    "event": ("events", Event),
    "stage": ("stages", Stage),
    "screen": ("screens", Screen),
    "component": ("content", Component),
    "hotspot": ("hotspots", Hotspot),
    "transition": ("transitions", Transition),
    "task": ("tasks", Task),
    "preset": ("presets", Preset),
    "criterion": ("criteria", Criterion),
    "parameter": ("parameters", Parameter),
    "image": ("images", Image),
}
"""The list that parts of a kind are in, and the record that each is."""


@record
class Edit:
    """One operation. part: the id of what it is about; screen: the screen that a component or hotspot is on.

    set: the property `name` takes `value`, or its default when value is empty. add: the part that `value` describes, in front of the part
    `before`, or at the end. move: in front of `before`, or to the end. value: as JSON, so that it is kept as it was sent.
    """

    op: Op
    kind: PartKind
    part: str = ""
    screen: str = ""
    name: str = ""
    before: str = ""
    value: str = ""


class EditConflict(Exception):
    """An edit cannot be carried out on this journey. reason: the part is gone, its id is taken, or it has no such property."""

    def __init__(self, edit: Edit, reason: Literal["gone", "taken", "wrong_kind"], part: str) -> None:
        self.edit, self.reason, self.part = edit, reason, part
        super().__init__(f"{edit.op} {edit.kind} {part}: {reason}")


def setting(kind: PartKind, part: str, name: str, value: Any, *, screen: str = "") -> Edit:
    """Return the edit that gives a property a value; None gives it its default."""
    return Edit(op="set", kind=kind, part=part, screen=screen, name=name, value="" if value is None else _json(value))


def adding(kind: PartKind, data: Mapping[str, Any], *, screen: str = "", before: str = "") -> Edit:
    """Return the edit that adds a part, described in its plain form."""
    return Edit(op="add", kind=kind, part=str(data["id"]), screen=screen, before=before, value=_json(dict(data)))


def images_in(edits: Iterable[Edit]) -> tuple[str, ...]:
    """Return the digests of the pictures that edits name, each once."""
    values = [json.loads(edit.value) for edit in edits if edit.kind == "image" and edit.value and edit.op in ("add", "set")]
    named = [value.get("digest") if isinstance(value, dict) else value for value in values]  # type: ignore[reportUnknownMemberType]
    return tuple(dict.fromkeys(str(one) for one in named if one))  # type: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def removing(kind: PartKind, part: str, *, screen: str = "") -> Edit:
    """Return the edit that takes a part away."""
    return Edit(op="remove", kind=kind, part=part, screen=screen)


def edited(content: Mapping[str, Any], edits: Iterable[Edit]) -> tuple[Plain, tuple[Edit, ...]]:
    """Return the plain form after edits, and the edits that would undo them, in the order in which they have to be made.

    Raises EditConflict for the first that cannot be carried out; the given form is never changed.
    """
    data = copied(content)
    undoing: list[Edit] = []
    for edit in edits:
        undoing.append(_carried_out(data, edit))
    return data, tuple(reversed(undoing))


def _carried_out(data: Plain, edit: Edit) -> Edit:
    """Carry an edit out in place; return the one that undoes it."""
    if edit.kind == "journey":
        return _set(data, edit)
    parts = _list_of(data, edit)
    match edit.op:
        case "set":
            return _set(parts[_place(parts, edit, edit.part)], edit)
        case "add":
            return _add(parts, edit)
        case "remove":
            return _remove(parts, edit)
        case "move":
            return _move(parts, edit)


def _set(part: Plain, edit: Edit) -> Edit:
    fixed = {"id", "", *(("kind", *_LIST_NAMES) if edit.kind == "journey" else ())}
    if edit.op != "set" or edit.name in fixed:
        raise EditConflict(edit, "wrong_kind", edit.part)
    before = _json(part[edit.name]) if edit.name in part else ""
    if edit.value:
        part[edit.name] = json.loads(edit.value)
        _named(part, edit.kind)
    else:
        part.pop(edit.name, None)
    return Edit(op="set", kind=edit.kind, part=edit.part, screen=edit.screen, name=edit.name, value=before)


def _add(parts: list[Plain], edit: Edit) -> Edit:
    if any(one.get("id") == edit.part for one in parts):
        raise EditConflict(edit, "taken", edit.part)
    parts.insert(_in_front_of(parts, edit), _named({**json.loads(edit.value), "id": edit.part}, edit.kind))
    return Edit(op="remove", kind=edit.kind, part=edit.part, screen=edit.screen)


def _named(part: Plain, kind: PartKind) -> Plain:
    """Give an id to the parts of a new screen that have none, so that later edits can name them."""
    for inside in ("component", "hotspot") if kind == "screen" else ():
        name, made = LISTS[inside]
        if isinstance(values := part.get(name), list) and all(isinstance(one, dict) for one in values):  # type: ignore[reportUnknownVariableType]
            part[name] = numbered(made, values)  # type: ignore[reportUnknownArgumentType]
    return part


def _remove(parts: list[Plain], edit: Edit) -> Edit:
    place = _place(parts, edit, edit.part)
    gone = parts.pop(place)
    return Edit(op="add", kind=edit.kind, part=edit.part, screen=edit.screen, before=_id_at(parts, place), value=_json(gone))


def _move(parts: list[Plain], edit: Edit) -> Edit:
    place = _place(parts, edit, edit.part)
    if edit.before:
        _place(parts, edit, edit.before)
    moved = parts.pop(place)
    back = _id_at(parts, place)
    parts.insert(_in_front_of(parts, edit), moved)
    return Edit(op="move", kind=edit.kind, part=edit.part, screen=edit.screen, before=back)


def _list_of(data: Plain, edit: Edit) -> list[Plain]:
    name, _ = LISTS[edit.kind]
    if edit.kind in ("component", "hotspot"):
        screens: list[Plain] = data.get("screens", [])
        return screens[_place(screens, edit, edit.screen)].setdefault(name, [])
    return data.setdefault(name, [])


def _place(parts: Sequence[Plain], edit: Edit, part: str) -> int:
    for place, one in enumerate(parts):
        if one.get("id") == part:
            return place
    raise EditConflict(edit, "gone", part)


def _in_front_of(parts: Sequence[Plain], edit: Edit) -> int:
    """The place to put a part at; at the end where its neighbour went meanwhile: the part matters more than its place."""
    return next((place for place, one in enumerate(parts) if edit.before and one.get("id") == edit.before), len(parts))


def _id_at(parts: Sequence[Plain], place: int) -> str:
    return str(parts[place]["id"]) if place < len(parts) else ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_LIST_NAMES = {name for name, _ in LISTS.values()}
