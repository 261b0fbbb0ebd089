"""Sets of states as lists: a byte for every state. For spaces in which few of the combinations of values occur."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress

from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.analysis.spread import changing, spread
from plumbline.domain.journey.analysis.states import Screens, States

_AT_ONCE = 8
"""How many questions are asked in one go: one for each bit of a byte."""
_BIT = tuple(bytes(byte >> bit & 1 for byte in range(256)) for bit in range(_AT_ONCE))


class Listed:
    """The sets of a space's states: one number each, with a byte for every state by its number. See `Sets`."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.every = _set(b"\0" + b"\1" * space.count)
        self._apart: dict[int, tuple[Sequence[int], Mapping[int, int]]] = {}

    def of(self, numbers: Iterable[int]) -> States:
        """See `Sets`."""
        marks = bytearray(self.space.count + 1)
        for number in numbers:
            marks[number] = 1
        return _set(marks)

    def where(self, holds: Callable[[Screens], bool]) -> States:
        """See `Sets`."""
        table = {packed: int(holds(screens)) for packed, screens in self.space.where.items()}
        least = min(table.values())
        if least == max(table.values()):
            return self.every if least else _set(b"")
        return _set(bytes((0, *self.space.by_screens(table))))

    def on(self, role: int, screen: str) -> States:
        """See `Sets`."""
        region = self.space.layout.regions[role]
        parts, numbers = self._parts(region.mask)
        wanted = numbers.get(self.space.layout.code(screen) << region.shift, -1)
        if isinstance(parts, bytearray):
            return _set(parts.translate(bytes(number == wanted for number in range(256))))
        return _set(bytes(map(wanted.__eq__, parts)))

    def changing(self, states: States, mask: int) -> States:
        """See `Sets`."""
        return _set(changing(self.space, self._parts(mask)[0], self.numbers(states)) if states else b"")

    def _parts(self, mask: int) -> tuple[Sequence[int], Mapping[int, int]]:
        if mask not in self._apart:
            self._apart[mask] = self.space.parts(mask)
        return self._apart[mask]

    def leading(self, goals: Sequence[States], within: Sequence[States], faults: bool = True, steps: int = 0) -> list[States]:
        """See `Sets`."""
        found: list[States] = []
        for place in range(0, len(goals), _AT_ONCE):
            marks, most = (bytearray(self._packed(sets[place : place + _AT_ONCE])) for sets in (goals, within))
            spread(self.space, marks, range(1, self.space.count + 1), most, faults=faults, steps=steps)
            found += (_set(marks.translate(_BIT[bit])) for bit in range(len(goals[place : place + _AT_ONCE])))
        return found

    def _packed(self, sets: Sequence[States]) -> bytes:
        return sum(one.bits[0] << bit for bit, one in enumerate(sets)).to_bytes(self.space.count + 1, "little")

    def numbers(self, states: States) -> list[int]:
        """See `Sets`."""
        return [*compress(range(self.space.count + 1), self._packed((states,)))]

    def first(self, states: States) -> int:
        """See `Sets`."""
        return max(0, self._packed((states,)).find(1))


def _set(marks: bytes | bytearray) -> States:
    return States((int.from_bytes(marks, "little"),))
