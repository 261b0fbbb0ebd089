"""Drills as people read them: who acknowledged and how fast, and which levels would not have moved anything."""

from plumbline.domain.cycle.drill import Drill, DrillStep, Gap
from plumbline.domain.cycle.rules.drill import may_close
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment, span
from plumbline.web.escalation_view import area_title
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader

_GAPS = {
    "no_owner": "nobody owns this area",
    "not_active": "whoever it names has left",
    "unanswered": "nobody acknowledged in time",
}


@record
class DrillRow:
    """One level. when: who was asked, and how fast they acknowledged. gap: a gap can be closed here."""

    number: int
    whom: str
    chip: Chip
    when: str
    gap: bool


@record
class DrillView:
    """One rehearsal. mine: the reader is whom it asks now; may_close: they may close its gaps."""

    id: str
    title: str
    chip: Chip
    rows: tuple[DrillRow, ...]
    now: str
    mine: bool
    may_close: bool


def drill_views(cycle: Cycle, workspace: Workspace, reader: Reader) -> tuple[DrillView, ...]:
    """Return the drills of a cycle, the newest first."""
    return tuple(_drill(one, cycle, workspace, reader) for one in reversed(cycle.drills.values()))


def pressure_title(cycle: Cycle, pressure_id: str) -> str:
    """Return what the plan calls a pressure."""
    pressures = cycle.plan.pressures if cycle.plan else ()
    return next((one.title for one in pressures if one.id == pressure_id), pressure_id)


def _drill(drill: Drill, cycle: Cycle, workspace: Workspace, reader: Reader) -> DrillView:
    asked = drill.steps[-1] if drill.steps and drill.held_at is None else None
    return DrillView(
        id=drill.id,
        title=f"{pressure_title(cycle, drill.pressure_id)}, {moment(drill.started_at, reader.zone)}",
        chip=_chip(drill),
        rows=tuple(_row(number, drill, cycle, reader) for number in range(1, len(drill.levels) + 1)),
        now=_now(drill, asked, reader),
        mine=asked is not None and asked.to_id == reader.person_id,
        may_close=reader.person_id in may_close(drill, workspace),
    )


def _chip(drill: Drill) -> Chip:
    if drill.state == "running":
        return Chip("pending", "Rehearsal running")
    gaps = len(drill.open_gaps)
    return Chip("breached", f"{gaps} {'gap' if gaps == 1 else 'gaps'} open") if gaps else Chip("approved", "Held, no gap open")


def _now(drill: Drill, asked: DrillStep | None, reader: Reader) -> str:
    if asked is not None:
        name, by = name_of(reader.names, asked.to_id), moment(asked.answer_by, reader.zone)
        return f"{name} is asked to acknowledge by {by}; nothing else is expected."
    if drill.open_gaps:
        return "Each open gap keeps the launch gate closed until somebody says what was changed."
    answered = sum(one.acknowledged_at is not None for one in drill.steps)
    return f"{answered} of {len(drill.steps)} asked acknowledged."


def _row(number: int, drill: Drill, cycle: Cycle, reader: Reader) -> DrillRow:
    level = drill.levels[number - 1]
    step = next((one for one in drill.steps if one.level == number), None)
    person_id = step.to_id if step else level.person_id or cycle.owners.get(level.area, "")
    area, name = area_title(cycle, level.area), name_of(reader.names, person_id)
    gap = drill.gaps.get(number)
    chip, when = _stood(number, drill, step, gap, reader)
    is_open = gap is not None and gap.closed_at is None
    return DrillRow(number=number, whom=f"{area}: {name or 'nobody'}" if area else name, chip=chip, when=when, gap=is_open)


def _stood(number: int, drill: Drill, step: DrillStep | None, gap: Gap | None, reader: Reader) -> tuple[Chip, str]:
    if gap is not None and gap.closed_at is not None:
        return Chip("approved", "Gap closed"), f"{_GAPS[gap.kind]}; {name_of(reader.names, gap.closed_by)}: {gap.how}"
    if gap is not None:
        return Chip("breached", "Gap"), _GAPS[gap.kind]
    if step is None:
        return Chip("ended", "Passed over" if number in drill.same else "Not yet"), "asked at a level below" if number in drill.same else ""
    if step.acknowledged_at is None:
        return Chip("escalated", "Asked"), f"{moment(step.at, reader.zone)}, to acknowledge by {moment(step.answer_by, reader.zone)}"
    return Chip("approved", "Acknowledged"), f"{moment(step.at, reader.zone)}, after {span(step.acknowledged_at - step.at)}"
