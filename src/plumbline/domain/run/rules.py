"""The rules of runs: who does what in one, when what is sent is late, and that an act waits for what has to be filled in.

A screen that was rendered at a step and sent once takes its step once: a second click, a second tab or a reload finds the run past it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, assert_never

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.journey.autoplay import is_act_of, waiting
from plumbline.domain.journey.happening import Enters, Occurs, State
from plumbline.domain.journey.machine import Machine, NotPossible
from plumbline.domain.run import run as words
from plumbline.domain.run.run import GIVEN_UP, Entry, Run
from plumbline.domain.run.turn import Turn, elapsed, lasted, plain_values, preset_of, task_of, value_in
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal

LONGEST_TEXT = 2000
"""The most characters of a text that a participant enters, and of a remark."""
MOST_STEPS = 5000
"""The most steps of one run: past it something plays by itself."""
HIGHEST: dict[str, int] = {"ease": 7, "confidence": 5}
_LONGEST_TAG = 60
_TAG = re.compile(r"[\w .:+-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

COMMANDS: tuple[type, ...] = (
    words.StartRun, words.TakeRole, words.Advance, words.Enter, words.Wait, words.LetHappen, words.GoBack, words.Restart, words.Remark,
    words.GiveUp, words.AnswerQuestion, words.RedactRun,
)  # fmt: skip
EVENTS: tuple[type, ...] = (
    words.RunStarted, words.RoleTaken, words.RunStepped, words.FaultArmed, words.RunWentBack, words.RunRestarted, words.RunRemarked,
    words.RunFinished, words.RunAnswered, words.RunRedacted,
)  # fmt: skip


def new(run_id: str) -> Run:
    """Return the state of a run that has not begun."""
    return Run(id=run_id)


def needed(command: Any, run: Run) -> str:
    """Return the digest of the journey that deciding a command takes; empty when none is known."""
    return run.digest or (command.digest if isinstance(command, words.StartRun) else "")


def decide(command: words.Command, run: Run, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a run leads to, or everything that stands in its way. The run has its machine."""
    machine: Machine | None = run.machine
    if context.actor_kind == "guest" and (refused := _by_link(command, run, workspace, context)):
        return refused
    if isinstance(command, words.StartRun):
        return [] if run.version else _start(command, run, machine, workspace, context)
    if not run.version or machine is None:
        return _unknown("run", run.id)
    match command:
        case words.TakeRole():
            return _take_role(command, run, machine, context)
        case words.Advance() | words.Enter():
            return _advance(command, run, machine, context)
        case words.Wait():
            return _wait(command, run, machine, context)
        case words.LetHappen():
            return _let_happen(command, run, machine, context)
        case words.GoBack():
            return _go_back(command, run, context)
        case words.Restart():
            return _restart(command, run, context)
        case words.Remark():
            return _remark(command, run, context)
        case words.GiveUp():
            return _give_up(command, run, context)
        case words.AnswerQuestion():
            return _answer(command, run, context)
        case words.RedactRun():
            return _redact(command, run, workspace, context)
        case _:
            assert_never(command)


def is_late(run: Run, role: str, read_step: int) -> bool:
    """Tell whether what a role sends from a screen of a step comes after something has happened to that screen."""
    return not run.touched.get(role, 0) <= read_step <= run.step


def may_go_back(run: Run, actor: str) -> bool:
    """Tell whether somebody can return to before the last act: it was theirs, or nobody else plays."""
    alone = set(run.seats.values()) == {actor}
    return bool(run.back) and (alone or run.seats.get(run.back[-1][0]) == actor)


def required_missing(machine: Machine, state: State, role: str, event: str) -> tuple[str, ...]:
    """Return the labels of what has to be filled in before an act. What a link of the screen leads to does not wait."""
    parts = machine.controls(state, role)
    if any(part.type == "link" and part.act == event for part in parts):
        return ()
    values = dict(zip(machine.variables, state.values, strict=True))
    needed = [part for part in parts if part.required and part.variable]
    return tuple(part.text for part in needed if values[part.variable] is False or not str(values[part.variable]).strip())


def _by_link(command: words.Command, run: Run, workspace: Workspace, context: Context) -> Refusal | None:
    """A participant plays what an open link is for, and nothing else. Whoever is in a run of it goes on for as long as it is open."""
    starting = isinstance(command, words.StartRun)
    link_id = command.link_id if starting and not run.version else run.link_id
    link = workspace.play_links.get(link_id)
    if link is None:
        return _unknown("run", run.id)
    stands, offered = link.standing(context.now), link.offered
    agreed, same, role = True, True, ""
    if starting and not run.version:
        agreed, role = command.consent, command.role
        given = (command.digest, command.journey_id, command.template_id, command.preset, command.task, command.cohort, command.campaign)
        asked = (offered.digest, offered.journey_id, offered.template_id, offered.preset, offered.task, offered.cohort, offered.campaign)
        same = given == asked and (offered.shared or role == offered.role)
    if isinstance(command, words.TakeRole):
        same = offered.shared
    findings = [
        check("play.open", stands == "open", actual=stands, act="play.offer", item=link_id),
        check("play.agreed", agreed, act="run.start", item=link_id),
        check("play.same", same, actual=role, act="run.start", item=link_id),
    ]
    unmet = tuple(one for one in findings if not one.met)
    return Refusal(code="run.link_over", kind="forbidden", findings=unmet) if unmet else None


def _start(command: words.StartRun, run: Run, machine: Machine | None, workspace: Workspace, context: Context) -> Answer:
    me = (context.actor,)
    if machine is None:
        return _unknown("journey", command.journey_id or command.template_id or command.digest)
    preset, task = preset_of(machine, command.preset), task_of(machine, command.task)
    tags = (command.cohort, command.campaign)
    findings = [
        check("run.role", command.role in machine.roles, expected=", ".join(machine.roles), actual=command.role, who=me, act="run.start"),
        check("run.preset", preset is not None or not command.preset, actual=command.preset, who=me, act="run.start"),
        check("run.task", task is not None or not command.task, actual=command.task, who=me, act="run.start"),
        check("run.task_role", task is None or task.role == command.role, expected=task.role if task else "", who=me, act="run.start"),
        check("run.tag", all(len(one) <= _LONGEST_TAG and _TAG.fullmatch(one) for one in tags), expected=_LONGEST_TAG, who=me),
    ]
    participant: words.Participant = "link" if context.actor_kind == "guest" else "member"

    def events() -> list[Any]:
        state = machine.start(preset)
        started = words.RunStarted(
            run_id=run.id, workspace_id=workspace.id, digest=command.digest, role=command.role, participant=participant,
            roles=machine.roles, variables=tuple(machine.variables), screens=state.screens, values=plain_values(machine, state),
            journey_id=command.journey_id, number=command.number, cycle_id=command.cycle_id, template_id=command.template_id,
            template_version=command.template_version, preset=command.preset, faults=preset.faults if preset else (), task=command.task,
            cohort=command.cohort, campaign=command.campaign, link_id=command.link_id, consent=command.consent,
        )  # fmt: skip
        return [started]

    return decided("run.refused", findings, events)


def _take_role(command: words.TakeRole, run: Run, machine: Machine, context: Context) -> Answer:
    holder = run.seats.get(command.role)
    if holder == context.actor:
        return []
    me = (context.actor,)
    findings = [
        _open(run),
        check("run.role", command.role in machine.roles, expected=", ".join(machine.roles), actual=command.role, who=me, act="run.start"),
        check("run.role_free", holder is None, actual=command.role, who=me, act="run.take_role", item=run.id),
    ]
    return decided("run.refused", findings, lambda: [words.RoleTaken(run_id=run.id, role=command.role)])


def _advance(command: words.Advance | words.Enter, run: Run, machine: Machine, context: Context) -> Answer:
    if late := _late(run, command.role, command.read_step):
        return late
    findings = [_open(run), _seat(run, command.role, context), _length(run)]
    if any(not one.met for one in findings):
        return decided("run.refused", findings, list)
    turn = Turn(run, machine, context.now, command.role)
    findings += _entered(turn, command.entries)
    if isinstance(command, words.Advance):
        findings += _acted(turn, command.event)
    return decided("run.refused", findings, lambda: turn.events)


def _entered(turn: Turn, entries: Sequence[Entry]) -> list[Finding]:
    """Give the screen's controls their values; return what cannot be taken."""
    findings: list[Finding] = []
    for entry in entries:
        variable = turn.machine.variables.get(entry.variable)
        value = value_in(variable, entry.value) if variable else None
        if variable is None or value is None:
            findings.append(check("run.entry", False, actual=f"{entry.variable}={entry.value[:60]}", act="run.enter", item=turn.run.id))
        elif len(entry.value) > LONGEST_TEXT or _CONTROL.search(entry.value):
            findings.append(check("run.text", False, expected=LONGEST_TEXT, actual=len(entry.value), act="run.enter", item=turn.run.id))
        elif turn.state.values[tuple(turn.machine.variables).index(entry.variable)] != value:
            try:
                turn.happens(Enters(role=turn.role, variable=entry.variable, value=value))
            except NotPossible:
                findings.append(check("run.entry", False, actual=str(entry.variable), act="run.enter", item=turn.run.id))
    return findings


def _acted(turn: Turn, name: str) -> list[Finding]:
    """Take an act of the role, and let the faults strike that wait for it; return what it waits for."""
    event = turn.machine.events.get(name)
    if event is None or not is_act_of(event, turn.role):
        return [check("run.possible", False, actual=name, act="run.advance", item=turn.run.id)]
    missing = required_missing(turn.machine, turn.state, turn.role, name)
    findings = [check("run.required", False, actual=label, act="run.enter", item=turn.run.id) for label in missing]
    try:
        turn.happens(Occurs(event=name))
    except NotPossible:
        findings.append(check("run.possible", False, actual=name, act="run.advance", item=turn.run.id))
    else:
        turn.strike()
    return findings


def _wait(command: words.Wait, run: Run, machine: Machine, context: Context) -> Answer:
    if late := _late(run, command.role, command.read_step):
        return late
    findings = [_open(run), _seat(run, command.role, context), _length(run)]
    turn = Turn(run, machine, context.now, command.role)
    turn.takes(waiting(machine, turn.state, run.now.faults if run.now else (), tuple(run.seats)), "player")
    findings.append(check("run.waits", bool(turn.events), act="run.advance", item=run.id))
    return decided("run.refused", findings, lambda: turn.events)


def _let_happen(command: words.LetHappen, run: Run, machine: Machine, context: Context) -> Answer:
    event = machine.events.get(command.event)
    outside = event is not None and event.kind in ("system", "timer", "fault")
    findings = [
        _open(run),
        _length(run),
        check("run.facilitator", context.actor_kind != "guest", act="run.let_happen", item=run.id),
        check("run.outside", outside, actual=command.event, act="run.let_happen", item=run.id),
    ]
    if any(not one.met for one in findings):
        return decided("run.refused", findings, list)
    turn = Turn(run, machine, context.now, "")
    try:
        turn.happens(Occurs(event=command.event), "facilitator")
    except NotPossible:
        armed = event is not None and event.kind == "fault"
        unmet = [check("run.possible", armed, actual=command.event, act="run.let_happen", item=run.id)]
        return decided("run.refused", unmet, lambda: [words.FaultArmed(run_id=run.id, fault=command.event)])
    turn.strike()
    return turn.events


def _go_back(command: words.GoBack, run: Run, context: Context) -> Answer:
    if late := _late(run, command.role, command.read_step):
        return late
    findings = [
        _open(run),
        _seat(run, command.role, context),
        _length(run),
        check("run.back", may_go_back(run, context.actor), who=(context.actor,), act="run.restart", item=run.id),
    ]

    def events() -> list[Any]:
        to = run.back[-1][1].step
        return [words.RunWentBack(run_id=run.id, number=run.step + 1, role=command.role, to=to, elapsed_ms=elapsed(run, context.now))]

    return decided("run.refused", findings, events)


def _restart(command: words.Restart, run: Run, context: Context) -> Answer:
    findings = [_open(run), _seat(run, command.role, context), _length(run)]
    if run.now == run.began and all(one.met for one in findings):
        return []
    restarted = words.RunRestarted(run_id=run.id, number=run.step + 1, role=command.role, elapsed_ms=elapsed(run, context.now))
    return decided("run.refused", findings, lambda: [restarted])


def _remark(command: words.Remark, run: Run, context: Context) -> Answer:
    text, me = command.text.strip(), (context.actor,)
    findings = [
        check("run.role", command.role in run.roles, expected=", ".join(run.roles), actual=command.role, who=me, act="run.remark"),
        check("run.played", context.actor_kind != "guest" or context.actor in run.seats.values(), act="run.take_role", item=run.id),
        check("run.remark", bool(text), who=me, act="run.remark", item=run.id),
        check("run.text", len(text) <= LONGEST_TEXT and not _CONTROL.search(text), expected=LONGEST_TEXT, actual=len(text), who=me),
    ]

    def events() -> list[Any]:
        screens = run.now.screens if run.now else ()
        screen = screens[run.roles.index(command.role)]
        remark_id = context.new_id("cmt")
        return [words.RunRemarked(run_id=run.id, remark_id=remark_id, step=run.step, role=command.role, screen=screen, text=text)]

    return decided("run.refused", findings, events)


def _give_up(command: words.GiveUp, run: Run, context: Context) -> Answer:
    if run.is_over:
        return []

    def events() -> list[Any]:
        screen = run.now.screens[run.roles.index(run.role)] if run.now else ""
        return [words.RunFinished(run_id=run.id, result=GIVEN_UP, success=False, screen=screen, elapsed_ms=lasted(run, context.now))]

    return decided("run.refused", [_seat(run, command.role, context)], events)


def _answer(command: words.AnswerQuestion, run: Run, context: Context) -> Answer:
    highest, me = HIGHEST[command.question], (context.actor,)
    text = command.text.strip()
    findings = [
        check("run.over", run.is_over, who=me, act="run.advance", item=run.id),
        check("run.answer", 1 <= command.answer <= highest, expected=highest, actual=command.answer, who=me, act="run.answer", item=run.id),
        check("run.text", len(text) <= LONGEST_TEXT and not _CONTROL.search(text), expected=LONGEST_TEXT, actual=len(text), who=me),
        check("run.played", context.actor in run.seats.values(), who=tuple(run.seats.values()), act="run.answer", item=run.id),
    ]
    if run.answers.get(command.question) == command.answer and not text:
        return []
    answered = words.RunAnswered(run_id=run.id, question=command.question, answer=command.answer, text=text)
    return decided("run.refused", findings, lambda: [answered])


def _redact(command: words.RedactRun, run: Run, workspace: Workspace, context: Context) -> Answer:
    leads = tuple(person for person in workspace.members if workspace.has_rank(person, "lead"))
    who = (run.starter_id, *leads)
    findings = [
        check("run.redactor", context.actor in who, actual=context.actor, who=who, act="run.redact", item=run.id),
        check("run.reason", bool(command.reason.strip()), who=(context.actor,), act="run.redact", item=run.id),
    ]
    left = any(move.text for move in run.moves) or any(one.text for one in run.remarks)
    if run.redacted_at is not None and not left and all(one.met for one in findings):
        return []
    return decided("run.refused", findings, lambda: [words.RunRedacted(run_id=run.id, reason=command.reason.strip())])


def _open(run: Run) -> Finding:
    return check("run.open", not run.is_over, actual=run.result, act="run.start", item=run.id)


def _length(run: Run) -> Finding:
    return check("run.length", run.step < MOST_STEPS, expected=MOST_STEPS, act="run.start", item=run.id)


def _seat(run: Run, role: str, context: Context) -> Finding:
    holder = run.seats.get(role, "")
    return check("run.seat", holder == context.actor, actual=role, who=(holder or context.actor,), act="run.take_role", item=run.id)


def _late(run: Run, role: str, read_step: int) -> Refusal | None:
    """A screen that the run has passed is answered like content that has changed since it was read."""
    if run.is_over or not is_late(run, role, read_step):
        return None
    finding = check("run.step", False, expected=run.step, actual=read_step, act="run.advance", item=run.id)
    return replace(Refusal(code="run.moved", kind="stale"), findings=(finding,))


def _unknown(noun: str, identifier: str) -> Refusal:
    finding = Finding(rule="common.known", met=False, expected=noun, actual=identifier, item=identifier)
    return Refusal(code="missing", kind="missing", findings=(finding,))
