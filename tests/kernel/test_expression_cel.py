"""Conditions against judges that nobody here wrote: the specification's cases, and the official implementation."""

from collections import Counter
from typing import Any

import pytest
from cel_expr_python import cel  # type: ignore[reportMissingTypeStubs]
from hypothesis import event, given, settings
from hypothesis import strategies as st

from cel_cases import Case, cases
from plumbline.kernel.expression import (
    BOOL,
    TEXT,
    EvaluationError,
    Int,
    ListOf,
    MissingFact,
    Record,
    Type,
    compile_any,
    compile_expression,
)

KINDS: dict[str, Type] = {"INT64": Int(), "STRING": TEXT, "BOOL": BOOL}
INSIDE = [case for case in cases() if not case.outside]


def declared(kind: str) -> Type:
    return ListOf(KINDS[kind.removeprefix("list ")]) if kind.startswith("list ") else KINDS[kind]


def test_many_cases_of_each_file_lie_inside_the_subset():
    counts = Counter(case.name.split("/")[0] for case in INSIDE)
    assert counts["comparisons"] >= 80
    assert counts["parse"] >= 80
    assert counts["basic"] >= 20
    assert counts["integer_math"] >= 15
    assert counts["logic"] >= 10


@pytest.mark.parametrize("case", INSIDE, ids=lambda case: case.name)
def test_the_specifications_case(case: Case):
    formula = compile_any(case.expression, {name: declared(kind) for name, kind in case.kinds.items()})
    if case.fails:
        with pytest.raises(EvaluationError):
            formula.evaluate(case.bindings)
    else:
        value = formula.evaluate(case.bindings)
        assert (type(value), value) == (type(case.value), case.value)


TYPES: dict[str, Type] = {
    "a": BOOL,
    "b": BOOL,
    "n": Int(),
    "m": Int(),
    "s": TEXT,
    "u": TEXT,
    "ns": ListOf(Int()),
    "ss": ListOf(TEXT),
    "r": Record({"yes": BOOL, "count": Int(), "word": TEXT, "words": ListOf(TEXT)}),
}
T: Any = cel.Type
JUDGE: Any = cel.NewEnv(
    variables={
        "a": T.BOOL, "b": T.BOOL, "n": T.INT, "m": T.INT, "s": T.STRING, "u": T.STRING,
        "ns": T.List(T.INT), "ss": T.List(T.STRING), "r": T.Map(T.STRING, T.DYN),
    }
)  # fmt: skip

Texts = st.SearchStrategy[str]
plain_booleans = st.sampled_from(["true", "false", "a", "b", "r.yes", "has(r.count)", "has(r.yes)", "has(r.words)"])
plain_integers = st.sampled_from(["0", "1", "-1", "2", "7", "0x1F", "9223372036854775807", "-9223372036854775808", "n", "m", "r.count"])
plain_texts = st.sampled_from(['""', '"x"', "'xy'", "r'\\n'", '"\\n"', '"ä\\U0001F431"', "s", "u", "r.word"])
equal = st.sampled_from(["==", "!="])
compared = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def grown(depth: int) -> tuple[Texts, Texts, Texts]:
    """Conditions, integers and texts of at most a depth."""
    if depth == 0:
        return plain_booleans, plain_integers, plain_texts
    booleans, integers, texts = grown(depth - 1)
    integer_lists = st.just("ns") | st.lists(integers, max_size=3).map(", ".join).map("[{}]".format)
    text_lists = st.sampled_from(["ss", "r.words"]) | st.lists(texts, min_size=1, max_size=3).map(", ".join).map("[{}]".format)
    deeper_booleans = st.one_of(
        plain_booleans,
        st.builds("({} && {})".format, booleans, booleans),
        st.builds("{} || {}".format, booleans, booleans),
        st.builds("!({})".format, booleans),
        st.builds("({} ? {} : {})".format, booleans, booleans, booleans),
        st.builds("{} {} {}".format, integers, compared, integers),
        st.builds("{} {} {}".format, texts, compared, texts),
        st.builds("({}) {} ({})".format, booleans, compared, booleans),
        st.builds("{} in {}".format, integers, integer_lists),
        st.builds("{} in {}".format, texts, text_lists),
        st.builds("{} {} {}".format, integer_lists, equal, integer_lists),
    )
    deeper_integers = st.one_of(
        plain_integers,
        st.builds("{} + {}".format, integers, integers),
        st.builds("{} - ({})".format, integers, integers),
        st.builds("-({})".format, integers),
        st.builds("({} ? {} : {})".format, booleans, integers, integers),
        st.builds("size({})".format, integer_lists | text_lists),
    )
    deeper_texts = plain_texts | st.builds("({} ? {} : {})".format, booleans, texts, texts)
    return deeper_booleans, deeper_integers, deeper_texts


numbers = st.sampled_from([0, 1, -1, 2, 7, 31, 2**63 - 1, -(2**63)])
words = st.sampled_from(["", "x", "xy", "\n", "ä🐱"])
records = st.fixed_dictionaries({}, optional={"yes": st.booleans(), "count": numbers, "word": words, "words": st.lists(words, max_size=2)})
some_facts: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "a": st.booleans(), "b": st.booleans(), "n": numbers, "m": numbers, "s": words, "u": words,
        "ns": st.lists(numbers, max_size=3), "ss": st.lists(words, max_size=3),
        "r": records,
    },
)  # fmt: skip


def ours(text: str, facts: dict[str, Any]) -> bool | str:
    try:
        return compile_expression(text, TYPES).holds(facts)
    except (MissingFact, EvaluationError):
        return "error"


def theirs(text: str, facts: dict[str, Any]) -> bool | str:
    answer = JUDGE.compile(text).eval(data=facts)
    return "error" if answer.type() == T.ERROR else answer.value()


@settings(max_examples=100, deadline=None)
@given(grown(3)[0], st.lists(some_facts, min_size=5, max_size=5))
def test_the_official_implementation_gives_the_same_verdict(text: str, settings_of_facts: list[dict[str, Any]]):
    for facts in settings_of_facts:
        verdict = ours(text, facts)
        event(str(verdict))
        assert verdict == theirs(text, facts), (text, facts)


@pytest.mark.parametrize(
    "text",
    [
        "1 +", "a &&", "!", "(a", "a)", "[1, 2", "n in", "a ? b", "a b", "a == ", "'x", '"x', "has(r)", "has(n)", "size()", "size(ns, ns)",
        "unknown",
        "n == 's'", "a && n", "!n", "-a", "a + b > 1", "n in ['x']", "size(n) > 1", "a ? n : s == 1", "9223372036854775808 > n",
        "if", "import == 1", "'\\q' == s", "-!a", "f(1)", "ns.size( > 0", "1 = n", "a & b", "a | b", "&& a", ", a", "[1 2] == ns",
    ],
)  # fmt: skip
def test_what_the_official_implementation_refuses_is_refused(text: str):
    with pytest.raises(Exception, match=r"."):
        JUDGE.compile(text)
    with pytest.raises(ValueError, match=r"."):
        compile_expression(text, TYPES)


def test_true_is_not_the_number_one():
    """Without the check of types True would count as 1, which CEL refuses."""
    facts: dict[str, Any] = {"n": True}
    assert facts["n"] == 1
    with pytest.raises(EvaluationError):
        compile_expression("n == 1", TYPES).holds(facts)
