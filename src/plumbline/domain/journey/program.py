"""A journey as data that another machine can run: screens with their parts, routes with conditions as trees. For ui/src/journey/machine.js.

A tree is a list: the kind of its node, then what is below it.
"""

from typing import Any

from plumbline.domain.journey.analysis.cone import cone_of_influence
from plumbline.domain.journey.component import CHOOSES, Component
from plumbline.domain.journey.machine import Machine, Route, entered, spelled
from plumbline.domain.journey.model import Screen
from plumbline.kernel.expression import compile_expression
from plumbline.kernel.expression.syntax import Call, Chain, Choice, Compare, Fact, Has, Items, Literal, Negative, Node, Not, Sum

Tree = list[Any]


def program_of(machine: Machine) -> dict[str, Any]:
    """Return a journey as plain data, in the order of the file: numbers, texts, booleans, lists and mappings only."""
    model = machine.model
    return {
        "id": model.id,
        "version": model.version,
        "title": model.title,
        "summary": model.summary,
        "device": model.device,
        "roles": [{"id": one.id, "title": one.title, "start": one.start, "actor": one.actor} for one in model.roles],
        "variables": [
            {
                "id": one.id,
                "title": one.title,
                "type": one.type,
                "lo": one.lo,
                "hi": one.hi,
                "domain": list(one.domain),
                "initial": one.initial,
            }
            for one in model.variables
        ],
        "events": [
            {"id": one.id, "title": one.title, "kind": one.kind, "role": one.role, "roles": list(one.roles), "after": one.after}
            for one in model.events
        ],
        "screens": {screen.id: _screen(screen, machine) for screen in model.screens},
        "routes": {screen.id: _routes(screen, machine) for screen in model.screens},
        "presets": [{"id": one.id, "title": one.title, "values": dict(one.values), "faults": list(one.faults)} for one in model.presets],
        "tasks": [
            {"id": one.id, "title": one.title, "goal": one.goal, "role": one.role, "success": list(one.success)} for one in model.tasks
        ],
        "parameters": {one.id: one.default for one in model.parameters},
        "search": _search(machine),
    }  # fmt: skip


def tree_of(node: Node) -> Tree:
    """Return a syntax tree as lists."""
    match node:
        case Literal():
            return ["value", node.value]
        case Fact():
            return ["fact", node.name]
        case Has():
            return ["value", True]  # what a journey remembers is always there
        case Not():
            return ["not", tree_of(node.operand)]
        case Negative():
            return ["minus", tree_of(node.operand)]
        case Chain():
            return [node.op, *(tree_of(part) for part in node.parts)]
        case Sum():
            return ["sum", list(node.signs), [tree_of(part) for part in node.parts]]
        case Compare():
            return [node.op, tree_of(node.left), tree_of(node.right)]
        case Choice():
            return ["if", tree_of(node.condition), tree_of(node.yes), tree_of(node.no)]
        case Items():
            return ["list", *(tree_of(part) for part in node.parts)]
        case Call():
            return [node.name, *(tree_of(part) for part in node.arguments)]


def _search(machine: Machine) -> dict[str, Any]:
    """What a search through all states needs besides: the variables that decide something, and what controls can give them."""
    kept = cone_of_influence(machine)
    entries = {
        screen.id: [
            {"variable": part.variable, "values": list(entered(part, machine.variables[part.variable])), "when": _when(part.when, machine)}
            for part in screen.content
            if part.variable in kept and part.type in CHOOSES
        ]
        for screen in machine.model.screens
    }
    return {"kept": list(kept), "entries": {screen: found for screen, found in entries.items() if found}}


def _routes(screen: Screen, machine: Machine) -> dict[str, Any]:
    found = ((event.id, machine.routes(screen.id, event.id)) for event in machine.model.events)
    return {event: [_route(route) for route in routes] for event, routes in found if routes}


def _route(route: Route) -> dict[str, Any]:
    return {
        "id": route.transition.id,
        "target": route.transition.target,
        "when": tree_of(route.condition.ast) if route.condition else None,
        "updates": [[name, tree_of(formula.ast)] for name, formula in route.updates],
        "resets": list(route.resets),
    }


def _screen(screen: Screen, machine: Machine) -> dict[str, Any]:
    return {
        "id": screen.id,
        "title": screen.title,
        "role": screen.role,
        "kind": screen.kind,
        "result": screen.result,
        "content": [_part(part, machine) for part in screen.content],
        "image": screen.image,
        "alt": screen.alt,
        "hotspots": [
            {
                "act": one.act,
                "text": one.text,
                "when": _when(one.when, machine),
                "left": one.left,
                "top": one.top,
                "width": one.width,
                "height": one.height,
            }
            for one in screen.hotspots
        ],
        "html": screen.html,
    }


def _part(part: Component, machine: Machine) -> dict[str, Any]:
    return {
        "id": part.id,
        "type": part.type,
        "text": part.text,
        "hint": part.hint,
        "act": part.act,
        "variable": part.variable,
        "when": _when(part.when, machine),
        "required": part.required,
        "level": part.level,
        "tone": part.tone,
        "input": part.input,
        "options": [{"value": one.value, "text": one.text} for one in part.options],
        "columns": list(part.columns),
        "rows": [[spelled(cell) for cell in row] for row in part.rows],
        "items": [{"value": one.value, "text": one.text} for one in part.items],
        "current": part.current,
        "share": part.share,
        "source": part.source,
        "alt": part.alt,
        "primary": part.primary,
    }


def _when(text: str, machine: Machine) -> Tree | None:
    return tree_of(compile_expression(text, machine.types).ast) if text else None
