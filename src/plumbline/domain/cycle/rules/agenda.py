"""The rules of agenda items with a day of their own: they come up by themselves, are recorded, and a missed one stays to be seen."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from plumbline.domain.cycle.agenda import (
    LEAD_DAYS,
    AgendaCameUp,
    AgendaEnded,
    AgendaHeld,
    AgendaItem,
    AgendaMissed,
    AgendaScheduled,
    BringUpAgendaItem,
    Command,
    MissAgendaItem,
    RecordAgendaItem,
    Turn,
)
from plumbline.domain.cycle.agenda import Event as AgendaEvent
from plumbline.domain.cycle.release import PilotReported, Release
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, unknown
from plumbline.domain.cycle.rules.period import open_period
from plumbline.domain.cycle.rules.released import missing_reports
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import Item, Plan
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context
from plumbline.kernel.time import add_working_days

_PILOT_RUNS = frozenset({"launched", "expanded", "held"})


def decide_agenda(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about an agenda item changes, or everything that stands in its way."""
    item = cycle.agenda.get(command.agenda_id)
    if item is None:
        return unknown("agenda", command.agenda_id)
    match command:
        case BringUpAgendaItem():
            return _bring_up(command, item, context)
        case RecordAgendaItem():
            return _record(command, item, cycle, workspace, context)
        case MissAgendaItem():
            return _miss(command, item, cycle, workspace, context)
        case _:
            assert_never(command)


def agenda_moved(plan: Plan, cycle: Cycle, workspace: Workspace, context: Context, pilots: tuple[Release, ...]) -> Iterator[Event]:
    """Yield what begins and what ends on the calendar when the agenda is a plan's and these pilots run: the same again changes nothing."""
    pilot = pilots[-1] if pilots else None
    wanted = {item.id: item for item in plan.agenda if item.every_days and (item.starts == "now" or pilot is not None)}
    running = {one.planned_id: one for one in cycle.agenda.values() if one.state != "off"}
    for planned_id, item in running.items():
        if planned_id not in wanted:
            yield AgendaEnded(agenda_id=item.id)
    for planned_id, planned in wanted.items():
        if planned_id not in running:
            owner_id = pilot.owner_id if pilot is not None and planned.starts == "pilot" else cycle.owners.get(planned.area, "")
            yield _scheduled(planned, owner_id, cycle, workspace, context)


def pilots_running(cycle: Cycle) -> tuple[Release, ...]:
    """Return the pilots that customers see, those that are held included; oldest first."""
    return tuple(one for one in cycle.releases.values() if one.kind == "pilot" and one.state in _PILOT_RUNS)


def planned_item(item: AgendaItem, cycle: Cycle) -> Item | None:
    """Return what the plan says of an agenda item; None while nothing asks for it."""
    return next((one for one in cycle.plan.agenda if one.id == item.planned_id), None) if cycle.plan else None


def asks_of_promise(item: AgendaItem, cycle: Cycle) -> bool:
    """Tell whether an item asks whether a promise held, so that its record is a yes or a no."""
    planned = planned_item(item, cycle)
    return planned is not None and planned.bound_to.startswith("promise:")


def held_by_report(cycle: Cycle, workspace: Workspace, release: Release, reported: PilotReported) -> list[Event]:
    """Return the records that a pilot's report is at the same time: of the weekly items about the promise that the pilot protects."""
    found: list[Event] = []
    for item in cycle.agenda.values():
        number = item.number if item.state == "up" else item.turns[-1].number if item.last_missed else 0
        if number and item.state != "off" and _is_about(item, release, cycle):
            held = "yes" if reported.promise == "held" else "no"
            command = RecordAgendaItem(agenda_id=item.id, note=reported.note, holds=held, number=number)
            found.append(_held(command, item, cycle, workspace))
    return found


def pilot_waiting(item: AgendaItem, cycle: Cycle) -> bool:
    """Tell whether a pilot that an item is about waits for its report of a review cycle, which records the item as well."""
    period = open_period(cycle)
    waiting = (
        one
        for one in pilots_running(cycle)
        if missing_reports(cycle, one) or (period >= one.launched_in > 0 and period not in {report.period for report in one.reports})
    )
    return any(_is_about(item, one, cycle) for one in waiting)


def _is_about(item: AgendaItem, release: Release, cycle: Cycle) -> bool:
    """A report about a pilot is one about its promise, if the item asks about that one."""
    planned, promise = planned_item(item, cycle), cycle.promises.get(release.promise_id)
    if planned is None or promise is None:
        return False
    return planned.starts == "pilot" and planned.bound_to == f"promise:{promise.planned_id}"


def _scheduled(planned: Item, owner_id: str, cycle: Cycle, workspace: Workspace, context: Context) -> AgendaScheduled:
    known = next((one for one in cycle.agenda.values() if one.planned_id == planned.id), None)
    starts_at = max(context.now, cycle.starts_at or context.now)
    number = known.turns[-1].number + 1 if known and known.turns else 1
    up_at, due_at = _dates(1, starts_at, planned.every_days, cycle, workspace)
    return AgendaScheduled(
        agenda_id=known.id if known else context.new_id("agi"),
        planned_id=planned.id,
        title=planned.title,
        every_days=planned.every_days,
        area=planned.area if planned.starts == "now" else "",
        owner_id=owner_id,
        starts_at=starts_at,
        number=number,
        comes_up_at=up_at,
        due_at=due_at,
    )


def _dates(place: int, starts_at: datetime, every_days: int, cycle: Cycle, workspace: Workspace) -> tuple[datetime, datetime]:
    """When the turn at a place (from 1) comes up and is due: counted from the start, so that an early record moves nothing."""
    hours = hours_for(workspace, starts_at, cycle.calendar_id)
    days = place * every_days
    return add_working_days(starts_at, days - min(every_days, LEAD_DAYS), hours), add_working_days(starts_at, days, hours)


def _next_dates(item: AgendaItem, cycle: Cycle, workspace: Workspace) -> tuple[datetime, datetime]:
    return _dates(item.number - item.first + 2, item.starts_at, item.every_days, cycle, workspace)


def _bring_up(command: BringUpAgendaItem, item: AgendaItem, context: Context) -> Answer:
    if item.state != "waiting" or item.number != command.number:
        return []
    due = check("agenda.day", item.comes_up_at <= context.now, expected=item.comes_up_at.isoformat(), item=item.id)
    return decided("agenda.refused", [due], lambda: [AgendaCameUp(agenda_id=item.id, number=item.number, due_at=item.due_at)])


def _miss(command: MissAgendaItem, item: AgendaItem, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if item.state != "up" or item.number != command.number:
        return []
    over = check("agenda.day", item.due_at <= context.now, expected=item.due_at.isoformat(), item=item.id)

    def events() -> list[Event]:
        up_at, due_at = _next_dates(item, cycle, workspace)
        return [AgendaMissed(agenda_id=item.id, number=item.number, next_up_at=up_at, next_due_at=due_at)]

    return decided("agenda.refused", [over], events)


def _record(command: RecordAgendaItem, item: AgendaItem, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    number = command.number or item.number
    known = _over(item, number)
    people = tuple(dict.fromkeys(one for one in (item.owner_id, *leads(workspace)) if workspace.is_active(one)))
    me, act, is_up = (context.actor,), "agenda.record", item.state == "up" and number == item.number
    asks = asks_of_promise(item, cycle)
    findings = [
        check("agenda.who", context.actor in people, actual=context.actor, who=people, act=act, item=item.id),
        check(
            "agenda.up", is_up or (known is not None and known.held_at is None), expected=item.comes_up_at.isoformat(), actual=number,
            item=item.id, title=item.title,
        ),
        check("agenda.note", bool(command.note.strip()), who=me, act=act, item=item.id),
        check("agenda.holds", bool(command.holds) or not asks, expected="yes, no", who=me, act=act, item=item.id),
    ]  # fmt: skip
    return decided("agenda.refused", findings, lambda: [_held(command, item, cycle, workspace), *_reports(command, item, cycle)])


def _held(command: RecordAgendaItem, item: AgendaItem, cycle: Cycle, workspace: Workspace) -> AgendaHeld:
    number = command.number or item.number
    late = not (item.state == "up" and number == item.number)
    up_at, due_at = (None, None) if late else _next_dates(item, cycle, workspace)
    return AgendaHeld(
        agenda_id=item.id,
        number=number,
        holds=command.holds,
        late=late,
        next_up_at=up_at,
        next_due_at=due_at,
        note=command.note.strip(),
    )


def _reports(command: RecordAgendaItem, item: AgendaItem, cycle: Cycle) -> list[Event]:
    """The weekly item about a promise is the report of the pilots that protect it, which nobody has to write twice (Z2)."""
    reports: list[Event] = []
    for release in pilots_running(cycle):
        period = next(iter(missing_reports(cycle, release)), open_period(cycle))
        told = period in {report.period for report in release.reports}
        if _is_about(item, release, cycle) and not told:
            promise = "held" if command.holds == "yes" else "broken"
            reports.append(PilotReported(release_id=release.id, period=period, promise=promise, note=command.note.strip()))
    return reports


def _over(item: AgendaItem, number: int) -> Turn | None:
    return next((turn for turn in item.turns if turn.number == number), None)


def evolve_agenda(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of an agenda item to its cycle."""
    event: AgendaEvent = recorded.event
    if isinstance(event, AgendaScheduled):
        _begin(cycle, event, recorded)
        return
    item = cycle.agenda[event.agenda_id]
    item.changed_at = recorded.at
    match event:
        case AgendaCameUp():
            item.state = "up"
        case AgendaHeld(next_up_at=up_at, next_due_at=due_at):
            turn = _over(item, event.number) or Turn(event.number, item.due_at)
            turn.holds, turn.note, turn.by_id, turn.held_at = event.holds, event.note, recorded.actor, recorded.at
            if up_at is not None and due_at is not None:
                _follow(item, turn, up_at, due_at)
        case AgendaMissed():
            _follow(item, Turn(event.number, item.due_at, missed=True), event.next_up_at, event.next_due_at)
        case AgendaEnded():
            item.state = "off"
        case _:
            assert_never(event)


def _begin(cycle: Cycle, event: AgendaScheduled, recorded: Recorded) -> None:
    known = cycle.agenda.get(event.agenda_id)
    cycle.agenda[event.agenda_id] = AgendaItem(
        id=event.agenda_id,
        planned_id=event.planned_id,
        title=event.title,
        every_days=event.every_days,
        area=event.area,
        owner_id=event.owner_id,
        starts_at=event.starts_at,
        first=event.number,
        number=event.number,
        comes_up_at=event.comes_up_at,
        due_at=event.due_at,
        changed_at=recorded.at,
        turns=known.turns if known else [],
    )


def _follow(item: AgendaItem, turn: Turn, up_at: datetime, due_at: datetime) -> None:
    item.turns.append(turn)
    item.state, item.number, item.comes_up_at, item.due_at = "waiting", turn.number + 1, up_at, due_at
