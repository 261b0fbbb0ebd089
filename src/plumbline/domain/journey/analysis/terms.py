"""Conditions and updates as Python expressions over a packed state `s`. Made from their trees alone: nothing a person wrote is copied.

Texts become numbers in the order of the texts, so that they compare as texts do. A truth is 0, 1, False or True.
"""

from collections.abc import Iterator

from plumbline.domain.journey.analysis.layout import Layout
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Variable
from plumbline.kernel.expression.syntax import (
    OPPOSITE,
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
    children,
)


class Terms:
    """Writes expressions. tables: tuples that the written code reads by the names T0, T1 …"""

    def __init__(self, layout: Layout, nodes: Iterator[Node]) -> None:
        self.layout = layout
        self.tables: list[tuple[int, ...]] = []
        machine = layout.machine
        texts = {text for node in nodes for text in _texts(node)}
        texts.update(str(value) for one in machine.model.variables if one.type == "enum" for value in one.values)
        self._rank = {text: rank for rank, text in enumerate(sorted(texts))}
        self._table_of: dict[tuple[int, ...], str] = {}

    def truth(self, node: Node) -> str:
        """Return a condition as an expression that is true or false."""
        match node:
            case Literal():
                return "1" if node.value else "0"
            case Fact():
                return f"s & {self.layout.variables[node.name].mask}"
            case Not():
                return f"not ({self.truth(node.operand)})"
            case Chain():
                return (" and " if node.op == "&&" else " or ").join(f"({self.truth(part)})" for part in node.parts)
            case Choice():
                return f"({self.truth(node.yes)}) if ({self.truth(node.condition)}) else ({self.truth(node.no)})"
            case Call():
                return self._in_screen(node)
            case Compare():
                return self._comparison(node)
            case _:
                raise TypeError(f"{type(node).__name__} is no condition")

    def value(self, node: Node) -> str:
        """Return an expression's value: a number, 0 or 1, or the rank of a text."""
        match node:
            case Literal(value=bool()):
                return "1" if node.value else "0"
            case Literal(value=int(value)):
                return f"({value})"
            case Literal(value=str(value)):
                return str(self._rank[value])
            case Fact():
                return self._fact(self.layout.machine.variables[node.name])
            case Negative():
                return f"(-{self.value(node.operand)})"
            case Sum():
                return "(" + "".join(sign + self.value(part) for sign, part in zip(node.signs, node.parts, strict=True)) + ")"
            case Choice():
                return f"({self.value(node.yes)} if ({self.truth(node.condition)}) else {self.value(node.no)})"
            case Call(name="size", arguments=(Items(parts=parts),)):
                return str(len(parts))
            case Call(name="size", arguments=(Choice() as choice,)):
                yes, no = (Call(name="size", arguments=(one,), at=node.at) for one in (choice.yes, choice.no))
                return f"({self.value(yes)} if ({self.truth(choice.condition)}) else {self.value(no)})"
            case Items() | Has():
                raise TypeError(f"{type(node).__name__} is no value of a variable")
            case _:
                return f"(1 if ({self.truth(node)}) else 0)"

    def stored(self, variable: Variable, node: Node) -> str:
        """Return what is stored in a variable's field for an expression's value; of a number, how far it is above the lowest."""
        if isinstance(node, Literal) and variable.type != "int":
            return str(self.layout.value_code(variable, node.value))
        if variable.type == "int":
            constant = constant_of(node)
            return str(constant - variable.lo) if constant is not None else f"{self.value(node)} - {variable.lo}"
        if variable.type == "bool":
            return self.value(node)
        codes = {self._rank[str(value)]: code for code, value in enumerate(variable.values)}
        return f"{self._table(tuple(codes.get(rank, 0) for rank in range(len(self._rank))))}[{self.value(node)}]"

    def _fact(self, variable: Variable) -> str:
        field = self.layout.variables[variable.id]
        raw = f"(s >> {field.shift} & {field.low_mask})"
        if variable.type == "int":
            return f"({raw} + {variable.lo})" if variable.lo else raw
        if variable.type == "enum":
            return f"{self._table(tuple(self._rank[value] for value in variable.values))}[{raw}]"
        return raw

    def _in_screen(self, node: Call) -> str:
        role, screen = (str(one.value) for one in node.arguments if isinstance(one, Literal))
        return f"a{self.layout.machine.roles.index(role)} == {self.layout.code(screen)}"

    def _comparison(self, node: Compare) -> str:
        if node.op == "in":
            return self._membership(node.left, node.right)
        if isinstance(node.left, Literal) and isinstance(node.right, Fact):
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
            return self._comparison(Compare(op=turned.get(node.op, node.op), left=node.right, right=node.left, at=node.at))  # type: ignore[arg-type]
        if isinstance(node.left, Fact) and (variable := self.layout.machine.variables[node.left.name]).type != "bool":
            constant = constant_of(node.right) if variable.type == "int" else None
            if constant is not None:
                field = self.layout.variables[variable.id]
                return (
                    f"(s & {field.mask}) {node.op} {(constant - variable.lo) << field.shift}"
                    if constant >= variable.lo
                    else self._out(node)
                )
            if variable.type == "enum" and isinstance(node.right, Literal):
                return self._is(variable, str(node.right.value), node.op)
        return f"{self.value(node.left)} {node.op} {self.value(node.right)}"

    def _out(self, node: Compare) -> str:
        """The comparison of a variable with a number below its range."""
        return "1" if node.op in ("!=", ">", ">=") else "0"

    def _is(self, variable: Variable, text: str, op: str) -> str:
        if text not in variable.values:
            return "1" if op == OPPOSITE["=="] else "0"
        field = self.layout.variables[variable.id]
        return f"(s & {field.mask}) {op} {self.layout.value_code(variable, text) << field.shift}"

    def _membership(self, left: Node, right: Node) -> str:
        if isinstance(right, Choice):
            yes, no = self._membership(left, right.yes), self._membership(left, right.no)
            return f"({yes}) if ({self.truth(right.condition)}) else ({no})"
        if not isinstance(right, Items):
            raise TypeError("a journey has no variable that is a list")
        if not right.parts:
            return "0"
        return f"{self.value(left)} in ({''.join(self.value(part) + ', ' for part in right.parts)})"

    def _table(self, table: tuple[int, ...]) -> str:
        if table not in self._table_of:
            self._table_of[table] = f"T{len(self.tables)}"
            self.tables.append(table)
        return self._table_of[table]


def constant_of(node: Node) -> int | None:
    """Return the number that an expression always is, or None."""
    match node:
        case Literal(value=bool()):
            return None
        case Literal(value=int(value)):
            return value
        case Negative():
            inner = constant_of(node.operand)
            return None if inner is None else -inner
        case _:
            return None


def nodes_of(machine: Machine) -> Iterator[Node]:
    """Yield the trees of every condition and update that a search reads."""
    for screen in machine.model.screens:
        for event in machine.events:
            for route in machine.routes(screen.id, event):
                if route.condition:
                    yield route.condition.ast
                for _, formula in route.updates:
                    yield formula.ast
        for part in (*screen.content, *screen.hotspots):
            if condition := machine.condition_of(screen.id, part.id):
                yield condition.ast


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Literal) and isinstance(node.value, str):
        yield node.value
    for child in children(node):
        yield from _texts(child)
