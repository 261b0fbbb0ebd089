"""What one act leads to in a run: its own steps, the faults that strike then, and the end when it is reached."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from plumbline.domain.journey.autoplay import strikes
from plumbline.domain.journey.happening import Enters, Happening, Occurs, State, Step
from plumbline.domain.journey.machine import Machine, spelled
from plumbline.domain.journey.model import Preset, Task, Value, Variable
from plumbline.domain.run.run import By, Run, RunFinished, RunStepped


def preset_of(machine: Machine, name: str) -> Preset | None:
    """Return a preset of the journey by its id."""
    return next((one for one in machine.model.presets if one.id == name), None)


def task_of(machine: Machine, name: str) -> Task | None:
    """Return a task of the journey by its id."""
    return next((one for one in machine.model.tasks if one.id == name), None)


def present(run: Run, machine: Machine) -> State:
    """Return the state that a run is in, with the texts that were entered."""
    now = run.now
    if now is None:
        return machine.start()
    begun = machine.start(preset_of(machine, run.preset))
    texts = dict(now.texts)
    values = tuple(
        texts.get(variable.id, str(first)) if variable.type == "text" else value
        for variable, value, first in zip(machine.model.variables, now.values, begun.values, strict=True)
    )
    return State(screens=now.screens, values=values)


def plain_values(machine: Machine, state: State) -> tuple[Value, ...]:
    """Return the values of a state as events keep them: without the texts."""
    return tuple("" if one.type == "text" else value for one, value in zip(machine.model.variables, state.values, strict=True))


def value_in(variable: Variable, text: str) -> Value | None:
    """Return the value that a form spells, or None when it spells none of the variable's."""
    if variable.type == "text":
        return text
    return next((value for value in variable.domain if spelled(value) == text), None)


class Turn:
    """Collects the events of one act. The first opens a turn that going back returns to before."""

    def __init__(self, run: Run, machine: Machine, now: datetime, role: str) -> None:
        self.run, self.machine, self.now, self.role = run, machine, now, role
        self.state = present(run, machine)
        self.events: list[Any] = []
        self.over = run.is_over
        self._faults = list(run.now.faults) if run.now else []

    def happens(self, happening: Happening, by: By = "participant") -> None:
        """Let something happen. Raises NotPossible."""
        self.takes((self.machine.step(self.state, happening),), by)

    def takes(self, steps: Iterable[Step], by: By) -> None:
        """Record steps that follow from each other, until the run is over."""
        for step in steps:
            if self.over:
                return
            self.events.append(self._stepped(step, by))
            if by == "player" and isinstance(step.happening, Occurs) and step.happening.event in self._faults:
                self._faults.remove(step.happening.event)
            self.state = step.state
            self._end()

    def strike(self) -> None:
        """Let the chosen faults strike that can."""
        self.takes(strikes(self.machine, self.state, tuple(self._faults)), "player")

    def _stepped(self, step: Step, by: By) -> RunStepped:
        first = not self.events
        common: dict[str, Any] = {
            "run_id": self.run.id,
            "number": self.run.step + len(self.events) + 1,
            "by": by,
            "role": self.role,
            "screens": step.state.screens,
            "values": plain_values(self.machine, step.state),
            "elapsed_ms": elapsed(self.run, self.now) if first else 0,
            "opens": first,
        }
        match step.happening:
            case Occurs(event=event):
                return RunStepped(happened=event, taken=step.taken, cleared=self._cleared(step), **common)
            case Enters(variable=name, value=value) if self.machine.variables[name].type == "text":
                return RunStepped(variable=name, text=str(value), **common)
            case Enters(variable=name, value=value):
                return RunStepped(variable=name, value=spelled(value), **common)

    def _cleared(self, step: Step) -> tuple[str, ...]:
        before_and_after = zip(self.machine.model.variables, self.state.values, step.state.values, strict=True)
        return tuple(one.id for one, before, after in before_and_after if one.type == "text" and before != after)

    def _end(self) -> None:
        """End the run where the goal of its task, or an end of its first role, is reached."""
        run, machine = self.run, self.machine
        screen = machine.screens[self.state.screens[machine.roles.index(run.role)]]
        task = task_of(machine, run.task)
        reached = task is not None and screen.id in task.success
        if not reached and screen.kind != "terminal":
            return
        self.over = True
        self.events.append(
            RunFinished(
                run_id=run.id,
                result=screen.result or "success",
                success=reached if task else screen.result == "success",
                screen=screen.id,
                elapsed_ms=lasted(run, self.now),
            )
        )


def elapsed(run: Run, now: datetime) -> int:
    """Return the milliseconds since a run's last step; 0 when the clock was set back."""
    return _milliseconds(now - run.last_at) if run.last_at else 0


def lasted(run: Run, now: datetime) -> int:
    """Return the milliseconds since a run began."""
    return _milliseconds(now - run.started_at) if run.started_at else 0


def _milliseconds(span: timedelta) -> int:
    return max(0, span // timedelta(milliseconds=1))
