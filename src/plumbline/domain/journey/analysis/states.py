"""Sets of states, and the questions that checks ask of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

Screens = tuple[str, ...]
"""The screen of every role."""


class States:
    """Some states of a space: numbers whose bits stand for one state each. Which one, the sets know that it comes from."""

    __slots__ = ("bits",)

    def __init__(self, bits: Iterable[int]) -> None:
        self.bits = tuple(bits)

    def __and__(self, other: "States") -> "States":
        return States(map(int.__and__, self.bits, other.bits))

    def __or__(self, other: "States") -> "States":
        return States(map(int.__or__, self.bits, other.bits))

    def __sub__(self, other: "States") -> "States":
        return States(one & ~two if two else one for one, two in zip(self.bits, other.bits, strict=True))

    def __bool__(self) -> bool:
        return any(self.bits)


class Sets(Protocol):
    """The sets of the states of one space, which must be complete. every: all of them."""

    every: States

    def of(self, numbers: Iterable[int]) -> States:
        """Return the set of some states by number."""
        ...

    def where(self, holds: Callable[[Screens], bool]) -> States:
        """Return the states whose screens pass a test."""
        ...

    def on(self, role: int, screen: str) -> States:
        """Return the states with a role on a screen."""
        ...

    def changing(self, states: States, mask: int) -> States:
        """Return those that lead, in one step, to a state with other screens; mask: the bits of the screens that are compared."""
        ...

    def leading(self, goals: Sequence[States], within: Sequence[States], faults: bool = True, steps: int = 0) -> list[States]:
        """Return for each goal, a set of states, which states lead to it, itself among them.

        within: for each goal states that the answer is certainly among. faults: whether faults lead on, too. steps: how many steps at
        most; 0 for any number.
        """
        ...

    def numbers(self, states: States) -> list[int]:
        """Return the numbers of states, in rising order."""
        ...

    def first(self, states: States) -> int:
        """Return the number of the nearest of some states; 0 when there is none."""
        ...
