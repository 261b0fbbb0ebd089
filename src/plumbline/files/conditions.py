"""Conditions in packs: each must compile over the published facts of what it judges; a mistake is told at its character."""

from collections.abc import Iterator, Mapping, Sequence

from plumbline.domain.cycle.facts import FACT_TYPES
from plumbline.files.problem import PackProblem, Path
from plumbline.files.yaml_reader import Document
from plumbline.kernel.expression import ExpressionError, Record, Type, compile_expression
from plumbline.kernel.nearest import nearest

_OF_STEPS = {name: kind for name, kind in FACT_TYPES.items() if name not in ("decision", "item")}
_OF_SUBJECT: Mapping[str, Mapping[str, Type]] = {
    "cycle": {name: kind for name, kind in FACT_TYPES.items() if name not in ("decision", "item", "step")},
    "decision": {name: kind for name, kind in FACT_TYPES.items() if name not in ("item", "step")},
}
_OF_ITEM = {"item": FACT_TYPES["item"]}


def condition_problems(documents: Sequence[Document]) -> list[PackProblem]:
    """Return every condition that does not compile, or that reads a fact its subject does not have."""
    subjects = _subjects(documents)
    problems: list[PackProblem] = []
    for document in documents:
        for path, types in _conditions(document, subjects):
            problems += _problem(document, path, types)
    return problems


def _subjects(documents: Sequence[Document]) -> dict[str, str]:
    bases = (document.data for document in documents if document.data["kind"] == "base")
    return {gate["id"]: gate["subject"] for base in bases for gate in base["gates"]}


def _conditions(document: Document, subjects: Mapping[str, str]) -> Iterator[tuple[Path, Mapping[str, Type]]]:
    match document.data["kind"]:
        case "base":
            for place, _ in enumerate(document.data["steps"]):
                yield ("steps", place, "condition"), _OF_STEPS
            for place, gate in enumerate(document.data["gates"]):
                for number, _ in enumerate(gate["conditions"]):
                    yield ("gates", place, "conditions", number, "expression"), _OF_SUBJECT[gate["subject"]]
        case "pattern":
            for place, change in enumerate(document.data["changes"]):
                if "gate" in change:
                    yield ("changes", place, "adds", "expression"), _OF_SUBJECT[subjects.get(change["gate"], "decision")]
                if "scope" in change:
                    yield ("changes", place, "applies_when"), _OF_SUBJECT[subjects.get(change["scope"], "decision")]
        case "objective" if "lens_condition" in document.data:
            yield ("lens_condition",), _OF_ITEM
        case _:
            return


def _problem(document: Document, path: Path, types: Mapping[str, Type]) -> Iterator[PackProblem]:
    text = document.data
    for step in path:
        text = text[step]
    try:
        compile_expression(text, types)
    except ExpressionError as error:
        wrong = _word_at(text, error.position)
        yield document.problem(
            path,
            f"{error.problem} (at {wrong!r})" if wrong else error.problem,
            "a condition over " + ", ".join(sorted(types)),
            error.remedy or "see the reference of facts",
            _nearest_fact(wrong, types),
            offset=error.position,
        )


def _word_at(text: str, position: int) -> str:
    """The dotted word that begins at, or lies around, a position."""
    start = position
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "._"):
        start -= 1
    end = position
    while end < len(text) and (text[end].isalnum() or text[end] in "._"):
        end += 1
    return text[start:end]


def _nearest_fact(word: str, types: Mapping[str, Type]) -> str:
    """The fact that was meant; none for a fact that exists but that this subject does not have."""
    source = word.partition(".")[0]
    if "." not in word or (source in FACT_TYPES and source not in types):
        return ""
    searched = {source: types[source]} if source in types else types
    known = [f"{name}.{field}" for name, kind in searched.items() if isinstance(kind, Record) for field in kind.fields]
    return "" if word in known else nearest(word, sorted(known))
