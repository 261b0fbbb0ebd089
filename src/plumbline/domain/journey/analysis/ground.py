"""What several checks ask of a space: which screens were reached, where a transition begins, what was seen of a condition."""

from collections.abc import Iterator
from functools import cached_property

from plumbline.domain.journey.analysis.blocks import blocks_of
from plumbline.domain.journey.analysis.listed import Listed
from plumbline.domain.journey.analysis.program import Group
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.analysis.states import Sets
from plumbline.domain.journey.happening import Happening, Occurs
from plumbline.domain.journey.model import Screen, Transition


class Ground:
    """A space, and the answers that follow from it. persons: the places of the roles that people play."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.model, self.machine, self.layout = space.model, space.machine, space.layout
        self.persons = tuple(place for place, role in enumerate(self.model.roles) if role.actor == "person")
        self.transitions = {one.id: one for one in self.model.transitions}
        self.groups_of: dict[str, list[tuple[Group, int]]] = {}
        for group in space.program.groups:
            for bit, route in enumerate(group.routes):
                self.groups_of.setdefault(route.transition.id, []).append((group, bit))

    @cached_property
    def first_on(self) -> dict[str, int]:
        """The first state with somebody on a screen, by screen; unreached screens are missing."""
        found: dict[str, int] = {}
        for packed, screens in self.space.where.items():
            for screen in screens:
                found.setdefault(screen, self.space.first[packed])
        return found

    @cached_property
    def sets(self) -> Sets:
        """The sets of the states of the space."""
        return blocks_of(self.space) or Listed(self.space)

    @cached_property
    def taken(self) -> frozenset[str]:
        """The transitions that are taken in some state."""
        return frozenset(one.id for one in self.model.transitions if self.is_taken(one))

    def left_by(self, role: int) -> frozenset[str]:
        """Return the screens of a role that some transition, which is taken in some state, leads away from."""
        left = (source for one in self.model.transitions if one.target and one.id in self.taken for source in self._left(one))
        return frozenset(source for source in left if self.machine.screens[source].role == self.model.roles[role].id)

    def _left(self, transition: Transition) -> Iterator[str]:
        return (source for source in self.sources[transition.id] if source != transition.target)

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The screens that each transition leaves, by transition."""
        of_stage: dict[str, list[str]] = {}
        for screen in self.model.screens:
            if screen.stage:
                of_stage.setdefault(screen.stage, []).append(screen.id)
        return {
            one.id: (one.source,) if one.source in self.machine.screens else tuple(of_stage.get(one.source, ()))
            for one in self.model.transitions
        }

    def begins_at(self, transition: Transition) -> int:
        """Return the first state on a screen that a transition leaves; 0 when none is reached."""
        return min((self.first_on[one] for one in self.sources[transition.id] if one in self.first_on), default=0)

    def seen(self, group: Group) -> Iterator[tuple[int, int]]:
        """Yield how the conditions of a group turned out, as bits, each with the first state in which they did."""
        hits = self.space.hits[group.number]
        pairs = hits.items() if isinstance(hits, dict) else enumerate(hits)  # type: ignore[reportUnknownVariableType, reportUnknownMemberType]
        yield from ((bits, number) for bits, number in pairs if number)  # type: ignore[reportUnknownVariableType]

    def is_taken(self, transition: Transition) -> bool:
        """Tell whether a transition is taken in some state."""
        if transition.event in self.space.program.joints:
            return bool(self.space.taken[self.model.transitions.index(transition)])
        return any(self._taken_in(group, bit) for group, bit in self.groups_of.get(transition.id, ()))

    def _taken_in(self, group: Group, bit: int) -> bool:
        before = range(bit)
        if any(group.routes[one].condition is None for one in before) or group.screen not in self.first_on:
            return False
        if not group.has_conditions:
            return True
        earlier = (1 << bit) - 1
        has_condition = group.routes[bit].condition is not None
        return any(not bits & earlier and (bits >> bit & 1 or not has_condition) for bits, _ in self.seen(group))

    def truths(self, transition: Transition) -> tuple[int, int]:
        """Return the first state in which a transition's condition does not hold, and the first in which it does; 0 for none."""
        found = [0, 0]
        for group, bit in self.groups_of.get(transition.id, ()):
            for bits, number in self.seen(group):
                holds = bits >> bit & 1
                found[holds] = min(found[holds] or number, number)
        return found[0], found[1]

    def then(self, number: int, event: str) -> tuple[Happening, ...]:
        """Return the shortest way to a state, and on with an event if it is possible there."""
        way = self.space.trace(number)
        possible = any(one.id == event for one in self.machine.possible(self.space.state(number)))
        return (*way, Occurs(event=event)) if possible else way

    def screen_of(self, role: int, number: int) -> Screen:
        """Return the screen of a role in a state."""
        return self.machine.screens[self.layout.screens[role][self.layout.regions[role].read(self.space.order[number])]]

    def screens_of(self, number: int) -> tuple[Screen, ...]:
        """Return the screen of every role in a state."""
        return tuple(self.machine.screens[one] for one in self.layout.where(self.space.order[number]))

    def rests(self, role: int, screen: Screen) -> bool:
        """Tell whether a role that is on a screen may stay there for ever: it is a system, at its end, or on call."""
        its = self.model.roles[role]
        return its.actor == "system" or screen.kind == "terminal" or (screen.kind == "waiting" and screen.id == its.start)
