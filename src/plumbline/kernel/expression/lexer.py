"""From text to tokens. Operators that CEL has and conditions have not are recognised, so that the answer can say so."""

import re
from typing import Literal, NamedTuple

from plumbline.kernel.expression.errors import ExpressionError
from plumbline.kernel.expression.types import INT_MAX

Kind = Literal["integer", "text", "name", "operator", "end"]


class Token(NamedTuple):
    """A piece of the text. value: what a literal stands for."""

    kind: Kind
    text: str
    at: int
    value: str | int = ""


_PIECES = re.compile(
    r"""
    (?P<space>   (?:[ \t\n\f\r]+ | //[^\n]*)+ )
  | (?P<outside> (?: \d+\.\d* | \.\d+ ) (?:[eE][+-]?\d+)? | \d+[eE][+-]?\d+
               | (?: 0[xX][0-9a-fA-F]+ | \d+ ) [uU]\b
               | [bB][rR]?(?=["']) | [rR][bB](?=["']) )
  | (?P<integer> 0[xX][0-9a-fA-F]+ | \d+ )
  | (?P<text>    [rR]?(?: "{3} | '{3} | " | ') )
  | (?P<name>    [A-Za-z_][A-Za-z0-9_]* )
  | (?P<operator> && | \|\| | [=!<>]= | [!<>?:()\[\],.+-] )
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\?\"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.?))", re.DOTALL)
_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_FOREIGN = {
    "=": ("= does not compare", "write == to ask whether two values are equal"),
    "&": ("a single & means nothing", "write && for and"),
    "|": ("a single | means nothing", "write || for or"),
    "*": ("conditions do not multiply", "publish the product as a fact of its own"),
    "/": ("conditions do not divide", "publish the share as a fact of its own"),
    "%": ("conditions do not divide", "publish the remainder as a fact of its own"),
    "{": ("conditions make no maps or messages", "compare single facts"),
}


def tokens(text: str) -> list[Token]:
    """Return the tokens of a condition, ending with an `end`. Raises ExpressionError."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _PIECES.match(text, at)
        if match is None:
            problem, remedy = _FOREIGN.get(text[at], (f"{text[at]!r} does not belong in a condition", "remove it"))
            raise ExpressionError(text, at, problem, remedy)
        match match.lastgroup:
            case "outside":
                raise ExpressionError(text, at, f"{match[0]} is not a literal of conditions", "use whole numbers, texts and booleans")
            case "integer":
                found.append(Token("integer", match[0], at, _integer(text, at, match[0])))
                at = match.end()
            case "text":
                token, at = _quoted(text, at, match[0])
                found.append(token)
            case "name" | "operator" as kind:
                found.append(Token(kind, match[0], at))
                at = match.end()
            case _:
                at = match.end()
    return [*found, Token("end", "", len(text))]


def _integer(text: str, at: int, digits: str) -> int:
    # int() of very long digits is slow; 64 bits have at most 19, and INT_MAX + 1 is needed for the smallest integer
    value = int(digits, 0 if digits[:2] in ("0x", "0X") else 10) if len(digits) <= 80 else INT_MAX + 2
    if value > INT_MAX + 1:
        raise ExpressionError(text, at, "this number does not fit into 64 bits", f"use at most {INT_MAX}")
    return value


def _quoted(text: str, at: int, opening: str) -> tuple[Token, int]:
    raw, quote = opening[0] in "rR", opening.lstrip("rR")
    begin = at + len(opening)
    end = _end_of(text, begin, quote, raw)
    if end < 0:
        raise ExpressionError(text, at, "this text has no end", f"close it with {quote}")
    inside = text[begin:end]
    value = inside if raw else _ESCAPE.sub(lambda escape: _unescaped(text, begin, escape), inside)
    return Token("text", text[at : end + len(quote)], at, value), end + len(quote)


def _end_of(text: str, begin: int, quote: str, raw: bool) -> int:
    at = begin
    while at < len(text):
        if text.startswith(quote, at):
            return at
        if len(quote) == 1 and text[at] in "\r\n":
            return -1
        at += 2 if text[at] == "\\" and not raw else 1
    return -1


def _unescaped(text: str, begin: int, escape: re.Match[str]) -> str:
    plain, byte, short, long, octal, _ = escape.groups()
    if plain:
        return _CONTROL.get(plain, plain)
    code = int(byte or short or long or "0", 16) if octal is None else int(octal, 8)
    if not (byte or short or long or octal) or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ExpressionError(text, begin + escape.start(), f"{escape[0]} stands for no character", "write \\\\ for a backslash")
    return chr(code)
