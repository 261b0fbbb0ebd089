"""What can still come: whether a person comes to rest, whether an exception is recovered. Asked backwards, of all states at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import not_
from typing import TypeVar

from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.spread import spread
from plumbline.domain.journey.model import Screen

Key = TypeVar("Key")
Answer = bytearray
"""For every state 1 when some continuation answers a question, else 0; 1 stands in front of the first state."""

_AT_ONCE = 8
"""How many questions are asked in one go: one for each bit of a byte."""
_BIT = tuple(bytes(byte >> bit & 1 for byte in range(256)) for bit in range(_AT_ONCE))


class Future:
    """rest: for each person, whether they come to rest, at an end or on call.

    recovery: for each exception screen that is reached, whether what went wrong is made good, without needing another fault.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rest = self._answers({role: self._resting(role) for role in ground.persons}, faults=True)
        self._goals = {
            screen.id: (screen.role, "" if ground.machine.roles.index(screen.role) in ground.persons else screen.recovery)
            for screen in ground.model.screens
            if screen.kind == "exception" and screen.id in ground.first_on
        }
        self.recovery = self.recovered_within(0)

    def recovered_within(self, steps: int) -> dict[str, Answer]:
        """Return for each exception screen in which states it is made good in so many steps; 0 for any number."""
        answers = self._answers({goal: self._made_good(*goal) for goal in self._goals.values()}, faults=False, steps=steps)
        return {screen: answers[goal] for screen, goal in self._goals.items()}

    def _answers(self, goals: Mapping[Key, frozenset[int]], faults: bool, steps: int = 0) -> dict[Key, Answer]:
        """Answer questions, some at a time: whether a state comes, by one of its continuations, to the screens that are a goal."""
        space, keys = self.ground.space, [*goals]
        found: dict[Key, Answer] = {}
        for chosen in (keys[place : place + _AT_ONCE] for place in range(0, len(keys), _AT_ONCE)):
            asked = [goals[key] for key in chosen]
            marks = bytearray((0, *space.by_screens(self._bits([goal.__contains__ for goal in asked]))))
            most = bytes((0, *space.by_screens(self._bits([self._may_come(goal, faults) for goal in asked]))))
            spread(space, marks, range(1, space.count + 1), most, faults=faults, steps=steps)
            marks[0] = (1 << len(chosen)) - 1
            found |= {key: marks.translate(_BIT[bit]) for bit, key in enumerate(chosen)}
        return found

    def _bits(self, tests: Sequence[Callable[[int], bool]]) -> dict[int, int]:
        return {screens: sum(1 << bit for bit, holds in enumerate(tests) if holds(screens)) for screens in self.ground.space.first}

    def _may_come(self, goals: frozenset[int], faults: bool) -> Callable[[int], bool]:
        """Return a test of screens: whether each role, along transitions that are taken somewhere, has a way to its screen in a goal."""
        ground = self.ground
        before: dict[str, list[str]] = {}
        for one in ground.model.transitions:
            if one.id in ground.taken and one.target and (faults or ground.machine.events[one.event].kind != "fault"):
                before.setdefault(one.target, []).extend(ground.sources[one.id])
        where = ground.space.where
        wanted = {screen for goal in goals for screen in where[goal]}
        waiting = [*wanted]
        while waiting:
            more = set(before.get(waiting.pop(), ())) - wanted
            wanted |= more
            waiting += more
        return lambda screens: wanted.issuperset(where[screens])

    def _resting(self, role: int) -> frozenset[int]:
        ground = self.ground
        resting = {one.id for one in ground.model.screens if ground.rests(role, one)}
        return frozenset(packed for packed, screens in ground.space.where.items() if screens[role] in resting)

    def _made_good(self, name: str, recovery: str) -> frozenset[int]:
        ground, role = self.ground, self.ground.machine.roles.index(name)
        found: set[int] = set()
        for packed, where in ground.space.where.items():
            screens = [ground.machine.screens[one] for one in where]
            own = screens[role]
            if role in ground.persons:
                good = own.kind == "fallback" or _ends_well(own)
            else:
                good = own.kind in ("recovery", "fallback") or own.id == recovery or any(_ends_well(screens[one]) for one in ground.persons)
            if good:
                found.add(packed)
        return frozenset(found)


def unanswered(answer: Answer) -> list[int]:
    """Return the states from which no continuation answers a question, in rising order."""
    return [*compress(range(len(answer)), map(not_, answer))]


def components(states: Iterable[int], successors: Callable[[int], Iterable[int]]) -> Iterator[list[int]]:
    """Yield the strongly connected components among some states, each after those it leads to (Tarjan, without recursion)."""
    inside = set(states)
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in sorted(inside):
        if root in index:
            continue
        walk: list[tuple[int, Iterator[int]]] = [_visit(root, index, low, stack, on_stack, successors)]
        while walk:
            number, following = walk[-1]
            for follower in following:
                if follower not in inside:
                    continue
                if follower not in index:
                    walk.append(_visit(follower, index, low, stack, on_stack, successors))
                    break
                if follower in on_stack:
                    low[number] = min(low[number], index[follower])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[number])
                if low[number] == index[number]:
                    place = stack.index(number) if len(stack) < 50 else len(stack) - 1 - stack[::-1].index(number)
                    component = stack[place:]
                    del stack[place:]
                    on_stack.difference_update(component)
                    yield component


def _visit(
    number: int,
    index: dict[int, int],
    low: dict[int, int],
    stack: list[int],
    on_stack: set[int],
    successors: Callable[[int], Iterable[int]],
) -> tuple[int, Iterator[int]]:
    index[number] = low[number] = len(index)
    stack.append(number)
    on_stack.add(number)
    return number, iter(successors(number))


def _ends_well(screen: Screen) -> bool:
    return screen.kind == "terminal" and screen.result in ("success", "escalated")
