"""`plumbline journey play`: a journey in the terminal, step by step or from a list of what happens. Nothing is recorded anywhere."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Annotated, Any

import typer

from plumbline.cli.journey_given import MISUSE, Given, Json, loaded
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.journey.autoplay import acts_of, waits
from plumbline.domain.journey.happening import State
from plumbline.domain.journey.machine import Machine, spelled
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.wording import Wording
from plumbline.domain.run import folding, rules
from plumbline.domain.run.record import record_of
from plumbline.domain.run.run import Advance, Enter, Entry, GoBack, LetHappen, Restart, StartRun, TakeRole, Wait
from plumbline.domain.run.turn import present
from plumbline.domain.workspace.workspace import Workspace
from plumbline.files.journeys import journey_digest
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context, Refusal
from plumbline.words.catalog import refusal_words, sentence

RULE = 3
_ME = "you"
Role = Annotated[str, typer.Option("--role", help="Whose screens you see; the first role, or that of the task.")]
Preset = Annotated[str, typer.Option("--preset", help="How it begins: the id of a preset.")]
Task = Annotated[str, typer.Option("--task", help="What you try to do: the id of a task.")]
Events = Annotated[
    str,
    typer.Option("--events", metavar="A,B,…", help="What happens, in order: an event, variable=value, wait, back, restart or a role's id."),
]


def play(given: Given, role: Role = "", preset: Preset = "", task: Task = "", events: Events = "", as_json: Json = False) -> None:
    """Play a journey in the terminal; with --events from a list, for scripts."""
    played = Terminal(loaded(given), role=role, preset=preset, task=task)
    if events:
        for number, word in enumerate(events.split(","), 1):
            if problem := played.take(word.strip()):
                sys.stderr.write(f"event {number}, {word.strip()}: {problem}\n")
                raise typer.Exit(RULE)
    else:
        _converse(played, sys.stderr if as_json else sys.stdout)
    if as_json:
        sys.stdout.write(json.dumps(played.plain(), indent=2, ensure_ascii=False) + "\n")
    elif events:
        sys.stdout.writelines(f"{line}\n" for line in played.shown())


class Terminal:
    """A run that lives in this process: the same rules as everywhere, nothing kept."""

    def __init__(self, model: Model, *, role: str = "", preset: str = "", task: str = "") -> None:
        self.machine = Machine(model)
        self.role = role or next((one.role for one in model.tasks if one.id == task), model.roles[0].id)
        self.run = rules.new(make_id("run", datetime.now(UTC), 0))
        self._numbers = count(1)
        begin = StartRun(digest=journey_digest(model), role=self.role, template_id=model.id, preset=preset, task=task)
        if problem := self._send(begin):
            sys.stderr.write(f"{problem}\n")
            raise typer.Exit(MISUSE)

    @property
    def state(self) -> State:
        return present(self.run, self.machine)

    def take(self, word: str) -> str:
        """Let one thing happen; return what stands in its way, or nothing."""
        run_id, step = self.run.id, self.run.step
        if word in self.machine.roles:
            problem = self._send(TakeRole(run_id=run_id, role=word))
            self.role = self.role if problem else word
            return problem
        if "=" in word:
            variable, _, value = word.partition("=")
            return self._send(Enter(run_id=run_id, read_step=step, role=self.role, entries=(Entry(variable=variable, value=value),)))
        match word:
            case "wait":
                return self._send(Wait(run_id=run_id, read_step=step, role=self.role))
            case "back":
                return self._send(GoBack(run_id=run_id, read_step=step, role=self.role))
            case "restart":
                return self._send(Restart(run_id=run_id, role=self.role))
            case _ if (event := self.machine.events.get(word)) and event.kind in ("system", "timer", "fault"):
                return self._send(LetHappen(run_id=run_id, event=word))
            case _:
                return self._send(Advance(run_id=run_id, read_step=step, role=self.role, event=word))

    def shown(self) -> Iterator[str]:
        """Yield the screen of the role as lines, then what can happen."""
        state, wording = self.state, Wording(self.machine)
        titles = {one.id: one.title for one in self.machine.model.roles}
        screen = self.machine.screens[state.screens[self.machine.roles.index(self.role)]]
        yield f"{titles[self.role]}: {screen.title}  (step {self.run.step})"
        for part in self.machine.controls(state, self.role):
            if text := wording.filled(part.text or part.alt, state):
                yield f"  {'[ ] ' if part.variable else ''}{text}"
        if self.run.is_over:
            yield f"over: {self.run.result.replace('_', ' ')}{', goal reached' if self.run.success else ''}"
            return
        yield from (f"  > {word}" + (f"  {title}" if title else "") for word, title in self.possible())

    def possible(self) -> Iterator[tuple[str, str]]:
        """Yield what can be taken now, each with what it is called."""
        state = self.state
        yield from ((event.id, event.title) for event in acts_of(self.machine, state, self.role))
        for entry in self.machine.entries(state, self.role):
            yield f"{entry.variable}={spelled(entry.value)}", ""
        if waits(self.machine, state, tuple(self.run.seats)):
            yield "wait", "Wait for what comes next"
        outside = (event for event in self.machine.possible(state) if event.kind in ("system", "timer", "fault"))
        yield from ((event.id, event.title) for event in outside)
        if rules.may_go_back(self.run, _ME):
            yield "back", "Return to before the last act"

    def plain(self) -> dict[str, Any]:
        """Return the run as data: its record, and where it is."""
        state = self.state
        return {
            **record_of(self.run),
            "screens": dict(zip(self.machine.roles, state.screens, strict=True)),
            "values": {name: spelled(value) for name, value in zip(self.machine.variables, state.values, strict=True)},
            "possible": [] if self.run.is_over else [word for word, _ in self.possible()],
        }

    def _send(self, command: Any) -> str:
        now = datetime.now(UTC)
        context = Context(actor=_ME, actor_kind="app_user", now=now, new_id=lambda prefix: make_id(prefix, now, next(self._numbers)))
        self.run.machine = self.machine
        answer = rules.decide(command, self.run, Workspace(id=""), context)
        if isinstance(answer, Refusal):
            return _said(answer)
        for event in answer:
            folding.evolve(self.run, Recorded(event, _ME, now))
        return ""


def _converse(played: Terminal, out: Any) -> None:
    out.write("Write what happens; an empty line ends.\n\n")
    while True:
        out.writelines(f"{line}\n" for line in played.shown())
        if played.run.is_over:
            return
        out.write("? ")
        out.flush()
        word = sys.stdin.readline().strip()
        if not word:
            return
        if problem := played.take(word):
            out.write(f"{problem}\n")
        out.write("\n")


def _said(refusal: Refusal) -> str:
    told = [sentence(finding, {}) for finding in refusal.unmet]
    return " ".join(f"{one.text} {one.remedy}".strip() for one in told) or refusal_words(refusal).title
