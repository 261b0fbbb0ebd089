"""The parts of a plan that a cycle keeps a state of: stages, practices, safeguards, promises. They get their ids when it is composed."""

from collections.abc import Iterator

from plumbline.domain.cycle.frame import CycleComposed, Part
from plumbline.domain.cycle.practice import Practice
from plumbline.domain.cycle.promise import Promise
from plumbline.domain.cycle.safeguard import Safeguard
from plumbline.domain.cycle.stage import Stage
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import Plan
from plumbline.kernel.outcome import Context

_PREFIXES = {"stage": "stg", "practice": "pra", "safeguard": "saf", "promise": "prm"}


def parts_of(plan: Plan, context: Context) -> Iterator[Part]:
    """Yield each of the parts with a new id."""
    planned = {
        "stage": [one.id for one in plan.stages],
        "practice": [one.id for one in plan.practices],
        "safeguard": [one.id for one in plan.safeguards],
        "promise": [one.id for one in plan.promises],
    }
    for kind, ids in planned.items():
        yield from (Part(id=context.new_id(_PREFIXES[kind]), planned_id=one) for one in ids)


def parts_composed(cycle: Cycle, recorded: Recorded) -> None:
    """Take the parts over into the state; the first stage is entered with the cycle."""
    event: CycleComposed = recorded.event
    ids = {(part.id[:3], part.planned_id): part.id for part in event.parts}
    for one in event.plan.stages:
        if part := ids.get(("stg", one.id)):
            cycle.stages[part] = Stage(id=part, planned_id=one.id, title=one.title, gate=one.gate, practice=one.practice)
    for one in event.plan.practices:
        if part := ids.get(("pra", one.id)):
            cycle.practices[part] = Practice(id=part, planned_id=one.id, title=one.title)
    for one in event.plan.safeguards:
        if part := ids.get(("saf", one.id)):
            cycle.safeguards[part] = Safeguard(id=part, planned_id=one.id, title=one.title)
    for one in event.plan.promises:
        if part := ids.get(("prm", one.id)):
            cycle.promises[part] = Promise(id=part, planned_id=one.id, title=one.title)
    if first := next(iter(cycle.stages.values()), None):
        first.state, first.entered_at = "in", recorded.at
