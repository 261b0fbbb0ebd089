"""How a run's state follows from its events. No journey is needed: each event says where it led."""

from dataclasses import replace
from typing import assert_never

from plumbline.domain.cycle.state import Recorded
from plumbline.domain.run.run import (
    Event,
    FaultArmed,
    Moment,
    Move,
    RoleTaken,
    Run,
    RunAnswered,
    RunFinished,
    RunRedacted,
    RunRemarked,
    RunRestarted,
    RunStarted,
    RunStepped,
    RunWentBack,
    Said,
)


def evolve(run: Run, recorded: Recorded) -> None:
    """Apply one event to a run, in place."""
    happened: Event = recorded.event
    match happened:
        case RunStarted():
            _started(run, happened, recorded)
        case RoleTaken():
            run.seats[happened.role] = recorded.actor
        case RunStepped():
            _stepped(run, happened, recorded)
        case FaultArmed():
            now = _now(run)
            run.now = Moment(step=now.step, screens=now.screens, values=now.values, texts=now.texts, faults=(*now.faults, happened.fault))
        case RunWentBack():
            while run.back and run.back[-1][1].step >= happened.to:
                run.now = run.back.pop()[1]
            _moved(run, happened.number, "back", happened, recorded)
        case RunRestarted():
            run.now = run.began
            run.back.clear()
            _moved(run, happened.number, "restart", happened, recorded)
        case RunRemarked():
            run.remarks.append(
                Said(
                    id=happened.remark_id, step=happened.step, role=happened.role, screen=happened.screen, text=happened.text,
                    by=recorded.actor, at=recorded.at,
                )
            )  # fmt: skip
        case RunFinished():
            run.result, run.success, run.finished_at, run.last_at = happened.result, happened.success, recorded.at, recorded.at
        case RunAnswered():
            run.answers[happened.question] = happened.answer
        case RunRedacted():
            _redacted(run, recorded)
        case _:
            assert_never(happened)
    run.version += 1


def _started(run: Run, started: RunStarted, recorded: Recorded) -> None:
    for name in (
        "workspace_id", "digest", "journey_id", "number", "cycle_id", "template_id", "template_version", "role", "participant", "preset",
        "task", "cohort", "campaign", "link_id", "consent", "roles", "variables",
    ):  # fmt: skip
        setattr(run, name, getattr(started, name))
    run.starter_id, run.started_at, run.last_at = recorded.actor, recorded.at, recorded.at
    run.seats = {started.role: recorded.actor}
    run.began = run.now = Moment(step=0, screens=started.screens, values=started.values, texts=(), faults=started.faults)
    run.touched = dict.fromkeys(started.roles, 0)


def _stepped(run: Run, step: RunStepped, recorded: Recorded) -> None:
    before = _now(run)
    if step.opens:
        run.back.append((step.role, before))
    texts = {name: text for name, text in before.texts if name not in step.cleared}
    if step.variable and not step.value:
        texts[step.variable] = step.text
    faults = before.faults
    if step.by == "player" and step.happened in faults:
        place = faults.index(step.happened)
        faults = (*faults[:place], *faults[place + 1 :])
    run.now = Moment(step=step.number, screens=step.screens, values=step.values, texts=tuple(texts.items()), faults=faults)
    for role, was, now in zip(run.roles, before.screens, step.screens, strict=True):
        if was != now or role == step.role:
            run.touched[role] = step.number
    run.moves.append(
        Move(
            number=step.number, kind="step", by=step.by, role=step.role, screens=step.screens, at=recorded.at, elapsed_ms=step.elapsed_ms,
            happened=step.happened, variable=step.variable, value=step.value, taken=step.taken, text=step.text,
            values=step.values,
        )
    )  # fmt: skip
    run.last_at = recorded.at


def _moved(run: Run, number: int, kind: str, moved: RunWentBack | RunRestarted, recorded: Recorded) -> None:
    run.touched = dict.fromkeys(run.roles, number)
    run.moves.append(
        Move(
            number=number, kind="back" if kind == "back" else "restart", by="participant", role=moved.role, screens=_now(run).screens,
            at=recorded.at, elapsed_ms=moved.elapsed_ms, values=_now(run).values,
            to=moved.to if isinstance(moved, RunWentBack) else 0,
        )
    )  # fmt: skip
    run.last_at = recorded.at


def _redacted(run: Run, recorded: Recorded) -> None:
    """The texts are gone; that something was entered, and where, stays."""
    run.moves = [replace(move, text="") for move in run.moves]
    run.remarks = [replace(one, text="") for one in run.remarks]
    run.now = _wordless(_now(run))
    run.back = [(role, _wordless(moment)) for role, moment in run.back]
    run.redacted_at = recorded.at


def _wordless(moment: Moment) -> Moment:
    return replace(moment, texts=tuple((name, "") for name, _ in moment.texts))


def _now(run: Run) -> Moment:
    if run.now is None:
        raise ValueError(f"{run.id} has not begun")
    return run.now
