"""What can happen on each combination of screens, for all values of the variables at once: where it leads to, and what it does to them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from plumbline.domain.journey.analysis.program import Group, Program
from plumbline.domain.journey.analysis.valuations import Valuations
from plumbline.domain.journey.machine import Route
from plumbline.domain.journey.model import Variable
from plumbline.kernel.expression import Formula
from plumbline.kernel.expression.syntax import Call, Literal, Node, children

_MOST_WAYS = 256
"""In so many ways one event, on one combination of screens, may change the values; more are better looked at state by state."""


class TooManyWays(Exception):
    """Values change in more ways than sets of them make up for."""


class Move(NamedTuple):
    """One way to go on. turn: what is added to the bits of the screens. values: those that can go this way.

    To find out which values come to some others: take of those what is in `only`, move it `back` to the right (to the left when that is
    negative), add what lies further to the left by each of `spread`, one after the other, and keep what is in `values`.
    """

    turn: int
    values: int
    only: int
    back: int
    spread: tuple[int, ...]
    is_fault: bool


class _Part(NamedTuple):
    """What a role does in a move. written: for a variable's field whether it grows, and by how much or what it becomes."""

    values: int
    turn: int
    written: Mapping[str, tuple[bool, int]]


class Moves:
    """The moves of a journey, by combination of screens. Raises TooManyWays when asked for some that are not worth it."""

    def __init__(self, program: Program, valuations: Valuations) -> None:
        self._program, self._values = program, valuations
        self._layout, self._machine = valuations.layout, program.machine
        self._groups: dict[str, dict[str, Group]] = {}
        for group in program.groups:
            self._groups.setdefault(group.event, {})[group.screen] = group
        self._takers = {event: tuple(sorted({group.role for group in of.values()})) for event, of in self._groups.items()}
        self._asked = {(group.screen, group.event): self._roles_in(_nodes(group)) for group in program.groups}
        for screen, entries in program.entries.items():
            self._asked[screen, ""] = self._roles_in(one.condition.ast for one in entries if one.condition)
        fields = valuations.fields.items()
        self._steps = {name: tuple(1 << one.shift + bit for bit in range(one.most.bit_length())) for name, one in fields}
        self._known: dict[tuple[str, ...], Sequence[Move]] = {}
        self._parts_known: dict[tuple[str, ...], tuple[tuple[_Part, ...], _Part]] = {}

    def of(self, screens: Sequence[str]) -> Iterator[Move]:
        """Yield the moves of a combination of screens."""
        for event, takers in self._takers.items():
            here = self._groups[event]
            for role in takers:
                if screens[role] in here:
                    yield from self._once(event, takers, screens)
                    break
        for role, screen in enumerate(screens):
            if self._program.entries[screen]:
                yield from self._once("", (role,), screens)

    def _once(self, event: str, roles: Sequence[int], screens: Sequence[str]) -> Sequence[Move]:
        """The moves of an event, or of the controls of a screen: the same wherever the screens are the same that matter to it."""
        names = [screens[role] for role in roles]
        asked = [screens[role] for name in names for role in self._asked.get((name, event), ())]
        key = (event, *names, *asked)
        if key not in self._known:
            self._known[key] = [*(self._occurs(event, roles, screens) if event else self._enters(names[0], screens))]
        return self._known[key]

    def _occurs(self, event: str, roles: Sequence[int], screens: Sequence[str]) -> Iterator[Move]:
        """What each role does, put together in the order of the roles, so that the later one stands. Who is needed must be able to."""
        its = self._machine.events[event]
        needed = (its.role,) if its.kind == "act" else its.roles
        found = [_Part(self._values.all, 0, {})]
        for role in roles:
            parts, idle = self._parts(event, role, screens)
            ways = parts if self._machine.roles[role] in needed else (*parts, idle)
            found = [
                _Part(both, turn + more, {**written, **also} if written and also else written or also)
                for values, turn, written in found
                for its_values, more, also in ways
                if (both := values & its_values)
            ]
            if len(found) > _MOST_WAYS:
                raise TooManyWays
        for one in found:
            yield from self._move(one, its.kind == "fault")

    def _enters(self, screen: str, screens: Sequence[str]) -> Iterator[Move]:
        where = dict(zip(self._machine.roles, screens, strict=True))
        for entry in self._program.entries[screen]:
            values = self._values.holding(entry.condition.ast, where) if entry.condition else self._values.all
            for given in entry.values:
                code = self._layout.value_code(entry.variable, given.value)
                yield from self._move(_Part(values, 0, {entry.variable.id: (False, code)}), is_fault=False)

    def _move(self, part: _Part, is_fault: bool) -> Iterator[Move]:
        """The move that is made of what roles do together; none when it changes nothing."""
        only, back = -1, 0
        spread: tuple[int, ...] = ()
        for name, (grows, number) in part.written.items():
            back += number << self._values.fields[name].shift
            if not grows:
                only &= self._values.having[name][number]
                spread += self._steps[name]
        if part.turn or back or spread:
            yield Move(part.turn, part.values, only, back, spread, is_fault)

    def _parts(self, event: str, role: int, screens: Sequence[str]) -> tuple[tuple[_Part, ...], _Part]:
        """What a role does, by the transition that is taken: the first whose condition holds; and that it does nothing."""
        key = (event, screens[role], *[screens[one] for one in self._asked.get((screens[role], event), ())])
        if key not in self._parts_known:
            self._parts_known[key] = self._found(self._groups[event].get(screens[role]), screens)
        return self._parts_known[key]

    def _found(self, group: Group | None, screens: Sequence[str]) -> tuple[tuple[_Part, ...], _Part]:
        where = dict(zip(self._machine.roles, screens, strict=True))
        left, found = self._values.all, list[_Part]()
        for route in group.routes if group else ():
            values = left & self._values.holding(route.condition.ast, where) if route.condition else left
            left &= ~values
            if group and values:
                found += self._written(group, route, values, where)
        return tuple(found), _Part(left, 0, {})

    def _written(self, group: Group, route: Route, values: int, where: Mapping[str, str]) -> list[_Part]:
        target = route.transition.target or group.screen
        turn = (self._layout.code(target) - self._layout.code(group.screen)) << self._layout.regions[group.role].shift
        updates = {name: formula for name, formula in route.updates if name in self._values.fields}
        resets = [self._machine.variables[name] for name in route.resets if name in self._values.fields and name not in updates]
        found = [_Part(values, turn, {one.id: (False, self._layout.value_code(one, one.initial)) for one in resets})]
        for name, formula in updates.items():
            ways = [*self._changes(self._machine.variables[name], formula, where)]
            found = [_Part(both, turn, {**one.written, name: way}) for one in found for bits, way in ways if (both := one.values & bits)]
            if len(found) > _MOST_WAYS:
                raise TooManyWays
        return found

    def _changes(self, variable: Variable, formula: Formula, where: Mapping[str, str]) -> Iterator[tuple[int, tuple[bool, int]]]:
        """In what ways an update writes a variable, and for which values: what stays is apart, and the rest is told in the shorter way."""
        grown: dict[int, int] = {}
        become: dict[int, int] = {}
        for code, bits in self._values.codes(variable, formula.ast, where).items():
            for before, having in enumerate(self._values.having[variable.id]):
                if both := bits & having:
                    grown[code - before] = grown.get(code - before, 0) | both
                    if code != before:
                        become[code] = become.get(code, 0) | both
        if stays := grown.pop(0, 0):
            yield stays, (True, 0)
        grows = len(grown) <= len(become)
        for number, bits in (grown if grows else become).items():
            yield bits, (grows, number)

    def _roles_in(self, nodes: Iterator[Node]) -> tuple[int, ...]:
        """The roles whose screens some expressions ask for."""
        return tuple({self._machine.roles.index(role) for node in nodes for role in _asking(node)})


def _nodes(group: Group) -> Iterator[Node]:
    for route in group.routes:
        if route.condition:
            yield route.condition.ast
        yield from (formula.ast for _, formula in route.updates)


def _asking(node: Node) -> Iterator[str]:
    if isinstance(node, Call) and node.name == "in_screen" and isinstance(node.arguments[0], Literal):
        yield str(node.arguments[0].value)
    for child in children(node):
        yield from _asking(child)
