"""The compiled form of a condition."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from plumbline.kernel.expression.errors import ExpressionError
from plumbline.kernel.expression.evaluation import Facts, runnable
from plumbline.kernel.expression.explanation import Atom, Claim, all_atoms, claim, to_blame
from plumbline.kernel.expression.parser import parse
from plumbline.kernel.expression.syntax import Node, facts_in
from plumbline.kernel.expression.types import Bool, Type
from plumbline.kernel.expression.typing import type_of


class Formula:
    """Any compiled expression. names: the dotted names of the facts it reads, in the order of the text, each once."""

    def __init__(self, text: str, ast: Node, kind: Type, types: Mapping[str, Type]) -> None:
        self.text = text
        self.ast = ast
        self.type = kind
        self.names = tuple(dict.fromkeys(fact.name for fact in facts_in(ast)))
        self._types = types
        self._run = runnable(ast, types)

    def evaluate(self, facts: Facts) -> Any:
        """Return the value on facts; lists as tuples. Raises MissingFact and EvaluationError."""
        return self._run(facts)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class Expression(Formula):
    """A compiled condition."""

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition holds. Raises MissingFact when that depends on an absent fact, EvaluationError on overflow."""
        return self._run(facts)

    def explain(self, facts: Facts) -> tuple[Atom, ...]:
        """Return the atoms because of which the condition does not hold, those not measured yet with met=None; empty when it holds."""
        return to_blame(self._claim, facts)

    def atoms(self, facts: Facts) -> tuple[Atom, ...]:
        """Return every atom with its verdict, in the order of the text."""
        return all_atoms(self._claim, facts)

    @cached_property
    def _claim(self) -> Claim:
        return claim(self.ast, self._types)


def compile_expression(text: str, types: Mapping[str, Type]) -> Expression:
    """Return a condition over declared facts. Raises ExpressionError: it does not parse, does not type, is too large, or is not boolean."""
    ast = parse(text)
    kind = type_of(text, ast, types)
    if not isinstance(kind, Bool):
        raise ExpressionError(text, ast.at, f"this is {kind}, and a condition is needed", "compare it with something")
    return Expression(text, ast, kind, types)


def compile_any(text: str, types: Mapping[str, Type]) -> Formula:
    """Return an expression of any type over declared facts. Raises ExpressionError."""
    ast = parse(text)
    return Formula(text, ast, type_of(text, ast, types), types)
