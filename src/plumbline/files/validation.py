"""A file against the schema of its kind: every problem, each with its place and its remedy."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import jsonschema_rs

from plumbline.domain.playbook.pack import PACK_KINDS
from plumbline.files.problem import PackProblem, Path, written
from plumbline.files.schema import schema
from plumbline.files.schema_parts import ACT, REFERENCE
from plumbline.files.yaml_reader import Document
from plumbline.kernel.nearest import nearest

HEAD = ("kind", "id", "version")
_TYPES = {"array": "a list", "object": "keys with values", "string": "text", "integer": "a whole number", "boolean": "true or false"}
_REMEDIES = {
    "array": "write its entries below it, each after a hyphen",
    "object": "write its keys below it, further to the right",
    "string": "write the text itself",
    "integer": "write the number in digits, without quotes",
    "boolean": "write true or false, without quotes",
}


def schema_problems(document: Document, among: Sequence[str] = PACK_KINDS) -> list[PackProblem]:
    """Return what the schema of the document's kind finds wrong with it. among: the kinds it may be of."""
    if problem := _head_problem(document, among):
        return [problem]
    kind = document.data["kind"]
    found = [one for error in _validator(kind).iter_errors(document.data) for one in _problems(error, document, kind)]
    if not found and kind in PACK_KINDS and tuple(document.data)[:3] != HEAD:
        found.append(
            document.problem(
                (), "the file begins with other keys", "kind, id, version as the first three keys, in this order", "move them up"
            )
        )
    return list({(one.line, one.column, one.where, one.problem): one for one in found}.values())


@cache
def _validator(kind: str) -> Any:
    return jsonschema_rs.Draft202012Validator(schema(kind))


def _head_problem(document: Document, among: Sequence[str]) -> PackProblem | None:
    if not _is_mapping(document.data):
        return document.problem((), "the file holds no mapping", "keys with values", "begin with `kind:`, `id:`, `version:`")
    kind: Any = document.data.get("kind")
    wanted = "one of " + ", ".join(among) if len(among) > 1 else among[0]
    if kind is None:
        return document.problem((), "kind is missing", wanted, "write `kind:` in the first line")
    if kind not in among:
        near = nearest(str(kind), among)
        return document.problem(("kind",), f"{kind!r} is no kind of file that is read here", wanted, "correct the kind", near)
    return None


def _is_mapping(data: Any) -> bool:
    return isinstance(data, dict)


def _problems(error: Any, document: Document, kind: str) -> Iterator[PackProblem]:
    path: Path = tuple(error.instance_path)
    details = error.kind.as_dict()
    match error.kind.name:
        case "required":
            name = details["property"]
            yield document.problem(
                path, f"{name} is missing", f"the key {name} {_here(path)}", f"add `{name}:` (`plumbline schema {kind}`)"
            )
        case "additionalProperties":
            for name in details["unexpected"]:
                yield _unexpected(document, path, name, kind, error)
        case "anyOf":
            yield document.problem(
                path,
                "nothing says what changes",
                "policy, gate, scope, metric, detector, step, agenda or releases_first",
                "name the change",
            )
        case "enum":
            options = [str(option) for option in details["options"]]
            value = _value(document.data, path)
            yield document.problem(
                path,
                f"{value!r} is not known here",
                f"one of {', '.join(options)}",
                "use one of them",
                nearest(str(value), options),
            )
        case "pattern":
            yield document.problem(path, *_unfit(details["pattern"], _value(document.data, path)))
        case "type":
            yield document.problem(path, *_other_type(details["types"], _value(document.data, path)))
        case name:
            value = _value(document.data, path)
            yield document.problem(path, _measured(value), _expected(name, details), f"see `plumbline schema {kind}` for what belongs here")


def _unexpected(document: Document, path: Path, name: str, kind: str, error: Any) -> PackProblem:
    known = _known_keys(kind, tuple(error.schema_path))
    near = nearest(name, known)
    place = document.keys.get((*path, name), document.place(path))
    remedy = f"rename it to {near}" if near else "remove it"
    return document.problem((*path, name), f"the key {name} is not known", "one of " + ", ".join(known), remedy, near, place=place)


def _known_keys(kind: str, schema_path: tuple[Any, ...]) -> list[str]:
    part: Any = schema(kind)
    for step in schema_path[:-1]:
        part = part[step]
    return sorted(part.get("properties", {}))


def _unfit(pattern: str, value: Any) -> tuple[str, str, str]:
    if pattern == r"\S":
        return ("the text is blank", "at least one sentence", "write what a colleague needs to know here")
    if "version" in pattern or pattern.startswith("^[0-9]+"):
        return (f"{value!r} is not a version", "three numbers, such as 1.4.0", "write all three")
    if pattern == REFERENCE["pattern"]:
        return (f"{value!r} points at nothing", "kind:id, such as gate:scope-lock", "write the kind, a colon and the id")
    if pattern == ACT["pattern"]:
        return (f"{value!r} is no act", "noun.verb, such as decision.approve", "name the act that meets the condition")
    return (f"{value!r} has not the form of an id", "lower-case words joined by hyphens", "rename it")


def _other_type(types: Sequence[str], value: Any) -> tuple[str, str, str]:
    expected = " or ".join(_TYPES.get(one, one) for one in types)
    if isinstance(value, int | bool) and "string" in types:
        return (f"{value!r} is read as {_called(value)}".replace("True", "true").replace("False", "false"), expected, "put it in quotes")
    found = f"{value!r} is {_called(value)}" if isinstance(value, str | int | bool) else f"here is {_called(value)}"
    return (found, expected, _REMEDIES.get(types[0], "write what is expected"))


def _called(value: Any) -> str:
    match value:
        case bool():
            return "true or false"
        case None:
            return "nothing"
        case int():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _measured(value: Any) -> str:
    match value:
        case list():
            count = len(value)  # type: ignore[arg-type]
            return f"here {'is 1 entry' if count == 1 else f'are {count} entries'}"
        case str() if len(value) > 60:
            return f"the text has {len(value)} characters"
        case str() | int():
            return f"{value!r} does not fit"
        case _:
            return "this does not fit"


def _expected(name: str, details: dict[str, Any]) -> str:
    limit = details.get("limit")
    words = {
        "minItems": f"at least {limit} entries",
        "maxItems": f"at most {limit} entries",
        "minimum": f"{limit} or more",
        "maximum": f"{limit} or less",
        "maxLength": f"at most {limit} characters",
        "uniqueItems": "each entry once",
        "const": repr(details.get("expected_value")),
    }
    return words.get(name, "what the schema says")


def _value(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _here(path: Path) -> str:
    return f"in {written(path)}" if path else "at the top of the file"
