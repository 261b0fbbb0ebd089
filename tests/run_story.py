"""A run told in memory: participants, commands as they come, seconds that pass. Pure: decide and evolve only."""

from datetime import datetime, timedelta
from typing import Any

from cycle_story import MONDAY, opened_workspace
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.journey.machine import Machine
from plumbline.domain.run import folding, rules
from plumbline.domain.run.run import Advance, Entry, GoBack, Restart, StartRun, Wait
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context, Refusal
from small_journey import machine


class RunStory:
    """One run of a journey and what happened in it; Ana began it. Each command comes two seconds after the one before."""

    def __init__(self, of: Machine | None = None, *, role: str = "buyer", at: datetime = MONDAY, **started: Any) -> None:
        self.machine, self.now, self.workspace = of or machine(), at, opened_workspace()
        self.run = rules.new(make_id("run", at, 0))
        self.history: list[Recorded] = []
        self._made = 0
        self.given(StartRun(digest="a" * 64, role=role, **started))

    def when(self, command: Any, by: str = "ana", kind: Any = "app_user") -> list[Any] | Refusal:
        """Send a command and apply its events, or return the refusal."""
        self.now += timedelta(seconds=2)
        self._made += 1
        made = iter(range(self._made * 100, self._made * 100 + 100))
        context = Context(actor=by, actor_kind=kind, now=self.now, new_id=lambda prefix: make_id(prefix, self.now, next(made)))
        self.run.machine = self.machine
        answer = rules.decide(command, self.run, self.workspace, context)
        for event in () if isinstance(answer, Refusal) else answer:
            self.history.append(Recorded(event, by, self.now))
            folding.evolve(self.run, self.history[-1])
        return answer

    def given(self, command: Any, by: str = "ana") -> Any:
        """Send a command that must be accepted and change something; return its first event."""
        answer = self.when(command, by)
        assert not isinstance(answer, Refusal), answer
        assert answer, f"{command} had no effect"
        return answer[0]

    def does(self, event: str, role: str = "buyer", *, step: int | None = None, by: str = "ana", **entries: str) -> list[Any] | Refusal:
        """Do something on the present screen, or on that of an earlier step."""
        return self.when(
            Advance(
                run_id=self.run.id, read_step=self.run.step if step is None else step, role=role, event=event,
                entries=tuple(Entry(variable=name, value=value) for name, value in entries.items()),
            ),
            by,
        )  # fmt: skip

    def waits(self, role: str = "buyer") -> list[Any] | Refusal:
        return self.when(Wait(run_id=self.run.id, read_step=self.run.step, role=role))

    def back(self, role: str = "buyer", by: str = "ana") -> list[Any] | Refusal:
        return self.when(GoBack(run_id=self.run.id, read_step=self.run.step, role=role), by)

    def again(self, role: str = "buyer") -> list[Any] | Refusal:
        return self.when(Restart(run_id=self.run.id, role=role))

    @property
    def screens(self) -> tuple[str, ...]:
        assert self.run.now is not None
        return self.run.now.screens

    @property
    def values(self) -> tuple[Any, ...]:
        assert self.run.now is not None
        return self.run.now.values
