"""What holds of a state because of those it leads to: marks that go back along the steps of a search until nothing changes.

Steps lead mostly to states that were found later, so going through the states from the last to the first settles most of them at once,
and no table of where each state is reached from is needed.
"""

from collections.abc import Sequence
from itertools import count

from plumbline.domain.journey.analysis.space import Space

_SWEEPS = 12
"""After so many times through all of them, what is left is settled one by one."""


def spread(space: Space, marks: bytearray, states: Sequence[int], most: Sequence[int] = (), *, faults: bool = True, steps: int = 0) -> None:
    """Add to the marks of some states those of the states that each leads to, until nothing changes.

    marks: bits for every state of the space. states: in rising order. most: for every state the bits that it can get at all, never fewer
    than those of a state that it leads to: whoever has them is done. Without it there is one bit. faults: whether marks go back along
    faults, too. steps: how far marks go back at most; 0 for any distance.
    """
    most = most or b"\1" * len(marks)
    waiting = [number for number in reversed(states) if marks[number] != most[number]]
    for rounds in count(1):
        waiting, changed = _sweep(space, marks, bytes(marks) if steps else marks, waiting, most, faults)
        if not changed or rounds == steps:
            return
        if rounds == _SWEEPS and not steps:
            _one_by_one(space, marks, waiting, faults)
            return
        waiting.reverse()


def changing(space: Space, parts: Sequence[int], states: Sequence[int]) -> bytearray:
    """Mark those of some states that lead, in one step, to a state with another part. parts: a number for every state."""
    found = bytearray(space.count + 1)
    to, end, fault_to, fault_end = space.to, space.end, space.fault_to, space.fault_end
    for number in states:
        here = parts[number]
        for one in to[end[number - 1] : end[number]]:
            if parts[one] != here:
                found[number] = 1
                break
        else:
            for one in fault_to[fault_end[number - 1] : fault_end[number]]:
                if parts[one] != here:
                    found[number] = 1
                    break
    return found


def _sweep(
    space: Space, marks: bytearray, seen: Sequence[int], states: Sequence[int], most: Sequence[int], faults: bool
) -> tuple[list[int], bool]:
    """Go through the states once; return those that lack a mark, and whether any got one. seen: the marks that are read."""
    to, end, fault_to, fault_end = space.to, space.end, space.fault_to, space.fault_end
    left: list[int] = []
    keep = left.append
    changed = False
    for number in states:
        before = bits = marks[number]
        full = most[number]
        for one in to[end[number - 1] : end[number]]:
            bits |= seen[one]
            if bits == full:
                break
        else:
            if faults:
                for one in fault_to[fault_end[number - 1] : fault_end[number]]:
                    bits |= seen[one]
        if bits != before:
            marks[number] = bits
            changed = True
        if bits != full:
            keep(number)
    return left, changed


def _one_by_one(space: Space, marks: bytearray, states: Sequence[int], faults: bool) -> None:
    """Settle states by handing on what is new to those that lead to them."""
    origins: dict[int, list[int]] = {number: [] for number in states}
    for number in states:
        for one in space.successors(number, faults):
            marks[number] |= marks[one]
            if one in origins:
                origins[one].append(number)
    waiting = [*states]
    while waiting:
        bits = marks[number := waiting.pop()]
        for origin in origins[number]:
            if bits & ~marks[origin]:
                marks[origin] |= bits
                waiting.append(origin)
