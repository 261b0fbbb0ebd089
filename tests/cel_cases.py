"""The public conformance cases of CEL: a reader for their text format, and the rule that says which lie inside our subset.

The files in kernel/cel are copies from the CEL specification, under the licence beside them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "kernel" / "cel"
FILES = ("basic", "comparisons", "integer_math", "logic", "parse")

Message = dict[str, list[Any]]


class Case(NamedTuple):
    """One case. bindings: values by name; kinds: their declared types. value is None where an error is expected."""

    name: str
    expression: str
    kinds: dict[str, str]
    bindings: dict[str, Any]
    value: Any
    fails: bool
    outside: str


def cases() -> Iterator[Case]:
    """Yield every case of every file; `outside` says why one lies outside the subset, and is empty for those inside."""
    for file in FILES:
        whole = read_message(FOLDER.joinpath(f"{file}.textproto").read_text(encoding="utf-8"))
        for section in whole["section"]:
            for test in section["test"]:
                yield _case(f"{file}/{section['name'][0]}/{test['name'][0]}", test)


def _case(name: str, test: Message) -> Case:
    kinds = {entry["name"][0]: _kind(entry) for entry in test.get("type_env", [])}
    bindings = {entry["key"][0]: _plain(entry["value"][0]["value"][0]) for entry in test.get("bindings", [])}
    expression = test["expr"][0]
    expected: Message = test["value"][0] if "value" in test else {}
    return Case(
        name=name,
        expression=expression,
        kinds=kinds,
        bindings=bindings,
        value=_plain(expected) if expected else True,
        fails="eval_error" in test,
        outside=_reason_outside(test, expression, kinds, expected),
    )


_STRING = r"""[rR]?(?:\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}|\"(?:[^\\\"]|\\.)*\"|'(?:[^\\']|\\.)*')"""
_INSIDE = re.compile(
    rf"(?P<space>\s+|//[^\n]*)|(?P<literal>{_STRING}|0[xX][0-9a-fA-F]+(?![uU])|\d+(?![\d.eEuU]))|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<operator>&&|\|\||[=!<>]=|[!<>?:()\[\],.+-])",
    re.DOTALL,
)
_FUNCTIONS = {"has", "size"}
_OPERAND_ENDS = (")", "]")


def _reason_outside(test: Message, expression: str, kinds: dict[str, str], expected: Message) -> str:
    """The rule: checked types, no container, only tokens of the subset, only its functions, its variables and its kinds of value."""
    if "disable_check" in test or "container" in test:
        return "without type check, or in a protobuf container"
    if not set(expected) <= {"int64_value", "bool_value", "string_value", "list_value"}:
        return f"value is {', '.join(expected)}"
    if "" in kinds.values():
        return "a variable of another type"
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(expression):
        match = _INSIDE.match(expression, at)
        if match is None or match[0] == "null":
            return f"{expression[at : at + 4]!r} is no token of the subset"
        if match.lastgroup != "space":
            found.append((str(match.lastgroup), match[0]))
        at = match.end()
    return _shape_outside(found)


def _shape_outside(found: list[tuple[str, str]]) -> str:
    texts = [text for _, text in found]
    pairs = list(zip(found, [*texts[1:], ""], strict=True))
    for (kind, text), following in pairs:
        operand = text in _OPERAND_ENDS or kind in ("literal", "name")
        if following == "[" and operand and text != "in":
            return "picks by index"
        if kind == "name" and following == "(" and text not in {*_FUNCTIONS, "in"}:
            return f"calls {text}"
    if any(kind == "name" and text in ("b", "br", "rb", "B") and following[:1] in ("'", '"') for (kind, text), following in pairs):
        return "bytes"
    for before, text in zip(["", *texts], texts, strict=False):
        if text == "." and before.startswith(("'", '"', ")", "]")):
            return "calls a method"
    if "+" in texts and (any(text[0] in "'\"" for text in texts) or "[" in texts):
        return "joins texts or lists"
    kinds = {text[0] in "'\"" for kind, text in found if kind == "literal"}
    if "[" in texts and len(kinds) > 1:
        return "lists values of several kinds"
    return ""


def _kind(entry: Message) -> str:
    declared: Message = entry["ident"][0]["type"][0] if "ident" in entry else {}
    if "list_type" in declared:
        return "list " + declared["list_type"][0]["elem_type"][0].get("primitive", [""])[0]
    primitive = declared.get("primitive", [""])[0]
    return primitive if primitive in ("INT64", "STRING", "BOOL") else ""


def _plain(value: Message) -> Any:
    ((kind, (content,)),) = value.items()
    match kind:
        case "int64_value":
            return int(content)
        case "bool_value":
            return content == "true"
        case "list_value":
            return tuple(_plain(member) for member in content.get("values", []))
        case _:
            return content


_PIECES = re.compile(
    r"(?P<skip>\s+|\#[^\n]*|[,;])|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|(?P<mark>[{}\[\]:])|(?P<word>[^\s{}\[\]:,;\"'#]+)"
)


def read_message(text: str) -> Message:
    """Return a protobuf message in text form: every field as the list of its values, in order; scalars as text."""
    pieces: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _PIECES.match(text, at)
        assert match is not None, f"unreadable at {at}: {text[at : at + 40]!r}"
        if match.lastgroup != "skip":
            pieces.append((str(match.lastgroup), match[0]))
        at = match.end()
    message, rest = _message(pieces, 0)
    assert rest == len(pieces)
    return message


def _message(pieces: list[tuple[str, str]], at: int) -> tuple[Message, int]:
    fields: Message = {}
    while at < len(pieces) and pieces[at][1] != "}":
        name, at = _field_name(pieces, at)
        if pieces[at] == ("mark", ":"):
            at += 1
        value, at = _value(pieces, at)
        fields.setdefault(name, []).append(value)
    return fields, at


def _field_name(pieces: list[tuple[str, str]], at: int) -> tuple[str, int]:
    if pieces[at][1] != "[":
        return pieces[at][1], at + 1
    end = pieces.index(("mark", "]"), at)  # the name of a type, in brackets
    return "".join(text for _, text in pieces[at + 1 : end]), end + 1


def _value(pieces: list[tuple[str, str]], at: int) -> tuple[Any, int]:
    kind, text = pieces[at]
    if text == "{" and kind == "mark":
        inner, end = _message(pieces, at + 1)
        return inner, end + 1
    if kind != "string":
        return text, at + 1
    content = b""
    while at < len(pieces) and pieces[at][0] == "string":  # neighbours are one text
        content += _bytes(pieces[at][1])
        at += 1
    return content.decode("utf-8", "replace"), at


_ESCAPES = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,2})|X([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))|([^\\]+)", re.DOTALL
)


def _bytes(quoted: str) -> bytes:
    return b"".join(_piece(match) for match in _ESCAPES.finditer(quoted[1:-1]))


def _piece(match: re.Match[str]) -> bytes:
    short, long, small, big, octal, sign, plain = match.groups()
    if plain:
        return plain.encode()
    if code := short or long:
        return chr(int(code, 16)).encode()
    if byte := small or big:
        return bytes([int(byte, 16)])
    return (
        bytes([int(octal, 8)])
        if octal
        else {"a": b"\a", "b": b"\b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t", "v": b"\v"}.get(sign, sign.encode())
    )
