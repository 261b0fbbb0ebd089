"""Conditions and updates in the words of ECMAScript, which SCXML and others read, and back from the part of it that we understand."""

import json
import re
from collections.abc import Mapping

from plumbline.kernel.expression import ExpressionError
from plumbline.kernel.expression.parser import parse
from plumbline.kernel.expression.syntax import Call, Chain, Choice, Compare, Fact, Has, Items, Literal, Negative, Node, Not, Sum, render

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")|(?P<number>\d+(?![\w.]))|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[<>!+\-()?:]))"
)
_IN = re.compile(r"\s*In\(\s*(['\"])([^'\"]*)\1\s*\)")
_SAME = {"===": "==", "!==": "!="}


class NotUnderstood(Exception):
    """An expression outside what we understand; the message says what in it."""


def to_script(text: str) -> str:
    """Return a condition or update in ECMAScript. `in_screen(role, screen)` becomes `In(screen)`; roles need no name there."""
    try:
        return _written(parse(text))
    except ExpressionError:  # it cannot be compiled, and the journey's own check says why
        return text


def from_script(text: str, variables: Mapping[str, str], screens: Mapping[str, tuple[str, str]]) -> str:
    """Return an ECMAScript expression in our language. Raises NotUnderstood.

    variables: our name by theirs; screens: role and screen by the name of a state.
    """
    words: list[str] = []
    place = 0
    text = text.strip()
    while place < len(text):
        if here := _IN.match(text, place):
            if here[2] not in screens:
                raise NotUnderstood(f"In({here[2]!r}) names no state that a role can be in")
            words.append("in_screen({}, {})".format(*(json.dumps(one) for one in screens[here[2]])))
        elif not (here := _TOKEN.match(text, place)):
            raise NotUnderstood(f"{text[place : place + 20].strip()!r} in {text!r}")
        elif here["name"]:
            words.append(_name(here["name"], text, variables))
        else:
            words.append(_text(here["text"]) if here["text"] else here["number"] or _SAME.get(here["sign"], here["sign"]))
        place = here.end()
    return _tidy(" ".join(words))


def _name(name: str, text: str, variables: Mapping[str, str]) -> str:
    if name in ("true", "false"):
        return name
    if name not in variables:
        raise NotUnderstood(f"{name!r} in {text!r}, which is no variable of the file")
    return variables[name]


def _text(quoted: str) -> str:
    return json.dumps(re.sub(r"\\(.)", r"\1", quoted[1:-1]), ensure_ascii=False)


def _tidy(text: str) -> str:
    """The same expression as our own writer spaces it; one that does not parse stays, and is told with its place."""
    try:
        return render(parse(text))
    except ExpressionError:
        return text


def _written(node: Node) -> str:
    match node:
        case Literal(value=value):
            return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else _quoted(value)
        case Fact():
            return node.name
        case Has(fact=fact):
            return f"({fact.name} !== undefined)"
        case Not(operand=operand):
            return f"!{_inner(operand)}"
        case Negative(operand=operand):
            return f"-{_inner(operand)}"
        case Chain(op=op, parts=parts):
            return f" {op} ".join(_inner(part) for part in parts)
        case Sum(signs=signs, parts=parts):
            return " ".join(f"{sign} {_inner(part)}" for sign, part in zip(signs, parts, strict=True)).removeprefix("+ ")
        case Compare(op="in", left=left, right=Items(parts=parts)):
            return " || ".join(f"{_inner(left)} === {_inner(part)}" for part in parts) or "false"
        case Compare(op=op, left=left, right=right):
            return f"{_inner(left)} {({'==': '===', '!=': '!=='}).get(op, op)} {_inner(right)}"
        case Choice(condition=condition, yes=yes, no=no):
            return f"{_inner(condition)} ? {_inner(yes)} : {_inner(no)}"
        case Call(name="in_screen", arguments=(_, Literal(value=screen))):
            return f"In({_quoted(str(screen))})"
        case Items(parts=parts):
            return "[" + ", ".join(_written(part) for part in parts) + "]"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(_written(one) for one in arguments)})"


def _inner(node: Node) -> str:
    text = _written(node)
    return f"({text})" if isinstance(node, Chain | Sum | Compare | Choice) else text


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
