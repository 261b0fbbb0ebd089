"""From a sent form to edits: only what differs from what the form showed is sent, so that two people's forms do not undo each other."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from plumbline.domain.journey.component import COMPONENT_TYPES
from plumbline.domain.journey.edit import LISTS, Edit, PartKind, adding, removing, setting
from plumbline.domain.journey.plain import Plain
from plumbline.web.forms import Fields
from plumbline.web.journey_fields import FieldSpec, fields_for, read, typed

PART_KINDS: tuple[PartKind, ...] = get_args(PartKind)
_SHOWN, _NEW = "was-", "p-"
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def part_in(content: Mapping[str, Any], kind: PartKind, part: str, screen: str = "") -> Plain | None:
    """Return a part of a journey's plain form, or None when it has none of that id."""
    if kind == "journey":
        return dict(content)
    return next((one for one in parts_in(content, kind, screen) if one.get("id") == part), None)


def parts_in(content: Mapping[str, Any], kind: PartKind, screen: str = "") -> Sequence[Plain]:
    """Return the parts of a kind; of a screen for components and hotspots."""
    name, _ = LISTS[kind]
    if kind in ("component", "hotspot"):
        return (part_in(content, "screen", screen) or {}).get(name, [])
    return content.get(name, [])


def changes(kind: PartKind, part: str, screen: str, old: Plain, fields: Fields) -> tuple[Edit, ...]:
    """Return the edits that a form about a part asks for. A field that the person left as it was shown is not touched."""
    edits: list[Edit] = []
    for spec in fields_for(kind, str(old.get("type", ""))):
        if not fields.has(_SHOWN + spec.name):
            continue
        text, several = fields.written(_NEW + spec.name).strip(), fields.several(_NEW + spec.name)
        sent = "\n".join(several) if spec.widget == "several" else text
        if sent == fields.written(_SHOWN + spec.name).strip():
            continue
        value = read(spec, text, several, fields.complain)
        if value != old.get(spec.name):
            edits.append(setting(kind, part, spec.name, value, screen=screen))
    return tuple(edits)


def shown(spec: FieldSpec, part: Mapping[str, Any]) -> str:
    """Return what a field showed, in the form in which the page sends it back."""
    value = typed(spec, part.get(spec.name))
    return "\n".join(value) if isinstance(value, tuple) else value


def addition(kind: PartKind, screen: str, content: Mapping[str, Any], fields: Fields) -> tuple[Edit, ...]:
    """Return the edit that adds a part with what a form says; its id is made of its title, and nobody else has it."""
    data: Plain = {}
    if kind == "component":
        data["type"] = fields.one_of("type", COMPONENT_TYPES, "text")
    for spec in fields_for(kind, str(data.get("type", ""))):
        value = read(spec, fields.written(_NEW + spec.name).strip(), fields.several(_NEW + spec.name), fields.complain)
        if value is not None:
            data[spec.name] = value
        elif spec.required:
            fields.complain(spec.name, f"{spec.label} is missing.")
    name = fields.text("id") or str(data.get("title", "")) or kind
    taken = {str(one.get("id")) for one in parts_in(content, kind, screen)}
    if kind in ("screen", "stage"):
        taken = {str(one.get("id")) for other in ("screen", "stage") for one in parts_in(content, other)}
    identifier = free_id(name, taken, "_" if kind in ("variable", "parameter") else "-")
    return (adding(kind, {"id": identifier, **data}, screen=screen),)


def removal(kind: PartKind, part: str, screen: str, content: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Return the edits that take a part away; with a screen or a stage go the transitions that leave it or lead there."""
    edits = [removing(kind, part, screen=screen)]
    if kind in ("screen", "stage", "event"):
        ends = ("on",) if kind == "event" else ("from", "to")
        edits += [
            removing("transition", str(one["id"])) for one in parts_in(content, "transition") if part in [one.get(end) for end in ends]
        ]
    return tuple(edits)


def move(kind: PartKind, part: str, screen: str, content: Mapping[str, Any], *, up: bool) -> tuple[Edit, ...]:
    """Return the edit that moves a part one place up or down; none at the end."""
    ids = [str(one.get("id")) for one in parts_in(content, kind, screen)]
    if part not in ids:
        return (Edit(op="move", kind=kind, part=part, screen=screen),)
    place = ids.index(part) - 1 if up else ids.index(part) + 2
    if place < 0 or (not up and ids[-1] == part):
        return ()
    return (Edit(op="move", kind=kind, part=part, screen=screen, before=ids[place] if place < len(ids) else ""),)


def free_id(name: str, taken: set[str], joint: str = "-") -> str:
    """Return an id like a name that is not taken yet."""
    plain = _NOT_A_NAME.sub(joint, name.lower()).strip(joint)[:60] or "part"
    stem = plain if joint == "-" or plain[0].isalpha() else f"v{joint}{plain}"
    number, found = 2, stem
    while found in taken:
        found, number = f"{stem}{joint}{number}", number + 1
    return found
