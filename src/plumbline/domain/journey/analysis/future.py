"""What can still come: whether a person comes to rest, whether an exception is recovered. Asked backwards, of all states at once."""

from collections.abc import Callable, Container, Iterable, Iterator

from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.model import Screen

Answer = bytearray
"""For every state 1 when some continuation answers a question, else 0; 1 stands in front of the first state."""


class Future:
    """rest: for each person, whether they come to rest, at an end or on call.

    recovery: for each exception screen that is reached, whether what went wrong is made good, without needing another fault.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rest = {role: self._answer(self._resting(role), faults=True) for role in ground.persons}
        self._goals = {
            screen.id: (screen.role, "" if ground.machine.roles.index(screen.role) in ground.persons else screen.recovery)
            for screen in ground.model.screens
            if screen.kind == "exception" and screen.id in ground.first_on
        }
        self.recovery = self.recovered_within(0)

    def recovered_within(self, steps: int) -> dict[str, Answer]:
        """Return for each exception screen in which states it is made good in so many steps; 0 for any number."""
        answers = {goal: self._answer(self._made_good(*goal), faults=False, steps=steps) for goal in dict.fromkeys(self._goals.values())}
        return {screen: answers[goal] for screen, goal in self._goals.items()}

    def _answer(self, goals: frozenset[int], faults: bool, steps: int = 0) -> Answer:
        """Go back from the states whose screens are a goal, level by level."""
        space = self.ground.space
        mask = space.layout.screen_mask
        answer = bytearray((1, *(packed & mask in goals for packed in space.order[1:])))
        level = [number for number, known in enumerate(answer) if known and number]
        ways = [space.origins, space.fault_origins] if faults and space.fault_to else [space.origins]
        while level:
            following: list[int] = []
            push = following.append
            for origins, end in ways:
                for number in level:
                    for origin in origins[end[number - 1] : end[number]]:
                        if not answer[origin]:
                            answer[origin] = 1
                            push(origin)
            level, steps = following, steps - 1
            if not steps:
                break
        return answer

    def _resting(self, role: int) -> frozenset[int]:
        ground = self.ground
        screens = {packed: ground.machine.screens[ground.layout.where(packed)[role]] for packed in ground.space.first}
        return frozenset(packed for packed, screen in screens.items() if ground.rests(role, screen))

    def _made_good(self, name: str, recovery: str) -> frozenset[int]:
        ground, role = self.ground, self.ground.machine.roles.index(name)
        found: set[int] = set()
        for packed in ground.space.first:
            screens = [ground.machine.screens[one] for one in ground.layout.where(packed)]
            own = screens[role]
            if role in ground.persons:
                good = own.kind == "fallback" or _ends_well(own)
            else:
                good = own.kind in ("recovery", "fallback") or own.id == recovery or any(_ends_well(screens[one]) for one in ground.persons)
            if good:
                found.add(packed)
        return frozenset(found)


def unanswered(answer: Answer) -> Iterator[int]:
    """Yield the states from which no continuation answers a question, in order."""
    number = answer.find(0)
    while number >= 0:
        yield number
        number = answer.find(0, number + 1)


def leading_to(space: Space, goals: Iterable[int], among: Container[int]) -> set[int]:
    """Return some states, and those among others that lead to one of them."""
    found = set(goals)
    waiting = [*found]
    while waiting:
        number = waiting.pop()
        for origins, end in (space.origins, space.fault_origins):
            for origin in origins[end[number - 1] : end[number]]:
                if origin in among and origin not in found:
                    found.add(origin)
                    waiting.append(origin)
    return found


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
