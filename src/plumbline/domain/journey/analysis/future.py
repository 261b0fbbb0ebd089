"""What can still come: whether a person comes to rest, whether an exception is recovered. Asked backwards, of all states at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.states import Screens, States
from plumbline.domain.journey.model import Screen

Key = TypeVar("Key")


class Future:
    """rest: for each person, the states from which they come to rest, at an end or on call.

    recovery: for each exception screen that is reached, those from which what went wrong is made good, without needing another fault.
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

    def recovered_within(self, steps: int) -> dict[str, States]:
        """Return for each exception screen the states in which it is made good in so many steps; 0 for any number."""
        answers = self._answers({goal: self._made_good(*goal) for goal in self._goals.values()}, faults=False, steps=steps)
        return {screen: answers[goal] for screen, goal in self._goals.items()}

    def _answers(self, goals: Mapping[Key, frozenset[Screens]], faults: bool, steps: int = 0) -> dict[Key, States]:
        """Answer questions: which states come, by one of their continuations, to the screens that are a goal."""
        sets = self.ground.sets
        asked = [sets.where(goal.__contains__) for goal in goals.values()]
        within = [sets.where(self._may_come(goal, faults)) for goal in goals.values()]
        return dict(zip(goals, sets.leading(asked, within, faults, steps), strict=True))

    def _may_come(self, goals: frozenset[Screens], faults: bool) -> Callable[[Screens], bool]:
        """Return a test of screens: whether each role, along transitions that are taken somewhere, has a way to its screen in a goal."""
        ground = self.ground
        before: dict[str, list[str]] = {}
        for one in ground.model.transitions:
            if one.id in ground.taken and one.target and (faults or ground.machine.events[one.event].kind != "fault"):
                before.setdefault(one.target, []).extend(ground.sources[one.id])
        wanted = {screen for goal in goals for screen in goal}
        waiting = [*wanted]
        while waiting:
            more = set(before.get(waiting.pop(), ())) - wanted
            wanted |= more
            waiting += more
        return wanted.issuperset

    def _resting(self, role: int) -> frozenset[Screens]:
        ground = self.ground
        resting = {one.id for one in ground.model.screens if ground.rests(role, one)}
        return frozenset(screens for screens in ground.space.where.values() if screens[role] in resting)

    def _made_good(self, name: str, recovery: str) -> frozenset[Screens]:
        ground, role = self.ground, self.ground.machine.roles.index(name)
        found: set[Screens] = set()
        for where in ground.space.where.values():
            screens = [ground.machine.screens[one] for one in where]
            own = screens[role]
            if role in ground.persons:
                good = own.kind == "fallback" or _ends_well(own)
            else:
                good = own.kind in ("recovery", "fallback") or own.id == recovery or any(_ends_well(screens[one]) for one in ground.persons)
            if good:
                found.add(where)
        return frozenset(found)


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
