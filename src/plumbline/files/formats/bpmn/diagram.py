"""What a BPMN file says, as a graph: nodes, flows, pools and lanes; with everything that is broken or means nothing to a journey."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plumbline.files.formats.imported import Loss
from plumbline.files.xml_reader import Element

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SCOPES = ("subProcess", "adHocSubProcess", "transaction")
AUTOMATIC = ("serviceTask", "scriptTask", "businessRuleTask")
TASKS = ("task", "userTask", "manualTask", "sendTask", "receiveTask", "callActivity", *AUTOMATIC)
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway")
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
NODES = (*TASKS, *GATEWAYS, *EVENTS, *SCOPES)
_NEW_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(slots=True)
class Flow:
    """A sequence flow between two nodes that are there."""

    id: str
    source: str
    target: str
    name: str
    condition: str


@dataclass(slots=True, eq=False)
class Node:
    """A step of a process. scope: the subprocess it is in, or empty.

    trigger: what its event waits for or sends, as in `timer` or `message`; when: the time or condition that it names.
    """

    id: str
    type: str
    name: str
    element: Element
    process: str
    scope: str
    lane: str = ""
    trigger: str = ""
    when: str = ""
    outgoing: list[Flow] = field(default_factory=list[Flow])
    incoming: int = 0

    @property
    def called(self) -> str:
        """Its name, or what it is."""
        return " ".join(self.name.split()) or in_words(self.type)

    @property
    def handles(self) -> bool:
        """Whether it only undoes something else."""
        return self.element.get("isForCompensation") == "true"


@dataclass(slots=True)
class Diagram:
    """The whole file. processes and lanes: titles by id; messages: from node or pool to node or pool, with the element."""

    title: str
    processes: dict[str, str]
    lanes: dict[str, str]
    nodes: dict[str, Node]
    messages: list[tuple[str, str, Element]]
    losses: list[Loss]
    inner: dict[str, list[Node]] = field(default_factory=dict[str, "list[Node]"])

    def lose(self, element: Element, what: str, became: str) -> None:
        """Note something that the journey will not have."""
        self.losses.append(Loss(line=element.place.line, what=what, became=became))

    def within(self, scope: str) -> Iterator[Node]:
        """Yield the nodes directly in a subprocess."""
        return iter(self.inner.get(scope, ()))


def diagram_of(root: Element) -> Diagram:
    """Return what a BPMN file says. Nothing in it is refused: what does not fit together is left out and noted."""
    pools = {one.get("processRef"): one.get("name") for one in root.everything() if one.name == "participant" and one.get("processRef")}
    found = Diagram(title=root.get("name"), processes={}, lanes={}, nodes={}, messages=[], losses=[])
    for place, process in enumerate(root.named("process"), 1):
        identifier = process.get("id") or f"process-{place}"
        found.processes[identifier] = pools.get(identifier) or process.get("name") or f"Process {place}"
        _nodes(found, process, identifier, "")
        _lanes(found, process)
        _flows(found, process)
    for one in root.everything():
        if one.name == "messageFlow":
            found.messages.append((one.get("sourceRef"), one.get("targetRef"), one))
    return found


def in_words(name: str) -> str:
    """Return the name of an element as people read it: `userTask` is a user task."""
    return _NEW_WORD.sub(" ", name).lower() if not name.isupper() else name


def named(element: Element) -> str:
    """Return what an element is and how it is called."""
    name = " ".join((element.get("name") or element.get("id") or element.get("dataObjectRef")).split())
    return f"{in_words(element.name)} {name}".strip()


def _nodes(found: Diagram, parent: Element, process: str, scope: str) -> None:
    for one in parent.children:
        if one.name not in NODES:
            continue
        identifier = one.get("id") or f"{one.name}-{one.place.line}-{one.place.column}"
        if identifier in found.nodes:
            found.lose(one, named(one), "its id stands twice; the second is left out")
            continue
        triggers = [child for child in one.children if child.name.endswith("EventDefinition")]
        triggers += [child for child in one.children if child.name == "eventDefinitionRef"]
        node = found.nodes[identifier] = Node(
            id=identifier,
            type=one.name,
            name=one.get("name"),
            element=one,
            process=process,
            scope=scope,
            trigger=triggers[0].name.removesuffix("EventDefinition") if triggers else "",
            when=" ".join(" ".join(each.text for each in triggers[0].everything()).split()) if triggers else "",
        )
        found.inner.setdefault(scope, []).append(node)
        if len(triggers) > 1:
            found.lose(one, named(one), "it has several triggers; the first one counts")
        if one.name in SCOPES:
            _nodes(found, one, process, identifier)


def _lanes(found: Diagram, process: Element) -> None:
    for lane in process.everything():
        if lane.name != "lane":
            continue
        inner = [one for one in lane.everything() if one.name == "lane" and one is not lane]
        if inner:
            found.lose(lane, named(lane), "it holds other lanes, which become roles; it does not")
        identifier = lane.get("id") or f"lane-{lane.place.line}"
        found.lanes[identifier] = lane.get("name")
        for reference in lane.named("flowNodeRef"):
            node = found.nodes.get(reference.text.strip())
            if node is None:
                found.lose(reference, f"a step of {named(lane)}", f"no step has the id {reference.text.strip()}")
            else:
                node.lane = identifier
    for node in found.nodes.values():  # what stands in a subprocess is in the lane of the subprocess
        around = node
        while not node.lane and around.scope:
            around = found.nodes[around.scope]
            node.lane = around.lane
        if node.type == "boundaryEvent" and not node.lane and (host := found.nodes.get(node.element.get("attachedToRef"))):
            node.lane = host.lane


def _flows(found: Diagram, process: Element) -> None:
    for one in process.everything():
        if one.name != "sequenceFlow":
            continue
        source, target = found.nodes.get(one.get("sourceRef")), found.nodes.get(one.get("targetRef"))
        if source is None or target is None:
            end = "sourceRef" if source is None else "targetRef"
            found.lose(one, named(one), f"its {end} {one.get(end) or '(empty)'} is no step of the file, so it leads nowhere")
            continue
        if source.scope != target.scope:
            found.lose(one, named(one), "it crosses the border of a subprocess, which no flow may; it is followed all the same")
        condition = " ".join(" ".join(child.text for child in one.named("conditionExpression")).split())
        source.outgoing.append(
            Flow(id=one.get("id"), source=source.id, target=target.id, name=" ".join(one.get("name").split()), condition=condition)
        )
        target.incoming += 1
