"""From a BPMN diagram to a journey: pools and lanes become roles, steps become screens, and what hands on becomes what several take."""

from collections.abc import Mapping
from typing import Any

from plumbline.domain.journey.plain import model_of
from plumbline.domain.journey.problems import MOST
from plumbline.files.formats.bpmn.diagram import MODEL, Diagram, Node, diagram_of, named
from plumbline.files.formats.bpmn.losses import lose_the_rest
from plumbline.files.formats.bpmn.steps import EXCEPTIONAL, Step, Steps
from plumbline.files.formats.imported import Imported, refused, whole
from plumbline.files.formats.names import Names, slug, title, variable, without_braces
from plumbline.files.problem import Place
from plumbline.files.xml_reader import Element, read_xml

Plain = dict[str, Any]
_MOST_STEPS = 2_000
_SEVERITY = {"error": "critical", "escalation": "major", "cancel": "major", "timer": "minor"}
_FORMS = {
    "task": "normal",
    "automatic": "waiting",
    "catch": "waiting",
    "events": "waiting",
    "decision": "decision",
    "exception": "exception",
}
_ENDS = {"error": "escalated", "escalation": "escalated", "cancel": "abandoned"}


def read(content: bytes, name: str) -> Imported:
    """Return the journey that a BPMN file describes, with everything that it could not keep. Raises PackErrors where there is none."""
    root = read_xml(content, name)
    if root.name != "definitions" or root.space != MODEL:
        raise refused(name, root.place, f"the root is {root.name}", "definitions of BPMN 2.0", "export the model as BPMN 2.0 XML")
    diagram = diagram_of(root)
    if not diagram.nodes:
        raise refused(name, root.place, "no process has a step", "a process with tasks or events", "export the process, not only its pools")
    if len(diagram.nodes) > _MOST_STEPS:
        raise refused(name, root.place, f"{len(diagram.nodes)} steps", f"at most {_MOST_STEPS}", "export one process at a time")
    model = model_of(_Building(diagram, name).plain())
    lose_the_rest(diagram, root)
    return whole(model, name, tuple(sorted(diagram.losses, key=lambda loss: loss.line)))


class _Building:
    """Makes the parts of a journey, one after the other, from the steps of a diagram."""

    def __init__(self, diagram: Diagram, file: str) -> None:
        self.diagram, self.file, self.steps = diagram, file, Steps(diagram)
        self.screen_ids, self.event_ids, self.variable_ids = Names(), Names(), Names("in_screen", "has", "size")
        self.roles: dict[tuple[str, str], Plain] = {}
        self.stages: dict[tuple[str, str], str] = {}
        self.plain_stages: list[Plain] = []
        self.screens: dict[str, Plain] = {}
        self.events: dict[str, Plain] = {}
        self.variables: list[Plain] = []
        self.transitions: list[Plain] = []
        self.known: set[tuple[str, ...]] = set()
        self._roles()
        self.sent = self._messages()

    def plain(self) -> Plain:
        """Return the journey as plain data."""
        for node in self.diagram.nodes.values():
            self._beginning(node)
        for node in self.diagram.nodes.values():
            self._interruption(node)
        for step in list(self.steps.all.values()):
            self._leave(step)
        for step in list(self.steps.all.values()):
            self._show(step)
        self._lose_the_unreached()
        stem = self.file.replace("\\", "/").rpartition("/")[2].removesuffix(".bpmn")
        return {
            "kind": "journey",
            "id": slug(self.diagram.title or stem, "journey"),
            "version": "1.0.0",
            "title": title(self.diagram.title or stem, "A journey"),
            "device": "desktop",
            "sections": [{"id": slug(one), "title": title(words, "Process")} for one, words in self._sections().items()],
            "roles": list(self.roles.values()),
            "variables": self.variables,
            "events": list(self.events.values()),
            "stages": self.plain_stages,
            "screens": list(self.screens.values()),
            "transitions": self.transitions,
        }

    def _lose_the_unreached(self) -> None:
        shown = self.steps.passed | {step.node.id for step in self.steps.all.values()}
        shown |= {flow.target for step in self.steps.all.values() if step.form == "events" for flow in step.node.outgoing}
        for node in self.diagram.nodes.values():
            if node.handles:
                self.diagram.lose(node.element, node.called, "it undoes something, and nothing is undone in a journey")
            elif node.id not in shown and node.type not in ("startEvent", "boundaryEvent") and not self._elsewhere(node):
                self.diagram.lose(node.element, node.called, "no flow leads to it from a beginning; it is left out")

    def _elsewhere(self, node: Node) -> bool:
        """Whether a node is read in another way than by following flows: the end of a link, or an event subprocess."""
        return node.trigger == "link" or node.element.get("triggeredByEvent") == "true"

    def _sections(self) -> Mapping[str, str]:
        used = {node.process for node in self.diagram.nodes.values()}
        known: dict[str, str] = {}
        for one, words in self.diagram.processes.items():
            if one in used and slug(one) not in {slug(other) for other in known}:
                known[one] = words
        return known

    # Roles

    def _roles(self) -> None:
        """A role for each lane that holds a step and for each process with steps in no lane; one for each process if that is too many."""
        keys = dict.fromkeys((node.process, node.lane) for node in self.diagram.nodes.values())
        self.joined = len(keys) > MOST["roles"]
        if self.joined:
            keys = dict.fromkeys((node.process, "") for node in self.diagram.nodes.values())
            self._lose_lanes()
        ids = Names()
        for process, lane in keys:
            pool = title(self.diagram.processes[process], "Process")
            words = title(self.diagram.lanes.get(lane, ""), "Lane") if lane else pool
            role = {"id": ids.one(slug(words, "role")), "title": words}
            waits = self.screen_ids.one(f"{role['id']}-waits")
            self.roles[process, lane] = {**role, "start": waits}
            content = [
                {"id": "c1", "type": "heading", "text": without_braces(words), "level": 1},
                {"id": "c2", "type": "text", "text": "Nothing to do yet."},
            ]
            self.screens[waits] = {
                "id": waits, "title": f"{words}: nothing to do yet", "role": role["id"], "kind": "waiting", "section": slug(process),
                "content": content,
            }  # fmt: skip

    def _lose_lanes(self) -> None:
        for node in self.diagram.nodes.values():
            if node.lane:
                self.diagram.lose(
                    node.element, f"the lane of {node.called}", "there are more lanes than a journey has roles; its pool is one role"
                )

    def _role(self, node: Node) -> Plain:
        return self.roles[node.process, "" if self.joined else node.lane]

    # Events

    def _messages(self) -> dict[str, str]:
        """Return which step's end is the event that a node waits for, by the node, as message flows say."""
        sent: dict[str, str] = {}
        for source, target, element in self.diagram.messages:
            sender, receiver = self.diagram.nodes.get(source), self.diagram.nodes.get(target)
            waits = receiver and (receiver.type in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"))
            sends = sender and (sender.type.endswith("ask") or (sender.type == "intermediateThrowEvent" and sender.trigger))
            if waits and sends and target not in sent:
                sent[target] = source
            else:
                became = "its receiver waits for a message of its own" if waits else "its receiver does not wait for it"
                self.diagram.lose(element, named(element), became)
        return sent

    def _event(self, key: str, words: str, kind: str, **more: Any) -> str:
        """Return the id of an event, made when it is asked for first."""
        if key not in self.events:
            self.events[key] = {"id": self.event_ids.one(slug(words, "event")), "title": title(words, "Event"), "kind": kind, **more}
        return str(self.events[key]["id"])

    def _done(self, step: Step) -> str:
        """Return the event that ends a step: an act of its role, or an answer it waits for."""
        role = self._role(step.node)["id"]
        if step.form in ("task", "exception", "decision"):
            words = {"task": f"{step.title}: done", "decision": f"{step.title}: chosen", "exception": f"{step.title}: go on"}[step.form]
            return self._event(f"{step.id}/done", words, "act", role=role)
        if step.form == "automatic":
            return self._event(f"{step.id}/done", f"{step.title}: done", "system")
        return self._awaited(step.node)

    def _awaited(self, node: Node) -> str:
        """Return the event that a node waits for."""
        sender = self.diagram.nodes.get(self.sent.get(node.id, ""))
        if sender is not None:
            step = self.steps.at(sender, frozenset())
            self.steps.complete()
            if step.node is sender:
                return self._done(step)
        if node.trigger == "timer":
            after = title(node.when or node.called, "a while")
            return self._event(f"{node.id}/event", node.called, "timer", after=after)
        return self._event(f"{node.id}/event", node.called, "system")

    # Transitions

    def _beginning(self, node: Node) -> None:
        """A process begins with its start events, or with what nothing leads to."""
        if node.scope or node.handles or node.type == "boundaryEvent" or node.element.get("triggeredByEvent") == "true":
            return
        catches_link = node.type == "intermediateCatchEvent" and node.trigger == "link"
        if catches_link or (node.incoming and node.type != "startEvent"):
            return
        first = self.steps.exits(node) if node.type == "startEvent" else self.steps.at(node, frozenset())
        self.steps.complete()
        role = self._role(node)
        if node.type == "startEvent" and node.trigger:
            event = self._awaited(node)
        else:
            event = self._event(
                f"{node.id}/event", f"Begin: {first.title}" if node.called == "start event" else node.called, "act", role=role["id"]
            )
            self._button(self.screens[role["start"]], event)
        self._move(role["start"], role, event, "", first)

    def _interruption(self, node: Node) -> None:
        """What interrupts an activity or a process: boundary events and event subprocesses."""
        if node.type == "boundaryEvent":
            host = self.diagram.nodes.get(node.element.get("attachedToRef"))
            if host is None:
                self.diagram.lose(node.element, node.called, "it is attached to nothing that is in the file")
                return
            if node.trigger in ("compensate", "compensation"):
                self.diagram.lose(node.element, node.called, "nothing is undone in a journey")
                return
            if node.element.get("cancelActivity") == "false":
                self.diagram.lose(node.element, node.called, f"{host.called} ends here when it happens; in the file it goes on")
            self._interrupt(node, self._inside(host))
        elif node.element.get("triggeredByEvent") == "true":
            for start in self.steps.entries(node):
                whole_process = {one.id for one in self.diagram.nodes.values() if one.process == node.process}
                around = self._inside(self.diagram.nodes[node.scope]) if node.scope else whole_process
                self._interrupt(start, around - self._inside(node))

    def _interrupt(self, node: Node, hosts: set[str]) -> None:
        exceptional = node.trigger in EXCEPTIONAL
        if exceptional:
            first = self.steps.exception(node)
            event = self._event(f"{node.id}/fault", node.called + (f" (after {node.when})" if node.when else ""), "fault")
        else:
            first, event = self.steps.exits(node), self._awaited(node)
        self.steps.complete()
        steps = [step for step in list(self.steps.all.values()) if step.node.id in hosts and step.form not in ("end", "exception")]
        for step in steps:
            self._move(self._screen(step)["id"], self._role(step.node), event, "", first)

    def _leave(self, step: Step) -> None:
        """The transitions that leave a step."""
        source, role = self._screen(step)["id"], self._role(step.node)
        if step.form == "events":
            for awaited, after in step.ways:
                self._move(source, role, self._awaited(self.diagram.nodes[awaited]), "", after)
        elif step.form == "decision" and len(step.ways) > 1:
            values, choice = Names(), self.variable_ids.one(variable(step.title, "way"))
            named_ways = [(values.one(slug(label, "way")), label, after) for label, after in step.ways]
            self.variables.append(
                {"id": choice, "type": "enum", "title": title(step.title, "Choice"), "values": [one for one, _, _ in named_ways]}
            )
            options = [{"value": value, "text": title(label, value)} for value, label, _ in named_ways]
            self._add(self._screen(step), {"type": "radio", "text": title(step.title, "Choice"), "variable": choice, "options": options})
            for value, _, after in named_ways:
                self._move(source, role, self._done(step), f'{choice} == "{value}"', after)
        else:
            for _, after in step.ways:
                self._move(source, role, self._done(step), "", after)

    def _move(self, source: str, role: Plain, event: str, when: str, after: Step) -> None:
        """A role goes on in its own region; into another one it hands on: it waits, and the other role stops waiting."""
        target, other = self._screen(after)["id"], self._role(after.node)
        if role is other:
            self._transition(source, event, when, target)
            return
        self._transition(source, event, when, role["start"] if source != role["start"] else "")
        self._transition(other["start"], event, when, target)

    def _transition(self, source: str, event: str, when: str, target: str) -> None:
        made = {"from": source, "on": event, "when": when, "to": target}
        if tuple(made.values()) in self.known:
            return
        if len(self.known) >= MOST["transitions"]:
            place = Place(1, 1)
            raise refused(self.file, place, f"over {MOST['transitions']} transitions", "fewer of them", "export one process at a time")
        self.known.add(tuple(made.values()))
        self.transitions.append({"id": f"t{len(self.known)}", **{key: value for key, value in made.items() if value}})

    # Screens

    def _screen(self, step: Step) -> Plain:
        """Return the screen of a step, made when it is asked for first."""
        if step.id not in self.screens:
            made: Plain = {
                "id": self.screen_ids.one(slug(step.title)),
                "title": title(step.title, "Step"),
                "role": self._role(step.node)["id"],
                "kind": "terminal" if step.form == "end" else _FORMS[step.form],
                "section": self._section(step.node),
                "content": [{"id": "c1", "type": "heading", "text": without_braces(title(step.title, "Step")), "level": 1}],
            }
            if step.form == "end":
                made["result"] = _ENDS.get(step.node.trigger, "success")
            if stage := self._stage(step.node):
                made["stage"] = stage
            if words := _documentation(step.node.element):
                self._add(made, {"type": "text", "text": words})
            self.screens[step.id] = made
        return self.screens[step.id]

    def _show(self, step: Step) -> None:
        """The parts of a screen that depend on how it is left."""
        screen = self._screen(step)
        if step.form in ("task", "decision", "exception"):
            self._button(screen, self._done(step))
        if step.form == "exception":
            screen["fault"] = self._event(f"{step.id}/fault", step.title, "fault")
            screen["severity"], screen["owner"] = _SEVERITY.get(step.node.trigger, "major"), screen["role"]
            screen["recovery"] = self._screen(step.ways[0][1])["id"]

    def _section(self, node: Node) -> str:
        return slug(node.process)

    def _stage(self, node: Node) -> str:
        """Return the stage for the outermost subprocess around a node, in the node's role."""
        around = node
        while around.scope:
            around = self.diagram.nodes[around.scope]
        if around is node:
            return ""
        role = self._role(node)["id"]
        if (around.id, role) not in self.stages:
            name = self.screen_ids.one(slug(around.called) + "-stage")
            self.stages[around.id, role] = name
            self.plain_stages.append({"id": name, "title": title(around.called, "Stage"), "role": role, "section": self._section(node)})
        return self.stages[around.id, role]

    def _button(self, screen: Plain, event: str) -> None:
        words = next(one["title"] for one in self.events.values() if one["id"] == event)
        if not any(part.get("act") == event for part in screen["content"]):
            self._add(screen, {"type": "button", "text": words, "act": event, "primary": len(screen["content"]) < 4})

    def _add(self, screen: Plain, part: Plain) -> None:
        words = {"text": without_braces(part["text"])} if "text" in part else {}
        given = {key: value for key, value in {**part, **words}.items() if value is not False}
        screen["content"].append({"id": f"c{len(screen['content']) + 1}", **given})

    # Where a node is

    def _inside(self, host: Node) -> set[str]:
        """The ids of a node and of all steps below it."""
        found, below = {host.id}, [host.id]
        while below:
            inner = [node.id for node in self.diagram.within(below.pop())]
            found.update(inner)
            below += inner
        return found


def _documentation(element: Element) -> str:
    words = " ".join(" ".join(one.text for one in element.named("documentation")).split())
    return words[:4000]
