"""A journey as BPMN 2.0 with a picture: a pool for each role, a task for each screen, boundary events for what happens to it.

BPMN has no word for variables: a condition is the expression of a flow, an update its documentation. What screens contain is left out.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from plumbline.domain.journey.model import Event, Model, Role, Screen, Transition
from plumbline.files.formats.bpmn.diagram import MODEL
from plumbline.files.formats.names import spoken

_DEFINITION = {"timer": "timerEventDefinition", "fault": "errorEventDefinition"}
_ROW, _GAP, _TASK, _GATEWAY, _EVENT, _APART = 240, 200, (120, 80), (50, 50), (36, 36), 90


class _Box(NamedTuple):
    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.left + self.width // 2, self.top + self.height // 2


class _Flow(NamedTuple):
    id: str
    source: str
    target: str
    name: str
    condition: str
    documentation: str


def write(model: Model) -> str:
    """Return the BPMN text. It opens in other tools, and reads back with the same roles, screens and exceptions."""
    pools = [_Pool(model, role) for role in model.roles]
    top = 0
    for pool in pools:
        top += pool.place(top) + 40
    return "\n".join(_lines(model, pools)) + "\n"


def _lines(model: Model, pools: list["_Pool"]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<definitions xmlns="{MODEL}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'id="definitions" name={quoteattr(spoken(model, model.title))} targetNamespace="urn:plumbline:journey" exporter="Plumbline">'
    )
    yield '  <collaboration id="collaboration">'
    for pool in pools:
        role, name = pool.role, quoteattr(spoken(model, pool.role.title))
        yield f"    <participant id={_id('pool', role.id)} name={name} processRef={_id('process', role.id)}/>"
    yield "  </collaboration>"
    for pool in pools:
        yield f'  <process id={_id("process", pool.role.id)} name={quoteattr(spoken(model, pool.role.title))} isExecutable="false">'
        yield from (f"    {line}" for line in pool.elements())
        yield "  </process>"
    yield '  <bpmndi:BPMNDiagram id="diagram">'
    yield '    <bpmndi:BPMNPlane id="plane" bpmnElement="collaboration">'
    for pool in pools:
        yield from (f"      {line}" for line in pool.picture())
    yield "    </bpmndi:BPMNPlane>"
    yield "  </bpmndi:BPMNDiagram>"
    yield "</definitions>"


class _Pool:
    """One role's process: its elements, and where each of them is drawn."""

    def __init__(self, model: Model, role: Role) -> None:
        self.model, self.role = model, role
        self.events = {event.id: event for event in model.events}
        self.screens = {screen.id: screen for screen in model.screens if screen.role == role.id}
        self.nodes: list[tuple[str, str, str, str]] = []  # id, element with its attributes, name, what is inside
        self.flows: list[_Flow] = []
        self.boxes: dict[str, _Box] = {}
        self.offsets: dict[str, tuple[str, int, int, tuple[int, int]]] = {}  # by node: the screen it belongs to, and where beside it
        self._node("start", "startEvent", "", "", (role.start, -80, 22, _EVENT))
        self._flow("start", f"screen_{role.start}")
        for screen in self.screens.values():
            self._screen(screen)

    def _screen(self, screen: Screen) -> None:
        node = f"screen_{screen.id}"
        if screen.kind == "terminal":
            inside = {"escalated": "<escalationEventDefinition/>", "abandoned": "<terminateEventDefinition/>"}.get(screen.result, "")
            self._node(node, "endEvent", screen.title, inside, (screen.id, 32, 22, _EVENT))
            return
        own, happening = self._leaving(screen)
        wide = max(_TASK[0], _APART * len(happening))
        self._node(node, "userTask", screen.title, "", (screen.id, 0, 0, (wide, _TASK[1])))
        if own:
            self._ways(node, [(self.events[event].title, one) for event, ones in own.items() for one in ones], screen, (wide + 50, 15))
        for place, (event, ones) in enumerate(happening.items()):
            boundary = f"on_{screen.id}_{event}"
            self._boundary(boundary, node, self.events[event], (screen.id, 27 + place * _APART, 62, _EVENT))
            self._ways(boundary, [("", one) for one in ones], screen, (20 + place * _APART, 150))

    def _leaving(self, screen: Screen) -> tuple[dict[str, list[Transition]], dict[str, list[Transition]]]:
        """What the role does on a screen, and what happens to it there, by event."""
        own: dict[str, list[Transition]] = {}
        happening: dict[str, list[Transition]] = {}
        for source in (screen.id, screen.stage):
            for one in self.model.transitions:
                if source and one.source == source:
                    event = self.events[one.event]
                    acts = event.role == self.role.id or self.role.id in event.roles
                    (own if acts else happening).setdefault(event.id, []).append(one)
        return own, happening

    def _boundary(self, node: str, host: str, event: Event, place: tuple[str, int, int, tuple[int, int]]) -> None:
        kind = _DEFINITION.get(event.kind, "messageEventDefinition")
        time = f'<timeDuration xsi:type="tFormalExpression">{escape(event.after)}</timeDuration>' if event.kind == "timer" else ""
        self._node(node, f"boundaryEvent attachedToRef={quoteattr(host)}", event.title, f"<{kind}>{time}</{kind}>", place)

    def _ways(self, node: str, ways: list[tuple[str, Transition]], screen: Screen, beside: tuple[int, int]) -> None:
        """Where a node leads: at once where there is one way without a condition, and through a gateway otherwise."""
        source = node
        if len(ways) > 1 or ways[0][1].when:
            source = f"after_{node}"
            self._node(source, "exclusiveGateway", "", "", (screen.id, *beside, _GATEWAY))
            self._flow(node, source)
        for name, one in ways:
            changes = "; ".join(f"{variable} = {text}" for variable, text in one.updates.items())
            self._flow(source, f"screen_{one.target or screen.id}", name, one.when, changes)

    def _node(self, node: str, element: str, name: str, inside: str, place: tuple[str, int, int, tuple[int, int]]) -> None:
        self.nodes.append((node, element, spoken(self.model, name), inside))
        self.offsets[node] = place

    def _flow(self, source: str, target: str, name: str = "", condition: str = "", documentation: str = "") -> None:
        place = f"flow_{self.role.id}_{len(self.flows) + 1}"
        self.flows.append(_Flow(place, self._own(source), self._own(target), spoken(self.model, name), condition, documentation))

    def _own(self, node: str) -> str:
        return f"{node}_{self.role.id}" if node == "start" else node

    def place(self, top: int) -> int:
        """Place everything below a line, and return the height: screens by their distance from the first one."""
        column, rows, place = {self.role.start: 0}, dict[int, int](), dict[str, tuple[int, int]]()
        waiting = [self.role.start]
        while waiting:
            screen = self.screens[waiting.pop(0)]
            for ones in (one for kind in self._leaving(screen) for one in kind.values()):
                for one in ones:
                    if one.target and one.target not in column:
                        column[one.target] = column[screen.id] + 1
                        waiting.append(one.target)
        wide = dict[int, int]()
        for screen in self.screens:
            across = column.get(screen, 0)
            wide[across] = max(wide.get(across, 0), self.offsets[f"screen_{screen}"][3][0])
        left = {across: 160 + sum(wide[one] + _GAP for one in sorted(wide) if one < across) for across in wide}
        for screen in self.screens:
            across = column.get(screen, 0)
            place[screen] = (left[across], top + 40 + rows.get(across, 0) * _ROW)
            rows[across] = rows.get(across, 0) + 1
        for node, (screen, right, down, (width, height)) in self.offsets.items():
            self.boxes[self._own(node)] = _Box(place[screen][0] + right, place[screen][1] + down, width, height)
        height = max(rows.values()) * _ROW + 60
        self.frame = _Box(20, top, 160 + sum(wide.values()) + _GAP * len(wide), height)
        return height

    def elements(self) -> Iterator[str]:
        for node, element, name, inside in self.nodes:
            kind = element.split(" ")[0]
            flows = [f"<incoming>{flow.id}</incoming>" for flow in self.flows if flow.target == self._own(node)]
            flows += [f"<outgoing>{flow.id}</outgoing>" for flow in self.flows if flow.source == self._own(node)]
            yield f"<{element} id={quoteattr(self._own(node))} name={quoteattr(name)}>{''.join(flows)}{inside}</{kind}>"
        for flow in self.flows:
            words = f"<documentation>{escape(flow.documentation)}</documentation>" if flow.documentation else ""
            if flow.condition:
                words += f'<conditionExpression xsi:type="tFormalExpression">{escape(flow.condition)}</conditionExpression>'
            ends = f"sourceRef={quoteattr(flow.source)} targetRef={quoteattr(flow.target)}"
            yield f"<sequenceFlow id={quoteattr(flow.id)} name={quoteattr(flow.name)} {ends}>{words}</sequenceFlow>"

    def picture(self) -> Iterator[str]:
        yield _shape(f"pool_{self.role.id}", self.frame, ' isHorizontal="true"')
        yield from (_shape(node, box) for node, box in self.boxes.items())
        for flow in self.flows:
            route = _route(self.boxes[flow.source], self.boxes[flow.target], flow.source.startswith("on_"))
            points = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in route)
            yield f"<bpmndi:BPMNEdge id={quoteattr(flow.id + '_edge')} bpmnElement={quoteattr(flow.id)}>{points}</bpmndi:BPMNEdge>"


def _route(source: _Box, target: _Box, below: bool) -> list[tuple[int, int]]:
    """The corners of a flow: to the right and into the left side, or back underneath and into the lower side.

    below: whether it begins at the lower side, as a boundary event does.
    """
    across, down = source.middle
    out = (across, source.top + source.height) if below else (source.left + source.width, down)
    if below and abs(across - target.middle[0]) <= target.width and target.top > out[1]:
        return [out, (across, target.top)]
    if target.left >= source.left + source.width + 20:
        turn = target.left - 20
        enter = (target.left, target.middle[1])
        return [out, *([(across, out[1] + 20), (turn, out[1] + 20)] if below else [(turn, down)]), (turn, enter[1]), enter]
    under = max(source.top + source.height, target.top + target.height) + 24
    side = [] if below else [(out[0] + 12, down), (out[0] + 12, under)]
    return [out, *side, *([(across, under)] if below else []), (target.middle[0], under), (target.middle[0], target.top + target.height)]


def _shape(node: str, box: _Box, more: str = "") -> str:
    bounds = f'<dc:Bounds x="{box.left}" y="{box.top}" width="{box.width}" height="{box.height}"/>'
    return f"<bpmndi:BPMNShape id={quoteattr(node + '_shape')} bpmnElement={quoteattr(node)}{more}>{bounds}</bpmndi:BPMNShape>"


def _id(kind: str, name: str) -> str:
    return quoteattr(f"{kind}_{name}")
