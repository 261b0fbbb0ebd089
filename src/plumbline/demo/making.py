"""Play the stories into an empty installation, beat by beat in time, by sending commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plumbline.automation.following import follow
from plumbline.automation.settling import settle
from plumbline.demo import ecommerce, legaltech, logistics
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.people import CALENDAR, OPENINGS, PEOPLE, ZONE, working_days_back
from plumbline.demo.story import Beat, Script, Story
from plumbline.directory.directory import Directory
from plumbline.domain.cycle.frame import AreaOwner, ComposeCycle
from plumbline.domain.playbook.compose import compose
from plumbline.domain.playbook.pack import Packs
from plumbline.domain.playbook.plan import Plan
from plumbline.domain.workspace.workspace import AddMember, CreateWorkspace, DefineCalendar
from plumbline.handling import Handling
from plumbline.kernel.outcome import Receipt, Refusal
from plumbline.projections.due import due_cycles, next_instant

DAY = 9
_WINDOW = 20


SCRIPTS = (legaltech.SCRIPT, ecommerce.SCRIPT, logistics.SCRIPT)


@dataclass(slots=True)
class _Telling:
    """One story being told: who leads it and what is left of it, in order of time."""

    script: Script
    story: Story
    plan: Plan
    lead: str


def beginning(now: datetime) -> datetime:
    """Return when the demo's cycles started, so that `now` lies in their ninth working day; before the first beat of that day."""
    local = now.astimezone(ZoneInfo(ZONE))
    return datetime.combine(working_days_back(local.date(), DAY), time(9), ZoneInfo(ZONE)).astimezone(UTC)


async def make_demo(handling: Handling, directory: Directory, packs: Packs, clock: SimulatedClock, now: datetime) -> Mapping[str, str]:
    """Fill an empty installation; return the ids of its people by their keys. The clock ends at now, released."""
    start = beginning(now)
    clock.set(start - timedelta(hours=1))
    # Ids of one instant are in no order; sorted, the first person is also the first by id, who uses the demo at first.
    made = sorted(handling.context(actor="", surface="cli").new_id("usr") for _ in PEOPLE)
    people = {person.key: person_id for person, person_id in zip(PEOPLE, made, strict=True)}
    for person in PEOPLE:
        directory.add_person(people[person.key], person.name, f"{person.key}@demo.example", ZONE)
    await _open_workspace(handling, people)
    days = [_working_day(start, number) for number in range(1, _WINDOW + 1)]
    tellings = [_begin(handling, packs, script, people, days) for script in SCRIPTS]
    for telling in tellings:
        await _compose(handling, clock, telling, start, people)
    beats = sorted(
        ((telling.story.at(beat.day, beat.time), telling, beat) for telling in tellings for beat in telling.script.beats), key=_instant
    )
    for at, telling, beat in beats:
        await _pass_time(handling, clock, at)
        await _play(handling, telling.story, beat, people)
        await settle(handling, telling.story.cycle_id)
    await _pass_time(handling, clock, now)
    clock.release()
    return people


def _instant(played: tuple[datetime, _Telling, Beat]) -> datetime:
    return played[0]


def _begin(handling: Handling, packs: Packs, script: Script, people: Mapping[str, str], days: list[datetime]) -> _Telling:
    context = handling.context(actor="", surface="cli")
    return _Telling(script, Story(dict(people), days, context.new_id), compose(packs, *script.playbook), script.beats[0].who)


async def _open_workspace(handling: Handling, people: Mapping[str, str]) -> None:
    workspace = handling.workspace_id
    by = people["ana"]
    await _sent(handling, workspace, CreateWorkspace(title="Sample workspace"), by)
    await _sent(handling, workspace, DefineCalendar(calendar_id=CALENDAR, title="Berlin office", zone=ZONE, openings=OPENINGS), by)
    for person in PEOPLE:
        member = AddMember(person_id=people[person.key], rank=person.rank, calendar_id=CALENDAR, admin=person.admin)
        await _sent(handling, workspace, member, by)


async def _compose(handling: Handling, clock: SimulatedClock, telling: _Telling, start: datetime, people: Mapping[str, str]) -> None:
    areas = {area.id for area in telling.plan.areas}
    owners = tuple(AreaOwner(area=area, person_id=people[key]) for area, key in telling.script.owners.items() if area in areas)
    if clock() < start:
        clock.set(start)
    command = ComposeCycle(plan=telling.plan, title=telling.script.title, owners=owners, calendar_id=CALENDAR, starts_at=start)
    await _sent(handling, telling.story.cycle_id, command, people[telling.lead])
    await settle(handling, telling.story.cycle_id)
    await _look(handling, telling.story)


async def _play(handling: Handling, story: Story, beat: Beat, people: Mapping[str, str]) -> None:
    await _look(handling, story)
    command = beat.command(story)
    context = handling.context(actor=people[beat.who], surface="web", client="demo")
    stream = story.document(beat.document) if beat.document else story.cycle_id
    answer = await handling.handle(stream, command, context)
    if isinstance(answer, Refusal) != beat.refused:
        raise RuntimeError(f"the demo's story does not hold: day {beat.day}, {beat.time}, {beat.who}: {command}: {answer}")
    if isinstance(answer, Receipt) and beat.name:
        story.keep(beat.name, answer.item)
    if beat.document:
        async with handling.reading(stream, texts=True) as document:
            story.meet_document(beat.document, document)
        await follow(handling, stream)


async def _look(handling: Handling, story: Story) -> None:
    async with handling.reading(story.cycle_id) as cycle:
        story.meet(cycle)


async def _pass_time(handling: Handling, clock: SimulatedClock, until: datetime) -> None:
    """Let time pass up to an instant; what falls due on the way happens when it falls due."""
    while (at := await next_instant(handling.states.ledger)) is not None and at <= until:
        if at > clock():
            clock.set(at)
        moved = [await settle(handling, cycle_id) for cycle_id in await due_cycles(handling.states.ledger, clock())]
        if not any(moved):
            raise RuntimeError(f"something falls due at {at} and nothing comes of it")
    clock.set(max(until, clock()))


async def _sent(handling: Handling, stream: str, command: Any, by: str) -> None:
    answer = await handling.handle(stream, command, handling.context(actor=by, surface="cli", client="demo"))
    if isinstance(answer, Refusal):
        raise RuntimeError(f"the demo's first steps were refused: {command}: {answer}")


def _working_day(start: datetime, number: int) -> datetime:
    """Return the local start of the cycle's n-th working day (the demo's calendar has no holidays)."""
    local = start.astimezone(ZoneInfo(ZONE))
    weeks, rest = divmod(local.weekday() + number - 1, 5)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday + timedelta(weeks=weeks, days=rest), local.time(), ZoneInfo(ZONE)).astimezone(UTC)
