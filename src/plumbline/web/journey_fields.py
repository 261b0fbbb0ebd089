"""The fields that each kind of part of a journey has in the editor, and how what was typed becomes a value. One table for all forms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from plumbline.domain.journey.component import COMPONENT_TYPES, OWN_PROPERTIES
from plumbline.domain.journey.edit import PartKind
from plumbline.domain.journey.plain import Plain
from plumbline.kernel.record import record

Widget = Literal["text", "long", "code", "whole", "flag", "choice", "lines", "several", "pairs", "rows", "updates", "values"]
Choices = Sequence[tuple[str, str]]


@record
class FieldSpec:
    """A field. name: of the property in the plain form. choices: fixed ones, or the kind of part to choose from.

    only_for: values of `narrows` under which the property means something; every value when it is empty. default: what it is when the part
    does not say.
    """

    name: str
    label: str
    widget: Widget = "text"
    hint: str = ""
    choices: tuple[str, ...] = ()
    source: PartKind | Literal["fault", "place", ""] = ""
    required: bool = False
    narrows: str = ""
    only_for: tuple[str, ...] = ()
    default: str = ""


_TITLE = FieldSpec(name="title", label="Title", required=True)
_ROLE = FieldSpec(name="role", label="Role", widget="choice", source="role", required=True)
_SECTION = FieldSpec(name="section", label="Section", widget="choice", source="section", hint="Threads about it belong there.")
_WHEN = FieldSpec(
    name="when", label="When", widget="code",
    hint='A condition over the variables, such as attempts < 2 && in_screen("support", "case"). Empty: always.',
)  # fmt: skip
_OF_IMAGE = "In thousandths of the image."
_RESULTS = ("success", "abandoned", "escalated")
_EXCEPTION, _TERMINAL = ("exception",), ("terminal",)
FIELDS: Mapping[PartKind, tuple[FieldSpec, ...]] = {
    "journey": (
        _TITLE,
        FieldSpec(name="summary", label="Summary", widget="long"),
        FieldSpec(name="device", label="Device", widget="choice", choices=("phone", "tablet", "desktop"), default="phone"),
        FieldSpec(name="requires", label="Faults that must have an exception screen", widget="several", source="fault"),
    ),
    "section": (_TITLE, FieldSpec(name="objective", label="Objective", hint="What threads about this part serve.")),
    "role": (
        _TITLE,
        FieldSpec(
            name="actor", label="Who acts", widget="choice", choices=("person", "system"), default="person",
            hint="A system need not reach an end.",
        ),
        FieldSpec(name="start", label="Begins on", widget="choice", source="screen", required=True),
    ),
    "variable": (
        FieldSpec(name="title", label="Title"),
        FieldSpec(name="type", label="Type", widget="choice", choices=("bool", "int", "enum", "text"), required=True),
        FieldSpec(name="values", label="Values", widget="lines", hint="One a line.", narrows="type", only_for=("enum",)),
        FieldSpec(name="lo", label="Lowest", widget="whole", narrows="type", only_for=("int",)),
        FieldSpec(name="hi", label="Highest", widget="whole", narrows="type", only_for=("int",)),
        FieldSpec(name="default", label="Default", widget="values", hint="Empty: false, the lowest, the first, or no text."),
        FieldSpec(name="reset", label="Takes its default again on entering", widget="choice", source="stage"),
    ),
    "event": (
        _TITLE,
        FieldSpec(name="kind", label="Kind", widget="choice", choices=("act", "system", "timer", "fault", "shared"), required=True),
        FieldSpec(name="role", label="Who acts", widget="choice", source="role", narrows="kind", only_for=("act",)),
        FieldSpec(name="roles", label="Who takes it together", widget="several", source="role", narrows="kind", only_for=("shared",)),
        FieldSpec(name="after", label="Waits", hint="In words, such as 48 h.", narrows="kind", only_for=("timer",)),
    ),
    "stage": (_TITLE, _ROLE, _SECTION),
    "screen": (
        _TITLE,
        _ROLE,
        FieldSpec(
            name="kind", label="Kind", widget="choice", required=True,
            choices=("normal", "decision", "waiting", "exception", "recovery", "fallback", "terminal"), default="normal",
        ),
        FieldSpec(name="stage", label="Stage", widget="choice", source="stage"),
        _SECTION,
        FieldSpec(name="fault", label="Fault that leads here", widget="choice", source="fault", narrows="kind", only_for=_EXCEPTION),
        FieldSpec(
            name="severity", label="Severity", widget="choice", choices=("minor", "major", "critical"), narrows="kind", only_for=_EXCEPTION
        ),
        FieldSpec(name="owner", label="Who answers for it", widget="choice", source="role", narrows="kind", only_for=_EXCEPTION),
        FieldSpec(name="recovery", label="Recovery is expected on", widget="choice", source="screen", narrows="kind", only_for=_EXCEPTION),
        FieldSpec(
            name="result", label="Result", widget="choice", choices=_RESULTS, narrows="kind", only_for=_TERMINAL
        ),
        FieldSpec(name="image", label="Image instead of components", widget="choice", source="image"),
        FieldSpec(name="alt", label="What the image shows, for people who cannot see it"),
        FieldSpec(name="html", label="HTML instead of components", widget="code", hint="Shown in a sandboxed frame, on no origin."),
    ),
    "transition": (
        FieldSpec(name="from", label="From", widget="choice", source="place", required=True),
        FieldSpec(name="on", label="On", widget="choice", source="event", required=True),
        _WHEN,
        FieldSpec(name="set", label="Then set", widget="updates", hint="One a line, such as attempts = attempts + 1."),
        FieldSpec(name="to", label="To", widget="choice", source="screen", hint="Without it the screen stays."),
    ),
    "task": (
        _TITLE,
        FieldSpec(name="goal", label="Goal", widget="long", required=True),
        _ROLE,
        FieldSpec(name="success", label="Done when it reaches", widget="several", source="screen"),
        FieldSpec(name="question", label="Question afterwards", widget="choice", choices=("none", "ease", "confidence"), default="ease"),
    ),
    "preset": (
        _TITLE,
        FieldSpec(name="values", label="Values to begin with", widget="pairs", hint="One a line, such as attempts = 1."),
        FieldSpec(name="faults", label="Faults that strike, in this order", widget="lines", hint="Ids of faults, one a line, also twice."),
    ),
    "criterion": (
        FieldSpec(name="text", label="Sentence", widget="long", hint="Given, when, then.", required=True),
        FieldSpec(name="reaches", label="Shown by reaching", widget="several", source="screen"),
        FieldSpec(name="fault", label="After the fault", widget="choice", source="fault"),
    ),
    "parameter": (_TITLE, FieldSpec(name="default", label="Default", required=True)),
    "hotspot": (
        FieldSpec(name="text", label="What it is called", required=True),
        FieldSpec(name="act", label="Takes", widget="choice", source="event", required=True),
        *(FieldSpec(name=one, label=one.title(), widget="whole", hint=_OF_IMAGE) for one in ("left", "top", "width", "height")),
        _WHEN,
    ),
    "component": (),
    "image": (),
}  # fmt: skip
"""What can be edited of each kind; components have their own by type."""

_OF_COMPONENT: Mapping[str, FieldSpec] = {
    "text": FieldSpec(name="text", label="Text", widget="long", hint="{name} stands for a variable or a parameter."),
    "hint": FieldSpec(name="hint", label="Hint below"),
    "act": FieldSpec(name="act", label="Pressing it takes", widget="choice", source="event"),
    "variable": FieldSpec(name="variable", label="Writes the variable", widget="choice", source="variable"),
    "required": FieldSpec(name="required", label="Acts wait until it is filled", widget="flag"),
    "level": FieldSpec(name="level", label="Level", widget="choice", choices=("1", "2", "3", "4"), default="2"),
    "tone": FieldSpec(name="tone", label="Tone", widget="choice", choices=("info", "success", "warning", "danger"), default="info"),
    "input": FieldSpec(
        name="input", label="Input", widget="choice", choices=("text", "email", "tel", "number", "password"), default="text"
    ),
    "options": FieldSpec(name="options", label="Choices", widget="rows", hint="One a line: value | what it reads."),
    "items": FieldSpec(name="items", label="Entries", widget="rows", hint="One a line: title | text."),
    "columns": FieldSpec(name="columns", label="Columns", widget="lines", hint="One a line."),
    "rows": FieldSpec(name="rows", label="Rows", widget="rows", hint="One a line, cells apart by |."),
    "current": FieldSpec(name="current", label="The one that is on", widget="whole"),
    "share": FieldSpec(name="share", label="Per cent", widget="whole"),
    "source": FieldSpec(name="source", label="Image", widget="choice", source="image"),
    "alt": FieldSpec(name="alt", label="What it shows, for people who cannot see it"),
    "primary": FieldSpec(name="primary", label="The main button", widget="flag"),
}
_NUMBERS = frozenset({"level"})


def fields_for(kind: PartKind, component_type: str = "") -> tuple[FieldSpec, ...]:
    """Return the fields of a kind of part; component_type: of a component."""
    if kind != "component":
        return FIELDS[kind]
    own = next((OWN_PROPERTIES[one] for one in COMPONENT_TYPES if one == component_type), ())
    return (*(_OF_COMPONENT[name] for name in own), _WHEN)


def typed(spec: FieldSpec, value: Any) -> str | tuple[str, ...]:
    """Return a value as its field shows it; several choices as a tuple."""
    if value is None:
        return () if spec.widget == "several" else spec.default
    match spec.widget:
        case "several":
            return tuple(str(one) for one in value)
        case "lines":
            return "\n".join(str(one) for one in value)
        case "rows":
            return "\n".join(_row(spec, one) for one in value)
        case "pairs" | "updates":
            return "\n".join(f"{name} = {_spelled(one)}" for name, one in value.items())
        case "flag":
            return "yes" if value else ""
        case _:
            return _spelled(value)


def read(spec: FieldSpec, text: str, several: Iterable[str], complain: Callable[[str, str], None]) -> Any:
    """Return the value of what was typed; None for nothing, which is the property's default. complain: takes a field and a sentence."""
    match spec.widget:
        case "several":
            return list(several) or None
        case "flag":
            return True if text else None
        case "whole":
            return _whole(spec, text, complain)
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()] or None
        case "rows":
            lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
            return (lines if spec.name == "rows" else [_option(spec, line) for line in lines]) or None
        case "pairs":
            return {name: value_of(one) for name, one in _pairs(spec, text, complain)} or None
        case "updates":
            return dict(_pairs(spec, text, complain)) or None
        case "values":
            return value_of(text) if text else None
        case _ if spec.name in _NUMBERS and text:
            return int(text) if text.isdigit() else text
        case _:
            return text or None


def value_of(text: str) -> str | int | bool:
    """Return what a value was meant to be: true and false, whole numbers, everything else a text."""
    if text in ("true", "false"):
        return text == "true"
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 8 else text


def concerns(spec: FieldSpec, part: Plain) -> bool:
    """Tell whether a field means something for a part as it is, or holds a value that can be taken out."""
    return not spec.only_for or part.get(spec.narrows, "normal") in spec.only_for or spec.name in part


def _whole(spec: FieldSpec, text: str, complain: Callable[[str, str], None]) -> int | None:
    if not text:
        return None
    value = value_of(text)
    if isinstance(value, bool) or not isinstance(value, int):
        complain(spec.name, f"{spec.label}: {text!r} is not a whole number.")
        return None
    return value


def _pairs(spec: FieldSpec, text: str, complain: Callable[[str, str], None]) -> Iterable[tuple[str, str]]:
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if not line.strip():
            continue
        if not equals or not name.strip() or not value.strip() or value.startswith("="):
            complain(spec.name, f"{spec.label}: write {line.strip()!r} as variable = value.")
            continue
        yield name.strip(), value.strip()


def _option(spec: FieldSpec, cells: Sequence[str]) -> Plain:
    """A line of choices is `value | text`, one of entries `title | text`; in both the second part can be left out."""
    if spec.name == "options":
        return {"value": cells[0], "text": cells[1] if len(cells) > 1 else cells[0]}
    return {"text": cells[0], **({"value": cells[1]} if len(cells) > 1 else {})}


def _row(spec: FieldSpec, value: Any) -> str:
    if spec.name == "rows":
        return " | ".join(str(cell) for cell in value)
    cells = (value.get("value", value["text"]), value["text"]) if spec.name == "options" else (value["text"], value.get("value", ""))
    return cells[0] if cells[1] in ("", cells[0]) else f"{cells[0]} | {cells[1]}"


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
