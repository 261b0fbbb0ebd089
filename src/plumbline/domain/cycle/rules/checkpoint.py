"""The rules of dependencies between functions: one owner and a checkpoint on a metric (K1), traced through four phases (K2)."""

from collections.abc import Iterator
from typing import assert_never

from plumbline.domain.cycle.checkpoint import (
    PHASES,
    Checkpoint,
    CheckpointMissed,
    CheckpointPlanned,
    CheckpointReported,
    Command,
    Dependency,
    DependencyNamed,
    MissCheckpoint,
    NameDependency,
    Phase,
    PlanCheckpoint,
    ReportCheckpoint,
)
from plumbline.domain.cycle.checkpoint import Event as CheckpointEvent
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_checkpoint(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a dependency or a checkpoint changes, or everything that stands in its way."""
    match command:
        case NameDependency():
            return _name(command, cycle, workspace, context)
        case PlanCheckpoint():
            return _plan(command, cycle, workspace, context)
        case ReportCheckpoint() | MissCheckpoint():
            checkpoint = cycle.checkpoints.get(command.checkpoint_id)
            if checkpoint is None:
                return unknown("checkpoint", command.checkpoint_id)
            if isinstance(command, ReportCheckpoint):
                return _hold(command, checkpoint, cycle, workspace, context)
            over = check("K1.over", checkpoint.at <= context.now, expected=checkpoint.at.isoformat(), item=checkpoint.id)
            missed = CheckpointMissed(checkpoint_id=checkpoint.id)
            return decided("checkpoint.refused", [over], lambda: [missed] if checkpoint.state == "planned" else [])
        case _:
            assert_never(command)


def trace(cycle: Cycle, dependency: Dependency) -> dict[Phase, tuple[Checkpoint, ...]]:
    """Return the checkpoints of a dependency by phase, in the order of the phases; an empty phase is a gap in the trace (K2)."""
    own = [one for one in cycle.checkpoints.values() if one.dependency_id == dependency.id]
    return {phase: tuple(sorted((one for one in own if one.phase == phase), key=lambda one: one.at)) for phase in PHASES}


def dependency_findings(cycle: Cycle, workspace: Workspace) -> Iterator[Finding]:
    """Check each dependency: an active owner and a checkpoint (K1), one in each phase (K2)."""
    for dependency in cycle.dependencies.values():
        phases = trace(cycle, dependency)
        who, item = (dependency.owner_id, *leads(workspace)), dependency.id
        open_phases = [phase for phase, found in phases.items() if not found]
        yield check("K1.owned", workspace.is_active(dependency.owner_id), actual=dependency.owner_id, who=leads(workspace), item=item)
        yield check("K1.checkpoint", len(open_phases) < len(PHASES), who=who, act="checkpoint.plan", item=item)
        yield check("K2.traced", not open_phases, actual=", ".join(open_phases), who=who, act="checkpoint.plan", item=item)


def _name(command: NameDependency, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    areas = {area.id for area in cycle.plan.areas} if cycle.plan else set[str]()
    me, act, known = (context.actor,), "dependency.name", ", ".join(sorted(areas))
    apart = command.from_area != command.to_area
    findings = [
        check("common.title", bool(command.title.strip()), expected="text", actual=command.title, who=me, act=act),
        check("K1.from_area", command.from_area in areas, expected=known, actual=command.from_area, who=me, act=act),
        check("K1.to_area", command.to_area in areas and apart, expected=known, actual=command.to_area, who=me, act=act),
        check("K1.owner", workspace.has_rank(command.owner_id, "contributor"), actual=command.owner_id, who=me, act=act),
    ]
    named = DependencyNamed(
        dependency_id=context.new_id("dep"),
        number=next_number(cycle, "dependency"),
        title=command.title.strip(),
        from_area=command.from_area,
        to_area=command.to_area,
        owner_id=command.owner_id,
    )
    return decided("checkpoint.refused", findings, lambda: [named])


def _plan(command: PlanCheckpoint, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if command.dependency_id not in cycle.dependencies:
        return unknown("dependency", command.dependency_id)
    metrics = [metric.id for metric in cycle.plan.metrics] if cycle.plan else []
    me, act = (context.actor,), "checkpoint.plan"
    findings = [
        check("common.title", bool(command.title.strip()), expected="text", actual=command.title, who=me, act=act),
        check("K1.metric", command.metric_id in metrics, expected=", ".join(metrics), actual=command.metric_id, who=me, act=act),
        check("K1.ahead", command.at > context.now, actual=command.at.isoformat(), who=me, act=act),
    ]
    planned = CheckpointPlanned(
        checkpoint_id=context.new_id("chk"),
        dependency_id=command.dependency_id,
        title=command.title.strip(),
        phase=command.phase,
        metric_id=command.metric_id,
        at=command.at,
    )
    return decided("checkpoint.refused", findings, lambda: [planned])


def _hold(command: ReportCheckpoint, checkpoint: Checkpoint, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    owner = cycle.dependencies[checkpoint.dependency_id].owner_id
    people, act = (owner, *leads(workspace)), "checkpoint.hold"
    findings = [
        check("K1.answers", context.actor in people, actual=context.actor, who=people, act=act, item=checkpoint.id),
        check("K1.not_held", checkpoint.state != "held", actual=checkpoint.state, item=checkpoint.id),
        check("K1.told", bool(command.reading.strip()), who=(context.actor,), act=act, item=checkpoint.id),
    ]
    held = CheckpointReported(checkpoint_id=checkpoint.id, coming=command.coming, reading=command.reading.strip())
    return decided("checkpoint.refused", findings, lambda: [held])


def evolve_checkpoint(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a dependency or a checkpoint to its cycle."""
    event: CheckpointEvent = recorded.event
    match event:
        case DependencyNamed():
            cycle.numbers["dependency"] = event.number
            cycle.dependencies[event.dependency_id] = Dependency(
                id=event.dependency_id,
                number=event.number,
                title=event.title,
                from_area=event.from_area,
                to_area=event.to_area,
                owner_id=event.owner_id,
                author_id=recorded.actor,
                named_at=recorded.at,
            )
        case CheckpointPlanned():
            cycle.checkpoints[event.checkpoint_id] = Checkpoint(
                id=event.checkpoint_id,
                dependency_id=event.dependency_id,
                title=event.title,
                phase=event.phase,
                metric_id=event.metric_id,
                at=event.at,
                author_id=recorded.actor,
            )
        case CheckpointReported():
            checkpoint = cycle.checkpoints[event.checkpoint_id]
            checkpoint.state, checkpoint.coming, checkpoint.reading = "held", event.coming, event.reading
            checkpoint.held_by, checkpoint.held_at = recorded.actor, recorded.at
        case CheckpointMissed():
            cycle.checkpoints[event.checkpoint_id].state = "missed"
        case _:
            assert_never(event)
