"""Sets of values of a journey's variables, as integers with one bit for each: what a condition holds for is found for all values at once.

Bit n stands for the values that lie, as in a packed state, in the bits of n. Made from the trees of expressions, like the searching code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from plumbline.domain.journey.analysis.layout import Field, Layout
from plumbline.domain.journey.model import Value, Variable
from plumbline.kernel.expression.syntax import Call, Chain, Choice, Compare, Fact, Items, Literal, Negative, Node, Not, Sum

Cases = dict[Value, int]
"""What an expression may be, and for which values it is that."""
Where = Mapping[str, str]
"""The screen of each role, as far as expressions ask for it."""

_COMPARES: Mapping[str, Callable[[Any, Any], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


class Valuations:
    """The values that the variables of a layout can have together. all: the set of every one; fields: where each variable lies."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        screens = layout.screen_mask.bit_length()
        self.bits = layout.bits - screens
        self.all = (1 << (1 << self.bits)) - 1
        self.fields = {name: Field(shift=one.shift - screens, most=one.most) for name, one in layout.variables.items()}
        self.having = {name: tuple(self._having(field, code) for code in range(field.most + 1)) for name, field in self.fields.items()}

    def _having(self, field: Field, code: int) -> int:
        """The values with a number in a field: a run of bits that comes again and again."""
        run = (1 << (1 << field.shift)) - 1
        period = (1 << field.shift) * (field.low_mask + 1)
        return (run << (code << field.shift)) * (self.all // ((1 << period) - 1))

    def holding(self, node: Node, where: Where) -> int:
        """Return the values for which a condition holds."""
        match node:
            case Literal():
                return self.all if node.value else 0
            case Fact():
                return self.having[node.name][-1]
            case Not():
                return self.all & ~self.holding(node.operand, where)
            case Chain(op="&&"):
                found = self.all
                for part in node.parts:
                    found &= self.holding(part, where)
                return found
            case Chain():
                found = 0
                for part in node.parts:
                    found |= self.holding(part, where)
                return found
            case Choice():
                chosen = self.holding(node.condition, where)
                return self.holding(node.yes, where) & chosen | self.holding(node.no, where) & ~chosen
            case Call(name="in_screen", arguments=(Literal(value=str(role)), Literal(value=screen))):
                return self.all if where[role] == screen else 0
            case Compare():
                return self._comparing(node, where)
            case _:
                raise TypeError(f"{type(node).__name__} is no condition")

    def cases(self, node: Node, where: Where) -> Cases:
        """Return what a value may be, each with the values of the variables for which it is that."""
        match node:
            case Literal():
                return {node.value: self.all}
            case Fact():
                return dict(zip(self.layout.machine.variables[node.name].domain, self.having[node.name], strict=True))
            case Negative():
                return {-value: bits for value, bits in self._numbers(node.operand, where)}
            case Sum():
                return self._sum(node, where)
            case Choice():
                chosen = self.holding(node.condition, where)
                yes = ((value, bits & chosen) for value, bits in self.cases(node.yes, where).items())
                no = ((value, bits & ~chosen) for value, bits in self.cases(node.no, where).items())
                return _together((*yes, *no))
            case Call(name="size", arguments=(Items(parts=parts),)):
                return {len(parts): self.all}
            case Call(name="size", arguments=(Choice(condition=condition, yes=yes, no=no),)):
                sizes = (Call(name="size", arguments=(one,), at=node.at) for one in (yes, no))
                return self.cases(Choice(condition=condition, yes=next(sizes), no=next(sizes), at=node.at), where)
            case _:
                holds = self.holding(node, where)
                return {True: holds, False: self.all & ~holds}

    def codes(self, variable: Variable, node: Node, where: Where) -> dict[int, int]:
        """Return which number an update may put into a variable's field, each with the values for which it is that."""
        found = self.cases(node, where).items()
        if variable.type == "int":
            most = variable.hi - variable.lo
            return _together((max(0, min(most, int(value) - variable.lo)), bits) for value, bits in found)
        return {variable.domain.index(value): bits for value, bits in found if bits}

    def _numbers(self, node: Node, where: Where) -> Sequence[tuple[int, int]]:
        return [(int(value), bits) for value, bits in self.cases(node, where).items()]

    def _sum(self, node: Sum, where: Where) -> Cases:
        total: dict[int, int] = {0: self.all}
        for sign, part in zip(node.signs, node.parts, strict=True):
            added = [(value if sign == "+" else -value, bits) for value, bits in self._numbers(part, where)]
            total = _together((one + other, bits & more) for one, bits in total.items() for other, more in added)
        return {**total}

    def _comparing(self, node: Compare, where: Where) -> int:
        if node.op == "in":
            return self._member(node.left, node.right, where)
        holds, found = _COMPARES[node.op], 0
        right = self.cases(node.right, where).items()
        for one, bits in self.cases(node.left, where).items():
            for other, more in right:
                if holds(one, other):
                    found |= bits & more
        return found

    def _member(self, left: Node, right: Node, where: Where) -> int:
        if isinstance(right, Choice):
            chosen = self.holding(right.condition, where)
            return self._member(left, right.yes, where) & chosen | self._member(left, right.no, where) & ~chosen
        if not isinstance(right, Items):
            raise TypeError("a journey has no variable that is a list")
        found = 0
        for part in right.parts:
            found |= self._comparing(Compare(op="==", left=left, right=part, at=part.at), where)
        return found


def _together(cases: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    """What is the same value is one case; what is never the value is none."""
    found: dict[Any, int] = {}
    for value, bits in cases:
        if bits:
            found[value] = found.get(value, 0) | bits
    return found
