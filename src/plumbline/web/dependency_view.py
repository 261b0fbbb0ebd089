"""What functions need of each other, and the checkpoints at which a metric tells whether it is coming."""

from collections.abc import Iterator

from plumbline.domain.cycle.checkpoint import PHASES, Dependency
from plumbline.domain.cycle.rules.checkpoint import trace
from plumbline.web.frame_parts import Card, Desk, Field, Form, Line, Part
from plumbline.web.labels import Chip

_TRACED = Chip("approved", "Traced")
_COMING = {"on_track": Chip("approved", "Held: on track"), "off_track": Chip("due", "Held: off track")}


def dependency_parts(desk: Desk) -> tuple[Part, ...]:
    """Return the dependencies and their checkpoints, with the form that names one."""
    return (
        Part(
            id="dependencies",
            title="Dependencies",
            text="What has to come from another function, with somebody who answers for it.",
            cards=tuple(_dependencies(desk)),
            empty="No dependency between functions is named yet.",
            make=desk.make(_name(desk)),
        ),
        Part(
            id="checkpoints",
            title="Checkpoints",
            text="At each, a metric tells whether a dependency is coming.",
            cards=tuple(_checkpoints(desk)),
            empty="No dependency has a checkpoint yet.",
        ),
    )


def _name(desk: Desk) -> Form:
    areas = tuple((one.id, one.title) for one in desk.cycle.plan.areas) if desk.cycle.plan else ()
    return Form(
        act="dependency",
        title="Name a dependency",
        fields=(
            Field(name="title", label="What has to come"),
            Field(name="from_area", label="From", kind="choice", options=areas),
            Field(name="to_area", label="To", kind="choice", options=areas[1:] + areas[:1]),
            desk.who("owner_id", "Who answers for it"),
        ),
    )


def _dependencies(desk: Desk) -> Iterator[Card]:
    plan = Form(
        act="checkpoint",
        title="Plan a checkpoint",
        fields=(
            Field(name="title", label="What is looked at"),
            Field(name="phase", label="Phase", kind="choice", options=tuple((one, one.capitalize()) for one in PHASES)),
            Field(name="metric_id", label="Metric", kind="choice", options=desk.metrics()),
            Field(name="at", label="When", kind="when"),
        ),
    )
    areas = {one.id: one.title for one in desk.cycle.plan.areas} if desk.cycle.plan else {}
    for one in desk.cycle.dependencies.values():
        between = f"From {areas.get(one.from_area, one.from_area)} to {areas.get(one.to_area, one.to_area)}"
        gaps = tuple(_gaps(desk, one))
        yield desk.card(one, one.owner_id, (between, *gaps), (plan,), None if gaps else _TRACED)


def _gaps(desk: Desk, dependency: Dependency) -> Iterator[str]:
    gaps = [phase for phase, held in trace(desk.cycle, dependency).items() if not held]
    if gaps:
        yield f"No checkpoint in: {', '.join(gaps)}"


def _checkpoints(desk: Desk) -> Iterator[Card]:
    metrics = dict(desk.metrics())
    report = Form(
        act="result",
        title="Report it",
        fields=(
            Field(name="coming", label="It is", kind="choice", options=(("on_track", "On track"), ("off_track", "Off track"))),
            Field(name="reading", label="What the metric told"),
        ),
    )
    for one in desk.cycle.checkpoints.values():
        dependency = desk.cycle.dependencies[one.dependency_id]
        lines = [
            desk.link(f"{one.phase.capitalize()}, on {metrics.get(one.metric_id, one.metric_id)}, for", dependency.id),
            desk.when("At", one.at),
        ]
        if one.coming:
            lines.append(Line(text=one.reading))
        yield desk.card(one, dependency.owner_id, lines, () if one.state == "held" else (report,), _COMING.get(one.coming or ""))
