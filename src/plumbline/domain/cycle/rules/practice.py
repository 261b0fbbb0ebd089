"""The rules of practices: explicit means owner, cadence and artifact (N1); what is committed names the practice it protects (N2)."""

from collections.abc import Iterable, Iterator

from plumbline.domain.cycle.practice import Command, Event, Practice, PracticeMadeExplicit
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, people_of_rank, unknown
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_practice(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Make a practice explicit, or say everything that it lacks."""
    practice = cycle.practices.get(command.practice_id)
    if practice is None:
        return unknown("practice", command.practice_id)
    me, act = (context.actor,), "practice.make_explicit"
    able = workspace.has_rank(command.owner_id, "contributor")
    owners = people_of_rank(workspace, "contributor")
    findings = [
        check("N1.owner", able, actual=command.owner_id, who=(context.actor, *owners), act=act, item=practice.id),
        check("N1.cadence", bool(command.cadence.strip()), who=me, act=act, item=practice.id),
        check("N1.artifact", bool(command.artifact.strip()), who=me, act=act, item=practice.id),
    ]
    made = PracticeMadeExplicit(
        practice_id=practice.id, owner_id=command.owner_id, cadence=command.cadence.strip(), artifact=command.artifact.strip()
    )
    same = (practice.owner_id, practice.cadence, practice.artifact) == (made.owner_id, made.cadence, made.artifact)
    return decided("practice.incomplete", findings, lambda: [] if same else [made])


def evolve_practice(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a practice to its cycle."""
    event: Event = recorded.event
    practice = cycle.practices[event.practice_id]
    practice.state, practice.changed_at = "explicit", recorded.at
    practice.owner_id, practice.cadence, practice.artifact = event.owner_id, event.cadence, event.artifact


def practice_findings(cycle: Cycle, workspace: Workspace) -> Iterator[Finding]:
    """Check that each practice is explicit, and its owner still here (N1)."""
    for practice in cycle.practices.values():
        there = is_explicit(practice, workspace)
        yield check("N1.explicit", there, who=leads(workspace), act="practice.make_explicit", item=practice.id, practice=practice.title)


def is_explicit(practice: Practice, workspace: Workspace) -> bool:
    """Tell whether a practice is explicit and somebody active keeps it."""
    return practice.state == "explicit" and workspace.is_active(practice.owner_id)


def find_practice(cycle: Cycle, named: str) -> Practice | None:
    """Return a practice by its id, or by its id in the plan."""
    return cycle.practices.get(named) or next((one for one in cycle.practices.values() if one.planned_id == named), None)


def protects(cycle: Cycle, named: str, *, who: Iterable[str], act: str, item: str = "") -> Finding:
    """Check that something names the practice it protects: a gate's criterion, a line of a handoff, a tradeoff of scope (N2)."""
    known = ", ".join(practice.planned_id for practice in cycle.practices.values())
    return check("N2.practice", find_practice(cycle, named) is not None, expected=known, actual=named, who=who, act=act, item=item)


def practices_of_gate(cycle: Cycle, gate_id: str) -> tuple[Practice, ...]:
    """Return the practices that a gate protects: those bound to it in the plan, and that of the stage it leads out of."""
    if cycle.plan is None:
        return ()
    bound = {item.id for item in cycle.plan.practices if item.bound_to == f"gate:{gate_id}"}
    bound |= {stage.practice for stage in cycle.plan.stages if stage.gate == gate_id}
    return tuple(practice for practice in cycle.practices.values() if practice.planned_id in bound)
