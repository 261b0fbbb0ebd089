"""Every state of a journey that can be reached, in the order of its distance from the start, with the shortest way to each."""

from array import array
from collections.abc import Callable, Iterator, Mapping, MutableSequence, Sequence
from functools import cached_property
from typing import Any

from plumbline.domain.journey.analysis.compile import Compiler, function_of
from plumbline.domain.journey.analysis.cone import cone_of_influence
from plumbline.domain.journey.analysis.layout import Layout
from plumbline.domain.journey.analysis.program import Program
from plumbline.domain.journey.happening import Happening, State
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.kernel.record import record

STATES, DEPTH = 1_000_000, 10_000
_INDEXED_BITS = 22
"""Up to here an array over all packed states (16 MB) is quicker than a dictionary of those that were seen; making one for 23 bits takes as
long as finding ten thousand states."""


@record
class Budget:
    """How many states a search may look at, and how many steps it may go."""

    states: int = STATES
    depth: int = DEPTH


class Space:
    """What a search found. States are numbered from 1, the start, in the order of their distance.

    numbers: the number of each packed state, 0 or missing when it was not found; indexed: whether that is an array over all of them.
    complete: whether every state was looked at; expanded: how many were. depth: the number of steps to the farthest that was looked at.
    hits: for each group, the first state in which its conditions turned out a certain way, by the bits of those that held.
    taken: the first state in which a transition of an event of several roles was taken. clamps: the first state in which a number would
    have left its range. conflicts: the first state in which two roles write the same variables. All 0 or missing when there is none.
    """

    def __init__(self, model: Model, budget: Budget | None = None, kept: Sequence[str] | None = None) -> None:
        budget = budget or Budget()
        self.machine = Machine(model)
        self.model = model
        self.layout = Layout(self.machine, cone_of_influence(self.machine) if kept is None else kept)
        self.program = Program(self.machine, self.layout.kept)
        compiler = Compiler(self.layout, self.program)
        self.indexed = self.layout.bits <= _INDEXED_BITS
        code = compiler.compiled("search", self.indexed)
        self._compiler = compiler
        self.happenings: Sequence[Happening] = compiler.happenings
        self.sites = compiler.sites
        kind = "I" if self.layout.bits <= 32 else "Q"
        self.order: Sequence[int] = array(kind, [0]) if self.layout.bits <= 64 else [0]
        self.parent, self.label = array("I", [0]), array("H", [0])
        self.to, self.end = array("I"), array("I", [0])
        self.fault_to, self.fault_end = array("I"), array("I", [0])
        self.hits: list[Any] = [_counts(len(group.routes) + bool(group.offered)) for group in self.program.groups]
        self.taken = [0] * len(model.transitions)
        self.clamps: MutableSequence[int] = [0] * len(self.sites)
        self.conflicts: dict[tuple[int, int], int] = {}
        self.numbers: Any = array("I", [0]) * (1 << self.layout.bits) if self.indexed else {}
        self.expanded, self.depth = function_of(code, compiler.terms.tables)(
            self.layout.packed(self.machine.start()), self.numbers, self.order, self.parent, self.label, self.to, self.end, self.fault_to,
            self.fault_end, self.hits, self.taken, self.clamps, self.conflicts, budget.states, budget.depth,
        )  # fmt: skip

    @property
    def count(self) -> int:
        """How many states were found."""
        return len(self.order) - 1

    @property
    def complete(self) -> bool:
        """Whether every state that can be reached was looked at."""
        return self.expanded == self.count

    @property
    def left_out(self) -> tuple[str, ...]:
        """The variables that decide nothing and are no part of the states."""
        return tuple(one.id for one in self.model.variables if one.id not in self.layout.variables)

    def trace(self, number: int) -> tuple[Happening, ...]:
        """Return a shortest way from the start to a state."""
        way: list[Happening] = []
        while number > 1:
            way.append(self.happenings[self.label[number]])
            number = self.parent[number]
        return tuple(reversed(way))

    def state(self, number: int) -> State:
        """Return a state."""
        return self.layout.state(self.order[number])

    @cached_property
    def first(self) -> dict[int, int]:
        """The first state of each combination of screens, by the bits of the screens."""
        backwards = reversed(self.order)
        found = dict(zip(map(self.layout.screen_mask.__and__, backwards), range(self.count, 0, -1), strict=False))
        return dict(sorted(found.items(), key=lambda one: one[1]))

    @cached_property
    def where(self) -> dict[int, tuple[str, ...]]:
        """The screens of the roles by the bits of the screens, in the order in which they are first reached."""
        return {packed: self.layout.where(packed) for packed in self.first}

    def by_screens(self, values: Mapping[int, int]) -> Iterator[int]:
        """Yield for every state, from the first, what stands in a table for the bits of its screens."""
        states = iter(self.order)
        next(states)
        return map(values.__getitem__, map(self.layout.screen_mask.__and__, states))

    def parts(self, mask: int) -> tuple[Sequence[int], Mapping[int, int]]:
        """Return a number for every state that tells some bits of its screens apart, 0 in front, and the numbers by those bits."""
        numbers: dict[int, int] = {}
        table = {screens: numbers.setdefault(screens & mask, len(numbers) + 1) for screens in self.first}
        every = (0, *self.by_screens(table))
        return (bytearray(every) if len(numbers) < 256 else array("I", every)), numbers

    def successors(self, number: int, faults: bool = True) -> Iterator[int]:
        """Yield the states that one step leads to from a state that was looked at."""
        yield from self.to[self.end[number - 1] : self.end[number]]
        if faults:
            yield from self.fault_to[self.fault_end[number - 1] : self.fault_end[number]]

    @cached_property
    def steps(self) -> Callable[[int], list[tuple[int, int]]]:
        """A function from a packed state to its (label, packed state) pairs, those that stay among them."""
        code = self._compiler.compiled("list")
        return function_of(code, self._compiler.terms.tables)


def _counts(conditions: int) -> Any:
    """A list by bits; a dictionary where that would be long."""
    return [0] * (1 << conditions) if conditions <= 10 else _Missing()


class _Missing(dict[int, int]):
    def __missing__(self, key: int) -> int:
        return 0
