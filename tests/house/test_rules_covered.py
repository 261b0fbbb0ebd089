"""Every rule of a cycle is told by a test.

A test names a rule in one of three ways: it expects the id of one of the rule's findings ("D4.due"), its own name begins with the id
(test_d4_…), or its docstring does ("D4."). A rule that only a comment or a helper mentions is not covered.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
LAST = {
    "T": 7, "D": 13, "E": 4, "R": 5, "A": 3, "B": 4, "S": 6, "C": 6, "X": 8, "G": 7, "H": 4, "K": 2, "P": 1, "F": 2, "O": 2, "L": 1,
    "N": 2, "Y": 2, "Q": 2, "Z": 2, "M": 3, "I": 9,
}  # fmt: skip
RULES = [f"{letter}{number}" for letter, last in LAST.items() for number in range(1, last + 1)]
_FINDING = re.compile(r"([A-Z]\d+)\.[a-z_]+")
_NAME = re.compile(r"test_([a-z]\d+)_")
_DOCSTRING = re.compile(r"((?:[A-Z]\d+(?:, )?)+)\.")


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_told_by_a_test(rule: str):
    assert rule in told(), f"no test expects a finding {rule}.…, is called test_{rule.lower()}_…, or begins its docstring with {rule}."


@cache
def told() -> frozenset[str]:
    files = (file for file in TESTS.rglob("test_*.py") if file != Path(__file__))
    return frozenset(rule for file in files for function in _tests(file) for rule in _named_in(function))


def _tests(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def _named_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    if name := _NAME.match(function.name):
        yield name[1].upper()
    if written := _DOCSTRING.match(ast.get_docstring(function) or ""):
        yield from written[1].split(", ")
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (finding := _FINDING.fullmatch(node.value)):
            yield finding[1]
