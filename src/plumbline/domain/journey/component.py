"""What a screen is made of: a closed list of components, each with the properties that mean something to it."""

from collections.abc import Mapping
from typing import Literal, get_args

from plumbline.kernel.record import record

ComponentType = Literal[
    "heading", "text", "image", "field", "textarea", "select", "radio", "checkbox", "switch", "date", "file", "table", "list", "stepper",
    "progress", "alert", "card", "tabs", "dialog", "button", "link", "signature", "map", "chart", "divider",
]  # fmt: skip
COMPONENT_TYPES: tuple[ComponentType, ...] = get_args(ComponentType)
Tone = Literal["info", "success", "warning", "danger"]
InputKind = Literal["text", "email", "tel", "number", "password"]


@record
class Option:
    """One of the values that can be chosen, and how it reads."""

    value: str
    text: str


@record
class Component:
    """A part of a screen, shown as native HTML.

    text: what it says, or the label of a control; `{name}` stands for a variable or a parameter. hint: the line below a control.
    variable: what a control writes. act: the event that pressing it takes. when: condition under which it is there.
    required: whether an act on the screen waits for it. rows: of a table or a chart, the first cell of each is its label.
    items: entries of a list, steps of a stepper, titles of tabs with their texts. current: the step or tab that is on, from 1.
    share: per cent of a progress bar. source: name of an image that was added to the journey, or empty for a drawn placeholder.
    """

    id: str
    type: ComponentType
    text: str = ""
    hint: str = ""
    act: str = ""
    variable: str = ""
    when: str = ""
    required: bool = False
    level: int = 2
    tone: Tone = "info"
    input: InputKind = "text"
    options: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    items: tuple[Option, ...] = ()
    current: int = 1
    share: int = 0
    source: str = ""
    alt: str = ""
    primary: bool = False


_SAYS, _CONTROL = ("text",), ("text", "hint", "variable", "required")
OWN_PROPERTIES: Mapping[ComponentType, tuple[str, ...]] = {
    "heading": (*_SAYS, "level"),
    "text": _SAYS,
    "image": ("source", "alt"),
    "field": (*_CONTROL, "input"),
    "textarea": _CONTROL,
    "select": (*_CONTROL, "options"),
    "radio": (*_CONTROL, "options"),
    "checkbox": _CONTROL,
    "switch": _CONTROL,
    "date": _CONTROL,
    "file": _CONTROL,
    "signature": _CONTROL,
    "table": (*_SAYS, "columns", "rows"),
    "list": (*_SAYS, "items"),
    "stepper": (*_SAYS, "items", "current"),
    "progress": (*_SAYS, "share"),
    "alert": (*_SAYS, "tone"),
    "card": (*_SAYS, "hint", "act"),
    "tabs": ("items", "current"),
    "dialog": (*_SAYS, "hint", "act"),
    "button": (*_SAYS, "act", "primary"),
    "link": (*_SAYS, "act"),
    "map": (*_SAYS, "alt"),
    "chart": (*_SAYS, "rows"),
    "divider": (),
}
"""The properties of each type, besides id, type and when."""
NEEDED: Mapping[ComponentType, tuple[str, ...]] = {
    "heading": _SAYS, "text": _SAYS, "alert": _SAYS, "card": _SAYS, "dialog": _SAYS,
    "field": _SAYS, "textarea": _SAYS, "select": _SAYS, "radio": _SAYS, "checkbox": _SAYS, "switch": _SAYS, "date": _SAYS, "file": _SAYS,
    "signature": _SAYS, "button": ("text", "act"), "link": ("text", "act"), "image": ("alt",), "map": ("alt",), "progress": _SAYS,
    "table": ("columns", "rows"), "chart": ("text", "rows"), "list": ("items",), "stepper": ("items",), "tabs": ("items",), "divider": (),
}  # fmt: skip
"""The properties that a type cannot be shown without."""
CHOOSES = frozenset[ComponentType]({"select", "radio", "checkbox", "switch", "field"})
"""The types that can write a variable which conditions read; the others capture text."""
