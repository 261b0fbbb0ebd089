"""Sets of states in blocks: for every combination of screens one number, with a bit for all the values that the variables can have.

What leads where is known for all values at once, so that a question to a million states is one to some thousand combinations of screens.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress

from plumbline.domain.journey.analysis.moves import Moves, TooManyWays
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.analysis.states import Screens, States
from plumbline.domain.journey.analysis.valuations import Valuations

_DIGITS, _BITS = b"0" + b"1" * 255, bytes(digit == ord("1") for digit in range(256))
_FEWEST, _SPARSEST, _MOST_VALUES = 16, 128, 64
"""Blocks pay where one has so many states on average, one in so many of its bits is a state, and no variable has so many values."""
Way = tuple[int, int]
"""Where some values lead to that stay as they are: the block, and the values."""
Turn = tuple[int, int, int, int, tuple[int, ...]]
"""Where values lead to that change: the block, and what a Move says of the values."""


def blocks_of(space: Space) -> "Blocks | None":
    """Return the sets of a space in blocks; None where states lie too far apart, or values change in too many ways, for them to pay."""
    values = 1 << space.layout.bits - space.layout.screen_mask.bit_length()
    widest = max((field.most for field in space.layout.variables.values()), default=0)
    if not space.indexed or widest >= _MOST_VALUES or space.count < len(space.first) * max(_FEWEST, values // _SPARSEST):
        return None
    try:
        return Blocks(space, space.count)
    except TooManyWays:
        return None


class Blocks:
    """The sets of a space's states: a number for every combination of screens, in the order of the space. See `Sets`.

    most: how many ways for values to change are worth it; 0 for any number. Raises TooManyWays where there are more.
    """

    def __init__(self, space: Space, most: int = 0) -> None:
        self.space = space
        self._screens = [*space.first]
        self._place = {screens: place for place, screens in enumerate(self._screens)}
        self._shift = space.layout.screen_mask.bit_length()
        self.every = States(self._reached())
        self._ways: list[tuple[list[Way], list[Turn]]] = []
        self._fault_ways: list[tuple[list[Way], list[Turn]]] = []
        self._onwards: list[dict[int, int]] = []
        moves, made = Moves(space.program, Valuations(space.layout)), 0
        for screens, reached in zip(self._screens, self.every.bits, strict=True):
            self._add(screens, reached, moves)
            made += len(self._ways[-1][1]) + len(self._fault_ways[-1][1])
            if most and made > most:
                raise TooManyWays

    def _reached(self) -> Iterator[int]:
        for screens in self._screens:
            yield int(bytes(map(bool, reversed(self._numbers(screens)))).translate(_DIGITS), 2)

    def _numbers(self, screens: int) -> Sequence[int]:
        """The numbers of the states on some screens, by the values; 0 for values that do not occur."""
        return self.space.numbers[screens :: 1 << self._shift]

    def _add(self, screens: int, reached: int, moves: Moves) -> None:
        ways: tuple[dict[int, int], dict[int, int]] = ({}, {})
        turns: tuple[list[Turn], list[Turn]] = ([], [])
        onwards: dict[int, int] = {}
        for turn, values, only, back, spread, is_fault in moves.of(self.space.where[screens]):
            if going := values & reached:
                to = self._place[screens + turn]
                onwards[to] = onwards.get(to, 0) | going
                if back or spread:
                    turns[is_fault].append((to, going, only, back, spread))
                else:
                    ways[is_fault][to] = ways[is_fault].get(to, 0) | going
        self._ways.append(([*ways[False].items()], turns[False]))
        self._fault_ways.append(([*ways[True].items()], turns[True]))
        self._onwards.append(onwards)

    def of(self, numbers: Iterable[int]) -> States:
        """See `Sets`."""
        bits = [0] * len(self._screens)
        for number in numbers:
            packed = self.space.order[number]
            bits[self._place[packed & self.space.layout.screen_mask]] |= 1 << (packed >> self._shift)
        return States(bits)

    def where(self, holds: Callable[[Screens], bool]) -> States:
        """See `Sets`."""
        return States(bits if holds(screens) else 0 for screens, bits in zip(self.space.where.values(), self.every.bits, strict=True))

    def on(self, role: int, screen: str) -> States:
        """See `Sets`."""
        return self.where(lambda screens: screens[role] == screen)

    def changing(self, states: States, mask: int) -> States:
        """See `Sets`."""
        return States(map(self._changing, range(len(self._screens)), states.bits, [mask] * len(self._screens)))

    def _changing(self, place: int, bits: int, mask: int) -> int:
        found, here = 0, self._screens[place] & mask
        if bits:
            for to, going in self._onwards[place].items():
                if self._screens[to] & mask != here:
                    found |= going
        return found & bits

    def leading(self, goals: Sequence[States], within: Sequence[States], faults: bool = True, steps: int = 0) -> list[States]:
        """See `Sets`."""
        return [States(self._leading([*goal.bits], most.bits, faults, steps)) for goal, most in zip(goals, within, strict=True)]

    def _leading(self, marks: list[int], most: Sequence[int], faults: bool, steps: int) -> list[int]:
        """Go through the blocks from the last to the first, which settles most of them at once, until nothing changes."""
        waiting = [place for place in range(len(marks) - 1, -1, -1) if marks[place] != most[place]]
        rounds = 0
        while waiting:
            seen, left, changed = ([*marks] if steps else marks), list[int](), False
            for place in waiting:
                before = bits = marks[place]
                bits |= self._back(self._ways[place], seen)
                if faults:
                    bits |= self._back(self._fault_ways[place], seen)
                bits &= most[place]
                if bits != before:
                    marks[place], changed = bits, True
                if bits != most[place]:
                    left.append(place)
            rounds += 1
            if not changed or rounds == steps:
                break
            waiting = left
        return marks

    @staticmethod
    def _back(ways: tuple[list[Way], list[Turn]], marks: Sequence[int]) -> int:
        """Return the values of a block that lead to what is marked, in one step."""
        found = 0
        for to, going in ways[0]:
            found |= marks[to] & going
        for to, going, only, back, spread in ways[1]:
            if bits := marks[to]:
                bits = (bits & only) >> back if back >= 0 else (bits & only) << -back
                for further in spread:
                    bits |= bits << further
                found |= bits & going
        return found

    def numbers(self, states: States) -> list[int]:
        """See `Sets`."""
        return sorted(number for place, bits in enumerate(states.bits) if bits for number in self._members(place, bits))

    def _members(self, place: int, bits: int) -> Iterator[int]:
        return compress(self._numbers(self._screens[place]), f"{bits:b}"[::-1].encode().translate(_BITS))

    def first(self, states: States) -> int:
        """See `Sets`."""
        least = 0
        for place, bits in enumerate(states.bits):
            if least and self.space.first[self._screens[place]] > least:
                break
            if bits:
                number = min(self._members(place, bits))
                least = min(least or number, number)
        return least
