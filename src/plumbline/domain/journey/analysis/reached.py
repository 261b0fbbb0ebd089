"""What is never reached, and conditions that never change: unreachable screens, transitions never enabled, constant conditions."""

from collections.abc import Iterable, Iterator

from plumbline.domain.journey.analysis.finding import Finding
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.model import Transition
from plumbline.kernel.expression import compile_expression
from plumbline.kernel.expression.syntax import Call, Literal, Node, children


def unreached_findings(ground: Ground) -> tuple[Finding, ...]:
    """Return what is never reached or never changes. What hangs on an unreachable screen is not told again."""
    transitions = [*_transitions(ground)]
    return (*_screens(ground), *transitions)


def _screens(ground: Ground) -> Iterator[Finding]:
    """A screen that a transition of a reached screen leads to is missed because of that transition, which is told instead."""
    unreached = [screen.id for screen in ground.model.screens if screen.id not in ground.first_on]
    into: dict[str, set[str]] = {screen: set() for screen in unreached}
    blamed: set[str] = set()
    for one in ground.model.transitions:
        if one.target in into:
            into[one.target].update(source for source in ground.sources[one.id] if source in into and source != one.target)
            if ground.begins_at(one):
                blamed.add(one.target)
    told = _onwards(into, blamed)
    for rooted in (True, False):
        for screen in unreached:
            if screen not in told and (not rooted or not into[screen]):
                told |= _onwards(into, {screen})
                yield Finding(kind="unreachable-screen", role=ground.machine.screens[screen].role, screens=(screen,))


def _onwards(into: dict[str, set[str]], start: set[str]) -> set[str]:
    """The unreached screens that would be reached if some were."""
    found = set(start)
    while more := {screen for screen, sources in into.items() if sources & found} - found:
        found |= more
    return found


def _transitions(ground: Ground) -> Iterator[Finding]:
    never: dict[str, list[Transition]] = {}
    hanging = {one.id for one in ground.model.transitions if one.when and _asks_for_unreached(ground, one)}
    for one in ground.model.transitions:
        begins = ground.begins_at(one)
        if not begins:
            continue
        fails, holds = ground.truths(one)
        if one.when and fails and not holds:
            if one.id not in hanging:
                yield _constant(ground, one, "false", begins)
        elif not ground.is_taken(one):
            never.setdefault(one.event, []).append(one)
        elif one.when and one.when != "true" and holds and not fails:
            yield _constant(ground, one, "true", begins)
    for event, missed in never.items():
        yield from _never(ground, event, missed)


def _constant(ground: Ground, one: Transition, detail: str, begins: int) -> Finding:
    screens = tuple(screen for screen in ground.sources[one.id] if screen in ground.first_on)
    return Finding(
        kind="constant-condition",
        role=ground.machine.screens[screens[0]].role,
        screens=screens,
        transitions=(one.id,),
        event=one.event,
        detail=detail,
        trace=ground.space.trace(begins),
    )


def _never(ground: Ground, event: str, missed: list[Transition]) -> Iterator[Finding]:
    """Several transitions of an event that never happens have one cause. It is told already when another's condition never holds."""
    all_of_it = [one for one in ground.model.transitions if one.event == event]
    happens = any(ground.is_taken(one) for one in all_of_it)
    shadowed = [one for one in missed if happens or _has_earlier(ground, one)]
    for one in shadowed:
        yield _never_enabled(ground, (one,), "shadowed" if _has_earlier(ground, one) else "alone")
    rest = tuple(one for one in missed if one not in shadowed)
    known = any(one.when and ground.begins_at(one) and not ground.truths(one)[1] for one in all_of_it)
    if rest and not known and not _lacks_a_role(ground, event, all_of_it):
        yield _never_enabled(ground, rest, "alone")


def _never_enabled(ground: Ground, missed: tuple[Transition, ...], detail: str) -> Finding:
    screens = tuple(dict.fromkeys(screen for one in missed for screen in ground.sources[one.id] if screen in ground.first_on))
    return Finding(
        kind="never-enabled",
        role=ground.machine.screens[screens[0]].role,
        screens=screens,
        transitions=tuple(one.id for one in missed),
        event=missed[0].event,
        detail=detail,
        trace=ground.space.trace(ground.begins_at(missed[0])),
    )


def _has_earlier(ground: Ground, one: Transition) -> bool:
    return all(bit > 0 for group, bit in ground.groups_of.get(one.id, ()) if group.screen in ground.first_on) and one.id in ground.groups_of


def _lacks_a_role(ground: Ground, event: str, all_of_it: Iterable[Transition]) -> bool:
    """Tell whether an event cannot happen because a role that it needs reaches no screen from which it takes it."""
    its = ground.machine.events[event]
    needed = {its.role} if its.kind == "act" else set(its.roles)
    roles = {ground.machine.screens[screen].role for one in all_of_it for screen in ground.sources[one.id]}
    ready = {ground.machine.screens[screen].role for one in all_of_it for screen in ground.sources[one.id] if screen in ground.first_on}
    return bool((needed & roles) - ready)


def _asks_for_unreached(ground: Ground, one: Transition) -> bool:
    return any(screen not in ground.first_on for screen in _screens_in(compile_expression(one.when, ground.machine.types).ast))


def _screens_in(node: Node) -> Iterator[str]:
    if isinstance(node, Call) and node.name == "in_screen" and isinstance(node.arguments[1], Literal):
        yield str(node.arguments[1].value)
    for child in children(node):
        yield from _screens_in(child)
