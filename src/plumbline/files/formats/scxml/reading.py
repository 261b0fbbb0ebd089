"""SCXML as a journey. The profile: one machine or one parallel state at the top, one level of grouping, events by their whole name."""

import re
from collections.abc import Iterator
from typing import Any

from plumbline.domain.journey.plain import model_of
from plumbline.files.formats.ecmascript import NotUnderstood, from_script, to_script
from plumbline.files.formats.exported import has_shape, ordered
from plumbline.files.formats.imported import Imported, Loss, refused, whole
from plumbline.files.formats.names import Names, slug, title, variable
from plumbline.files.formats.scxml.writing import OURS
from plumbline.files.problem import PackErrors, Path, Place
from plumbline.files.validation import schema_problems
from plumbline.files.xml_reader import Element, read_xml
from plumbline.files.yaml_reader import Document, YamlProblem
from plumbline.files.yaml_reader import read as read_yaml

SCXML = "http://www.w3.org/2005/07/scxml"
_MORE = f"{{{OURS}}}more"
_NOT_THERE = {
    "history": "a journey does not remember where a stage was left",
    "invoke": "a journey starts nothing outside",
    "script": "a journey runs no code",
    "send": "a journey sends itself no events",
    "raise": "a journey sends itself no events",
    "cancel": "a journey sends itself no events",
    "foreach": "a journey has no loops inside a step",
    "if": "put the condition on a transition of its own",
}
_VALUE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
Plain = dict[str, Any]


def read(content: bytes, name: str) -> Imported:
    """Return the journey in an SCXML file. Raises PackErrors with the first thing that lies outside the profile, and why."""
    root = read_xml(content, name)
    if root.name != "scxml" or root.space != SCXML:
        raise refused(name, root.place, f"the root is {root.name}", "scxml", "export the machine as SCXML 1.0")
    return _Reading(root, name).imported()


class _Reading:
    def __init__(self, root: Element, file: str) -> None:
        self.root, self.file = root, file
        self.losses: list[Loss] = []
        self.places: dict[Path, Place] = {}
        self.more = self._more(root)
        self.names, self.events = Names(), Names()
        self.screens: list[Plain] = []
        self.stages: list[Plain] = []
        self.transitions: list[Plain] = []
        self.ids: dict[str, str] = {}
        self.first: dict[str, str] = {}
        self.where: dict[str, tuple[str, str]] = {}
        self.variables: dict[str, str] = {}
        self.event_ids: dict[str, str] = {}

    def imported(self) -> Imported:
        """Return the journey that the file describes."""
        for element in self.root.everything():
            self._inside(element)
        regions = self._regions()
        data = [one for part in self.root.named("datamodel") for one in part.named("data")]
        variables = [self._variable(one) for one in data]
        roles = [self._region(element, role) for element, role in regions]
        for element, role in regions:
            self._leaving(element, role["id"])
        self._whole_names()
        plain = self._plain(roles, variables)
        return whole(model_of(self._checked(plain)), self.file, tuple(self.losses), self.places)

    def _plain(self, roles: list[Plain], variables: list[Plain]) -> Plain:
        given, order = dict(self.more), self.more.get("order", {})
        events = given.get("events", [])
        known = {one["id"] for one in events}
        events += [{"id": one, "title": title(name, one), "kind": "system"} for name, one in self.event_ids.items() if one not in known]
        stages = given.get("stages", []) + [
            one for one in self.stages if one["id"] not in {other["id"] for other in given.get("stages", [])}
        ]
        stem = self.file.replace("\\", "/").rpartition("/")[2].removesuffix(".scxml")
        head = {"kind": "journey", "id": slug(self.root.get("name") or stem, "journey"), "version": "1.0.0"}
        head["title"] = title(self.root.get("name") or stem, "A journey")
        parts = {"roles": roles, "variables": variables, "events": events, "stages": stages}
        transitions = [*self.transitions, *order.get("apart", [])]
        parts |= {"screens": ordered(self.screens, order.get("screens", []))}
        parts |= {"transitions": ordered(transitions, order.get("transitions", []))}
        return head | {key: value for key, value in given.items() if key != "order"} | {key: value for key, value in parts.items() if value}

    def _checked(self, plain: Plain) -> Plain:
        document = Document(file=self.file, data=plain, places={(): self.root.place, **self.places})
        if problems := schema_problems(document, ("journey",)):
            raise PackErrors(problems)
        return plain

    # What lies outside

    def _inside(self, element: Element) -> None:
        if element.space != SCXML:
            if element.space != OURS:
                self.losses.append(Loss(line=element.place.line, what=element.name, became="it belongs to another tool"))
        elif element.name in _NOT_THERE:
            raise self._outside(element, f"<{element.name}>", _NOT_THERE[element.name])
        elif element.name == "log":
            self.losses.append(Loss(line=element.place.line, what="<log>", became="a journey writes no log"))
        elif element.name in ("onentry", "onexit") and any(one.name != "log" for one in element.children):
            raise self._outside(element, f"<{element.name}>", "a journey changes variables with its transitions; move it to them")
        elif element.name == "datamodel" and any(one.get("src") or one.text.strip() for one in element.named("data")):
            raise self._outside(element, "data from a file or an expression", "give each variable one value with `expr`")

    def _outside(self, element: Element, what: str, why: str) -> PackErrors:
        return refused(
            self.file, element.place, f"{what} lies outside the profile: {why}", "the profile of journeys", "see journey-formats.md"
        )

    def _more(self, element: Element) -> Plain:
        """What our own writer has left on an element."""
        text = element.get(_MORE)
        if not text:
            return {}
        try:
            data = read_yaml(text.encode("utf-8"), self.file).data
        except YamlProblem as unreadable:
            words = unreadable.problem.problem
            raise refused(
                self.file, element.place, f"pl:more is not readable: {words}", "JSON as it was exported", "export it again"
            ) from None
        if not has_shape(data):
            raise refused(self.file, element.place, "pl:more is not what an export writes", "JSON as it was exported", "export it again")
        return data

    # States

    def _regions(self) -> list[tuple[Element, Plain]]:
        tops = [one for one in self.root.children if one.name in ("state", "parallel", "final")]
        if not tops:
            raise self._outside(self.root, "a machine without a state", "a role is always on a screen")
        if [one.name for one in tops] == ["parallel"]:
            for one in tops[0].named("transition"):
                raise self._outside(one, "a transition of the parallel state", "a role moves only in its own region")
            given = {one["id"]: one for one in self.more.get("roles", [])}
            regions: list[tuple[Element, Plain]] = []
            ids = Names()
            for one in tops[0].named("state", "parallel", "final"):
                if one.name == "parallel":
                    raise self._outside(one, "a parallel state inside another", "roles are the only regions")
                name = one.get("id").removeprefix("role_")
                role = given.get(name) or {"id": ids.one(slug(name, "role")), "title": title(name, "Role")}
                regions.append((one, dict(role)))
            return regions
        role = {"id": "machine", "title": title(self.root.get("name"), "Machine")}
        return [(self.root, role)]

    def _region(self, region: Element, role: Plain) -> Plain:
        """Read the states of a region, and where it begins."""
        tops = list(region.named("state", "parallel", "final"))
        if not tops:
            self._state(region, role["id"], "")
        for one in tops:
            if one.name == "parallel":
                raise self._outside(one, "a parallel state inside another state", "roles are the only regions")
            inner = list(one.named("state", "parallel", "final"))
            if not inner:
                self._state(one, role["id"], "")
                continue
            stage = self._id(one)
            self.stages.append({"id": stage, "title": title(one.get("id"), stage), "role": role["id"]})
            for screen in inner:
                if screen.name != "state" or any(screen.named("state", "parallel", "final")):
                    raise self._outside(
                        screen, f"{screen.name} {screen.get('id')}", "a journey has one level of grouping, with states in it"
                    )
                self._state(screen, role["id"], stage)
            self.first[one.get("id")] = self._initial(one, inner)
        role["start"] = self._initial(region, tops) if tops else self.ids[region.get("id")]
        return role

    def _state(self, element: Element, role: str, stage: str) -> None:
        more = self._more(element)
        identifier = self._id(element)
        made: Plain = {"id": identifier, "title": title(element.get("id"), identifier), "role": role, **({"stage": stage} if stage else {})}
        if element.name == "final":
            made |= {"kind": "terminal", "result": "success"}
        self.places["screens", len(self.screens)] = element.place
        self.screens.append(made | more | {"id": identifier})
        self.where[element.get("id")] = (role, identifier)

    def _id(self, element: Element) -> str:
        name = element.get("id")
        if name in self.ids:
            raise refused(self.file, element.place, f"the id {name} stands twice", "each id once", "rename one of the two")
        more = self._more(element).get("id")
        wanted = (
            more if isinstance(more, str) else name.removeprefix("n_") if _VALUE.fullmatch(name.removeprefix("n_")) else slug(name, "state")
        )
        self.ids[name] = self.names.one(wanted)
        return self.ids[name]

    def _initial(self, element: Element, children: list[Element]) -> str:
        name = element.get("initial")
        for initial in element.named("initial"):
            for one in initial.named("transition"):
                if one.children:
                    raise self._outside(one, "what an <initial> does", "a journey begins without a step")
                name = one.get("target")
        name = name or children[0].get("id")
        return self._screen(element, name)

    def _screen(self, element: Element, name: str) -> str:
        if " " in name.strip():
            raise self._outside(element, f"the targets {name}", "a role is on one screen at a time")
        if name in self.first:
            return self.first[name]
        if name not in self.where:
            known = "a region or a state of another kind" if name in {one.get("id") for one in self.root.everything()} else "no state"
            raise self._outside(element, f"the target {name or '(none)'}, {known},", "a transition leads to a state, or a group of them")
        return self.where[name][1]

    # Transitions

    def _leaving(self, region: Element, role: str) -> None:
        if region is not self.root:
            for one in region.named("transition"):
                if region.get("id") not in self.where:
                    raise self._outside(one, "a transition of a region", "it leaves all regions at once; put it on the states")
                self._transition(one, region, role)
        for state in region.named("state", "final"):
            for element in (state, *state.named("state", "final")):
                for one in element.named("transition"):
                    self._transition(one, element, role)

    def _transition(self, one: Element, source: Element, role: str) -> None:
        if source.name == "final":
            raise self._outside(one, "a transition of a final state", "nothing leaves an end")
        target = self._screen(one, one.get("target")) if one.get("target") else ""
        owner = next((other for other, screen in self.where.values() if screen == target), role)
        if owner != role or (target and one.get("target") == source.get("id") and self._is_region(source)):
            raise self._outside(one, f"the target {one.get('target')}", "it leaves its region, and with it all regions begin anew")
        if not one.get("event"):
            raise self._outside(one, "a transition without an event", "in a journey something has to happen first")
        more = self._more(one)
        made: Plain = {"from": self.ids[source.get("id")]}
        if one.get("cond"):
            made["when"] = self._expression(one, one.get("cond"), more.get("when"))
        updates: Plain = {}
        given: Plain = more.get("set") or {}
        for assign in one.named("assign"):
            name = self.variables.get(assign.get("location"))
            if name is None:
                raise self._outside(assign, f"the location {assign.get('location')}", "it is no variable of the file")
            updates[name] = self._expression(assign, assign.get("expr"), given.get(name))
        if updates:
            made["set"] = updates
        if target:
            made["to"] = target
        for name in one.get("event").split():
            self.places["transitions", len(self.transitions)] = one.place
            identifier = more.get("id") if len(one.get("event").split()) == 1 else None
            self.transitions.append({"id": identifier or f"t{len(self.transitions) + 1}", **made, "on": self._event(one, name)})

    def _is_region(self, source: Element) -> bool:
        return any(source in parallel.children for parallel in self.root.named("parallel"))

    def _event(self, element: Element, name: str) -> str:
        if "*" in name or name.endswith(".") or name.startswith("done."):
            raise self._outside(element, f"the event {name}", "an event is named in full, and comes from somebody")
        if name not in self.event_ids:
            self.event_ids[name] = self.events.one(name if _VALUE.fullmatch(name) else slug(name, "event"))
        return self.event_ids[name]

    def _whole_names(self) -> None:
        """An event takes transitions of the names that it begins with, too; a journey's events are whole."""
        for one in self.root.everything():
            for name in one.get("event").split() if one.name == "transition" else ():
                longer = [other for other in self.event_ids if other.startswith(f"{name}.") and not self.more]
                if longer:
                    raise self._outside(one, f"the event {name}, with which {longer[0]} begins,", "an event is named in full")

    def _expression(self, element: Element, text: str, ours: Any) -> str:
        """An expression in our language: the one we wrote, if nobody has changed it since."""
        if isinstance(ours, int):
            ours = str(ours).lower()
        if isinstance(ours, str) and to_script(ours) == text:
            return ours
        try:
            return from_script(text, self.variables, self.where)
        except NotUnderstood as reason:
            raise self._outside(
                element, str(reason), "conditions and updates use variables, numbers, texts, In() and && || ! + -"
            ) from None

    # Variables

    def _variable(self, data: Element) -> Plain:
        name = data.get("id")
        given = next((one for one in self.more.get("variables", []) if one.get("id") == name), None)
        self.variables[name] = name if given else variable(name)
        if given:
            return given
        written = [data.get("expr").strip(), *self._literals(name)]
        made: Plain = {"id": self.variables[name], "title": title(name, "Value")}
        if set(written) <= {"true", "false"}:
            return made | {"type": "bool", "default": written[0] == "true"}
        if all(re.fullmatch(r"-?\d+", one) for one in written):
            numbers = [int(one) for one in written]
            return made | {"type": "int", "lo": min(numbers), "hi": max(numbers), "default": numbers[0]}
        if all(re.fullmatch(r"(['\"]).*\1", one) for one in written):
            values = list(dict.fromkeys(one[1:-1] for one in written))
            if all(map(_VALUE.fullmatch, values)):
                return made | {"type": "enum", "values": values}
        raise self._outside(
            data, f"the variable {name}", "its values are not known: it needs one of true and false, of numbers or of words"
        )

    def _literals(self, name: str) -> Iterator[str]:
        """What a variable is set to and compared with, as it is written."""
        word = re.escape(name)
        for one in self.root.everything():
            if one.name == "assign" and one.get("location") == name:
                yield one.get("expr").strip()
            if one.name == "transition":
                found = re.finditer(rf"(?<![\w.]){word}\s*(?:[=!]==?|[<>]=?)\s*('[^']*'|\"[^\"]*\"|-?\d+|true|false)", one.get("cond"))
                yield from (each[1] for each in found)
