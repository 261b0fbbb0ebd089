"""The rules of corrections: how one is opened, handed on and settled."""

from datetime import datetime
from typing import assert_never

from plumbline.domain.cycle.correction import (
    AssignCorrection,
    Command,
    Correction,
    CorrectionAssigned,
    CorrectionOpened,
    CorrectionSettled,
    SettleCorrection,
    Source,
)
from plumbline.domain.cycle.correction import Event as CorrectionEvent
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_correction(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a correction changes, or everything that stands in its way."""
    correction = cycle.corrections.get(command.correction_id)
    if correction is None:
        return unknown("correction", command.correction_id)
    match command:
        case AssignCorrection():
            return _assign(command, correction, workspace, context)
        case SettleCorrection():
            return _settle(command, correction, workspace, context)
        case _:
            assert_never(command)


def opened(
    cycle: Cycle,
    context: Context,
    place: int,
    *,
    title: str,
    owner_id: str,
    due_at: datetime,
    source: Source,
    source_id: str,
    standard: str = "",
) -> CorrectionOpened:
    """Return the event that opens a correction. place: how many were opened by the same act before it."""
    return CorrectionOpened(
        correction_id=context.new_id("cor"),
        number=next_number(cycle, "correction") + place,
        title=title.strip(),
        owner_id=owner_id,
        due_at=due_at,
        source=source,
        source_id=source_id,
        standard=standard,
    )  # fmt: skip


def owned_findings(
    rule: str, title: str, owner_id: str, due_at: datetime | None, workspace: Workspace, context: Context, about: str
) -> list[Finding]:
    """Check that something to put right says what, by whom and by when. rule: prefix of the rules' ids."""
    me, act = (context.actor,), "correction.open"
    return [
        check(f"{rule}.correction", bool(title.strip()), who=me, act=act, about=about),
        check(f"{rule}.owner", workspace.has_rank(owner_id, "contributor"), actual=owner_id, who=me, act=act, about=about),
        check(f"{rule}.due", due_at is not None and due_at > context.now, who=me, act=act, about=about),
    ]  # fmt: skip


def _assign(command: AssignCorrection, correction: Correction, workspace: Workspace, context: Context) -> Answer:
    if correction.owner_id == command.owner_id:
        return []
    able = workspace.has_rank(command.owner_id, "contributor")
    findings = [
        *_standing(correction, workspace, context, "correction.assign"),
        check("Q2.owner", able, actual=command.owner_id, who=(context.actor,), about=correction.title),
    ]
    assigned = CorrectionAssigned(correction_id=correction.id, owner_id=command.owner_id)
    return decided("correction.refused", findings, lambda: [assigned])


def _settle(command: SettleCorrection, correction: Correction, workspace: Workspace, context: Context) -> Answer:
    if correction.settled_at is not None:
        return []
    findings = [
        *_standing(correction, workspace, context, "correction.settle"),
        check("Q2.how", bool(command.how.strip()), who=(context.actor,), act="correction.settle", item=correction.id),
    ]
    return decided("correction.refused", findings, lambda: [CorrectionSettled(correction_id=correction.id, how=command.how)])


def _standing(correction: Correction, workspace: Workspace, context: Context, act: str) -> list[Finding]:
    people = (correction.owner_id, correction.opened_by, *leads(workspace))
    return [
        check("I6.correction", correction.settled_at is None, item=correction.id),
        check("Q2.settled_by", context.actor in people, actual=context.actor, who=people, act=act, item=correction.id),
    ]


def evolve_correction(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a correction to its cycle."""
    event: CorrectionEvent = recorded.event
    match event:
        case CorrectionOpened():
            cycle.corrections[event.correction_id] = Correction(
                id=event.correction_id,
                number=event.number,
                title=event.title,
                owner_id=event.owner_id,
                due_at=event.due_at,
                source=event.source,
                source_id=event.source_id,
                standard=event.standard,
                opened_at=recorded.at,
                opened_by=recorded.actor,
            )
            cycle.numbers["correction"] = event.number
        case CorrectionAssigned():
            cycle.corrections[event.correction_id].owner_id = event.owner_id
        case CorrectionSettled():
            found = cycle.corrections[event.correction_id]
            found.settled_at, found.how = recorded.at, event.how
        case _:
            assert_never(event)
