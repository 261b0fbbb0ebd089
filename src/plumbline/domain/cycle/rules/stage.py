"""The rules of stages: leaving one is its exit gate, and a target signal that is missing is somebody's to bring (F1, F2)."""

from typing import assert_never

from plumbline.domain.cycle.gate import GatePassed
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, unknown
from plumbline.domain.cycle.rules.evaluating import evaluate_gate
from plumbline.domain.cycle.rules.practice import find_practice
from plumbline.domain.cycle.stage import (
    AnswerFollowUp,
    Command,
    EnterStage,
    FollowUpAnswered,
    FollowUpSent,
    LeaveStage,
    Stage,
    StageEntered,
    StageExited,
)
from plumbline.domain.cycle.stage import Event as StageEvent
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_THROUGH = ("satisfied", "overridden")


def decide_stage(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a stage changes, or everything that stands in its way."""
    stage = cycle.stages.get(command.stage_id)
    if stage is None:
        return unknown("stage", command.stage_id)
    match command:
        case EnterStage():
            open_ = check("F1.not_left", stage.state != "exited", actual=stage.state, item=stage.id)
            return decided("stage.refused", [open_], lambda: [StageEntered(stage_id=stage.id)] if stage.state == "not_entered" else [])
        case LeaveStage():
            return _leave(command, stage, cycle, workspace, context)
        case AnswerFollowUp():
            return _answer(command, stage, workspace, context)
        case _:
            assert_never(command)


def follow_up_owner(stage: Stage, cycle: Cycle, workspace: Workspace) -> str:
    """Return who brings a target signal that a stage misses: the owner of its practice, or of the outcome while it is informal."""
    practice = find_practice(cycle, stage.practice)
    people = (practice.owner_id if practice else "", cycle.owners.get("outcome", ""), cycle.composed_by, *leads(workspace))
    return next((person for person in people if workspace.is_active(person)), cycle.composed_by)


def _leave(command: LeaveStage, stage: Stage, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if stage.state == "exited":
        return []
    signals = [item.id for item in cycle.plan.target_signals] if cycle.plan else []
    judged = evaluate_gate(cycle, workspace, context.now, stage.gate, cycle.id)
    me, act = (context.actor,), "stage.leave"
    findings: list[Finding] = [
        check("F1.entered", stage.state == "in", actual=stage.state, who=me, act="stage.enter", item=stage.id),
        check(
            "F1.signal", command.signal_id in signals, expected=", ".join(signals), actual=command.signal_id, who=me, act=act, item=stage.id
        ),
        check("F1.shown", bool(command.shown_by.strip()), who=me, act=act, item=stage.id),
        *([] if judged.status in _THROUGH else judged.findings),
    ]
    if command.signal == "missing":
        return decided("stage.refused", findings[:3], lambda: _follow_up(command, stage, cycle, workspace))
    exited = StageExited(
        stage_id=stage.id,
        gate_id=stage.gate,
        signal_id=command.signal_id,
        conditions_met=judged.met,
        judged_version=judged.judged_version,
        judged_position=context.ledger_position,
        shown_by=command.shown_by.strip(),
    )
    return decided("stage.refused", findings, lambda: [*_passage(exited, cycle), exited, *_next(stage, cycle)])


def _passage(exited: StageExited, cycle: Cycle) -> list[Event]:
    """The exit gate is passed with the stage, unless somebody had passed it before."""
    if (exited.gate_id, cycle.id) in cycle.passages:
        return []
    return [
        GatePassed(
            gate_id=exited.gate_id,
            item_id=cycle.id,
            judged_version=exited.judged_version,
            judged_position=exited.judged_position,
            content_hash="",
            conditions_met=exited.conditions_met,
        )
    ]


def _next(stage: Stage, cycle: Cycle) -> list[Event]:
    order = list(cycle.stages.values())
    after = order[order.index(stage) + 1 :]
    return [StageEntered(stage_id=one.id) for one in after[:1] if one.state == "not_entered"]


def _follow_up(command: LeaveStage, stage: Stage, cycle: Cycle, workspace: Workspace) -> list[Event]:
    to_id = follow_up_owner(stage, cycle, workspace)
    if stage.follow_up_to == to_id and stage.signal_id == command.signal_id:
        return []
    return [FollowUpSent(stage_id=stage.id, signal_id=command.signal_id, to_id=to_id, shown_by=command.shown_by.strip())]


def _answer(command: AnswerFollowUp, stage: Stage, workspace: Workspace, context: Context) -> Answer:
    people = (stage.follow_up_to, *leads(workspace))
    findings = [
        check("F1.asked", bool(stage.follow_up_to), item=stage.id),
        check("F1.who", context.actor in people, actual=context.actor, who=people, act="stage.answer_follow_up", item=stage.id),
        check("F1.note", bool(command.note.strip()), who=(context.actor,), act="stage.answer_follow_up", item=stage.id),
    ]
    return decided("stage.refused", findings, lambda: [FollowUpAnswered(stage_id=stage.id, note=command.note.strip())])


def evolve_stage(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a stage to its cycle."""
    event: StageEvent = recorded.event
    stage = cycle.stages[event.stage_id]
    match event:
        case StageEntered():
            stage.state, stage.entered_at = "in", recorded.at
        case StageExited():
            stage.state, stage.exited_at, stage.exited_by = "exited", recorded.at, recorded.actor
            stage.signal_id, stage.shown_by, stage.judged_position = event.signal_id, event.shown_by, event.judged_position
            stage.follow_up_to = ""
        case FollowUpSent():
            stage.follow_up_to, stage.follow_up_at, stage.signal_id = event.to_id, recorded.at, event.signal_id
            stage.shown_by, stage.answer = event.shown_by, ""
        case FollowUpAnswered():
            stage.follow_up_to, stage.answer = "", event.note
        case _:
            assert_never(event)
