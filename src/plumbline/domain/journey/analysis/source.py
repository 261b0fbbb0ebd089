"""Lines of Python, indented; nothing more."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager


class Source:
    """Python that is being written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0

    @property
    def text(self) -> str:
        """What was written so far."""
        return "\n".join(self._lines) + "\n"

    def add(self, *lines: str) -> None:
        """Write lines at the present depth."""
        self._lines += [" " * self._depth + line for line in lines]

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """Write a head, and what follows inside it one deeper."""
        self.add(head)
        self._depth += 1
        before = len(self._lines)
        yield
        if len(self._lines) == before:
            self.add("pass")
        self._depth -= 1

    def dispatch(self, name: str, most: int, cases: Sequence[tuple[int, Callable[[], None]]]) -> None:
        """Write the case that a variable from 0 to most chooses, by halving: a screen of five hundred costs nine comparisons."""
        self._halved(name, 0, most, sorted(cases, key=lambda case: case[0]))

    def _halved(self, name: str, lo: int, hi: int, cases: Sequence[tuple[int, Callable[[], None]]]) -> None:
        if not cases:
            return
        if len(cases) == 1:
            code, write = cases[0]
            if lo == hi:
                write()
                return
            with self.block(f"if {name} == {code}:"):
                write()
            return
        middle = cases[len(cases) // 2][0]
        with self.block(f"if {name} < {middle}:"):
            self._halved(name, lo, middle - 1, cases[: len(cases) // 2])
        with self.block("else:"):
            self._halved(name, middle, hi, cases[len(cases) // 2 :])
