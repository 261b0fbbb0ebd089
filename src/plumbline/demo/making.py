"""Play the stories into an empty installation, beat by beat in time, by sending commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plumbline.automation.following import follow
from plumbline.automation.journeys import follow_journey, kept_subject
from plumbline.automation.settling import settle
from plumbline.demo import address_check, checkout_pilot, contract_review, parcel_delay
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.people import CALENDAR, OPENINGS, PEOPLE, ZONE, working_days_back
from plumbline.demo.playing import Discuss, Play, perform, raised
from plumbline.demo.story import Beat, Script, Story
from plumbline.demo.tracker import Moved, SampleTracker
from plumbline.directory.guests import GuestLink
from plumbline.domain.cycle.frame import AreaOwner, ComposeCycle
from plumbline.domain.cycle.guest import InviteGuest
from plumbline.domain.cycle.handoff import AcceptHandoff
from plumbline.domain.playbook.compose import compose
from plumbline.domain.workspace.workspace import AddMember, CreateWorkspace, DefineCalendar
from plumbline.installation import Installation
from plumbline.kernel.outcome import ActorKind, Receipt, Refusal
from plumbline.projections.due import due_cycles, next_instant

DAY = 9
_DAYS = 40  # working days that a story may speak of: its window, and the weeks after it
SCRIPTS = (address_check.SCRIPT, contract_review.SCRIPT, parcel_delay.SCRIPT, checkout_pilot.SCRIPT)  # the last one is opened first


@dataclass(slots=True)
class _Telling:
    """One story being told: when its days are, and what beats may refer to once it has begun."""

    script: Script
    days: list[datetime]
    story: Story

    def at(self, beat: Beat) -> datetime:
        return self.story.at(beat.day, beat.time)


def beginning(now: datetime) -> datetime:
    """Return when the first of the demo's cycles started, so that `now` lies in the ninth working day of those that run."""
    return _start(now, max(script.days_before for script in SCRIPTS))


async def make_demo(installation: Installation, clock: SimulatedClock, now: datetime) -> Mapping[str, str]:
    """Fill an empty installation; return the ids of its people by their keys. The clock ends at now, released."""
    clock.set(beginning(now) - timedelta(hours=1))
    making = _Making(installation, clock)
    await making.open_workspace()
    ids = making.new_ids("cyc", len(SCRIPTS))
    tellings = [making.begin(script, cycle_id, _start(now, script.days_before)) for script, cycle_id in zip(SCRIPTS, ids, strict=True)]
    for telling in sorted(tellings, key=lambda one: one.days[0]):
        await making.tell_until(telling.days[0])
        await making.compose(telling)
    await making.tell_until(now)
    clock.release()
    return making.people


class _Making:
    """The installation that is filled, its people, and the beats that are still to be played."""

    def __init__(self, installation: Installation, clock: SimulatedClock) -> None:
        self._handling, self._directory, self._packs = installation.handling, installation.directory, installation.packs
        self._clock = clock
        # the first person is also the first by id, who uses the demo at first
        self.people = {person.key: person_id for person, person_id in zip(PEOPLE, self.new_ids("usr", len(PEOPLE)), strict=True)}
        self._tracker = SampleTracker(installation, clock, self._new_id("end"))
        self._told: dict[str, Story] = {}
        self._beats: list[tuple[datetime, Story, Beat]] = []
        self._touched: dict[str, None] = {}

    async def open_workspace(self) -> None:
        for person in PEOPLE:
            self._directory.add_person(self.people[person.key], person.name, f"{person.key}@demo.example", ZONE)
        by = self.people["ana"]
        await self._begun(CreateWorkspace(title="Sample workspace"), by)
        await self._begun(DefineCalendar(calendar_id=CALENDAR, title="Berlin office", zone=ZONE, openings=OPENINGS), by)
        for person in PEOPLE:
            member = AddMember(person_id=self.people[person.key], rank=person.rank, calendar_id=CALENDAR, admin=person.admin)
            await self._begun(member, by)
        await self._begun(self._tracker.added(), by)

    def begin(self, script: Script, cycle_id: str, start: datetime) -> _Telling:
        days = [_working_day(start, number) for number in range(1, _DAYS + 1)]
        guests = {key: self._new_id("gst") for key in script.guests}
        story = Story(cycle_id, {**self.people, **guests}, days, self._new_id)
        story.keep("tracker", self._tracker.endpoint_id)
        return _Telling(script, days, story)

    async def compose(self, telling: _Telling) -> None:
        """Start the cycle of a story; from now on its beats are played."""
        script, story = telling.script, telling.story
        plan = compose(self._packs, *script.playbook)
        areas = {area.id for area in plan.areas}
        command = ComposeCycle(
            plan=plan,
            title=script.title,
            owners=tuple(AreaOwner(area=area, person_id=self.people[key]) for area, key in script.owners.items() if area in areas),
            calendar_id=CALENDAR,
            starts_at=telling.days[0],
            after=self._told[script.after.title].cycle_id if script.after else "",
        )
        await self._begun(command, self.people[script.beats[0].who], story.cycle_id)
        self._told[script.title] = story
        for key, name in script.guests.items():
            self._directory.add_person(story.person(key), name, zone=ZONE)
        self._beats = sorted([*self._beats, *((telling.at(beat), story, beat) for beat in script.beats)], key=_instant)
        self._touched[story.cycle_id] = None

    async def tell_until(self, until: datetime) -> None:
        """Play the beats up to an instant, each at its time, and what falls due between them when it falls due."""
        while self._beats and self._beats[0][0] <= until:
            at, story, beat = self._beats.pop(0)
            await self._pass_time(at)
            await self._play(story, beat)
            self._touched[story.cycle_id] = None
        await self._pass_time(until)
        await self._look_round()

    async def _play(self, story: Story, beat: Beat) -> None:
        await self._meet(story)
        command = beat.command(story)
        actor = story.person(beat.who)
        kind: ActorKind = "app_user" if beat.who in self.people else "guest"
        if isinstance(command, InviteGuest):
            link = GuestLink(
                guest_id=command.guest_id,
                cycle_id=story.cycle_id,
                review_id=command.review_id,
                workspace_id=self._handling.workspace_id,
            )
            self._directory.guests.keep(link)
        if isinstance(command, Moved):
            await self._tracker.move(story.line(command.handoff, command.line), command.to)
            return
        if isinstance(command, Play):
            run_id = await perform(self._handling, self._clock, story.journey(beat.journey), command, actor)
            if beat.name:
                story.keep(beat.name, run_id)
            await follow_journey(self._handling, story.journey(beat.journey))
            return
        if isinstance(command, Discuss):
            context = self._handling.context(actor=actor, actor_kind=kind, surface="web", client="demo")
            asks_id = story.person(command.asks) if command.asks else ""
            story.keep(beat.name, await raised(self._handling, context, story.id(command.run), asks_id))
            return
        stream = self._stream(story, beat)
        context = self._handling.context(actor=actor, actor_kind=kind, surface="web", client="demo")
        answer = await self._handling.handle(stream, command, context)
        if isinstance(answer, Refusal) != beat.refused:
            raise RuntimeError(f"the demo's story does not hold: day {beat.day}, {beat.time}, {beat.who}: {command}: {answer}")
        if isinstance(answer, Receipt) and beat.name:
            story.keep(beat.name, answer.item)
        if isinstance(command, AcceptHandoff):
            await self._tracker.tell()
        if beat.document:
            async with self._handling.reading(stream, texts=True) as document:
                story.meet_document(beat.document, document)
            await follow(self._handling, stream)
        if beat.journey:
            await follow_journey(self._handling, stream)
            story.meet_journey(beat.journey, await kept_subject(self._handling, stream))

    def _stream(self, story: Story, beat: Beat) -> str:
        if beat.document:
            return story.document(beat.document)
        if beat.journey:
            return story.journey(beat.journey)
        return self._handling.workspace_id if beat.in_workspace else story.cycle_id

    async def _meet(self, story: Story) -> None:
        async with self._handling.reading(story.cycle_id) as cycle:
            story.meet(cycle)

    async def _pass_time(self, until: datetime) -> None:
        """Let time pass up to an instant; what falls due on the way happens when it falls due."""
        if until.date() > self._clock().date():
            await self._look_round()
        while (at := await next_instant(self._handling.states.ledger)) is not None and at <= until:
            if at > self._clock():
                self._clock.set(at)
            moved = [await settle(self._handling, cycle_id) for cycle_id in await due_cycles(self._handling.states.ledger, self._clock())]
            if not any(moved):
                raise RuntimeError(f"something falls due at {at} and nothing comes of it")
        self._clock.set(max(until, self._clock()))

    async def _look_round(self) -> None:
        """See in the evening which steps are done by now and tell the tracker; looking after each beat would take a third of the time."""
        for cycle_id in self._touched:
            await settle(self._handling, cycle_id)
        self._touched.clear()
        await self._tracker.tell()

    async def _begun(self, command: Any, by: str, stream: str = "") -> None:
        context = self._handling.context(actor=by, surface="cli", client="demo")
        answer = await self._handling.handle(stream or self._handling.workspace_id, command, context)
        if isinstance(answer, Refusal):
            raise RuntimeError(f"the demo's first steps were refused: {command}: {answer}")

    def new_ids(self, prefix: str, count: int) -> list[str]:
        """Return new ids in order; those of one instant are in none by themselves."""
        return sorted(self._new_id(prefix) for _ in range(count))

    def _new_id(self, prefix: str) -> str:
        return self._handling.context(actor="", surface="cli").new_id(prefix)


def _instant(played: tuple[datetime, Story, Beat]) -> datetime:
    return played[0]


def _start(now: datetime, days_before: int) -> datetime:
    """Return the start of a cycle, before its first beat. days_before: working days before those start that run now."""
    local = now.astimezone(ZoneInfo(ZONE))
    return datetime.combine(working_days_back(local.date(), DAY + days_before), time(9), ZoneInfo(ZONE)).astimezone(UTC)


def _working_day(start: datetime, number: int) -> datetime:
    """Return the local start of the cycle's n-th working day (the demo's calendar has no holidays)."""
    local = start.astimezone(ZoneInfo(ZONE))
    weeks, rest = divmod(local.weekday() + number - 1, 5)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday + timedelta(weeks=weeks, days=rest), local.time(), ZoneInfo(ZONE)).astimezone(UTC)
