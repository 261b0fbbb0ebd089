"""What events of a handoff do to the state. Nothing is refused here and no clock is read."""

from typing import assert_never

from plumbline.domain.cycle.handoff import (
    Checkpoint,
    CheckpointHeld,
    CommitmentQuestioned,
    CommitmentRenewed,
    CommitmentSuspected,
    Handoff,
    HandoffAccepted,
    HandoffAssembled,
    HandoffOffered,
    HandoffReturned,
    HandoffWithdrawn,
    Line,
    LineDescribed,
)
from plumbline.domain.cycle.handoff import Event as HandoffEvent
from plumbline.domain.cycle.state import Cycle, Recorded


def evolve_handoff(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a handoff to its cycle."""
    event: HandoffEvent = recorded.event
    if isinstance(event, HandoffAssembled):
        _assembled(cycle, event, recorded)
        return
    handoff = cycle.handoffs[event.handoff_id]
    handoff.changed_at = recorded.at
    match event:
        case LineDescribed():
            handoff.lines[event.commitment_id].terms = event.terms
        case HandoffOffered():
            _offered(handoff, event, recorded)
        case HandoffAccepted():
            _accepted(handoff, event, recorded)
        case HandoffReturned():
            _returned(handoff, event, recorded)
        case HandoffWithdrawn():
            handoff.state, handoff.reason, handoff.ended_at = "withdrawn", event.reason, recorded.at
        case CommitmentQuestioned():
            handoff.clarifications += 1
        case CommitmentSuspected():
            line = handoff.lines[event.commitment_id]
            line.suspect, line.cause, line.suspected_at = True, event.cause, recorded.at
        case CommitmentRenewed():
            line = handoff.lines[event.commitment_id]
            line.before, line.agreed = line.agreed, event.agreed
            line.suspect, line.cause, line.suspected_at = False, None, None
        case CheckpointHeld():
            held = Checkpoint(event.reading, event.met, event.follow_up, recorded.at, recorded.actor)
            handoff.lines[event.commitment_id].checkpoint = held
        case _:
            assert_never(event)


def _assembled(cycle: Cycle, event: HandoffAssembled, recorded: Recorded) -> None:
    lines = {
        made.commitment_id: Line(made.commitment_id, number, made.terms.decision_id, made.terms, made.agreed)
        for number, made in enumerate(event.lines, start=1)
    }
    cycle.handoffs[event.handoff_id] = Handoff(
        id=event.handoff_id,
        number=event.number,
        title=event.title,
        assembler_id=recorded.actor,
        receiver_id=event.receiver_id,
        assembled_at=recorded.at,
        changed_at=recorded.at,
        lines=lines,
    )
    cycle.numbers["handoff"] = event.number


def _offered(handoff: Handoff, event: HandoffOffered, recorded: Recorded) -> None:
    """What was given back is offered once more."""
    handoff.state, handoff.offered_at, handoff.receiver_id, handoff.reason = "offered", recorded.at, event.receiver_id, ""
    for line in handoff.lines.values():
        line.returned_at, line.returned_reason = None, ""
        line.suspect, line.cause, line.suspected_at = False, None, None


def _accepted(handoff: Handoff, event: HandoffAccepted, recorded: Recorded) -> None:
    handoff.state, handoff.accepted_at, handoff.ended_at, handoff.note = "accepted", recorded.at, recorded.at, event.note
    for commitment_id in event.commitment_ids:
        handoff.lines[commitment_id].accepted_at = recorded.at


def _returned(handoff: Handoff, event: HandoffReturned, recorded: Recorded) -> None:
    handoff.clarifications += 1
    for commitment_id in event.commitment_ids:
        line = handoff.lines[commitment_id]
        line.returned_at, line.returned_reason, line.accepted_at = recorded.at, event.reason, None
    if event.whole:
        handoff.state, handoff.reason, handoff.accepted_at, handoff.ended_at = "returned", event.reason, None, None
