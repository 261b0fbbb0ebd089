"""The small language of conditions: a subset of CEL, typed when it is saved, total when it runs.

    is_final = compile_expression('status == "approved" && open_threads == 0', types)
    is_final.holds(facts)      # True or False; raises MissingFact for what has not been measured yet
    is_final.explain(facts)    # the atoms that stand in the way

Facts are plain values by name; a declared record is a mapping. A fact that is absent, or None, is missing.
"""

from plumbline.kernel.expression.errors import EvaluationError, ExpressionError, MissingFact
from plumbline.kernel.expression.explanation import Atom
from plumbline.kernel.expression.expression import Expression, Formula, compile_any, compile_expression
from plumbline.kernel.expression.types import BOOL, TEXT, Enum, Function, Int, ListOf, Record, Type

__all__ = [
    "BOOL",
    "TEXT",
    "Atom",
    "Enum",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "Formula",
    "Function",
    "Int",
    "ListOf",
    "MissingFact",
    "Record",
    "Type",
    "compile_any",
    "compile_expression",
]
