"""Answers to questions, kept for as long as nothing is written: between two writes every page asks the same ones."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
_MOST_KEPT = 256
_LONGEST_KEPT = 200  # rows; longer answers are rarely asked for twice


class Answers:
    """What was answered in one version of the database. version: tells it, a number that is another one after every write.

    Belongs to one event loop.
    """

    def __init__(self, version: Callable[[], int]) -> None:
        self._version = version
        self._known: int | None = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def at_once(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Return the answer that is kept, or ask for it and keep it."""
        self._look()
        if question not in self._kept:
            self._keep(question, ask())
        return self._kept[question]

    async def ask(self, question: Hashable, ask: Callable[[], Awaitable[list[T]]]) -> list[T]:
        """Return the answer that is kept, or wait for it and keep it unless it is long. The list is the caller's own."""
        version = self._look()
        if question in self._kept:
            self._kept.move_to_end(question)
            return list(self._kept[question])
        answer = await ask()
        # The answer may be older than what was written while it was waited for, or already newer; in both cases nobody else gets it.
        if len(answer) <= _LONGEST_KEPT and version == self._look():
            self._keep(question, tuple(answer))
        return answer

    def _look(self) -> int:
        version = self._version()
        if version != self._known:
            self._kept.clear()
            self._known = version
        return version

    def _keep(self, question: Hashable, answer: Any) -> None:
        self._kept[question] = answer
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
