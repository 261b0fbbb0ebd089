"""Where somebody gets stuck: dead ends, livelocks, waiting for ever, exceptions without a recovery. One cause, one finding."""

from collections.abc import Iterator, Mapping, Sequence

from plumbline.domain.journey.analysis.finding import Finding, FindingKind
from plumbline.domain.journey.analysis.future import Future, components
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.program import NEEDS_OTHERS
from plumbline.domain.journey.analysis.states import States
from plumbline.domain.journey.analysis.together import missing_else
from plumbline.kernel.record import record

_NO_EXIT = 1


@record
class Trap:
    """A screen that a person never leaves again, from some states on, the nearest of which is first.

    goes_on: whether another role still moves in one of them. still: the nearest of them in which nobody moves any more, or 0.
    """

    role: int
    screen: str
    states: States
    first: int
    goes_on: bool
    still: int


def stuck_findings(ground: Ground, explained: frozenset[str], within: int = 0) -> Iterator[Finding]:
    """Yield where people get stuck. explained: screens whose exits are told to be without effect already.

    Of traps that close together the one is told that has no exit, or else where the person could be expected to act: whoever waits for
    them waits because of it.
    """
    sets, future = ground.sets, Future(ground)
    lost = {role: states for role, rest in future.rest.items() if (states := sets.every - rest)}
    staying = _staying(ground, lost)
    traps = [*_traps(ground, staying)]
    unrecovered = [*_unrecovered(ground, future, staying, explained)]
    yield from unrecovered
    if within:
        yield from _late(ground, future, within, frozenset(one.screens[0] for one in unrecovered) | explained)
    told = sets.of(())
    for finding, rounds in _livelocks(ground, lost, staying):
        told |= rounds
        if explained.isdisjoint(finding.screens):
            yield finding
    for trap in sorted(traps, key=lambda one: (_weight(ground, one), one.first)):
        if _weight(ground, trap) <= _NO_EXIT or not sets.of((trap.first,)) & told:
            told |= trap.states
            if trap.screen not in explained and ground.machine.screens[trap.screen].kind != "exception":
                yield _of_trap(ground, trap)


def _staying(ground: Ground, lost: Mapping[int, States]) -> dict[int, States]:
    """The lost states from which a person never leaves their screen again.

    What a lost state leads to is lost, too, so this depends on lost states alone. On a screen that no transition leaves there is nothing
    to ask.
    """
    sets, asked = ground.sets, list[States]()
    for role, states in lost.items():
        exits = ground.left_by(role)
        asked.append(states & sets.where(lambda screens, role=role, exits=exits: screens[role] in exits))
    goals = [sets.changing(states, ground.layout.regions[role].mask) for role, states in zip(lost, asked, strict=True)]
    leaving = sets.leading(goals, asked)
    return {role: states - left for (role, states), left in zip(lost.items(), leaving, strict=True)}


def _traps(ground: Ground, staying: Mapping[int, States]) -> Iterator[Trap]:
    """Where only values change, somebody may move afterwards: that is no end yet."""
    sets = ground.sets
    moving = sets.leading([sets.changing(states, ground.layout.screen_mask) for states in staying.values()], [*staying.values()])
    for (role, states), going in zip(staying.items(), moving, strict=True):
        for screen in ground.layout.screens[role] if states else ():
            inside = states & sets.on(role, screen)
            if first := sets.first(inside):
                goes_on, still = bool(inside & going), sets.first(inside - going)
                yield Trap(role=role, screen=screen, states=inside, first=first, goes_on=goes_on, still=still)


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


def _unrecovered(ground: Ground, future: Future, staying: Mapping[int, States], explained: frozenset[str]) -> Iterator[Finding]:
    """Where somebody gets stuck later on, that is told, and not the exception on the way there."""
    sets = ground.sets
    for screen, answer in future.recovery.items():
        role = ground.machine.roles.index(ground.machine.screens[screen].role)
        concerned = sets.every
        for each in (role,) if role in ground.persons else ground.persons:
            concerned &= future.rest[each]
        if role in staying:
            concerned |= staying[role]
        first = sets.first((sets.on(role, screen) - answer) & concerned)
        if first and screen not in explained:
            role_id = ground.model.roles[role].id
            yield Finding(kind="unrecovered-exception", role=role_id, screens=(screen,), trace=ground.space.trace(first))


def _late(ground: Ground, future: Future, within: int, told: frozenset[str]) -> Iterator[Finding]:
    """Exceptions that are recovered at last, but not as soon as was asked."""
    sets, soon = ground.sets, future.recovered_within(within)
    for screen, answer in future.recovery.items():
        role_id = ground.machine.screens[screen].role
        late = sets.on(ground.machine.roles.index(role_id), screen) & answer - soon[screen]
        if screen not in told and (first := sets.first(late)):
            yield Finding(kind="unrecovered-exception", role=role_id, screens=(screen,), detail="late", trace=ground.space.trace(first))


def _livelocks(ground: Ground, lost: Mapping[int, States], staying: Mapping[int, States]) -> Iterator[tuple[Finding, States]]:
    """Rounds that go on for ever: from these states a person is never trapped on a screen, and never comes to rest.

    Yields each with the states of its rounds.
    """
    sets = ground.sets
    for (role, states), ending in zip(lost.items(), sets.leading([*staying.values()], [*lost.values()]), strict=True):
        told: set[tuple[str, ...]] = set()
        for component in _last(ground, sets.numbers(states - ending)):
            codes = sorted({ground.layout.regions[role].read(ground.space.order[number]) for number in component})
            screens = tuple(ground.layout.screens[role][code] for code in codes)
            if screens not in told:
                told.add(screens)
                trace = ground.space.trace(min(component))
                yield Finding(kind="livelock", role=ground.model.roles[role].id, screens=screens, trace=trace), sets.of(component)


def _last(ground: Ground, states: Sequence[int]) -> Iterator[list[int]]:
    """The strongly connected components among some states that nothing leads out of."""
    where: dict[int, int] = {}
    for place, component in enumerate(components(states, ground.space.successors)):
        where |= dict.fromkeys(component, place)
        if all(where.get(one) == place for number in component for one in ground.space.successors(number)):
            yield component


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
