"""What is wrong with a screen: parts that its kind lacks or cannot have, components that cannot be shown."""

from collections.abc import Iterator
from dataclasses import fields

from plumbline.domain.journey.component import CHOOSES, NEEDED, OWN_PROPERTIES, Component
from plumbline.domain.journey.known import Known
from plumbline.domain.journey.machine import spelled
from plumbline.domain.journey.model import Screen
from plumbline.domain.journey.problem import Path, Problem, odd, unknown

MOST_PARTS = 80


def screen_problems(known: Known, screen: Screen, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with a screen."""
    yield from known.role((*path, "role"), screen.role)
    yield from known.section((*path, "section"), screen.section)
    if screen.stage and (screen.stage not in known.stages or known.stages[screen.stage].role != screen.role):
        own = [one.id for one in known.model.stages if one.role == screen.role]
        yield unknown((*path, "stage"), screen.stage, own, f"a stage of {screen.role}")
    yield from _of_kind(known, screen, path)
    shown = [name for name, there in (("content", screen.content), ("image", screen.image), ("html", screen.html)) if there]
    if len(shown) > 1:
        yield odd(path, f"the screen shows {' and '.join(shown)}", "components, or an image, or HTML", "keep one of them")
    if screen.image and not screen.alt.strip():
        yield odd((*path, "alt"), "nothing says what the image shows", "a sentence for people who cannot see it", "add `alt:`")
    if len(screen.content) > MOST_PARTS:
        yield odd((*path, "content"), f"{len(screen.content)} components", f"at most {MOST_PARTS}", "split the screen in two")
    seen: set[str] = set()
    for name, parts in (("content", screen.content), ("hotspots", screen.hotspots)):
        for number, part in enumerate(parts):
            inner: Path = (*path, name, number)
            if part.id in seen:
                yield odd((*inner, "id"), f"the id {part.id} is taken on this screen", "each id once", "rename one of the two")
            seen.add(part.id)
            yield from known.condition((*inner, "when"), part.when)
            yield from known.act((*inner, "act"), part.act, screen)
            yield from known.texts((*inner, "text"), part.text)
    for number, part in enumerate(screen.content):
        yield from _of_component(known, part, (*path, "content", number))
    for number, spot in enumerate(screen.hotspots):
        if spot.left + spot.width > 1000 or spot.top + spot.height > 1000:
            yield odd(
                (*path, "hotspots", number),
                "the hotspot leaves the image",
                "left + width and top + height up to 1000",
                "make it smaller",
            )


def _of_kind(known: Known, screen: Screen, path: Path) -> Iterator[Problem]:
    wanted = {"exception": ("fault", "severity", "owner", "recovery"), "terminal": ("result",)}.get(screen.kind, ())
    for name in ("fault", "severity", "owner", "recovery", "result"):
        value = getattr(screen, name)
        if name in wanted and not value:
            yield odd((*path, name), f"the {screen.kind} screen {screen.id} names no {name}", f"`{name}:` on it", f"add `{name}:`")
        elif value and name not in wanted:
            meant = "terminal" if name == "result" else "exception"
            yield odd((*path, name), f"{screen.id} is a {screen.kind} screen", f"`{name}:` on {meant} screens only", f"remove `{name}:`")
    if screen.kind == "exception":
        yield from known.event((*path, "fault"), screen.fault, "fault")
        if screen.owner:
            yield from known.role((*path, "owner"), screen.owner)
        if screen.recovery and screen.recovery not in known.screens:
            yield unknown((*path, "recovery"), screen.recovery, known.screens, "the screen its recovery is expected on")


def _of_component(known: Known, part: Component, path: Path) -> Iterator[Problem]:
    for name in NEEDED[part.type]:
        if not getattr(part, name):
            yield odd((*path, name), f"the {part.type} {part.id} has no {name}", f"`{name}:` on a {part.type}", f"add `{name}:`")
    own = {"id", "type", "when", *OWN_PROPERTIES[part.type]}
    for name in _given(part):
        if name not in own:
            yield odd((*path, name), f"a {part.type} has no {name}", ", ".join(sorted(own - {"id", "type"})), f"remove `{name}:`")
    yield from known.texts((*path, "hint"), part.hint)
    for number, row in enumerate(part.rows):
        for cell, text in enumerate(row):
            yield from known.texts((*path, "rows", number, cell), text)
    for number, item in enumerate(part.items):
        yield from known.texts((*path, "items", number, "text"), item.text)
    if part.variable:
        yield from _of_control(known, part, path)


def _of_control(known: Known, part: Component, path: Path) -> Iterator[Problem]:
    variable = known.variables.get(part.variable)
    if variable is None:
        yield unknown((*path, "variable"), part.variable, known.variables, "a variable")
        return
    if variable.type != "text" and part.type not in CHOOSES:
        yield odd(
            (*path, "variable"), f"a {part.type} captures text, and {variable.id} is {variable.type}", "a text variable", "bind another"
        )
    if part.type in ("checkbox", "switch") and variable.type != "bool":
        yield odd((*path, "variable"), f"{variable.id} is {variable.type}", f"a bool variable for a {part.type}", "bind another")
    if variable.type == "text":
        return
    values = [spelled(value) for value in variable.domain]
    for number, option in enumerate(part.options):
        if option.value not in values:
            yield unknown((*path, "options", number, "value"), option.value, values, f"a value of {variable.id}")


def _given(part: Component) -> list[str]:
    """The names of a component's properties that differ from what they are without being written."""
    plain = Component(id=part.id, type=part.type)
    return [one.name for one in fields(Component) if getattr(part, one.name) != getattr(plain, one.name)]
