"""The JSON Schema of a journey file."""

from typing import get_args

from plumbline.domain.journey.component import COMPONENT_TYPES, InputKind, Tone
from plumbline.domain.journey.model import Actor, Device, EventKind, Result, ScreenKind, Severity, TaskQuestion, VariableType
from plumbline.domain.journey.problems import MOST, MOST_PARTS
from plumbline.files.schema_parts import EXPRESSION, ID, TEXT, Schema, a_list, a_number, an_object

_NAME = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9_]*$",
    "maxLength": 60,
    "description": "a name that conditions can read: letters, digits, _",
}
_IDS = a_list(ID, 0, 60)
_FREE = {"type": "string", "maxLength": 4000}
_WORDS = {"type": "string", "pattern": r"\S", "maxLength": 240}
_VALUE: Schema = {"type": ["string", "integer", "boolean"]}
_CONDITION = {**EXPRESSION, "description": "a condition over the journey's variables and in_screen(role, screen)"}
_OPTION = an_object({"value": _FREE, "text": _WORDS}, ("value",))
_PART_ID = {**ID, "description": "what threads are anchored to; c1, c2 … in the order of the screen without it"}
_COMPONENT = an_object(
    {
        "id": _PART_ID,
        "type": {"enum": list(COMPONENT_TYPES)},
        "text": _FREE,
        "hint": _FREE,
        "act": {**ID, "description": "the event that pressing it takes"},
        "variable": {**_NAME, "description": "what the control writes"},
        "when": _CONDITION,
        "required": {"type": "boolean"},
        "level": a_number(1, 4),
        "tone": {"enum": list(get_args(Tone))},
        "input": {"enum": list(get_args(InputKind))},
        "options": a_list(_OPTION, 1, 60),
        "columns": a_list(_WORDS, 1, 12),
        "rows": a_list(a_list(_FREE, 1, 12), 1, 60),
        "items": a_list(_OPTION, 1, 40),
        "current": a_number(1, 40),
        "share": a_number(0, 100),
        "source": _WORDS,
        "alt": _WORDS,
        "primary": {"type": "boolean"},
    },
    (
        "id", "text", "hint", "act", "variable", "when", "required", "level", "tone", "input", "options", "columns", "rows", "items",
        "current", "share", "source", "alt", "primary",
    ),
)  # fmt: skip
_THOUSANDTH = a_number(0, 1000)
_HOTSPOT = an_object(
    {"id": _PART_ID, "act": ID, "text": _WORDS, "left": _THOUSANDTH, "top": _THOUSANDTH, "width": a_number(1, 1000),
     "height": a_number(1, 1000), "when": _CONDITION},
    ("id", "when"),
)  # fmt: skip
_SCREEN = an_object(
    {
        "id": ID,
        "title": _WORDS,
        "role": ID,
        "kind": {"enum": list(get_args(ScreenKind))},
        "stage": ID,
        "section": ID,
        "fault": {**ID, "description": "of an exception: the fault event that leads to it"},
        "severity": {"enum": list(get_args(Severity))},
        "owner": {**ID, "description": "of an exception: the role that answers for it"},
        "recovery": {**ID, "description": "of an exception: the screen its recovery is expected on"},
        "result": {"enum": list(get_args(Result))},
        "content": a_list(_COMPONENT, 0, MOST_PARTS),
        "image": _WORDS,
        "alt": _WORDS,
        "hotspots": a_list(_HOTSPOT, 0, MOST_PARTS),
        "html": {"type": "string", "maxLength": 200_000, "description": "shown in a sandboxed frame on no origin"},
    },
    (
        "kind", "stage", "section", "fault", "severity", "owner", "recovery", "result", "content", "image", "alt", "hotspots", "html",
    ),
)  # fmt: skip
_VARIABLE = an_object(
    {
        "id": _NAME,
        "title": _WORDS,
        "type": {"enum": list(get_args(VariableType))},
        "lo": a_number(-1_000_000, 1_000_000),
        "hi": a_number(-1_000_000, 1_000_000),
        "values": a_list({**ID, "description": "one of the values"}, 1, 60),
        "default": _VALUE,
        "reset": {**ID, "description": "the stage on whose entry it takes its default again"},
    },
    ("title", "lo", "hi", "values", "default", "reset"),
)
_EVENT = an_object(
    {
        "id": ID,
        "title": _WORDS,
        "kind": {"enum": list(get_args(EventKind))},
        "role": {**ID, "description": "who acts"},
        "roles": {**_IDS, "description": "who takes a shared event together"},
        "after": {**_WORDS, "description": "how long a timer waits, in words"},
    },
    ("role", "roles", "after"),
)
_TRANSITION = an_object(
    {
        "id": {**ID, "description": "t1, t2 … in the order of the file without it"},
        "from": {**ID, "description": "a screen, or a stage for all its screens"},
        "on": {**ID, "description": "an event"},
        "when": _CONDITION,
        "set": {"type": "object", "propertyNames": _NAME, "additionalProperties": {"type": ["string", "integer", "boolean"]}},
        "to": {**ID, "description": "a screen of the same role; without it the screen stays"},
    },
    ("id", "when", "set", "to"),
)
_TASK = an_object(
    {"id": ID, "title": _WORDS, "goal": TEXT, "role": ID, "success": _IDS, "question": {"enum": list(get_args(TaskQuestion))}},
    ("question",),
)
_PRESET = an_object(
    {"id": ID, "title": _WORDS, "values": {"type": "object", "propertyNames": _NAME, "additionalProperties": _VALUE}, "faults": _IDS},
    ("values", "faults"),
)
_SAMPLE = an_object(
    {
        "id": ID,
        "title": _WORDS,
        "role": {**ID, "description": "who begins"},
        "steps": a_list({**_WORDS, "description": "an event, variable=value, or the role that goes on"}, 1, 200),
        "ends": {**_IDS, "description": "the screens it ends on, one for each role, in their order"},
        "preset": ID,
        "task": ID,
    },
    ("preset", "task"),
)
_PARTS: Schema = {
    "summary": TEXT,
    "device": {"enum": list(get_args(Device))},
    "parameters": a_list(an_object({"id": _NAME, "title": _WORDS, "default": _WORDS}), 0, 20),
    "images": a_list(an_object({"id": ID, "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}), 0, MOST["images"]),
    "requires": {**_IDS, "description": "the faults that each must have an exception screen"},
    "sections": a_list(an_object({"id": ID, "title": _WORDS, "objective": _WORDS}, ("objective",)), 0, 40),
    "roles": a_list(
        an_object({"id": ID, "title": _WORDS, "actor": {"enum": list(get_args(Actor))}, "start": ID}, ("actor",)), 1, MOST["roles"]
    ),
    "variables": a_list(_VARIABLE, 0, MOST["variables"]),
    "events": a_list(_EVENT, 0, MOST["events"]),
    "stages": a_list(an_object({"id": ID, "title": _WORDS, "role": ID, "section": ID}, ("section",)), 0, MOST["stages"]),
    "screens": a_list(_SCREEN, 1, MOST["screens"]),
    "transitions": a_list(_TRANSITION, 0, MOST["transitions"]),
    "tasks": a_list(_TASK, 0, MOST["tasks"]),
    "presets": a_list(_PRESET, 0, MOST["presets"]),
    "samples": a_list(_SAMPLE, 0, 40),
    "criteria": a_list(an_object({"id": ID, "text": TEXT, "reaches": _IDS, "fault": ID}, ("fault",)), 0, 40),
}
JOURNEY = ("A journey: what people see and do, what goes wrong, and who does what then", _PARTS, tuple(set(_PARTS) - {"roles", "screens"}))
"""Title, keys, and those that may be left out."""
