"""The steps of a diagram at which somebody stops: they become screens. Between them, flows are followed through what only connects."""

from collections.abc import Callable
from dataclasses import dataclass, field

from plumbline.files.formats.bpmn.diagram import AUTOMATIC, SCOPES, TASKS, Diagram, Flow, Node

EXCEPTIONAL = ("error", "escalation", "timer", "cancel")
_MOST_BETWEEN = 100
SPLITS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway")


@dataclass(slots=True, eq=False)
class Step:
    """Where a role stops. form: task, automatic, catch, decision, events, exception, end; ways: what comes next, with its label."""

    id: str
    form: str
    node: Node
    title: str
    ways: list[tuple[str, "Step"]] = field(default_factory=list["tuple[str, Step]"])


class Steps:
    """Finds the steps from one step to the next, each once."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.all: dict[str, Step] = {}
        self.open: list[tuple[Step, Callable[[Step], None]]] = []  # what follows a step is found later, so that long flows nest nothing
        self.passed: set[str] = set()
        self.boundaries: dict[str, list[Node]] = {}
        for node in diagram.nodes.values():
            if node.type == "boundaryEvent":
                self.boundaries.setdefault(node.element.get("attachedToRef"), []).append(node)

    def complete(self) -> None:
        """Find what follows every step that was found so far, and what follows that."""
        while self.open:
            step, finding = self.open.pop(0)
            finding(step)

    def exits(self, node: Node) -> Step:
        """Return what comes after a node."""
        flows = node.outgoing
        if len(flows) == 1:
            return self.follow(flows[0], frozenset())
        if flows:
            return self.split(node, flows)
        return self.end_of(node, frozenset())

    def follow(self, flow: Flow, seen: frozenset[str]) -> Step:
        """Return the first step on a flow."""
        return self.at(self.diagram.nodes[flow.target], seen)

    def at(self, node: Node, seen: frozenset[str]) -> Step:
        """Return the step that a node is, or the first one after it when it only connects."""
        if node.id in seen or len(seen) > _MOST_BETWEEN:
            self.diagram.lose(node.element, node.called, "flows go round in a circle without a step; they end here")
            return self.one(node, "end", "The end")
        seen |= {node.id}
        self.passed.add(node.id)
        if node.type in SCOPES and (starts := self.entries(node)):
            return self.at(starts[0], seen) if len(starts) == 1 else self.split_entry(node, starts)
        if node.type in (*TASKS, *SCOPES):
            return self.task(node)
        if node.type == "eventBasedGateway" and node.outgoing:
            return self.events(node)
        if node.type in SPLITS and len(node.outgoing) > 1:
            return self.split(node, node.outgoing)
        if node.type == "endEvent":
            return self.end_of(node, seen)
        if node.type == "intermediateCatchEvent" and node.trigger != "link":
            return self.made(node, "catch", node.called)
        if node.type == "intermediateThrowEvent" and node.trigger == "link":
            return self.linked(node, seen)
        if node.type == "intermediateThrowEvent" and node.trigger:
            return self.made(node, "task", node.called)
        if len(node.outgoing) > 1:
            return self.split(node, node.outgoing)
        return self.follow(node.outgoing[0], seen) if node.outgoing else self.end_of(node, seen)

    def entries(self, scope: Node) -> list[Node]:
        """Return where a subprocess begins: its start events, or else what nothing leads to."""
        inner = [node for node in self.diagram.within(scope.id) if not node.handles and node.element.get("triggeredByEvent") != "true"]
        starts = [node for node in inner if node.type == "startEvent"]
        return starts or [node for node in inner if not node.incoming and node.type != "boundaryEvent"] or inner[:1]

    def task(self, node: Node) -> Step:
        """Return the step of an activity."""
        form = "automatic" if node.type in AUTOMATIC else "catch" if node.type == "receiveTask" else "task"
        if node.type == "callActivity" and node.id not in self.all:
            called = node.element.get("calledElement") or "(nothing)"
            self.diagram.lose(node.element, node.called, f"it calls {called}; here it is one screen")
        return self.made(node, form, node.called)

    def made(self, node: Node, form: str, title: str) -> Step:
        """Return a step with one way on."""
        if node.id in self.all:
            return self.all[node.id]
        return self.later(self.one(node, form, title), lambda step: step.ways.append(("", self.exits(node))))

    def later(self, step: Step, finding: Callable[[Step], None]) -> Step:
        """Return a step whose ways on are found when it is its turn."""
        self.open.append((step, finding))
        return step

    def split(self, node: Node, flows: list[Flow]) -> Step:
        """Return the step at which one of several flows is chosen."""
        key = node.id if node.type in SPLITS else f"{node.id}/after"
        if key in self.all:
            return self.all[key]
        if node.type == "parallelGateway" or node.type not in SPLITS:
            self.diagram.lose(
                node.element, f"branches at the same time after {node.called}", "a role does one thing at a time: it chooses one"
            )
        elif node.type != "exclusiveGateway":
            self.diagram.lose(node.element, f"several branches after {node.called}", "exactly one of them is chosen")
        title = node.called if node.type in SPLITS and node.name.strip() else "How does it go on?"
        return self.later(self.one(node, "decision", title, key), lambda step: self.branch(step, flows))

    def branch(self, step: Step, flows: list[Flow]) -> None:
        """Find what each of several flows leads to."""
        for flow in flows:
            after = self.follow(flow, frozenset())
            if flow.condition:
                self.diagram.lose(
                    step.node.element, f"condition {flow.condition} after {step.node.called}", "whoever plays chooses instead"
                )
            step.ways.append((flow.name or flow.condition or after.title, after))

    def split_entry(self, scope: Node, starts: list[Node]) -> Step:
        """Return the choice between several beginnings of a subprocess."""
        key = f"{scope.id}/entry"
        if key in self.all:
            return self.all[key]
        self.diagram.lose(scope.element, f"several beginnings of {scope.called}", "one of them is chosen")
        return self.later(self.one(scope, "decision", scope.called, key), lambda step: self.begin(step, starts))

    def begin(self, step: Step, starts: list[Node]) -> None:
        """Find what each of several beginnings leads to."""
        for start in starts:
            after = self.at(start, frozenset())
            step.ways.append((start.name or after.title, after))

    def events(self, node: Node) -> Step:
        """Return the step that waits for the first of several events."""
        if node.id in self.all:
            return self.all[node.id]
        return self.later(self.one(node, "events", node.name.strip() or "Waits for what comes first"), self.race)

    def race(self, step: Step) -> None:
        """Find what follows each of the events that a step waits for."""
        for flow in step.node.outgoing:
            target = self.diagram.nodes[flow.target]
            step.ways.append((target.id, self.exits(target)))

    def linked(self, node: Node, seen: frozenset[str]) -> Step:
        """Follow a link to where it comes out."""
        for other in self.diagram.nodes.values():
            if other.type == "intermediateCatchEvent" and other.trigger == "link" and other.name == node.name and other.outgoing:
                return self.follow(other.outgoing[0], seen)
        self.diagram.lose(node.element, node.called, "the link comes out nowhere; it ends here")
        return self.one(node, "end", node.called)

    def end_of(self, node: Node, seen: frozenset[str]) -> Step:
        """Return what follows where no flow goes on: the end, or what comes after the subprocess."""
        scope = self.diagram.nodes.get(node.scope)
        if scope is None or scope.element.get("triggeredByEvent") == "true":
            return self.one(node, "end", node.called if node.type == "endEvent" else "The end")
        for boundary in self.boundaries.get(scope.id, ()) if node.type == "endEvent" and node.trigger in EXCEPTIONAL else ():
            if boundary.trigger == node.trigger:
                return self.exception(boundary)
        if len(scope.outgoing) == 1:
            return self.follow(scope.outgoing[0], seen)
        return self.split(scope, scope.outgoing) if scope.outgoing else self.end_of(scope, seen)

    def exception(self, boundary: Node) -> Step:
        """Return the step at which a fault ends an activity."""
        return self.made(boundary, "exception", boundary.called)

    def one(self, node: Node, form: str, title: str, key: str = "") -> Step:
        """Return a step, made when it is asked for first."""
        name = key or (node.id if form != "end" or node.type == "endEvent" else f"{node.id}/end")
        if name not in self.all:
            self.all[name] = Step(id=name, form=form, node=node, title=title)
        return self.all[name]
