"""What conditions and updates do together: overlapping conditions, a missing else, write conflicts, numbers that leave their range."""

from collections.abc import Iterator
from itertools import combinations

from plumbline.domain.journey.analysis.finding import Finding
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.program import Group


def seen_findings(ground: Ground) -> Iterator[Finding]:
    """Yield what was seen to go wrong in a state. It stays true however many states were not looked at."""
    yield from _overlaps(ground)
    yield from _missing_else(ground)
    yield from _write_conflicts(ground)
    yield from _out_of_range(ground)


def _overlaps(ground: Ground) -> Iterator[Finding]:
    """A transition of the screen against one of its stage is meant: the screen's own goes first."""
    told: set[tuple[str, str]] = set()
    for group in ground.space.program.groups:
        bits_of = [1 << bit if route.condition else 0 for bit, route in enumerate(group.routes)]
        for one, other in combinations(range(len(group.routes)), 2):
            first, second = group.routes[one].transition, group.routes[other].transition
            both = bits_of[one] | bits_of[other]
            if not (bits_of[one] and bits_of[other] and first.source == second.source) or (first.id, second.id) in told:
                continue
            if number := min((number for bits, number in ground.seen(group) if bits & both == both), default=0):
                told.add((first.id, second.id))
                yield Finding(
                    kind="overlap",
                    role=ground.model.roles[group.role].id,
                    screens=(group.screen,),
                    transitions=(first.id, second.id),
                    event=group.event,
                    trace=ground.then(number, group.event),
                )


def _missing_else(ground: Ground) -> Iterator[Finding]:
    """An act that a decision screen offers and that does nothing then. A control that is not there offers nothing."""
    for group in ground.space.program.groups:
        if ground.machine.screens[group.screen].kind != "decision" or ground.machine.events[group.event].kind != "act":
            continue
        if group.role != ground.machine.roles.index(ground.machine.events[group.event].role) or not _offers(ground, group):
            continue
        if not all(route.condition for route in group.routes):
            continue
        wanted = 1 << len(group.routes) if group.offered else 0
        if number := next((number for bits, number in ground.seen(group) if bits == wanted), 0):
            yield missing_else(ground, group, number)


def missing_else(ground: Ground, group: Group, number: int) -> Finding:
    """Return the finding that an event leads nowhere in a state, because no condition holds."""
    return Finding(
        kind="missing-else",
        role=ground.model.roles[group.role].id,
        screens=(group.screen,),
        transitions=tuple(route.transition.id for route in group.routes),
        event=group.event,
        trace=ground.space.trace(number),
    )


def _offers(ground: Ground, group: Group) -> bool:
    """Tell whether a screen offers an event: one of its controls does, or nothing is drawn on it yet."""
    screen = ground.machine.screens[group.screen]
    parts = (*screen.content, *screen.hotspots)
    return any(part.act == group.event for part in parts) or not any(part.act for part in parts)


def _write_conflicts(ground: Ground) -> Iterator[Finding]:
    told: set[tuple[str, tuple[str, ...]]] = set()
    for (label, bits), number in sorted(ground.space.conflicts.items(), key=lambda one: one[1]):
        event = ground.model.events[label].id
        way = ground.then(number, event)
        taken = ground.machine.step(ground.space.state(number), way[-1]).taken
        for place, variable in enumerate(ground.model.variables):
            if bits >> place & 1:
                writing = tuple(one for one in taken if _writes(ground, one, variable.id))
                if (variable.id, writing) in told:
                    continue
                told.add((variable.id, writing))
                sources = tuple(one.id for one in ground.screens_of(number) if any(one.id in ground.sources[each] for each in writing))
                yield Finding(kind="write-conflict", screens=sources, transitions=writing, event=event, variable=variable.id, trace=way)


def _writes(ground: Ground, transition: str, variable: str) -> bool:
    return any(
        variable in route.resets or any(name == variable for name, _ in route.updates)
        for group, bit in ground.groups_of[transition]
        for route in (group.routes[bit],)
    )


def _out_of_range(ground: Ground) -> Iterator[Finding]:
    for (transition, variable), site in ground.space.sites.items():
        if number := ground.space.clamps[site]:
            its = ground.transitions[transition]
            source = next(one.id for one in ground.screens_of(number) if one.id in ground.sources[transition])
            yield Finding(
                kind="out-of-range",
                role=ground.machine.screens[source].role,
                screens=(source,),
                transitions=(transition,),
                event=its.event,
                variable=variable,
                trace=ground.then(number, its.event),
            )
