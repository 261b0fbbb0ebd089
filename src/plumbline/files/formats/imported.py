"""What an import gives back: a journey, and everything of the file that it could not keep."""

from collections.abc import Mapping

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.problem import Path, Problem
from plumbline.domain.journey.problems import problems_of
from plumbline.files.problem import PackErrors, PackProblem, Place, written
from plumbline.kernel.record import record


@record
class Loss:
    """One thing of a file that the journey does not have. line: where it stands; 0 where no one line can be named.

    what: the thing, by its kind and its name. became: what happened to it, in a sentence.
    """

    line: int
    what: str
    became: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}: {self.became}" if self.line else f"{self.what}: {self.became}"


@record
class Imported:
    """A journey without problems, and what was lost on the way, in the order of the file."""

    model: Model
    losses: tuple[Loss, ...] = ()


def whole(model: Model, name: str, losses: tuple[Loss, ...] = (), places: Mapping[Path, Place] | None = None) -> Imported:
    """Return an import, if its journey holds up. Raises PackErrors with everything that does not; nothing is kept then.

    places: where parts of the journey stand in the file, as far as that is known.
    """
    if problems := problems_of(model):
        raise PackErrors([_placed(one, name, places or {}) for one in problems])
    return Imported(model=model, losses=losses)


def _placed(problem: Problem, name: str, places: Mapping[Path, Place]) -> PackProblem:
    path = problem.path
    while path and path not in places:
        path = path[:-1]
    place = places.get(path, Place(1, 1))
    where, words = written(problem.path), (problem.problem, problem.expected, problem.remedy)
    return PackProblem(file=name, line=place.line, column=place.column, where=where, problem=words[0], expected=words[1], remedy=words[2])


def refused(name: str, place: Place, problem: str, expected: str, remedy: str) -> PackErrors:
    """Return the refusal of a file, for what stands at one place."""
    return PackErrors(
        [PackProblem(file=name, line=place.line, column=place.column, where="", problem=problem, expected=expected, remedy=remedy)]
    )
