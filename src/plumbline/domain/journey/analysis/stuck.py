"""Where somebody gets stuck: dead ends, livelocks, waiting for ever, exceptions without a recovery. One cause, one finding."""

from collections.abc import Iterator, Sequence
from itertools import compress

from plumbline.domain.journey.analysis.finding import Finding, FindingKind
from plumbline.domain.journey.analysis.future import Future, components, unanswered
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.program import NEEDS_OTHERS
from plumbline.domain.journey.analysis.spread import changing, spread
from plumbline.domain.journey.analysis.together import missing_else
from plumbline.kernel.record import record

_NO_EXIT = 1


@record
class Trap:
    """A screen that a person never leaves again, from some states on.

    goes_on: whether another role still moves in one of them. still: the nearest of them in which nobody moves any more, or 0.
    """

    role: int
    screen: str
    states: frozenset[int]
    goes_on: bool
    still: int

    @property
    def first(self) -> int:
        """The nearest of its states."""
        return min(self.states)


def stuck_findings(ground: Ground, explained: frozenset[str], within: int = 0) -> Iterator[Finding]:
    """Yield where people get stuck. explained: screens whose exits are told to be without effect already.

    Of traps that close together the one is told that has no exit, or else where the person could be expected to act: whoever waits for
    them waits because of it.
    """
    future = Future(ground)
    lost = {role: unanswered(answer) for role, answer in future.rest.items()}
    traps = [trap for role, states in lost.items() if states for trap in _traps(ground, role, states)]
    unrecovered = [*_unrecovered(ground, future, traps, explained)]
    yield from unrecovered
    if within:
        yield from _late(ground, future, within, frozenset(one.screens[0] for one in unrecovered) | explained)
    told: list[frozenset[int]] = []
    for role, states in lost.items():
        trapped = {number for trap in traps if trap.role == role for number in trap.states}
        for finding, round_states in _livelocks(ground, role, states, trapped):
            told.append(round_states)
            if explained.isdisjoint(finding.screens):
                yield finding
    for trap in sorted(traps, key=lambda one: (_weight(ground, one), one.first)):
        if _weight(ground, trap) <= _NO_EXIT or not any(trap.first in states for states in told):
            told.append(trap.states)
            if trap.screen not in explained and ground.machine.screens[trap.screen].kind != "exception":
                yield _of_trap(ground, trap)


def _traps(ground: Ground, role: int, states: Sequence[int]) -> Iterator[Trap]:
    """What a lost state leads to is lost, too, so whether its person leaves the screen depends on lost states alone.

    On a screen that no transition leaves there is nothing to ask.
    """
    space = ground.space
    field = space.layout.regions[role]
    exits = ground.left_by(role)
    most = bytes((0, *space.by_screens({packed: int(where[role] in exits) for packed, where in space.where.items()})))
    leaving = changing(space, ground.screens_apart(role)[0], [*compress(states, map(most.__getitem__, states))])
    spread(space, leaving, states, most)
    by_screen: dict[int, list[int]] = {}
    for number in states:
        if not leaving[number]:
            by_screen.setdefault(field.read(space.order[number]), []).append(number)
    everybody = space.parts(space.layout.screen_mask)[0] if by_screen else ()
    for code, inside in by_screen.items():
        # Where only values change, somebody may move afterwards: that is no end yet.
        moving = changing(space, everybody, inside)
        spread(space, moving, inside)
        still = next((number for number in inside if not moving[number]), 0)
        screen, goes_on = space.layout.screens[role][code], any(moving[number] for number in inside)
        yield Trap(role=role, screen=screen, states=frozenset(inside), goes_on=goes_on, still=still)


def _weight(ground: Ground, trap: Trap) -> int:
    """How far a trap may be the effect of another one."""
    kind, role = ground.machine.screens[trap.screen].kind, ground.model.roles[trap.role].id
    groups = ground.space.program.of_screen[trap.screen]
    exits = [group for group in groups if any(route.transition.target not in ("", trap.screen) for route in group.routes)]
    if kind == "exception":
        return 0
    if not exits:
        return _NO_EXIT
    return 2 if any(ground.machine.events[group.event].role == role for group in exits) and kind != "waiting" else 3


def _of_trap(ground: Ground, trap: Trap) -> Finding:
    facts = ground.machine.facts(ground.space.state(trap.first))
    for group in ground.space.program.of_screen[trap.screen]:
        conditions = [route.condition for route in group.routes]
        if ground.machine.events[group.event].kind in NEEDS_OTHERS and not any(one is None or one.holds(facts) for one in conditions):
            return missing_else(ground, group, trap.first)
    kind: FindingKind = "dead-end" if trap.still else "livelock"
    if trap.goes_on and ground.machine.screens[trap.screen].kind == "waiting":
        kind = "stuck-waiting"
    role = ground.model.roles[trap.role].id
    nearest = trap.still if kind == "dead-end" else trap.first
    return Finding(kind=kind, role=role, screens=(trap.screen,), trace=ground.space.trace(nearest))


def _unrecovered(ground: Ground, future: Future, traps: Sequence[Trap], explained: frozenset[str]) -> Iterator[Finding]:
    """Where somebody gets stuck later on, that is told, and not the exception on the way there."""
    for screen, answer in future.recovery.items():
        role = ground.machine.roles.index(ground.machine.screens[screen].role)
        stays = {number for trap in traps if (trap.role, trap.screen) == (role, screen) for number in trap.states}
        concerned = [future.rest[each] for each in ((role,) if role in ground.persons else ground.persons)]
        unmet = (number for number in ground.states_on(screen) if not answer[number])
        first = next((one for one in unmet if one in stays or all(comes[one] for comes in concerned)), 0)
        if first and screen not in explained:
            role_id = ground.model.roles[role].id
            yield Finding(kind="unrecovered-exception", role=role_id, screens=(screen,), trace=ground.space.trace(first))


def _late(ground: Ground, future: Future, within: int, told: frozenset[str]) -> Iterator[Finding]:
    """Exceptions that are recovered at last, but not as soon as was asked."""
    soon = future.recovered_within(within)
    for screen, answer in future.recovery.items():
        role_id = ground.machine.screens[screen].role
        late = (number for number in ground.states_on(screen) if answer[number] > soon[screen][number])
        if screen not in told and (first := next(late, 0)):
            yield Finding(kind="unrecovered-exception", role=role_id, screens=(screen,), detail="late", trace=ground.space.trace(first))


def _livelocks(ground: Ground, role: int, states: Sequence[int], trapped: set[int]) -> Iterator[tuple[Finding, frozenset[int]]]:
    """Rounds that go on for ever: from these states the person is never trapped on a screen, and never comes to rest.

    Yields each with the states of its rounds.
    """
    if not states:
        return
    space = ground.space
    ending = bytearray(space.count + 1)
    for number in trapped:
        ending[number] = 1
    spread(space, ending, states)
    going = [number for number in states if not ending[number]]
    where: dict[int, int] = {}
    told: set[tuple[str, ...]] = set()
    for place, component in enumerate(components(going, space.successors)):
        for number in component:
            where[number] = place
        if any(where.get(one) != place for number in component for one in space.successors(number)):
            continue
        codes = sorted({space.layout.regions[role].read(space.order[number]) for number in component})
        screens = tuple(space.layout.screens[role][code] for code in codes)
        if screens not in told:
            told.add(screens)
            found = Finding(kind="livelock", role=ground.model.roles[role].id, screens=screens, trace=space.trace(min(component)))
            yield found, frozenset(component)


def dead_ends_so_far(ground: Ground) -> Iterator[Finding]:
    """Yield dead ends among the states that were looked at, when not all could be."""
    space = ground.space
    told: set[str] = set()
    for number in range(1, space.expanded + 1):
        if space.end[number - 1] == space.end[number] and space.fault_end[number - 1] == space.fault_end[number]:
            for role in ground.persons:
                screen = ground.screen_of(role, number)
                if not ground.rests(role, screen) and screen.id not in told:
                    told.add(screen.id)
                    yield Finding(kind="dead-end", role=screen.role, screens=(screen.id,), trace=space.trace(number))
                    break
