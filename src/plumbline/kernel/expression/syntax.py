"""The syntax tree of a condition, and its text again.

Chains of && and || and of + and - are one node each: long conditions stay shallow. `at` is the offset of a node's first character.
"""

import json
from collections.abc import Iterator
from typing import Literal as OneOf

from plumbline.kernel.record import record

Comparison = OneOf["==", "!=", "<", "<=", ">", ">=", "in"]
OPPOSITE: dict[Comparison, Comparison] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@record
class Literal:
    value: str | int | bool
    at: int


@record
class Fact:
    """A fact by its dotted name. spots: the offset of each part."""

    path: tuple[str, ...]
    spots: tuple[int, ...]

    @property
    def at(self) -> int:
        """Offset of the first part."""
        return self.spots[0]

    @property
    def name(self) -> str:
        """The dotted name."""
        return ".".join(self.path)


@record
class Has:
    """Tells whether a field of a record is there."""

    fact: Fact
    at: int


@record
class Not:
    operand: "Node"
    at: int


@record
class Negative:
    operand: "Node"
    at: int


@record
class Chain:
    op: OneOf["&&", "||"]
    parts: tuple["Node", ...]
    at: int


@record
class Sum:
    """signs: + or - before each part; the first is always +."""

    signs: tuple[OneOf["+", "-"], ...]
    parts: tuple["Node", ...]
    at: int


@record
class Compare:
    op: Comparison
    left: "Node"
    right: "Node"
    at: int


@record
class Choice:
    condition: "Node"
    yes: "Node"
    no: "Node"
    at: int


@record
class Items:
    """A list literal."""

    parts: tuple["Node", ...]
    at: int


@record
class Call:
    name: str
    arguments: tuple["Node", ...]
    at: int


Node = Literal | Fact | Has | Not | Negative | Chain | Sum | Compare | Choice | Items | Call


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node, in the order of the text."""
    match node:
        case Literal() | Fact():
            return ()
        case Has():
            return (node.fact,)
        case Not() | Negative():
            return (node.operand,)
        case Chain() | Sum() | Items():
            return node.parts
        case Compare():
            return (node.left, node.right)
        case Choice():
            return (node.condition, node.yes, node.no)
        case Call():
            return node.arguments


def facts_in(node: Node) -> Iterator[Fact]:
    """Yield every mention of a fact, in the order of the text."""
    if isinstance(node, Fact):
        yield node
    for child in children(node):
        yield from facts_in(child)


def size_of(node: Node) -> int:
    """Return the number of nodes; each further member of a chain costs one for its operator."""
    links = len(node.parts) - 2 if isinstance(node, Chain | Sum) else 0
    return 1 + links + sum(size_of(child) for child in children(node))


def render(node: Node) -> str:
    """Return the text of a tree, with no more parentheses than it needs."""
    return _text(node, 0)


_LOOSENESS: dict[type[Node], int] = {Choice: 1, Chain: 2, Compare: 4, Sum: 5, Not: 6, Negative: 6}


def _text(node: Node, context: int) -> str:
    """context: how tightly the surrounding operator binds; a looser node is put in parentheses."""
    binding = _binding(node)
    text = _bare(node, binding)
    return f"({text})" if binding < context else text


def _binding(node: Node) -> int:
    if isinstance(node, Chain):
        return 3 if node.op == "&&" else 2
    return _LOOSENESS.get(type(node), 7)


def _bare(node: Node, binding: int) -> str:
    match node:
        case Literal():
            return _literal(node.value)
        case Fact():
            return node.name
        case Has():
            return f"has({node.fact.name})"
        case Not():
            return "!" + _text(node.operand, 6)
        case Negative():
            return "-" + _text(node.operand, 7)
        case Chain():
            return f" {node.op} ".join(_text(part, binding + 1) for part in node.parts)
        case Sum():
            return _text(node.parts[0], 5) + "".join(
                f" {sign} {_text(part, 6)}" for sign, part in zip(node.signs[1:], node.parts[1:], strict=True)
            )
        case Compare():
            return f"{_text(node.left, 4)} {node.op} {_text(node.right, 5)}"
        case Choice():
            return f"{_text(node.condition, 2)} ? {_text(node.yes, 2)} : {_text(node.no, 1)}"
        case Items():
            return "[" + ", ".join(_text(part, 0) for part in node.parts) + "]"
        case Call():
            return f"{node.name}({', '.join(_text(part, 0) for part in node.arguments)})"


def _literal(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
