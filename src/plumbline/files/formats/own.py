"""The journey's own format, written as people write it: short entries in one line, long ones below each other. Nothing is lost."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import plain_of
from plumbline.files.formats.imported import Imported, Loss
from plumbline.files.journeys import read_journey

_WIDTH = 140
_NO_PICTURE = "the file names it and does not hold it; its description is shown until it is uploaded where the journey is"
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9 _./()<>=+;|'’–…äöüÄÖÜß-]*[A-Za-z0-9.)'’…äöüß]|[A-Za-z]|[0-9]+(\.[0-9]+){2,}")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_EXPRESSION = re.compile(r"true|false|-?(0|[1-9][0-9]{0,15})")
_ALWAYS_BELOW = ("screens", "tasks", "criteria", "samples")


def read(content: bytes, name: str) -> Imported:
    """Return the journey in a YAML or JSON file of our own, and which pictures it names: a file holds none. Raises PackErrors."""
    model = read_journey(content, name)
    return Imported(model=model, losses=tuple(Loss(line=0, what=f"picture {one.id}", became=_NO_PICTURE) for one in model.images))


def write_json(model: Model) -> str:
    """Return a journey as JSON in its normal form."""
    return json.dumps(plain_of(model), indent=2, ensure_ascii=False) + "\n"


def write_yaml(model: Model) -> str:
    """Return a journey as YAML that reads back as the same journey."""
    plain = plain_of(model)
    for transition in plain.get("transitions", ()):
        if "set" in transition:
            transition["set"] = {name: _as_value(text) for name, text in transition["set"].items()}
    return "\n".join(line for key, value in plain.items() for line in _entry(key, value, 0)) + "\n"


def _entry(key: str, value: Any, depth: int) -> Iterator[str]:
    space = " " * depth
    if isinstance(value, list) and value and (all(isinstance(one, Mapping) for one in value) or key in ("rows", "items", "options")):  # type: ignore[reportUnknownVariableType]
        yield f"{space}{key}:"
        for one in value:  # type: ignore[reportUnknownVariableType]
            yield from _item(one, depth + 2, key in _ALWAYS_BELOW)
        return
    line = f"{space}{key}: {_flow(value, inside=not isinstance(value, str))}"
    if depth == 0 and len(line) > _WIDTH and isinstance(value, str) and _folds(value):
        yield f"{space}{key}: >-"
        yield from _wrapped(value, "  ")
    else:
        yield line


def _item(value: Any, depth: int, below: bool) -> Iterator[str]:
    space = " " * depth
    line = f"{space}- {_flow(value, inside=True)}"
    if not isinstance(value, Mapping) or (len(line) <= _WIDTH and not below):
        yield line
        return
    entries = [entry for key, one in value.items() for entry in _entry(str(key), one, depth + 2)]  # type: ignore[reportUnknownVariableType]
    yield f"{space}- {entries[0].lstrip()}"
    yield from entries[1:]


def _flow(value: Any, inside: bool) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one, True)}" for key, one in value.items()) + "}"  # type: ignore[reportUnknownVariableType]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(one, True) for one in value) + "]"  # type: ignore[reportUnknownVariableType]
    return _scalar(value, inside) if isinstance(value, str) else str(value).lower()


def _scalar(text: str, inside: bool) -> str:
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS and ": " not in text and (not inside or not set(text) & set("[]{},"))
    if bare:
        return text
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return '"' + "".join(_sign(sign) for sign in text) + '"'


def _sign(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable():
        return sign
    return {"\n": "\\n", "\t": "\\t"}.get(sign) or (f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}")


def _as_value(text: str) -> Any:
    if not _EXPRESSION.fullmatch(text):
        return text
    return text == "true" if text in ("true", "false") else int(text)


def _folds(text: str) -> bool:
    """Tell whether a text survives being broken at its spaces."""
    return text == " ".join(text.split()) and text.isprintable()


def _wrapped(text: str, space: str) -> Iterator[str]:
    line = space.rstrip("\n")
    for word in text.split(" "):
        if len(line) > len(space) and len(line) + 1 + len(word) > _WIDTH - 4:
            yield line
            line = space
        line += word if line == space else f" {word}"
    yield line
