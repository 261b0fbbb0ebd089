"""A run as its record shows it: what happened step by step, how long each took, what was said, whether it replays."""

from collections.abc import Mapping
from datetime import datetime

from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.wording import Wording
from plumbline.domain.run.record import digest_of
from plumbline.domain.run.replay import first_difference
from plumbline.domain.run.run import Move, Run
from plumbline.domain.run.turn import task_of, value_in
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant, ago
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader

_RESULTS = {
    "success": Chip("approved", "Reached its goal"),
    "abandoned": Chip("ended", "Abandoned"),
    "escalated": Chip("escalated", "Handed to a person"),
    "given_up": Chip("breached", "Given up"),
    "": Chip("pending", "Goes on"),
}


@record
class StepLine:
    """One step of a run. what: in words. who: the role, or the player. took: seconds since the step before."""

    number: int
    what: str
    who: str
    took: str
    screens: str
    kind: str


@record
class RemarkLine:
    """What somebody said was wrong. thread_href: the thread that it was made into. may_thread: whether it can be made into one."""

    id: str
    run_id: str
    step: int
    screen: str
    role: str
    text: str
    at: Instant
    thread_href: str = ""
    may_thread: bool = False


@record
class RunView:
    """A run. differs: the step from which it does not follow from its journey; 0 when all of it does."""

    id: str
    journey: str
    digest: str
    version: int
    result: Chip
    success: bool
    who: str
    role: str
    preset: str
    task: str
    cohort: str
    campaign: str
    started: Instant | None
    took: str
    steps: tuple[StepLine, ...]
    remarks: tuple[RemarkLine, ...]
    answers: tuple[tuple[str, int, int], ...]
    record_digest: str
    differs: int


def run_view(run: Run, machine: Machine, reader: Reader, threads: Mapping[str, str] | None = None) -> RunView:
    """Return a run with its steps in words. threads: the address of the thread that a remark was made into, by the remark's id."""
    threads = threads or {}
    roles = {role.id: role.title for role in machine.model.roles}
    presets = {one.id: one.title for one in machine.model.presets}
    task, wording = task_of(machine, run.task), Wording(machine)
    chip = _RESULTS.get(run.result, _RESULTS[""])
    if run.result == "success" and not run.success:
        chip = Chip("due", "Ended without the task's goal")
    return RunView(
        id=run.id,
        journey=machine.model.title,
        digest=run.digest,
        version=run.number,
        result=Chip("approved", "Reached its goal") if run.success else chip,
        success=run.success,
        who="A participant by link" if run.participant == "link" else name_of(reader.names, run.starter_id),
        role=roles.get(run.role, run.role),
        preset=presets.get(run.preset, ""),
        task=task.title if task else "",
        cohort=run.cohort,
        campaign=run.campaign,
        started=ago(run.started_at, reader.now, reader.zone) if run.started_at else None,
        took=seconds(_lasted(run)),
        steps=tuple(_line(move, machine, roles, wording) for move in run.moves),
        remarks=tuple(
            RemarkLine(
                id=one.id,
                run_id=run.id,
                step=one.step,
                screen=machine.screens[one.screen].title if one.screen in machine.screens else one.screen,
                role=roles.get(one.role, one.role),
                text=one.text or "(erased)",
                at=ago(one.at, reader.now, reader.zone),
                thread_href=threads.get(one.id, ""),
                may_thread=bool(run.journey_id and one.text) and one.id not in threads,
            )
            for one in run.remarks
        ),
        answers=tuple((name.title(), answer, 7 if name == "ease" else 5) for name, answer in run.answers.items()),
        record_digest=digest_of(run),
        differs=first_difference(run, machine) or 0,
    )


def seconds(milliseconds: int) -> str:
    """Return a span as people read it: seconds with one digit up to a minute, then minutes and seconds."""
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f} s"
    minutes, rest = divmod(round(milliseconds / 1000), 60)
    return f"{minutes} min {rest} s"


def _lasted(run: Run) -> int:
    end: datetime | None = run.finished_at or run.last_at
    if run.started_at is None or end is None:
        return 0
    return max(0, round((end - run.started_at).total_seconds() * 1000))


def _line(move: Move, machine: Machine, roles: dict[str, str], wording: Wording) -> StepLine:
    screens = zip(machine.roles, move.screens, strict=True)
    return StepLine(
        number=move.number,
        what=move_words(move, machine, wording),
        who=roles.get(move.role, move.role) if move.by == "participant" else {"player": "The player", "facilitator": "Let happen"}[move.by],
        took=seconds(move.elapsed_ms) if move.elapsed_ms else "",
        screens="; ".join(f"{roles[role]}: {machine.screens[screen].title}" for role, screen in screens if screen in machine.screens),
        kind="fault" if move.happened and machine.events[move.happened].kind == "fault" else move.kind,
    )


def move_words(move: Move, machine: Machine, wording: Wording) -> str:
    """Return what happened in a move, with the titles of its journey."""
    if move.kind == "back":
        return f"Went back to step {move.to}"
    if move.kind == "restart":
        return "Began again"
    if not move.variable:
        return machine.events[move.happened].title if move.happened in machine.events else move.happened
    variable = machine.variables[move.variable]
    title = variable.title or move.variable
    if variable.type == "text":
        return f"{title}: {move.text or '(erased or empty)'}"
    value = value_in(variable, move.value)
    return f"{title}: {move.value if value is None else wording.value(move.variable, value)}"
