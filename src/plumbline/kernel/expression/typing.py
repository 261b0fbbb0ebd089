"""What type a tree has, and the reasons why it has none."""

from collections.abc import Iterable, Mapping
from typing import NoReturn

from plumbline.kernel.expression.errors import ExpressionError
from plumbline.kernel.expression.syntax import (
    Call,
    Chain,
    Choice,
    Compare,
    Fact,
    Has,
    Items,
    Literal,
    Negative,
    Node,
    Not,
    Sum,
    render,
)
from plumbline.kernel.expression.types import BOOL, TEXT, UNKNOWN, Bool, Enum, Function, Int, ListOf, Record, Text, Type, fits, joined
from plumbline.kernel.nearest import nearest


def type_of(text: str, node: Node, types: Mapping[str, Type]) -> Type:
    """Return the type of a tree over declared facts. Raises ExpressionError, pointing into the text."""
    return _Typing(text, types).of(node)


def declared(path: tuple[str, ...], types: Mapping[str, Type]) -> Type:
    """Return the declared type of a fact. Raises KeyError when nobody declared it."""
    found = types[path[0]]
    for part in path[1:]:
        if not isinstance(found, Record):
            raise KeyError(part)
        found = found.fields[part]
    return found


class _Typing:
    """Carries the text, for the caret, and the declarations."""

    def __init__(self, text: str, types: Mapping[str, Type]) -> None:
        self.text, self.types = text, types

    def of(self, node: Node) -> Type:
        match node:
            case Literal():
                return _of_literal(node.value)
            case Fact():
                return self.of_fact(node)
            case Has():
                self.of_fact(node.fact)
                return BOOL
            case Not():
                return self.must_be_bool(node.operand)
            case Chain():
                for part in node.parts:
                    self.must_be_bool(part)
                return BOOL
            case Negative():
                inner = self.must_be_integer(node.operand)
                return Int(_negated(inner.hi), _negated(inner.lo))
            case Sum():
                return self.of_sum(node)
            case Compare():
                return self.of_comparison(node)
            case Choice():
                return self.of_choice(node)
            case Items():
                return self.of_items(node)
            case Call():
                return self.of_call(node)

    def of_fact(self, fact: Fact) -> Type:
        try:
            found = declared(fact.path, self.types)
        except KeyError:
            self.unknown(fact)
        if isinstance(found, Function):
            self.fail(fact.at, f"{fact.name} is a function", f"write {fact.name}(…)")
        return found

    def unknown(self, fact: Fact) -> NoReturn:
        known: Mapping[str, Type] = self.types
        for depth, (part, spot) in enumerate(zip(fact.path, fact.spots, strict=True)):
            if part not in known:
                owner = ".".join(fact.path[:depth])
                problem = f"{owner} has no field {part}" if owner else f"there is no fact called {part}"
                self.fail(spot, problem, meant(part, known))
            inner = known[part]
            if not isinstance(inner, Record):
                name = ".".join(fact.path[: depth + 1])
                self.fail(fact.spots[depth + 1], f"{name} is {inner}, it has no fields", f"write {name} alone")
            known = inner.fields
        raise AssertionError("the fact is declared")

    def of_sum(self, node: Sum) -> Type:
        lo: int | None = 0
        hi: int | None = 0
        for sign, part in zip(node.signs, node.parts, strict=True):
            inner = self.must_be_integer(part)
            low, high = (inner.lo, inner.hi) if sign == "+" else (_negated(inner.hi), _negated(inner.lo))
            lo, hi = _added(lo, low), _added(hi, high)
        return Int(lo, hi)

    def of_comparison(self, node: Compare) -> Type:
        left, right = self.of(node.left), self.of(node.right)
        if node.op == "in":
            if not isinstance(right, ListOf):
                self.fail(node.right.at, f"`in` looks into a list, and this is {right}", "write a list such as [1, 2]")
            self.must_fit(node, left, right.element)
            right = right.element
        else:
            self.must_fit(node, left, right)
        if node.op in ("<", "<=", ">", ">=") and not isinstance(left, Int | Text | Bool):
            self.fail(node.at, f"{left} has no order" if isinstance(left, ListOf) else "an enum has no order", "compare with == or `in`")
        if node.op in ("<", "<=", ">", ">=") and isinstance(right, Enum):
            self.fail(node.right.at, "an enum has no order", "compare with == or `in`")
        self.must_be_member(left, node.right)
        self.must_be_member(right, node.left)
        return BOOL

    def of_choice(self, node: Choice) -> Type:
        self.must_be_bool(node.condition)
        yes, no = self.of(node.yes), self.of(node.no)
        if not fits(yes, no):
            self.fail(node.no.at, f"the two values of a choice differ: one is {yes}, the other {no}", "make them of one type")
        return joined(yes, no)

    def of_items(self, node: Items) -> Type:
        element: Type = UNKNOWN
        for part in node.parts:
            inner = self.of(part)
            if isinstance(inner, Record):
                self.fail(part.at, "a record cannot be listed", "list one of its fields")
            if not fits(element, inner):
                self.fail(part.at, f"this list holds {element}, and this is {inner}", "make all members of one type")
            element = joined(element, inner)
        return ListOf(element)

    def of_call(self, node: Call) -> Type:
        if node.name == "size":
            return self.of_size(node)
        function = self.types.get(node.name)
        if not isinstance(function, Function):
            names = ["has", "size", *(name for name, known in self.types.items() if isinstance(known, Function))]
            self.fail(node.at, f"there is no function called {node.name}", meant(node.name, names))
        if len(node.arguments) != len(function.parameters):
            self.fail(node.at, f"{node.name} takes {len(function.parameters)} values, not {len(node.arguments)}", "")
        for parameter, argument in zip(function.parameters, node.arguments, strict=True):
            inner = self.of(argument)
            if not fits(parameter, inner):
                self.fail(argument.at, f"{node.name} wants {parameter} here, and this is {inner}", "")
            self.must_be_member(parameter, argument)
        return function.result

    def of_size(self, node: Call) -> Type:
        if len(node.arguments) != 1:
            self.fail(node.at, f"size takes one list, not {len(node.arguments)} values", "write size(list)")
        inner = self.of(node.arguments[0])
        if not isinstance(inner, ListOf):
            self.fail(node.arguments[0].at, f"size counts a list, and this is {inner}", "publish the length as a fact of its own")
        return Int(0, None)

    def must_fit(self, node: Compare, left: Type, right: Type) -> None:
        if not fits(left, right):
            self.fail(node.at, f"{render(node)} compares {left} with {right}", "compare values of one type")

    def must_be_member(self, kind: Type, node: Node) -> None:
        """A text literal that is compared with an enum must be one of its values."""
        match kind, node:
            case Enum(), Literal(value=str(value)) if value not in kind.values:
                self.fail(node.at, f"{value!r} is not a value of {kind.name}", meant(value, kind.values))
            case Enum(), Items():
                for part in node.parts:
                    self.must_be_member(kind, part)
            case ListOf(element=element), Items():
                for part in node.parts:
                    self.must_be_member(element, part)
            case ((Enum() | ListOf()), Choice()):
                self.must_be_member(kind, node.yes)
                self.must_be_member(kind, node.no)
            case _:
                pass

    def must_be_bool(self, node: Node) -> Type:
        found = self.of(node)
        if not isinstance(found, Bool):
            self.fail(node.at, f"{render(node)} is {found}, and a condition is needed", "compare it with something")
        return BOOL

    def must_be_integer(self, node: Node) -> Int:
        found = self.of(node)
        if not isinstance(found, Int):
            self.fail(node.at, f"{render(node)} is {found}; only integers are added and subtracted", "")
        return found

    def fail(self, position: int, problem: str, remedy: str) -> NoReturn:
        raise ExpressionError(self.text, position, problem, remedy)


def meant(name: str, known: Iterable[str]) -> str:
    """Return the remedy for a name nobody knows: the known name most like it, or some of those there are."""
    names = sorted(known)
    if close := nearest(name, names):
        return f"did you mean {close}?"
    return f"known: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}" if names else ""


def _of_literal(value: str | int | bool) -> Type:
    if isinstance(value, bool):
        return BOOL
    return Int(value, value) if isinstance(value, int) else TEXT


def _negated(bound: int | None) -> int | None:
    return None if bound is None else -bound


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
