"""A journey as SCXML: a parallel state with a region for each role. What SCXML has no word for is in attributes of our own namespace."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import plain_of
from plumbline.files.formats.ecmascript import to_script

OURS = "urn:plumbline:journey"
Plain = Mapping[str, Any]


def write(model: Model) -> str:
    """Return the SCXML text. It reads back as the same journey."""
    return "\n".join(_Writing(plain_of(model)).lines()) + "\n"


def state_id(identifier: str) -> str:
    """Return an id as XML allows it: one that begins with a digit gets a word before it."""
    return f"n_{identifier}" if identifier[0].isdigit() else identifier


class _Writing:
    def __init__(self, plain: dict[str, Any]) -> None:
        self.plain = plain
        self.roles: list[Plain] = plain["roles"]
        self.screens: list[Plain] = plain["screens"]
        self.transitions: list[Plain] = plain.get("transitions", [])
        self.stages: list[Plain] = plain.get("stages", [])

    def lines(self) -> Iterator[str]:
        order: dict[str, Any] = {"screens": [one["id"] for one in self.screens], "transitions": [one["id"] for one in self.transitions]}
        full = {screen.get("stage") for screen in self.screens} | {screen["id"] for screen in self.screens}
        order["apart"] = [
            one for one in self.transitions if one["from"] not in full
        ]  # of stages without a screen, which no state stands for
        rest = {key: value for key, value in self.plain.items() if key not in ("screens", "transitions")} | {"order": order}
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:pl="{OURS}" version="1.0" datamodel="ecmascript" '
            f"name={quoteattr(self.plain['id'])} pl:more={_json(rest)}>"
        )
        if variables := self.plain.get("variables"):
            yield "  <datamodel>"
            yield from (f"    <data id={quoteattr(one['id'])} expr={quoteattr(_initial(one))}/>" for one in variables)
            yield "  </datamodel>"
        yield '  <parallel id="_roles">'
        for role in self.roles:
            yield f"    <state id={quoteattr('role_' + role['id'])} initial={quoteattr(state_id(role['start']))}>"
            yield from self.region(role["id"])
            yield "    </state>"
        yield "  </parallel>"
        yield "</scxml>"

    def region(self, role: str) -> Iterator[str]:
        own = [screen for screen in self.screens if screen["role"] == role]
        for stage in self.stages:
            inside = [screen for screen in own if screen.get("stage") == stage["id"]]
            if inside:
                yield f"      <state id={quoteattr(state_id(stage['id']))}>"
                yield from (f"  {line}" for line in self.leaving(stage["id"]))
                for screen in inside:
                    yield from (f"  {line}" for line in self.screen(screen))
                yield "      </state>"
        for screen in own:
            if not screen.get("stage"):
                yield from self.screen(screen)

    def screen(self, screen: Plain) -> Iterator[str]:
        element = "final" if screen.get("kind") == "terminal" and not screen.get("stage") else "state"
        more = {key: value for key, value in screen.items() if key not in ("role", "stage")}
        yield f"      <{element} id={quoteattr(state_id(screen['id']))} pl:more={_json(more)}>"
        yield from self.leaving(screen["id"])
        yield f"      </{element}>"

    def leaving(self, source: str) -> Iterator[str]:
        for one in self.transitions:
            if one["from"] != source:
                continue
            attributes = {"event": one["on"]}
            if "when" in one:
                attributes["cond"] = to_script(one["when"])
            if "to" in one:
                attributes["target"] = state_id(one["to"])
            more = {key: value for key, value in one.items() if key in ("id", "when", "set")}
            written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items()) + f" pl:more={_json(more)}"
            if updates := one.get("set"):
                yield f"        <transition{written}>"
                for name, text in updates.items():
                    yield f"          <assign location={quoteattr(name)} expr={quoteattr(to_script(text))}/>"
                yield "        </transition>"
            else:
                yield f"        <transition{written}/>"


def _json(data: Any) -> str:
    return quoteattr(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _initial(variable: Plain) -> str:
    kind = variable["type"]
    otherwise: Any = {"bool": False, "int": variable.get("lo", 0), "enum": variable.get("values", [""])[0], "text": ""}[kind]
    value = variable.get("default", otherwise)
    return to_script(json.dumps(value, ensure_ascii=False)) if isinstance(value, str) else json.dumps(value)
