"""Paths through a journey as texts: in words, as Gherkin scenarios, as a test file for Playwright."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from plumbline.domain.journey.analysis.paths import Covering, Walk
from plumbline.domain.journey.component import Component
from plumbline.domain.journey.happening import Enters, Happening, Occurs, State, Step
from plumbline.domain.journey.machine import Machine, spelled
from plumbline.domain.journey.model import Model, Screen

_BY = {"system": "The system", "timer": "The time passes", "fault": "Something goes wrong"}
_ROLE_OF = {"link": "link"}


def as_text(model: Model, covering: Covering) -> str:
    """Return paths as lines that people read."""
    words = _Words(model)
    lines: list[str] = []
    for number, path in enumerate(covering.paths, 1):
        lines.append(f"{number}. {words.title(path)}")
        lines += [f"   {words.happens(step.happening)}  ->  {words.moved(before, step)}" for before, step in _steps(path)]
        lines.append("")
    return "\n".join(lines)


def as_gherkin(model: Model, covering: Covering) -> str:
    """Return paths as one feature, a scenario for each."""
    words = _Words(model)
    lines = [f"Feature: {_line(model.title)}", *([f"  {_line(model.summary)}"] if model.summary else [])]
    for number, path in enumerate(covering.paths, 1):
        lines += ["", f"  Scenario: {number}. {words.title(path)}"]
        for place, (role, screen) in enumerate(words.where(path.start)):
            lines.append(f"    {'Given' if not place else 'And'} {role} is on {_quoted(screen.title)}")
        for before, step in _steps(path):
            lines.append(f"    When {words.happens(step.happening)}")
            for place, (role, screen) in enumerate(words.changes(before, step)):
                lines.append(f"    {'Then' if not place else 'And'} {role} is on {_quoted(screen.title)}")
    return "\n".join(lines) + "\n"


def as_playwright(model: Model, covering: Covering) -> str:
    """Return paths as a Playwright test file: each person has a page; what no person does is left to `happens` of the tested system."""
    words, machine = _Words(model), Machine(model)
    people = [one for one in model.roles if one.actor == "person"]
    lines = [
        'import { expect, test } from "@playwright/test";',
        "// open(browser, role) gives a person's page on the first screen; happens(event) lets an answer, a timer or a fault take place.",
        'import { happens, open } from "./system.js";',
    ]
    for number, path in enumerate(covering.paths, 1):
        lines += ["", f"test({json.dumps(f'{number}. {words.title(path)}', ensure_ascii=False)}, async ({{ browser }}) => {{"]
        names = json.dumps([one.id for one in people])
        lines.append(f"  const pages = {{}};\n  for (const role of {names}) pages[role] = await open(browser, role);")
        for before, step in _steps(path):
            lines.append(f"  {_done(machine, before, step)}")
            for role, screen in words.moves(before, step):
                if any(one.id == role for one in people):
                    seen = json.dumps(_seen(screen), ensure_ascii=False)
                    page = f"pages[{json.dumps(role)}]"
                    lines.append(f'  await expect({page}.getByRole("heading", {{ name: {seen} }}).first()).toBeVisible();')
        lines.append("});")
    return "\n".join(lines) + "\n"


def as_data(model: Model, covering: Covering) -> dict[str, Any]:
    """Return paths as plain data: the happenings as the player takes them, the transitions taken, the screens after."""
    roles = [one.id for one in model.roles]
    return {
        "journey": model.id,
        "version": model.version,
        "pairs": covering.with_pairs,
        "covered": {kind: sum(thing[0] == kind for thing in covering.covered) for kind in ("screen", "transition", "condition", "pair")},
        "paths": [
            [
                {"happens": str(step.happening), "taken": step.taken, "screens": dict(zip(roles, step.state.screens, strict=True))}
                for step in path.steps
            ]
            for path in covering.paths
        ],
    }


class _Words:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.screens = {one.id: one for one in model.screens}
        self.roles = {one.id: one.title for one in model.roles}
        self.events = {one.id: one for one in model.events}
        self.variables = {one.id: one.title or one.id for one in model.variables}

    def title(self, path: Walk) -> str:
        """What a path ends with: the last screen that somebody came to."""
        for before, step in reversed([*_steps(path)]):
            if moved := self.changes(before, step):
                role, screen = moved[0]
                return _line(f"{role}: {screen.title}")
        return "Nobody moves"

    def happens(self, happening: Happening) -> str:
        if isinstance(happening, Enters):
            return (
                f"{self.roles[happening.role]} enters {_quoted(spelled(happening.value))} for {_quoted(self.variables[happening.variable])}"
            )
        event = self.events[happening.event]
        if event.kind == "act":
            return f"{self.roles[event.role]} takes {_quoted(event.title)}"
        if event.kind == "shared":
            return f"{' and '.join(self.roles[one] for one in event.roles)} take {_quoted(event.title)}"
        return f"{_BY[event.kind]}: {_line(event.title)}"

    def where(self, state: State) -> Sequence[tuple[str, Screen]]:
        return [(role, self.screens[screen]) for role, screen in zip(self.roles.values(), state.screens, strict=True)]

    def moves(self, before: State, step: Step) -> Sequence[tuple[str, Screen]]:
        """Who came to another screen, by id."""
        places = zip(self.roles, before.screens, step.state.screens, strict=True)
        return [(role, self.screens[now]) for role, then, now in places if then != now]

    def changes(self, before: State, step: Step) -> Sequence[tuple[str, Screen]]:
        return [(self.roles[role], screen) for role, screen in self.moves(before, step)]

    def moved(self, before: State, step: Step) -> str:
        return ", ".join(f"{role}: {screen.title}" for role, screen in self.changes(before, step)) or "everybody stays"


def _steps(path: Walk) -> Iterator[tuple[State, Step]]:
    before = path.start
    for step in path.steps:
        yield before, step
        before = step.state


def _done(machine: Machine, before: State, step: Step) -> str:
    """What somebody does on their page; what no control of a page does is let happen."""
    happening = step.happening
    match happening:
        case Enters(role=role, variable=variable):
            part = next((one for one in machine.controls(before, role) if one.variable == variable), None)
            return _entered(happening, part) if part else f"await happens({json.dumps(str(happening))});"
        case Occurs(event=event):
            for role in (machine.events[event].role, *machine.events[event].roles):
                for part in machine.controls(before, role) if role else ():
                    if part.act == event:
                        name = json.dumps(part.text, ensure_ascii=False)
                        kind = _ROLE_OF.get(part.type, "button")
                        return f"await pages[{json.dumps(role)}].getByRole({json.dumps(kind)}, {{ name: {name} }}).click();"
            return f"await happens({json.dumps(event)});"


def _entered(entry: Enters, part: Component) -> str:
    page = f"pages[{json.dumps(entry.role)}]"
    label = f"{page}.getByLabel({json.dumps(part.text, ensure_ascii=False)})"
    if isinstance(entry.value, bool):
        return f"await {label}.setChecked({spelled(entry.value)});"
    if part.type == "radio":
        text = next((one.text for one in part.options if one.value == spelled(entry.value)), spelled(entry.value))
        return f"await {page}.getByLabel({json.dumps(text, ensure_ascii=False)}).check();"
    act = "selectOption" if part.type == "select" else "fill"
    return f"await {label}.{act}({json.dumps(spelled(entry.value), ensure_ascii=False)});"


def _seen(screen: Screen) -> str:
    """What tells that somebody is on a screen: its first heading that always reads the same."""
    return next((part.text for part in screen.content if part.type == "heading" and "{" not in part.text), screen.title)


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return '"' + _line(text).replace('"', "'") + '"'
