"""A journey as the JSON of an XState v5 machine: a parallel state for each role, `meta.plumbline` for what XState has no word for."""

import json
from collections.abc import Mapping
from typing import Any

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import plain_of

GUARD, ACTION, OURS = "when", "set", "plumbline"
Plain = Mapping[str, Any]


def write(model: Model) -> str:
    """Return the machine as JSON. It reads back as the same journey."""
    return json.dumps(_Writing(plain_of(model)).machine(), indent=2, ensure_ascii=False) + "\n"


def key_of(identifier: str) -> str:
    """Return an id as the key of a state: dots part the steps of a path there."""
    return identifier.replace(".", "_")


class _Writing:
    def __init__(self, plain: dict[str, Any]) -> None:
        self.plain = plain
        self.screens: list[Plain] = plain["screens"]
        self.transitions: list[Plain] = plain.get("transitions", [])

    def machine(self) -> dict[str, Any]:
        full = {screen.get("stage") for screen in self.screens} | {screen["id"] for screen in self.screens}
        order = {
            "screens": [one["id"] for one in self.screens],
            "transitions": [one["id"] for one in self.transitions],
            "apart": [one for one in self.transitions if one["from"] not in full],
        }
        rest = {key: value for key, value in self.plain.items() if key not in ("screens", "transitions")} | {"order": order}
        return {
            "id": self.plain["id"],
            "type": "parallel",
            "context": {one["id"]: _initial(one) for one in self.plain.get("variables", [])},
            "states": {key_of(role["id"]): self.region(role) for role in self.plain["roles"]},
            "meta": {OURS: rest},
        }

    def region(self, role: Plain) -> dict[str, Any]:
        own = [screen for screen in self.screens if screen["role"] == role["id"]]
        start = next(screen for screen in own if screen["id"] == role["start"])
        states: dict[str, Any] = {}
        for stage in self.plain.get("stages", []):
            inside = [screen for screen in own if screen.get("stage") == stage["id"]]
            if inside:
                first = start if start in inside else inside[0]
                inner = {key_of(screen["id"]): self.screen(screen) for screen in inside}
                states[key_of(stage["id"])] = {"initial": key_of(first["id"]), "states": inner, **self.leaving(stage["id"])}
        states |= {key_of(screen["id"]): self.screen(screen) for screen in own if not screen.get("stage")}
        return {"initial": key_of(start.get("stage") or start["id"]), "states": states}

    def screen(self, screen: Plain) -> dict[str, Any]:
        more = {key: value for key, value in screen.items() if key not in ("role", "stage")}
        final = {"type": "final"} if screen.get("kind") == "terminal" and not screen.get("stage") else {}
        return {"id": key_of(screen["id"]), **final, **self.leaving(screen["id"]), "meta": {OURS: more}}

    def leaving(self, source: str) -> dict[str, Any]:
        on: dict[str, list[dict[str, Any]]] = {}
        for one in self.transitions:
            if one["from"] == source:
                on.setdefault(one["on"], []).append(_transition(one))
        return {"on": on} if on else {}


def _transition(one: Plain) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if "to" in one:
        made["target"] = f"#{key_of(one['to'])}"
    if "when" in one:
        made["guard"] = {"type": GUARD, "params": {"condition": one["when"]}}
    if "set" in one:
        made["actions"] = [{"type": ACTION, "params": dict(one["set"])}]
    return {**made, "meta": {OURS: {"id": one["id"]}}}


def _initial(variable: Plain) -> Any:
    otherwise: Any = {"bool": False, "int": variable.get("lo", 0), "enum": variable.get("values", [""])[0], "text": ""}[variable["type"]]
    return variable.get("default", otherwise)
