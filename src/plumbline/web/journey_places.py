"""What is wrong with a part of a journey, at the field that says it: where in the text, what is expected, what to do."""

from collections.abc import Iterable, Sequence
from typing import Any

from plumbline.domain.journey.edit import LISTS, PartKind
from plumbline.domain.journey.model import Variable
from plumbline.domain.journey.plain import Plain, model_of
from plumbline.domain.journey.problem import Problem
from plumbline.domain.journey.shape import shape_problems
from plumbline.kernel.record import record
from plumbline.web.journey_edits import parts_in


@record
class FieldProblem:
    """One thing to mend in a field. line: of the text that has it, with a caret below; "" where no place is known.

    near: a name that exists.
    """

    sentence: str
    expected: str = ""
    remedy: str = ""
    line: str = ""
    near: str = ""


def problems_at(problems: Iterable[Problem], content: Plain, kind: PartKind, part: str, screen: str) -> dict[str, list[FieldProblem]]:
    """Return what is wrong with the fields of a part, by field; what is about the part as a whole is not among it."""
    here = _path_of(content, kind, part, screen)
    found: dict[str, list[FieldProblem]] = {}
    for one in problems:
        rest = one.path[len(here) :]
        if one.path[: len(here)] == here and rest and isinstance(rest[0], str):
            found.setdefault(rest[0], []).append(_told(one, _text_at(content, one.path)))
    return found


def in_scope(content: Plain) -> tuple[tuple[str, str], ...]:
    """Return what a condition can read: names with their types; nothing while the journey's shape is broken."""
    if any(shape_problems(content)):
        return ()
    known = tuple((one.id, _type(one)) for one in model_of(content).variables)
    return (*known, ('in_screen("role", "screen")', "whether a role is on a screen"))


def _type(variable: Variable) -> str:
    match variable.type:
        case "bool":
            return "bool"
        case "int":
            return f"int {variable.lo}..{variable.hi}"
        case "enum":
            return f"one of {', '.join(variable.values)}"
        case "text":
            return "text, which no condition reads"


def _path_of(content: Plain, kind: PartKind, part: str, screen: str) -> tuple[str | int, ...]:
    if kind == "journey":
        return ()
    name, _ = LISTS[kind]
    inside: tuple[str | int, ...] = ()
    if kind in ("component", "hotspot"):
        inside = ("screens", _place(parts_in(content, "screen"), screen))
    return (*inside, name, _place(parts_in(content, kind, screen), part))


def _place(parts: Sequence[Plain], part: str) -> int:
    return next((place for place, one in enumerate(parts) if one.get("id") == part), -1)


def _text_at(content: Any, path: Iterable[str | int]) -> str:
    """The text at a path; empty where there is none."""
    try:
        for step in path:
            content = content[step]
    except (KeyError, IndexError, TypeError):
        return ""
    return content if isinstance(content, str) else ""


def _told(problem: Problem, text: str) -> FieldProblem:
    line = ""
    if problem.offset is not None and text:
        begin = text.rfind("\n", 0, problem.offset) + 1
        line = f"{text[begin:].partition(chr(10))[0]}\n{' ' * (problem.offset - begin)}^"
    return FieldProblem(
        sentence=_sentence(problem.problem), expected=problem.expected, remedy=_sentence(problem.remedy), line=line, near=problem.nearest
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}" if words else ""
