"""A small set of paths through a journey that together cover its screens, transitions, outcomes of conditions, and pairs of transitions.

Each path goes on to the nearest step that covers something new, and ends when nothing new can follow.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.happening import State, Step
from plumbline.kernel.record import record

LONGEST, MOST_STEPS = 40, 60_000
"""How many steps a path has at most, and up to how many steps of a journey pairs are covered, too."""
Thing = tuple[str, ...]
"""What can be covered: ("screen", id), ("transition", id), ("condition", transition, "true" or "false"), ("pair", first, second)."""


@record
class Walk:
    """One path: the state it begins in, and its steps."""

    start: State
    steps: tuple[Step, ...]


@record
class Covering:
    """Paths, and what they cover. with_pairs: whether pairs of transitions were asked for; not in a very large journey."""

    paths: tuple[Walk, ...]
    covered: frozenset[Thing]
    with_pairs: bool


def covering_paths(space: Space, pairs: bool = True) -> Covering:
    """Return paths that cover everything that can be reached. pairs: whether also pairs of transitions. The space must be complete."""
    return _Cover(space, pairs).all()


@record
class _Edge:
    """A step between two states. covers: what it covers by itself; taken: its transitions, by role."""

    after: int
    step: Step
    covers: frozenset[Thing]
    taken: Mapping[str, str]


class _Cover:
    def __init__(self, space: Space, pairs: bool) -> None:
        self.space = space
        self.numbers = {packed: number for number, packed in enumerate(space.order) if number}
        self.with_pairs = pairs and len(space.to) + len(space.fault_to) <= MOST_STEPS
        self.leaving: dict[int, tuple[_Edge, ...]] = {}
        owners = {one.id: one.role for one in (*space.model.screens, *space.model.stages)}
        self.role_of = {one.id: owners[one.source] for one in space.model.transitions}

    def all(self) -> Covering:
        """Walk until nothing new can be covered."""
        covered: set[Thing] = set(self._at(1))
        paths: list[Walk] = []
        while walk := self._walk(covered):
            paths.append(Walk(start=self.space.state(1), steps=tuple(edge.step for edge in walk)))
        return Covering(paths=tuple(paths), covered=frozenset(covered), with_pairs=self.with_pairs)

    def _walk(self, covered: set[Thing]) -> list[_Edge]:
        walk: list[_Edge] = []
        while len(walk) < LONGEST and (further := self._nearest(walk[-1] if walk else None, covered)):
            for edge in further:
                covered |= self._new(walk[-1] if walk else None, edge, covered)
                walk.append(edge)
        return walk

    def _nearest(self, last: _Edge | None, covered: set[Thing]) -> Sequence[_Edge]:
        """The fewest steps from where a path is to one that covers something new."""
        queue: deque[tuple[_Edge | None, tuple[_Edge, ...]]] = deque([(last, ())])
        seen: set[tuple[int, tuple[str, ...]]] = set()
        while queue:
            before, way = queue.popleft()
            for edge in self._leaving(before.after if before else 1):
                if self._new(before, edge, covered):
                    return (*way, edge)
                key = (edge.after, tuple(edge.taken.values()) if self.with_pairs else ())
                if key not in seen:
                    seen.add(key)
                    queue.append((edge, (*way, edge)))
        return ()

    def _new(self, before: _Edge | None, edge: _Edge, covered: set[Thing]) -> set[Thing]:
        things = {thing for thing in edge.covers if thing not in covered}
        if self.with_pairs and before:
            pairs = (("pair", before.taken[role], after) for role, after in edge.taken.items() if role in before.taken)
            things.update(pair for pair in pairs if pair not in covered)
        return things

    def _leaving(self, number: int) -> tuple[_Edge, ...]:
        if number not in self.leaving:
            self.leaving[number] = tuple(self._edges(number))
        return self.leaving[number]

    def _edges(self, number: int) -> Iterator[_Edge]:
        state = self.space.state(number)
        for label, packed in self.space.steps(self.space.order[number]):
            step = self.space.machine.step(state, self.space.happenings[label])
            after = self.numbers[packed]
            covers = frozenset((*self._at(after), *(("transition", one) for one in step.taken)))
            taken = {self.role_of[one]: one for one in step.taken}
            yield _Edge(after=after, step=step, covers=covers, taken=taken)

    def _at(self, number: int) -> Iterator[Thing]:
        """What a state covers: its screens, and how the conditions that are asked there turn out."""
        state = self.space.state(number)
        facts = self.space.machine.facts(state)
        for screen in state.screens:
            yield ("screen", screen)
            for group in self.space.program.of_screen[screen]:
                for route in group.routes:
                    if route.condition:
                        yield ("condition", route.transition.id, "true" if route.condition.holds(facts) else "false")
