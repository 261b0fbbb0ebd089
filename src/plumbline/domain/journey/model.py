"""The model of a journey: a finite statechart with one region for each role. Words only; what happens in it is in machine.py."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, get_args

from plumbline.domain.journey.component import Component
from plumbline.kernel.record import record

Device = Literal["phone", "tablet", "desktop"]
Actor = Literal["person", "system"]
VariableType = Literal["bool", "int", "enum", "text"]
EventKind = Literal["act", "system", "timer", "fault", "shared"]
ScreenKind = Literal["normal", "decision", "waiting", "exception", "recovery", "fallback", "terminal"]
Severity = Literal["minor", "major", "critical"]
Result = Literal["success", "abandoned", "escalated"]
TaskQuestion = Literal["none", "ease", "confidence"]
DEVICES: tuple[Device, ...] = get_args(Device)
Value = str | int | bool
Updates = Mapping[str, str]


@record
class Section:
    """A part of the journey that is reviewed as one; objective: what it serves, as threads about it say."""

    id: str
    title: str
    objective: str = ""


@record
class Role:
    """A region: whose side of the journey it is, and the screen it begins on. A system need not reach an end."""

    id: str
    title: str
    start: str
    actor: Actor = "person"


@record
class Variable:
    """What the journey remembers. Conditions read bool, int lo..hi and enum; a text is captured and shown, never read.

    default: None stands for false, the lowest number, the first value, the empty text.
    reset: stage on whose entry it takes its default again.
    """

    id: str
    type: VariableType
    title: str = ""
    lo: int = 0
    hi: int = 1
    values: tuple[str, ...] = ()
    default: Value | None = None
    reset: str = ""

    @property
    def initial(self) -> Value:
        """Its value before anything happened."""
        if self.default is not None:
            return self.default
        match self.type:
            case "bool":
                return False
            case "int":
                return self.lo
            case "enum":
                return self.values[0] if self.values else ""
            case "text":
                return ""

    @property
    def domain(self) -> tuple[Value, ...]:
        """Every value it can have, in order; none for a text."""
        match self.type:
            case "bool":
                return (False, True)
            case "int":
                return tuple(range(self.lo, self.hi + 1))
            case "enum":
                return self.values
            case "text":
                return ()


@record
class Event:
    """Something that can happen: an act of a role, a system's answer, the end of a wait, a fault, or what several roles do together.

    role: who acts. roles: who takes a shared event; all of them must be able to. after: how long a timer waits, in words.
    """

    id: str
    title: str
    kind: EventKind
    role: str = ""
    roles: tuple[str, ...] = ()
    after: str = ""


@record
class Stage:
    """A group of one role's screens. A transition that leaves a stage leaves each of its screens that has none of its own for the event."""

    id: str
    title: str
    role: str
    section: str = ""


@record
class Hotspot:
    """A place on an image that takes an act; in thousandths of the image's width and height."""

    id: str
    act: str
    text: str
    left: int
    top: int
    width: int
    height: int
    when: str = ""


@record
class Screen:
    """A state of one role's region, and what a person sees in it.

    An exception names its fault, how bad it is, who owns it and the screen its recovery is expected on; a terminal its result.
    A screen shows components, or an image with hotspots, or HTML in a sandboxed frame.
    """

    id: str
    title: str
    role: str
    kind: ScreenKind = "normal"
    stage: str = ""
    section: str = ""
    fault: str = ""
    severity: Severity | Literal[""] = ""
    owner: str = ""
    recovery: str = ""
    result: Result | Literal[""] = ""
    content: tuple[Component, ...] = ()
    image: str = ""
    alt: str = ""
    hotspots: tuple[Hotspot, ...] = ()
    html: str = ""


@record
class Transition:
    """What an event leads to on a screen or in a stage. Without a target the screen stays. updates: expressions by variable."""

    id: str
    source: str
    event: str
    target: str = ""
    when: str = ""
    updates: Updates = field(default_factory=dict[str, str])


@record
class Task:
    """What a participant is asked to do; success: the screens that show it was done. question: what is asked afterwards."""

    id: str
    title: str
    goal: str
    role: str
    success: tuple[str, ...]
    question: TaskQuestion = "ease"


@record
class Preset:
    """A way to begin: values of variables, and the faults that strike as soon as they can, in this order."""

    id: str
    title: str
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    faults: tuple[str, ...] = ()


@record
class Criterion:
    """What a run can show: that one of some screens was reached, after a fault if it names one."""

    id: str
    text: str
    reaches: tuple[str, ...]
    fault: str = ""


@record
class Sample:
    """A way through the journey that somebody played, to be played again.

    role: who begins. steps: what happened, as `journey play --events` takes it: an event, variable=value, or the role that goes on.
    ends: the screens that it ends on, one for each role, in the journey's order. One that an edit has made unplayable is no fault.
    """

    id: str
    title: str
    role: str
    steps: tuple[str, ...]
    ends: tuple[str, ...]
    preset: str = ""
    task: str = ""


@record
class Parameter:
    """What a template asks for: a text that its sentences quote."""

    id: str
    title: str
    default: str


@record
class Image:
    """A picture that screens and components show by its id. digest: of its body, so that a version names the very picture."""

    id: str
    digest: str


@record
class Model:
    """A whole journey. requires: the faults that each must have an exception screen for."""

    id: str
    version: str
    title: str
    summary: str = ""
    device: Device = "phone"
    sections: tuple[Section, ...] = ()
    roles: tuple[Role, ...] = ()
    variables: tuple[Variable, ...] = ()
    events: tuple[Event, ...] = ()
    stages: tuple[Stage, ...] = ()
    screens: tuple[Screen, ...] = ()
    transitions: tuple[Transition, ...] = ()
    tasks: tuple[Task, ...] = ()
    presets: tuple[Preset, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    samples: tuple[Sample, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    requires: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
