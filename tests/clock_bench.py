"""A cycle with nothing in it but clocks, on a bench: act at an instant, fold what comes out, ask what is due."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from plumbline.domain.cycle.clock import Clock, RecordBreach
from plumbline.domain.cycle.rules.clock import breach, decide_clock, due_commands, evolve_clock, hand_over, start_clock
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import CalendarVersion, Member, Workspace
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.time import Basis, Opening

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 6, 5, 16, tzinfo=BERLIN).astimezone(UTC)
HOURS_48 = timedelta(hours=48)


def office(zone: str, version: int = 1, calendar_id: str = "default", holidays: tuple[date, ...] = ()) -> CalendarVersion:
    """Monday to Friday, nine to five."""
    openings = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))
    return CalendarVersion(calendar_id=calendar_id, version=version, title="Office", zone=zone, openings=openings, holidays=holidays)


@dataclass
class Bench:
    """The state, the time, and a counter for ids."""

    now: datetime = FRIDAY
    cycle: Cycle = field(default_factory=lambda: Cycle(id="cyc_bench"))
    workspace: Workspace = field(default_factory=lambda: Workspace(id="wsp_bench"))
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def define(self, version: CalendarVersion) -> None:
        self.workspace.calendars[version.calendar_id, version.version] = version
        self.workspace.newest[version.calendar_id] = version.version

    def employ(self, person: str, calendar_id: str = "") -> None:
        self.workspace.members[person] = Member(
            id=person, rank="contributor", calendar_id=calendar_id, admin=False, active=True, since=self.now
        )

    def context(self, actor: str = "ana") -> Context:
        kind = "system" if actor == "system" else "app_user"
        return Context(actor=actor, actor_kind=kind, now=self.now, new_id=lambda prefix: f"{prefix}_{next(self.ids)}")

    def fold(self, events: list[Any]) -> list[Any]:
        for event in events:
            evolve_clock(self.cycle, Recorded(event, "ana", self.now))
        return events

    def start(self, item: str = "dec_1", holder: str = "ana", basis: Basis = "workday", budget: timedelta = HOURS_48) -> Clock:
        self.fold(
            start_clock(
                self.cycle, self.workspace, self.context(), item_id=item, purpose="decide", holder_id=holder, budget=budget, basis=basis
            )
        )
        return self.cycle.clocks[self.cycle.clock_of[item]]

    def hand_over(self, holder: str, item: str = "dec_1") -> list[Any]:
        return self.fold(hand_over(self.cycle, self.workspace, self.context(), item, holder))

    def send(self, command: Any, by: str = "bo") -> list[Any] | Refusal:
        """Decide a command now, and fold what it leads to."""
        if isinstance(command, RecordBreach):
            answer: list[Any] | Refusal = breach(self.cycle, command, self.context(by))
        else:
            answer = decide_clock(command, self.cycle, self.workspace, self.context(by))
        return answer if isinstance(answer, Refusal) else self.fold(answer)

    def due(self) -> list[Any]:
        return due_commands(self.cycle, self.workspace, self.now)

    def settle(self) -> list[Any]:
        """Send what is due until nothing is; return what happened."""
        happened: list[Any] = []
        while commands := self.due():
            answers = [self.send(command, by="system") for command in commands]
            assert any(answers), f"{commands} stay due and lead to nothing"
            happened += [event for answer in answers if isinstance(answer, list) for event in answer]
        return happened


def bench(zone: str = "Europe/Berlin") -> Bench:
    """A bench whose workspace keeps office hours, with Ana and Bo."""
    made = Bench()
    made.define(office(zone))
    made.employ("ana")
    made.employ("bo")
    return made
