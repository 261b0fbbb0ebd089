"""The rules of how an outcome and an objective end: the signer says so, on evidence (O1, O2)."""

from datetime import datetime
from typing import assert_never

from plumbline.domain.cycle.outcome import Command, ConcludeObjective, ConcludeOutcome, Event, ObjectiveConcluded, OutcomeConcluded
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, unknown
from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def decide_outcome(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a conclusion leads to, or everything that stands in its way."""
    match command:
        case ConcludeOutcome():
            return _conclude(command, cycle, workspace, context)
        case ConcludeObjective():
            return _objective(command, cycle, workspace, context)
        case _:
            assert_never(command)


def outcome_shown(cycle: Cycle, now: datetime) -> bool:
    """Tell whether the outcome was shown and what shows it still counts: what expanding a release asks for (Z1)."""
    outcome = cycle.outcome
    return outcome is not None and outcome.state == "shown" and _is_good(cycle, outcome.evidence_id, now)


def _conclude(command: ConcludeOutcome, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    outcome = cycle.outcome
    signer = outcome.signer_id if outcome else ""
    me, act, who = (context.actor,), "outcome.conclude", (signer, *leads(workspace))
    shown = command.verdict == "shown"
    findings = [
        check("O1.set", outcome is not None, who=leads(workspace), act="cycle.set_outcome", item=cycle.id),
        check("O2.signer", outcome is None or context.actor in who, actual=context.actor, who=who, act=act, item=cycle.id),
        check("O2.reading", bool(command.reading.strip()), who=me, act=act, item=cycle.id),
        check("O2.because", bool(command.because.strip()), who=me, act=act, item=cycle.id),
        check("O2.evidence", not shown or _is_good(cycle, command.evidence_id, context.now), who=me, act="evidence.submit", item=cycle.id),
    ]
    concluded = OutcomeConcluded(
        verdict=command.verdict,
        reading=command.reading.strip(),
        evidence_id=command.evidence_id if shown else "",
        because=command.because.strip(),
    )
    return decided("outcome.refused", findings, lambda: [concluded])


def _objective(command: ConcludeObjective, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    objective = cycle.objectives.get(command.objective_id)
    if objective is None:
        return unknown("objective", command.objective_id)
    because = check("O2.because", bool(command.because.strip()), who=(context.actor,), act="objective.conclude", item=objective.id)
    concluded = ObjectiveConcluded(objective_id=objective.id, verdict=command.verdict, because=command.because.strip())
    return decided("outcome.refused", [because], lambda: [] if objective.state == command.verdict else [concluded])


def _is_good(cycle: Cycle, evidence_id: str, now: datetime) -> bool:
    piece = cycle.evidence.get(evidence_id)
    return piece is not None and counts(piece, cycle.decisions[piece.decision_id], now)


def evolve_outcome(cycle: Cycle, recorded: Recorded) -> None:
    """Apply a conclusion to its cycle."""
    event: Event = recorded.event
    match event:
        case OutcomeConcluded():
            if cycle.outcome is not None:
                cycle.outcome.state, cycle.outcome.reading = event.verdict, event.reading
                cycle.outcome.evidence_id, cycle.outcome.because = event.evidence_id, event.because
                cycle.outcome.concluded_at = recorded.at
        case ObjectiveConcluded():
            cycle.objectives[event.objective_id].state = event.verdict
            cycle.objectives[event.objective_id].because = event.because
        case _:
            assert_never(event)
