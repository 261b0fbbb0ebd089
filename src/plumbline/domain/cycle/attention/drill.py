"""What a drill asks of whom: to acknowledge, and to close the gaps that it found."""

from collections.abc import Iterator

from plumbline.domain.cycle.drill import Drill
from plumbline.domain.cycle.rules.common import leads
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation, Verb
from plumbline.domain.workspace.workspace import Workspace


def of_drill(drill: Drill, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield who has to acknowledge a rehearsal now; after its end, who closes its gaps."""
    if drill.held_at is None and drill.steps:
        yield _one(drill, cycle, drill.steps[-1].to_id, "answer", "attention.drill_asked")
    elif drill.open_gaps:
        yield _one(drill, cycle, next(iter(leads(workspace)), drill.started_by), "unblock", "attention.drill_gap")


def _one(drill: Drill, cycle: Cycle, person_id: str, verb: Verb, reason: str) -> Obligation:
    running = drill.held_at is None
    pressures = cycle.plan.pressures if cycle.plan else ()
    return Obligation(
        person_id=person_id,
        verb=verb,
        item_id=drill.id,
        item_kind="drill",
        number=0,
        title=next((one.title for one in pressures if one.id == drill.pressure_id), drill.pressure_id),
        reason=reason,
        since=drill.steps[-1].at if running else drill.held_at or drill.started_at,
        due_at=drill.next_step_at,
    )
