"""A journey as a Mermaid state diagram (stateDiagram-v2): a composite state for each role. For reading only, so there is no way back."""

import json
from collections.abc import Iterator

from plumbline.domain.journey.model import Model, Screen, Transition
from plumbline.files.formats.names import Names, spoken, variable

_COLOURS = {
    "decision": "fill:#fff7d6,stroke:#8a6d00,color:#1f1f1f",
    "waiting": "fill:#eef1f6,stroke:#5b6675,color:#1f1f1f",
    "exception": "fill:#fde2e1,stroke:#a3221c,color:#1f1f1f",
    "recovery": "fill:#e2f0fb,stroke:#1b5e93,color:#1f1f1f",
    "fallback": "fill:#efe6fb,stroke:#5b3a94,color:#1f1f1f",
    "terminal": "fill:#e1f4e5,stroke:#22693a,color:#1f1f1f",
}


def write(model: Model) -> str:
    """Return the diagram's text. It shows roles, stages, screens, events, conditions and updates; not what screens contain."""
    return "\n".join(_lines(model)) + "\n"


def _lines(model: Model) -> Iterator[str]:
    names = Names()
    known = {part: names.one(variable(part)) for part in (*(one.id for one in model.screens), *(one.id for one in model.stages))}
    yield from ("---", f"title: {json.dumps(spoken(model, model.title), ensure_ascii=False)}", "---", "stateDiagram-v2")
    for role in model.roles:
        yield f'  state "{_quoted(spoken(model, role.title))}" as {names.one("role_" + variable(role.id))} {{'
        yield f"    [*] --> {known[role.start]}"
        screens = [screen for screen in model.screens if screen.role == role.id]
        for stage in model.stages:
            inside = [screen for screen in screens if screen.stage == stage.id]
            if stage.role == role.id and inside:
                yield f'    state "{_quoted(spoken(model, stage.title))}" as {known[stage.id]} {{'
                yield from (f"      {_state(model, screen, known[screen.id])}" for screen in inside)
                yield "    }"
        yield from (f"    {_state(model, screen, known[screen.id])}" for screen in screens if not screen.stage)
        own = {part.id for part in (*screens, *(stage for stage in model.stages if stage.role == role.id))}
        for one in model.transitions:
            if one.source in own:
                yield f"    {known[one.source]} --> {known[one.target or one.source]} : {_label(model, one)}"
        yield from (f"    {known[screen.id]} --> [*]" for screen in screens if screen.kind == "terminal")
        yield "  }"
    for kind, colours in _COLOURS.items():
        if some := [known[screen.id] for screen in model.screens if screen.kind == kind]:
            yield f"  classDef {kind} {colours}"
            yield f"  class {','.join(some)} {kind}"


def _state(model: Model, screen: Screen, name: str) -> str:
    return f'state "{_quoted(spoken(model, screen.title))}" as {name}'


def _label(model: Model, one: Transition) -> str:
    title = spoken(model, next(event.title for event in model.events if event.id == one.event))
    parts = [title, f"[{one.when}]" if one.when else "", "/ " + ", ".join(f"{name} = {text}" for name, text in one.updates.items())]
    return _quoted(" ".join(part for part in parts if part not in ("", "/ ")))


def _quoted(text: str) -> str:
    """A text in which no sign means anything to Mermaid."""
    return "".join(f"#{ord(sign)};" if sign in '#;:"{}[]<>%&`\\' else sign for sign in " ".join(text.split()))
