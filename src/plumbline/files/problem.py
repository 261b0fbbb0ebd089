"""One thing that is wrong with a file somebody wrote, with its place and its remedy."""

from collections.abc import Sequence
from typing import NamedTuple

from plumbline.kernel.record import record

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands in a file; both count from 1."""

    line: int
    column: int


@record
class PackProblem:
    """One problem. where: path of the part inside the file, such as `metrics[2].id`. nearest: the known id that looks most like it."""

    file: str
    line: int
    column: int
    where: str
    problem: str
    expected: str
    remedy: str
    nearest: str = ""

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        where = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.problem}; expected {self.expected}{hint}"


class PackErrors(Exception):
    """Packs that cannot be used. Every problem of every file is listed; nothing was loaded."""

    def __init__(self, problems: Sequence[PackProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def written(path: Path) -> str:
    """Return a path as people read it: `steps[3].condition`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
