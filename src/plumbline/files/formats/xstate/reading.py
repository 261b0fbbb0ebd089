"""The JSON of an XState v5 machine as a journey. What decides where it goes is kept or refused; what only decorates it is named as lost."""

import json
import re
from collections.abc import Iterator
from typing import Any

from plumbline.domain.journey.plain import model_of
from plumbline.files.formats.exported import has_shape, ordered
from plumbline.files.formats.imported import Imported, Loss, refused, whole
from plumbline.files.formats.names import Names, slug, title, variable
from plumbline.files.formats.xstate.writing import ACTION, GUARD, OURS
from plumbline.files.problem import PackErrors, Path, Place, written
from plumbline.files.validation import schema_problems
from plumbline.files.yaml_reader import Document, YamlProblem
from plumbline.files.yaml_reader import read as read_strictly

MAX_BYTES, MAX_DEPTH = 5 << 20, 100
Plain = dict[str, Any]
_ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_DECIDES = {
    "always": "in a journey something has to happen first",
    "onDone": "in a journey something has to happen first",
    "history": "a journey does not remember where a stage was left",
}
_DECORATES = {
    "entry": "nothing is done when a screen is entered",
    "exit": "nothing is done when a screen is left",
    "invoke": "nothing is started outside; let a system event say what came of it",
    "tags": "screens have kinds, not tags",
    "output": "a journey has no output",
}


def read(content: bytes, name: str) -> Imported:
    """Return the journey in the JSON of a machine. Raises PackErrors with the first thing that a journey cannot follow, and why."""
    try:
        document = read_strictly(content, name, MAX_BYTES, MAX_DEPTH)
    except YamlProblem as unreadable:
        raise PackErrors([unreadable.problem]) from None
    return _Reading(document).imported()


class _Reading:
    def __init__(self, document: Document) -> None:
        self.document, self.file = document, document.file
        self.losses: list[Loss] = []
        self.places: dict[Path, Place] = {}
        self.names, self.event_names, self.variable_names = Names(), Names(), Names("in_screen", "has", "size")
        self.screens: list[Plain] = []
        self.stages: list[Plain] = []
        self.transitions: list[Plain] = []
        self.events: dict[str, Plain] = {}
        self.guards: dict[str, Plain] = {}
        self.ids: dict[Path, str] = {}
        self.roles: dict[str, str] = {}
        self.first: dict[Path, str] = {}
        self.called: dict[str, Path] = {}

    def imported(self) -> Imported:
        """Return the journey that the machine describes."""
        machine = self._object(self.document.data, ())
        self.more = self._more(machine, ())
        self.variables = self._variables(machine)
        roles = [self._region(path, node, role) for path, node, role in self._regions(machine)]
        for path, node, _ in self._regions(machine):
            self._leaving(path, node)
        return whole(model_of(self._plain(machine, roles)), self.file, tuple(self.losses), self.places)

    def _plain(self, machine: Plain, roles: list[Plain]) -> Plain:
        given, order = dict(self.more), self.more.get("order", {})
        known = {one["id"] for one in given.get("events", [])}
        events = given.get("events", []) + [one for one in self.events.values() if one["id"] not in known]
        known = {one["id"] for one in given.get("stages", [])}
        stages = given.get("stages", []) + [one for one in self.stages if one["id"] not in known]
        words = str(machine.get("id", "")) or self.file.replace("\\", "/").rpartition("/")[2].removesuffix(".json")
        head = {"kind": "journey", "id": slug(words, "journey"), "version": "1.0.0", "title": title(words, "A journey")}
        parts = {
            "roles": roles,
            "variables": [*self.variables, *self.guards.values()],
            "events": events,
            "stages": stages,
            "screens": ordered(self.screens, order.get("screens", [])),
            "transitions": ordered([*self.transitions, *order.get("apart", [])], order.get("transitions", [])),
        }
        plain = (
            head | {key: value for key, value in given.items() if key != "order"} | {key: value for key, value in parts.items() if value}
        )
        document = Document(file=self.file, data=plain, places={(): Place(1, 1), **self.places})
        if problems := schema_problems(document, ("journey",)):
            raise PackErrors(problems)
        return plain

    # What is there

    def _object(self, value: Any, path: Path) -> Plain:
        if not isinstance(value, dict):
            raise self._refused(path, f"{written(path) or 'the file'} is no object", "an object, as XState v5 writes it")
        return value  # type: ignore[reportUnknownVariableType]

    def _refused(self, path: Path, problem: str, expected: str) -> PackErrors:
        return refused(self.file, self.document.place(path), problem, expected, "see journey-formats.md for what is read")

    def _lose(self, path: Path, what: str, became: str) -> None:
        self.losses.append(Loss(line=self.document.place(path).line, what=what, became=became))

    def _more(self, node: Plain, path: Path) -> Plain:
        meta = node.get("meta")
        more: Any = meta.get(OURS, {}) if isinstance(meta, dict) else {}  # type: ignore[reportUnknownMemberType]
        if not has_shape(more):
            raise self._refused((*path, "meta", OURS), f"meta.{OURS} is not what an export writes", "JSON as it was exported")
        return dict[str, Any](more)  # type: ignore[reportUnknownArgumentType]

    def _variables(self, machine: Plain) -> list[Plain]:
        if given := self.more.get("variables"):
            for one in given:
                self.variable_names.one(one["id"])
            return given
        made: list[Plain] = []
        for name, value in self._object(machine.get("context", {}), ("context",)).items():
            path: Path = ("context", name)
            if isinstance(value, dict | list):
                self._lose(path, f"context {name}", "a variable holds one value")
                continue
            one: Plain = {"id": self.variable_names.one(variable(name)), "title": title(name, "Value")}
            made.append(
                one | ({"type": "bool", "default": value} if isinstance(value, bool) else {"type": "text", "default": _said(value)})
            )
            if not isinstance(value, bool):
                self._lose(path, f"context {name}", "it is shown; no condition can read it, for its values are not known")
        return made

    # States

    def _regions(self, machine: Plain) -> Iterator[tuple[Path, Plain, Plain]]:
        if machine.get("type") != "parallel":
            words = title(str(machine.get("id", "")), "Machine")
            yield (), machine, {"id": "machine", "title": words}
            return
        if machine.get("on"):
            raise self._refused(("on",), "a transition of all regions", "transitions in the regions: a role moves only in its own")
        given = {one["id"].replace(".", "_"): one for one in self.more.get("roles", [])}
        ids = Names()
        for key, node in self._object(machine.get("states", {}), ("states",)).items():
            role = given.get(key) or {"id": ids.one(slug(key, "role")), "title": title(key, "Role")}
            yield ("states", key), self._object(node, ("states", key)), dict(role)

    def _children(self, path: Path, node: Plain) -> list[tuple[str, Path, Plain]]:
        inner: Path = (*path, "states")
        return [(key, (*inner, key), self._object(one, (*inner, key))) for key, one in self._object(node.get("states", {}), inner).items()]

    def _region(self, path: Path, node: Plain, role: Plain) -> Plain:
        self._judge(path, node)
        tops = self._children(path, node)
        if not tops:
            raise self._refused(path, f"{written(path) or 'the machine'} has no states", "one state or more for each role")
        for key, inner, one in tops:
            below = self._children(inner, one)
            if one.get("type") == "parallel":
                raise self._refused(inner, f"{key} is parallel", "regions at the top only: they are the roles")
            if not below:
                self._state(key, inner, one, role["id"], "")
                continue
            self._judge(inner, one)
            stage = self._id(key, inner, one)
            self.stages.append({"id": stage, "title": title(key, stage), "role": role["id"]})
            for name, deepest, screen in below:
                if screen.get("states") or screen.get("type") in ("parallel", "final"):
                    raise self._refused(deepest, f"{key}.{name} is a group or an end", "one level of grouping, with states in it")
                self._state(name, deepest, screen, role["id"], stage)
            self.first[inner] = self._initial(inner, one, below)
        role["start"] = self._initial(path, node, tops)
        return role

    def _state(self, key: str, path: Path, node: Plain, role: str, stage: str) -> None:
        self._judge(path, node)
        if node.get("type") == "history":
            raise self._refused(path, f"{key} is a history state", _DECIDES["history"])
        identifier = self._id(key, path, node)
        made: Plain = {"id": identifier, "title": title(key, identifier), "role": role, **({"stage": stage} if stage else {})}
        if node.get("type") == "final":
            made |= {"kind": "terminal", "result": "success"}
        self.places["screens", len(self.screens)] = self.document.place(path)
        self.screens.append(made | self._more(node, path) | {"id": identifier})
        self.roles[identifier], self.first[path] = role, identifier

    def _id(self, key: str, path: Path, node: Plain) -> str:
        more = self._more(node, path).get("id")
        wanted = more if isinstance(more, str) else key if _ID.fullmatch(key) else slug(key, "state")
        self.ids[path] = self.names.one(wanted)
        self.called[str(node.get("id", ""))] = path
        return self.ids[path]

    def _judge(self, path: Path, node: Plain) -> None:
        for name, why in _DECIDES.items():
            if node.get(name):
                raise self._refused((*path, name), f"{written((*path, name))} decides where the machine goes", why)
        for name, became in _DECORATES.items():
            if node.get(name):
                self._lose((*path, name), written((*path, name)), became)

    def _initial(self, path: Path, node: Plain, children: list[tuple[str, Path, Plain]]) -> str:
        name = node.get("initial", children[0][0])
        for key, inner, _ in children:
            if key == name:
                return self.first[inner]
        raise self._refused((*path, "initial"), f"{name!r} is no state here", ", ".join(key for key, _, _ in children))

    # Transitions

    def _leaving(self, region: Path, node: Plain) -> None:
        """Transitions in the order in which they are tried: of a state, of its group, of the machine."""
        whole_region = self._own(region, node)
        for _, path, one in self._children(region, node):
            for _, inner, screen in self._children(path, one):
                self._add(inner, self._own(inner, screen))
            self._add(path, self._own(path, one))
        ends = {screen["id"] for screen in self.screens if screen.get("kind") == "terminal"}
        for path, identifier in list(self.first.items()):
            if path[: len(region)] == region and self.ids[path] == identifier and identifier not in ends:
                self._add(path, whole_region)

    def _own(self, path: Path, node: Plain) -> list[tuple[Path, str, Any]]:
        found: list[tuple[Path, str, Any]] = []
        for key in ("on", "after"):
            for name, value in self._object(node.get(key, {}), (*path, key)).items():
                event = self._event(name, (*path, key, name)) if key == "on" else self._timer(name, path)
                for place, one in enumerate(value if isinstance(value, list) else [value]):  # type: ignore[reportUnknownVariableType, reportUnknownArgumentType]
                    found.append(((*path, key, name, *([place] if isinstance(value, list) else [])), event, one))
        return found

    def _add(self, source: Path, leaving: list[tuple[Path, str, Any]]) -> None:
        for path, event, value in leaving:
            one = {"target": value} if isinstance(value, str | None) else self._object(value, path)
            made: Plain = {"from": self.ids[source], "on": event}
            if (guard := one.get("guard")) is not None:
                made["when"] = self._guard(guard, (*path, "guard"))
            if updates := self._actions(one.get("actions"), (*path, "actions")):
                made["set"] = updates
            if one.get("target") is not None:
                made["to"] = self._target(one["target"], (*path, "target"), path[: self._depth(path)])
                if self.roles[made["to"]] != self._role_of(source):
                    raise self._refused(
                        (*path, "target"), "the target is in another region", "a target in the same region: a role moves only there"
                    )
            more = self._more(one, path).get("id")
            self.places["transitions", len(self.transitions)] = self.document.place(path)
            taken = {each["id"] for each in self.transitions}
            self.transitions.append(
                {"id": more if isinstance(more, str) and more not in taken else f"t{len(self.transitions) + 1}", **made}
            )

    def _depth(self, path: Path) -> int:
        """How much of a path leads to the node that a transition was written on."""
        return max(place for place, part in enumerate(path) if part in ("on", "after") and (place == 0 or path[place - 1] != "states"))

    def _role_of(self, source: Path) -> str:
        return self.roles.get(self.ids[source]) or next(stage["role"] for stage in self.stages if stage["id"] == self.ids[source])

    def _target(self, target: Any, path: Path, node: Path) -> str:
        if isinstance(target, list) and len(target) == 1:  # type: ignore[reportUnknownArgumentType]
            target = target[0]  # type: ignore[reportUnknownVariableType]
        if not isinstance(target, str):
            raise self._refused(path, "several targets", "one target: a role is on one screen at a time")
        if target.startswith("#"):
            name, _, rest = target[1:].partition(".")
            base = self.called.get(name) if name in self.called else () if name == self.document.data.get("id") else None
            steps = rest.split(".") if rest else []
        else:
            base = node if target.startswith(".") else node[:-2]
            steps = target.removeprefix(".").split(".")
        found = (*base, *(part for step in steps for part in ("states", step))) if base is not None else None
        if found not in self.first:
            known = ", ".join(str(one[-1]) for one in list(self.first)[:8])
            raise self._refused(path, f"{target!r} is no state that a transition can lead to from here", f"one of {known} …")
        return self.first[found]

    def _guard(self, guard: Any, path: Path) -> str:
        one: Plain = {"type": guard} if isinstance(guard, str) else self._object(guard, path)
        params: Any = one.get("params", {})
        condition: Any = params.get("condition") if isinstance(params, dict) else None  # type: ignore[reportUnknownMemberType]
        if one.get("type") == GUARD and isinstance(condition, str):
            return condition
        words = str(one.get("type", "guard")) + (f" {json.dumps(params, ensure_ascii=False)}" if params else "")
        if words not in self.guards:
            name = self.variable_names.one(variable(words, "guard"))
            self.guards[words] = {"id": name, "title": title(words, "Guard"), "type": "bool"}
            self._lose(path, f"guard {words}", f"it is the variable {name}, which nothing computes: a preset or a control sets it")
        return str(self.guards[words]["id"])

    def _actions(self, actions: Any, path: Path) -> Plain:
        updates: Plain = {}
        for one in actions if isinstance(actions, list) else [actions] if actions else []:  # type: ignore[reportUnknownVariableType]
            params: Any = one.get("params") if isinstance(one, dict) else None  # type: ignore[reportUnknownMemberType]
            kind: Any = one.get("type") if isinstance(one, dict) else one  # type: ignore[reportUnknownMemberType]
            if kind == ACTION and isinstance(params, dict):
                updates |= params  # type: ignore[reportUnknownVariableType]
            else:
                self._lose(path, f"action {kind}", "a journey changes variables, and does nothing else")
        return updates

    # Events

    def _event(self, name: str, path: Path) -> str:
        if "*" in name:
            raise self._refused(path, f"the event {name}", "events by their whole name")
        return self._known(f"on {name}", name, {"title": title(name, "Event"), "kind": "system"})

    def _timer(self, delay: str, path: Path) -> str:
        after = f"{delay} ms" if delay.isdigit() else title(delay, "a while")
        place = written(path)
        return self._known(f"after {delay} {place}", f"after-{delay}-{path[-1] if path else 'start'}",
                           {"title": f"After {after}", "kind": "timer", "after": after})  # fmt: skip

    def _known(self, key: str, name: str, more: Plain) -> str:
        if key not in self.events:
            self.events[key] = {"id": self.event_names.one(name if _ID.fullmatch(name) else slug(name, "event")), **more}
        return str(self.events[key]["id"])


def _said(value: Any) -> str:
    return "" if value is None else str(value)
