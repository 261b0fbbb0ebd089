"""Loops without a limit: a person fails, tries again by their own acts and fails again, and nothing ever stops it.

What needs somebody else, a system's answer or the end of a wait is a limit of its own; so is a counter that runs out.
"""

from collections import deque
from collections.abc import Iterator, Mapping

from plumbline.domain.journey.analysis.finding import Finding
from plumbline.domain.journey.analysis.future import components
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.happening import Enters, Happening, Occurs

MOST_STATES = 200_000
"""Up to so many states a loop is judged by the states; above, by the screens alone, as if every condition held."""


def loop_findings(ground: Ground) -> Iterator[Finding]:
    """Yield the loops without a limit, one for each exception screen."""
    for role in ground.persons:
        ways = _ways(ground, role)
        graph = {code: [target for target, _ in followers] for code, followers in ways.items()}
        for component in components(graph, lambda code, graph=graph: graph[code]):
            inside = set(component)
            failing = {code for one in inside for code, is_fault in ways[one] if is_fault and code in inside}
            screens = [code for code in sorted(failing) if _is_exception(ground, role, code)]
            if len(inside) < 2 or not screens:
                continue
            if judged_by_states(ground):
                yield from _by_states(ground, role, inside, screens)
            else:
                yield from (_finding(ground, role, code, ground.space.trace(_first(ground, role, code))) for code in screens)


def judged_by_states(ground: Ground) -> bool:
    """Tell whether loops are judged exactly."""
    return ground.space.count <= MOST_STATES


def _ways(ground: Ground, role: int) -> Mapping[int, list[tuple[int, bool]]]:
    """Where a person's own acts and faults lead from each reached screen, and whether it is a fault."""
    layout, name = ground.layout, ground.model.roles[role].id
    reached = {screen for screen in layout.screens[role] if screen in ground.first_on}
    ways: dict[int, list[tuple[int, bool]]] = {layout.code(screen): [] for screen in reached}
    for one in ground.model.transitions:
        event = ground.machine.events[one.event]
        if one.target in reached and (event.kind == "fault" or (event.kind == "act" and event.role == name)):
            for source in ground.sources[one.id]:
                if source in reached and source != one.target:
                    ways[layout.code(source)].append((layout.code(one.target), event.kind == "fault"))
    return ways


def _by_states(ground: Ground, role: int, inside: set[int], screens: list[int]) -> Iterator[Finding]:
    space, field = ground.space, ground.layout.regions[role]
    numbers = {packed: number for number, packed in enumerate(space.order) if number and field.read(packed) in inside}
    states = {number: packed for packed, number in numbers.items()}
    own = frozenset(label for label, one in enumerate(space.happenings) if _is_own(ground, role, one))

    def successors(number: int) -> list[int]:
        return [numbers[after] for label, after in space.steps(states[number]) if label in own and after in numbers]

    told: set[int] = set()
    for component in components(states, successors):
        codes = {field.read(states[number]) for number in component}
        if len(component) < 2 or len(codes) < 2 or told >= codes & set(screens):
            continue
        among = {states[number]: number for number in component}
        for code in (one for one in screens if one in codes and one not in told):
            first = min(number for number in component if field.read(states[number]) == code)
            if round_trip := _round(ground, role, among, states[first], own):
                told.add(code)
                yield _finding(ground, role, code, (*space.trace(first), *round_trip))


def _round(ground: Ground, role: int, among: Mapping[int, int], start: int, own: frozenset[int]) -> tuple[Happening, ...]:
    """The shortest way from a state on an exception screen away from it and, by a fault, to it again; empty when there is none."""
    space, mask = ground.space, ground.layout.regions[role].mask
    faults = {label for label, event in enumerate(ground.model.events) if event.kind == "fault"}
    ways: dict[int, tuple[int, ...]] = {start: ()}
    queue = deque([start])
    while queue:
        packed = queue.popleft()
        for label, after in space.steps(packed):
            if label not in own or after not in among:
                continue
            way = (*ways[packed], label)
            comes_back = after & mask == start & mask != packed & mask
            if comes_back and label in faults:
                return tuple(space.happenings[one] for one in way)
            if after not in ways:
                ways[after] = way
                queue.append(after)
    return ()


def _is_own(ground: Ground, role: int, happening: Happening) -> bool:
    name = ground.model.roles[role].id
    match happening:
        case Enters(role=who):
            return who == name
        case Occurs(event=event):
            its = ground.machine.events[event]
            return its.kind == "fault" or (its.kind == "act" and its.role == name)


def _is_exception(ground: Ground, role: int, code: int) -> bool:
    return ground.machine.screens[ground.layout.screens[role][code]].kind == "exception"


def _first(ground: Ground, role: int, code: int) -> int:
    return ground.first_on[ground.layout.screens[role][code]]


def _finding(ground: Ground, role: int, code: int, trace: tuple[Happening, ...]) -> Finding:
    screen = ground.layout.screens[role][code]
    return Finding(kind="unlimited-loop", role=ground.model.roles[role].id, screens=(screen,), trace=trace)
