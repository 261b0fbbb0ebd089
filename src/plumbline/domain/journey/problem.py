"""One thing that is wrong with a journey, and the words for what is wrong most often."""

from collections.abc import Iterable

from plumbline.kernel.expression import ExpressionError
from plumbline.kernel.nearest import nearest
from plumbline.kernel.record import record

Path = tuple[str | int, ...]


@record
class Problem:
    """One thing to mend. path: the part of the journey, as keys and places in lists. offset: of the character in a condition, or None.

    nearest: the known id that looks most like the wrong one.
    """

    path: Path
    problem: str
    expected: str
    remedy: str
    nearest: str = ""
    offset: int | None = None


def unknown(path: Path, name: str, known: Iterable[str], expected: str) -> Problem:
    """Return the problem of an id that names nothing. expected: what it should name; known: the ids there are."""
    names = list(known)
    few = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    near = nearest(name, names)
    return Problem(
        path=path,
        problem=f"{name!r} is not {expected}" if name else f"{expected} is missing",
        expected=f"{expected}: {few}" if names else expected,
        remedy=f"did you mean {near}?" if near else "correct the id, or add what it names",
        nearest=near,
    )


def odd(path: Path, problem: str, expected: str, remedy: str) -> Problem:
    """Return a problem in these words."""
    return Problem(path=path, problem=problem, expected=expected, remedy=remedy)


def misnamed(path: Path, name: str) -> Problem:
    """Return the problem of a name that conditions cannot read."""
    return odd(path, f"{name!r} cannot be read by conditions", "lower-case letters, digits and _, beginning with a letter", "rename it")


def of_expression(path: Path, error: ExpressionError) -> Problem:
    """Return the problem of a condition or update that does not compile."""
    return Problem(
        path=path, problem=error.problem, expected="a condition over the journey's variables", remedy=error.remedy, offset=error.position
    )
