"""Ways out of a screen that somebody is stuck on, as edits: an act they take already elsewhere, or a new one."""

from collections.abc import Iterable, Iterator
from itertools import chain

from plumbline.domain.journey.edit import Edit, adding
from plumbline.domain.journey.model import Model, Screen

_RESULTS = ("escalated", "success", "abandoned", "")


def escapes(model: Model, screen: str) -> Iterator[tuple[Edit, ...]]:
    """Yield ways from a screen to an end of its role, to being on call again, or to any other screen; at last to a new end."""
    its = _screen(model, screen)
    starts = {one.id: one.start for one in model.roles}
    ends = sorted((one for one in _others(model, its) if one.kind == "terminal"), key=lambda one: _RESULTS.index(one.result))
    calls = [one for one in _others(model, its) if one.kind == "waiting" and one.id == starts[its.role]]
    rest = [one for one in _others(model, its) if one.kind not in ("terminal", "exception") and one not in calls]
    yield from _to(model, its, chain(ends, calls, rest))
    yield _to_a_new_end(model, its)


def recoveries(model: Model, screen: str) -> Iterator[tuple[Edit, ...]]:
    """Yield ways from an exception to its recovery, a fallback, an end with success or escalation; at last to a new end."""
    its = _screen(model, screen)
    expected = [one for one in _others(model, its) if one.id == its.recovery]
    made_good = [one for one in _others(model, its) if one.kind == "fallback" or one.result in ("escalated", "success")]
    helping = [one for one in _others(model, its) if one.kind == "recovery" and one not in expected]
    yield from _to(model, its, dict.fromkeys((*expected, *made_good, *helping)))
    yield _to_a_new_end(model, its)


def new_id(model: Model, wanted: str) -> str:
    """Return an id that nothing in the journey has."""
    parts = chain(
        model.roles, model.variables, model.events, model.stages, model.screens, model.transitions, model.tasks, model.parameters,
        *(one.content for one in model.screens),
    )  # fmt: skip
    taken = {part.id for part in parts}
    name, number = wanted[:56], 2
    while name in taken:
        name = f"{wanted[:56]}{'_' if '_' in wanted else '-'}{number}"
        number += 1
    return name


def _to(model: Model, screen: Screen, targets: Iterable[Screen]) -> Iterator[tuple[Edit, ...]]:
    for target in targets:
        kind = _kind_of_act(model, screen)
        taken = {one.event for one in model.transitions if one.source in (screen.id, screen.stage)}
        usual = {one.event for one in model.transitions if one.target == target.id} - taken
        events = [one for one in model.events if one.id in usual and one.kind == kind and one.role in ("", screen.role)]
        for event in events[:1]:
            yield _way(model, screen, event.id, event.title, target.id)
        name = new_id(model, f"{screen.id}-to-{target.id}")
        yield _event(model, screen, name, target.title), *_way(model, screen, name, target.title, target.id)


def _to_a_new_end(model: Model, screen: Screen) -> tuple[Edit, ...]:
    end, act = new_id(model, f"{screen.role}-helped"), new_id(model, f"{screen.id}-ask-for-help")
    made = {"id": end, "title": "Somebody takes over", "role": screen.role, "kind": "terminal", "result": "escalated"}
    event = _event(model, screen, act, "Ask for help")
    return (adding("screen", made), event, *_way(model, screen, act, "Ask for help", end))


def _event(model: Model, screen: Screen, name: str, title: str) -> Edit:
    kind = _kind_of_act(model, screen)
    return adding("event", {"id": name, "title": title, "kind": kind, **({"role": screen.role} if kind == "act" else {})})


def _way(model: Model, screen: Screen, event: str, title: str, target: str) -> tuple[Edit, ...]:
    """The transition, and what offers it where the screen is drawn."""
    edits = [adding("transition", {"id": new_id(model, f"{screen.id}-{event}"), "from": screen.id, "on": event, "to": target})]
    if screen.content and _kind_of_act(model, screen) == "act":
        button = {"id": new_id(model, f"b-{event}"), "type": "button", "text": title, "act": event}
        edits.append(adding("component", button, screen=screen.id))
    return tuple(edits)


def _kind_of_act(model: Model, screen: Screen) -> str:
    return "system" if next(one.actor for one in model.roles if one.id == screen.role) == "system" else "act"


def _screen(model: Model, name: str) -> Screen:
    return next(one for one in model.screens if one.id == name)


def _others(model: Model, screen: Screen) -> list[Screen]:
    return [one for one in model.screens if one.role == screen.role and one.id != screen.id]
