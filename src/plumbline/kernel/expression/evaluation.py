"""From a typed tree to a function of the facts.

As in CEL, && and || absorb errors: `false && error` is false, `true || error` is true, on either side. Everything else passes them on.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from plumbline.kernel.expression.errors import EvaluationError, MissingFact
from plumbline.kernel.expression.syntax import Call, Chain, Choice, Compare, Fact, Has, Items, Literal, Negative, Node, Not, Sum
from plumbline.kernel.expression.types import INT_MAX, INT_MIN, Bool, Enum, Function, Int, ListOf, Record, Text, Type, Unknown
from plumbline.kernel.expression.typing import declared

Facts = Mapping[str, Any]
Run = Callable[[Facts], Any]
NO_VERDICT = (MissingFact, EvaluationError)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda left, right: left in right,
}


def runnable(node: Node, types: Mapping[str, Type]) -> Run:
    """Return a tree as a function from facts to its value. The tree must have been typed."""
    match node:
        case Literal(value=value):
            return lambda _: value
        case Fact():
            return _reader(node, declared(node.path, types))
        case Has():
            return _presence(node.fact)
        case Not():
            inner = runnable(node.operand, types)
            return lambda facts: not inner(facts)
        case Negative():
            inner = runnable(node.operand, types)
            return lambda facts: _bounded(-inner(facts))
        case Chain():
            return _chain(tuple(runnable(part, types) for part in node.parts), decided_by=node.op == "||")
        case Sum():
            return _sum(tuple((sign, runnable(part, types)) for sign, part in zip(node.signs, node.parts, strict=True)))
        case Compare():
            compare, left, right = _OPERATORS[node.op], runnable(node.left, types), runnable(node.right, types)
            return lambda facts: compare(left(facts), right(facts))
        case Choice():
            condition, yes, no = (runnable(part, types) for part in (node.condition, node.yes, node.no))
            return lambda facts: yes(facts) if condition(facts) else no(facts)
        case Items():
            parts = tuple(runnable(part, types) for part in node.parts)
            return lambda facts: tuple([part(facts) for part in parts])
        case Call():
            return _call(node, types)


def _chain(parts: tuple[Run, ...], decided_by: bool) -> Run:
    def run(facts: Facts) -> bool:
        fault: Exception | None = None
        for part in parts:
            try:
                if part(facts) is decided_by:
                    return decided_by
            except NO_VERDICT as raised:
                fault = fault or raised
        if fault is not None:
            raise fault
        return not decided_by

    return run


def _sum(parts: tuple[tuple[str, Run], ...]) -> Run:
    def run(facts: Facts) -> int:
        total = 0
        for sign, part in parts:
            total = _bounded(total + part(facts) if sign == "+" else total - part(facts))
        return total

    return run


def _bounded(value: int) -> int:
    if not INT_MIN <= value <= INT_MAX:
        raise EvaluationError("integer overflow: the result does not fit into 64 bits")
    return value


def _call(node: Call, types: Mapping[str, Type]) -> Run:
    arguments = tuple(runnable(argument, types) for argument in node.arguments)
    if node.name == "size":
        return lambda facts: len(arguments[0](facts))
    function = types[node.name]
    if not isinstance(function, Function):
        raise TypeError(f"{node.name} is not declared as a function")
    result = function.result

    def run(facts: Facts) -> Any:
        values = [argument(facts) for argument in arguments]
        if (call := facts.get(node.name)) is None:
            raise MissingFact(node.name)
        return admitted(call(*values), result, node.name)

    return run


def _reader(fact: Fact, kind: Type) -> Run:
    path, name = fact.path, fact.name

    def read(facts: Facts) -> Any:
        value = _found(facts, path)
        if value is None:
            raise MissingFact(name)
        return admitted(value, kind, name)

    return read


def _presence(fact: Fact) -> Run:
    """A field can be asked for only where its record is there; otherwise the record is what is missing."""
    *owner, field = fact.path

    def present(facts: Facts) -> bool:
        record = _found(facts, tuple(owner))
        if record is None:
            raise MissingFact(".".join(owner))
        return record.get(field) is not None

    return present


def _found(facts: Facts, path: tuple[str, ...]) -> Any:
    value: Any = facts
    for part in path:
        if not isinstance(value, Mapping):
            raise EvaluationError(f"{'.'.join(path)} is looked for in something that is no record")
        value = value.get(part)  # type: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if value is None:
            return None
    return value  # type: ignore[reportUnknownVariableType]


def admitted(value: Any, kind: Type, name: str) -> Any:
    """Return a fact's value in the form that operators expect. Raises EvaluationError when it is not of its declared type.

    Without this, Python would call True == 1 true and "1" == 1 false, silently.
    """
    match kind:
        case Bool():
            fine = value.__class__ is bool
        case Int():
            fine = value.__class__ is int and INT_MIN <= value <= INT_MAX
        case Text():
            fine = isinstance(value, str)
        case Enum():
            fine = isinstance(value, str) and value in kind.values
        case ListOf():
            if isinstance(value, list | tuple | set | frozenset):
                return tuple([admitted(member, kind.element, name) for member in value])  # type: ignore[reportUnknownVariableType]
            fine = False
        case Record():
            fine = isinstance(value, Mapping)
        case Unknown() | Function():
            fine = True
    if not fine:
        raise EvaluationError(f"{name} should be {kind}, and is {value!r}")
    return value
