"""What a journey does not have, by the name of the BPMN element; each of them is named in the report."""

from collections.abc import Mapping

from plumbline.files.formats.bpmn.diagram import MODEL, NODES, Diagram, in_words, named
from plumbline.files.xml_reader import Element

_NO_DATA = "a journey keeps what people see, not data; show it on a screen if it matters"
_KEPT = frozenset(
    {
        *NODES, "definitions", "process", "collaboration", "participant", "laneSet", "childLaneSet", "lane", "flowNodeRef", "incoming",
        "outgoing", "sequenceFlow", "documentation", "extensionElements", "messageFlow", "timeDate", "timeDuration", "timeCycle",
        "messageEventDefinition", "timerEventDefinition", "errorEventDefinition", "escalationEventDefinition", "signalEventDefinition",
        "conditionalEventDefinition", "linkEventDefinition", "terminateEventDefinition", "cancelEventDefinition", "conditionExpression",
        "text", "sourceRef", "targetRef", "inputSet", "outputSet", "dataInputRefs", "dataOutputRefs", "dataState", "resourceRef",
        "categoryValue", "attribute", "Grid", "VerticalRuler", "HorizontalRuler", "condition", "source", "target", "eventDefinitionRef",
    }
)  # fmt: skip
_WHY: Mapping[str, str] = {
    "dataObject": _NO_DATA,
    "dataObjectReference": _NO_DATA,
    "dataStore": _NO_DATA,
    "dataStoreReference": _NO_DATA,
    "dataInput": _NO_DATA,
    "dataOutput": _NO_DATA,
    "dataInputAssociation": _NO_DATA,
    "dataOutputAssociation": _NO_DATA,
    "ioSpecification": _NO_DATA,
    "property": _NO_DATA,
    "textAnnotation": "notes stand in threads, not in the journey",
    "association": "what it joins is not joined here",
    "group": "screens are grouped by stage and section only",
    "category": "screens are grouped by stage and section only",
    "message": "an event says that it comes, not what is in it",
    "error": "a fault has its own title",
    "escalation": "a fault has its own title",
    "signal": "an event has its own title",
    "resource": "people take roles when a journey is played",
    "potentialOwner": "people take roles when a journey is played",
    "performer": "people take roles when a journey is played",
    "humanPerformer": "people take roles when a journey is played",
    "globalTask": "only steps inside a process become screens",
    "multiInstanceLoopCharacteristics": "the step is done once",
    "standardLoopCharacteristics": "the step is done once",
    "compensateEventDefinition": "nothing is undone in a journey; model it as a screen",
    "compensationEventDefinition": "nothing is undone in a journey; model it as a screen",
}


def lose_the_rest(found: Diagram, root: Element) -> None:
    """Note everything of a file that is not a step, a flow, a pool or a lane."""
    for one in root.children:
        if one.name == "BPMNDiagram":
            found.lose(one, named(one), "places on the page; a journey is laid out by itself")
        elif one.name == "extensionElements":
            _extensions(found, one, root)
        else:
            _below(found, one, root)


def _below(found: Diagram, one: Element, parent: Element) -> None:
    if one.name == "extensionElements":
        _extensions(found, one, parent)
        return
    if one.space != MODEL:
        found.lose(one, f"{one.name} of {named(parent)}", "it belongs to the tool that wrote it")
        return
    if one.name in _WHY:
        around = "" if one.get("name") else f" of {named(parent)}"
        found.lose(one, named(one) + (around if parent.name != "definitions" else ""), _WHY[one.name])
    elif one.name not in _KEPT:
        found.lose(one, f"{named(one)} of {named(parent)}", "a journey has nothing like it")
    for child in one.children:
        _below(found, child, one)


def _extensions(found: Diagram, one: Element, parent: Element) -> None:
    what = ", ".join(dict.fromkeys(child.name for child in one.children)) or "nothing"
    found.lose(one, f"extension of {named(parent)} ({in_words(what)})", "it belongs to the tool that wrote it")
