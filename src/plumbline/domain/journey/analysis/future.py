"""What can still come: whether a person comes to rest, whether an exception is recovered. Asked backwards, of all states at once."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.model import Screen


class Future:
    """For every state, the questions that some continuation answers, as bits. 0 stands in front of the first state.

    rest: the bit of each person: is at an end or on call. recovery: the bit of each exception screen: what went wrong is made good,
    without needing another fault.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rest = {role: 1 << place for place, role in enumerate(ground.persons)}
        self.recovery: dict[str, int] = {}
        goals: dict[tuple[str, str], int] = {}
        for screen in ground.model.screens:
            if screen.kind == "exception" and screen.id in ground.first_on:
                role = ground.machine.roles.index(screen.role)
                goal = (screen.role, "" if role in ground.persons else screen.recovery)
                self.recovery[screen.id] = goals.setdefault(goal, 1 << len(ground.persons) + len(goals))
        self._resting = sum(self.rest.values())
        self._goals = goals
        everything = self._resting | sum(goals.values())
        self.bits = self._all(everything, goals)

    def never(self, bit: int) -> list[int]:
        """Return the states from which no continuation answers a question, in order."""
        return [number for number, bits in enumerate(self.bits) if not bits & bit and number]

    def within(self, steps: int) -> list[int]:
        """Return the bits of recovery that are answered in so many steps, none of them a fault."""
        space = self.ground.space
        mask, to, end = space.layout.screen_mask, space.to, space.end
        now = {packed: self._now(packed, self._goals) for packed in space.first}
        bits = [0, *(now[packed & mask] for packed in space.order[1:])]
        for _ in range(steps):
            before = bits.copy()
            for number in range(1, len(bits)):
                for follower in to[end[number - 1] : end[number]]:
                    bits[number] |= before[follower]
        return bits

    def _all(self, everything: int, goals: Mapping[tuple[str, str], int]) -> list[int]:
        space = self.ground.space
        mask = space.layout.screen_mask
        now = {packed: self._now(packed, goals) for packed in space.first}
        bits = [everything, *(now[packed & mask] for packed in space.order[1:])]
        fresh = bits.copy()
        fresh[0] = 0
        waiting = [number for number, found in enumerate(fresh) if found]
        before, before_faults, resting = space.origins, space.fault_origins, self._resting
        while waiting:
            following: list[int] = []
            for number in waiting:
                news, fresh[number] = fresh[number], 0
                for origin in before.of(number):
                    if added := news & ~bits[origin]:
                        bits[origin] |= added
                        if not fresh[origin]:
                            following.append(origin)
                        fresh[origin] |= added
                if before_faults and news & resting:
                    for origin in before_faults.of(number):
                        if added := news & resting & ~bits[origin]:
                            bits[origin] |= added
                            if not fresh[origin]:
                                following.append(origin)
                            fresh[origin] |= added
            waiting = following
        return bits

    def _now(self, packed: int, goals: Mapping[tuple[str, str], int]) -> int:
        """The questions that a combination of screens answers by itself."""
        ground = self.ground
        screens = [ground.machine.screens[one] for one in ground.layout.where(packed)]
        bits = sum(bit for role, bit in self.rest.items() if ground.rests(role, screens[role]))
        for (name, recovery), bit in goals.items():
            role = ground.machine.roles.index(name)
            if _recovered(screens[role]) if role in ground.persons else self._system_recovered(screens, role, recovery):
                bits |= bit
        return bits

    def _system_recovered(self, screens: Sequence[Screen], role: int, recovery: str) -> bool:
        own = screens[role]
        return own.kind in ("recovery", "fallback") or own.id == recovery or any(_made_good(screens[one]) for one in self.ground.persons)


def leading_to(space: Space, goals: Iterable[int], among: Container[int]) -> set[int]:
    """Return some states, and those among others that lead to one of them."""
    found = set(goals)
    waiting = [*found]
    while waiting:
        number = waiting.pop()
        for origin in (*space.origins.of(number), *space.fault_origins.of(number)):
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


def _made_good(screen: Screen) -> bool:
    return screen.kind == "terminal" and screen.result in ("success", "escalated")


def _recovered(screen: Screen) -> bool:
    return screen.kind == "fallback" or _made_good(screen)
