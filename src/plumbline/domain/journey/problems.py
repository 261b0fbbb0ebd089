"""What is wrong with a journey as it is written: ids that name nothing, conditions that do not type, parts that contradict their kind.

A journey without problems can be run and analysed; what the analysis finds then is another matter.
"""

import re
from collections.abc import Callable, Iterator

from plumbline.domain.journey.known import NAME, Known, is_value
from plumbline.domain.journey.machine import spelled
from plumbline.domain.journey.model import Model, Transition, Value, Variable
from plumbline.domain.journey.problem import Path, Problem, misnamed, odd, unknown
from plumbline.domain.journey.screen_problems import screen_problems
from plumbline.kernel.nearest import nearest

MOST = {
    "roles": 12,
    "screens": 500,
    "stages": 200,
    "transitions": 2_000,
    "events": 500,
    "variables": 60,
    "tasks": 40,
    "presets": 40,
    "images": 100,
}
"""How many of each a journey may have."""
MOST_PARTS, MOST_VALUES = 80, 1_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_WORDS = frozenset({"true", "false", "null", "in", "has", "size", "in_screen"})


def problems_of(model: Model) -> tuple[Problem, ...]:
    """Return everything that is wrong with a journey, in the order of the file."""
    known = Known(model)
    return tuple(problem for check in _CHECKS for problem in check(known))


def _sizes(known: Known) -> Iterator[Problem]:
    for name, most in MOST.items():
        count = len(getattr(known.model, name))
        if count > most:
            yield Problem(path=(name,), problem=f"{count} {name}", expected=f"at most {most}", remedy="split the journey in two")
    for name in ("roles", "screens"):
        if not getattr(known.model, name):
            yield Problem(path=(name,), problem=f"the journey has no {name}", expected="at least one", remedy=f"add to `{name}:`")


def _taken_twice(known: Known) -> Iterator[Problem]:
    """Screens and stages share one set of ids, because a transition leaves either; variables and parameters too, in sentences."""
    for names in (("sections",), ("roles",), ("events",), ("screens", "stages"), ("transitions",), ("tasks",), ("presets",),
                  ("criteria",), ("samples",), ("images",), ("variables", "parameters")):  # fmt: skip
        seen: set[str] = set()
        for name in names:
            for place, one in enumerate(getattr(known.model, name)):
                if one.id in seen:
                    yield Problem(
                        path=(name, place, "id"),
                        problem=f"the id {one.id} is taken",
                        expected="each id once among " + " and ".join(names),
                        remedy="rename one of the two",
                    )
                seen.add(one.id)


def _head(known: Known) -> Iterator[Problem]:
    for place, parameter in enumerate(known.model.parameters):
        if not NAME.fullmatch(parameter.id):
            yield misnamed(("parameters", place, "id"), parameter.id)
    for place, fault in enumerate(known.model.requires):
        path: Path = ("requires", place)
        yield from known.event(path, fault, "fault")
        if (
            fault in known.events
            and known.events[fault].kind == "fault"
            and not any(one.kind == "exception" and one.fault == fault for one in known.model.screens)
        ):
            yield Problem(
                path=path,
                problem=f"no exception screen answers the fault {fault}",
                expected="an exception screen for each required fault",
                remedy=f"add a screen of kind exception with `fault: {fault}`, or take the fault out of `requires:`",
            )


def _roles(known: Known) -> Iterator[Problem]:
    for place, role in enumerate(known.model.roles):
        own = [one.id for one in known.model.screens if one.role == role.id]
        if role.start not in own:
            yield unknown(("roles", place, "start"), role.start, own, f"a screen of {role.id}")


def _variables(known: Known) -> Iterator[Problem]:
    for place, one in enumerate(known.model.variables):
        path: Path = ("variables", place)
        if not NAME.fullmatch(one.id) or one.id in _WORDS:
            yield misnamed((*path, "id"), one.id)
        yield from _range(one, path)
        if one.reset and one.reset not in known.stages:
            yield unknown((*path, "reset"), one.reset, known.stages, "a stage")


def _range(one: Variable, path: Path) -> Iterator[Problem]:
    if one.type == "int" and one.lo > one.hi:
        yield Problem(
            path=(*path, "lo"),
            problem=f"the range {one.lo}..{one.hi} is empty",
            expected="lo not above hi",
            remedy="exchange the two, or correct one",
        )
    elif one.type == "int" and one.hi - one.lo >= MOST_VALUES:
        yield Problem(
            path=(*path, "hi"),
            problem=f"{one.id} has {one.hi - one.lo + 1} values",
            expected=f"at most {MOST_VALUES}",
            remedy="keep only what conditions tell apart, such as 0, 1, 2, many",
        )
    elif one.type == "enum" and (not one.values or len(set(one.values)) < len(one.values)):
        yield Problem(
            path=(*path, "values"), problem="the values are missing or stand twice", expected="each value once", remedy="list them"
        )
    elif one.default is not None and not is_value(one.default, one):
        yield _wrong_value((*path, "default"), one.default, one)


def _wrong_value(path: Path, value: Value, one: Variable) -> Problem:
    known = [spelled(each) for each in one.domain[:12]]
    expected = f"{one.lo} to {one.hi}" if one.type == "int" else "a text" if one.type == "text" else "one of " + ", ".join(known)
    return Problem(
        path=path,
        problem=f"{spelled(value)!r} is not a value of {one.id}",
        expected=expected,
        remedy="correct the value, or widen the variable",
        nearest=nearest(spelled(value), known),
    )


def _events(known: Known) -> Iterator[Problem]:
    for place, event in enumerate(known.model.events):
        path: Path = ("events", place)
        if event.kind == "act":
            yield from known.role((*path, "role"), event.role)
        elif event.role:
            yield odd((*path, "role"), f"{event.id} is a {event.kind} event", "a role only for an act", "remove the role")
        if event.kind == "shared":
            if len(event.roles) < 2:
                yield odd((*path, "roles"), "fewer than two roles share it", "two roles or more", "name who takes it, or make it an act")
            for number, role in enumerate(event.roles):
                yield from known.role((*path, "roles", number), role)
        elif event.roles:
            yield odd((*path, "roles"), f"{event.id} is a {event.kind} event", "roles only for a shared event", "remove the roles")
        if event.kind == "timer" and not event.after.strip():
            yield odd((*path, "after"), "nothing says how long it waits", "a time in words, such as 48 h", "add `after:`")


def _stages(known: Known) -> Iterator[Problem]:
    for place, stage in enumerate(known.model.stages):
        yield from known.role(("stages", place, "role"), stage.role)
        yield from known.section(("stages", place, "section"), stage.section)


def _screens(known: Known) -> Iterator[Problem]:
    for place, screen in enumerate(known.model.screens):
        yield from screen_problems(known, screen, ("screens", place))


def _transitions(known: Known) -> Iterator[Problem]:
    for place, transition in enumerate(known.model.transitions):
        yield from _transition(known, transition, ("transitions", place))


def _transition(known: Known, one: Transition, path: Path) -> Iterator[Problem]:
    sources = known.sources
    if one.source not in sources:
        yield unknown((*path, "from"), one.source, sources, "a screen or a stage")
    elif (source := known.screens.get(one.source)) and source.kind == "terminal":
        yield odd((*path, "from"), f"{one.source} is an end, and nothing leaves an end", "another screen", "remove the transition")
    if one.event not in known.events:
        yield unknown((*path, "on"), one.event, known.events, "an event")
    if one.target and one.target not in known.screens:
        yield unknown((*path, "to"), one.target, known.screens, "a screen")
    elif one.target and one.source in sources and known.screens[one.target].role != sources[one.source]:
        role = sources[one.source]
        yield odd(
            (*path, "to"),
            f"{one.target} is a screen of {known.screens[one.target].role}, and {one.source} of {role}",
            f"a screen of {role}: a role moves only in its own region",
            f"give {known.screens[one.target].role} a transition on {one.event} of its own",
        )
    yield from known.condition((*path, "when"), one.when)
    for name, text in one.updates.items():
        yield from known.update((*path, "set", name), name, text)


def _tasks(known: Known) -> Iterator[Problem]:
    for place, task in enumerate(known.model.tasks):
        path: Path = ("tasks", place)
        yield from known.role((*path, "role"), task.role)
        own = [one.id for one in known.model.screens if one.role == task.role]
        for number, screen in enumerate(task.success):
            if screen not in own:
                yield unknown((*path, "success", number), screen, own, f"a screen of {task.role}")
        if not task.success:
            yield odd((*path, "success"), "no screen shows that it was done", "one screen or more", "add `success:`")


def _presets(known: Known) -> Iterator[Problem]:
    for place, preset in enumerate(known.model.presets):
        for name, value in preset.values.items():
            path: Path = ("presets", place, "values", name)
            if name not in known.variables:
                yield unknown(path, name, known.variables, "a variable")
            elif not is_value(value, known.variables[name]):
                yield _wrong_value(path, value, known.variables[name])
        for number, fault in enumerate(preset.faults):
            yield from known.event(("presets", place, "faults", number), fault, "fault")


def _criteria(known: Known) -> Iterator[Problem]:
    for place, one in enumerate(known.model.criteria):
        for number, screen in enumerate(one.reaches):
            if screen not in known.screens:
                yield unknown(("criteria", place, "reaches", number), screen, known.screens, "a screen")
        if one.fault:
            yield from known.event(("criteria", place, "fault"), one.fault, "fault")


def _images(known: Known) -> Iterator[Problem]:
    for place, one in enumerate(known.model.images):
        if not _DIGEST.fullmatch(one.digest):
            yield odd(("images", place, "digest"), f"{one.digest[:20]!r} is no digest", "a SHA-256, 64 digits", "upload the image again")


_CHECKS: tuple[Callable[[Known], Iterator[Problem]], ...] = (
    _sizes, _taken_twice, _head, _roles, _variables, _events, _stages, _screens, _transitions, _tasks, _presets, _criteria, _images,
)  # fmt: skip
