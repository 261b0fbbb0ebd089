"""Judging one condition over facts: it holds, it does not, it is not measured yet, or it cannot be judged."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from plumbline.domain.cycle.facts.types import FACT_TYPES
from plumbline.kernel.expression import Atom, EvaluationError, Expression, ExpressionError, MissingFact, compile_expression
from plumbline.kernel.record import record


@record
class Judgement:
    """A condition's verdict. met is None while a fact it depends on has not been measured; fault says why it cannot be judged at all.

    blame: the atoms that stand in the way; empty when it holds.
    """

    met: bool | None
    blame: tuple[Atom, ...] = ()
    fault: str = ""


def judge(text: str, facts: Mapping[str, Any]) -> Judgement:
    """Return a condition's verdict on facts. Never raises: what cannot be judged says so."""
    try:
        expression = compiled(text)
    except ExpressionError as fault:
        return Judgement(met=False, fault=fault.problem)
    try:
        met: bool | None = expression.holds(facts)
    except MissingFact:
        met = None
    except EvaluationError as fault:
        return Judgement(met=False, fault=str(fault))
    return Judgement(met=met, blame=() if met else expression.explain(facts))


def holds(text: str, facts: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds on facts, without looking for what stands in its way; what cannot be judged does not hold."""
    try:
        return compiled(text).holds(facts)
    except (ExpressionError, EvaluationError, MissingFact):
        return False


def fault_in(text: str) -> ExpressionError | None:
    """Return what is wrong with a condition and where; None when it can be compiled."""
    try:
        compiled(text)
    except ExpressionError as fault:
        return fault
    return None


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the facts that a condition reads; none when it cannot be compiled."""
    try:
        return compiled(text).names
    except ExpressionError:
        return ()


@lru_cache(maxsize=4096)
def compiled(text: str) -> Expression:
    """Return a compiled condition over the published facts. Raises ExpressionError."""
    return compile_expression(text, FACT_TYPES)
