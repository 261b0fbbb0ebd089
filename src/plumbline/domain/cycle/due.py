"""What falls due in a cycle by itself: clocks, review periods, ladders, freshness, wake-ups. The system sends the commands named here."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.agenda import BringUpAgendaItem, MissAgendaItem
from plumbline.domain.cycle.checkpoint import MissCheckpoint
from plumbline.domain.cycle.clock import Command as ClockCommand
from plumbline.domain.cycle.decision import WakeDecision
from plumbline.domain.cycle.drill import AdvanceDrill
from plumbline.domain.cycle.escalation import AdvanceEscalation
from plumbline.domain.cycle.evidence import ExpireEvidence
from plumbline.domain.cycle.facts.drift import unnoted
from plumbline.domain.cycle.frame import CloseReviewPeriod, OpenReviewPeriod
from plumbline.domain.cycle.handoff import MarkSuspect
from plumbline.domain.cycle.rules.clock import due_commands, next_deadline
from plumbline.domain.cycle.rules.escalation import find_item, is_open
from plumbline.domain.cycle.rules.handoff_findings import suspicious_lines
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.work_item import NoteDrift
from plumbline.domain.workspace.workspace import Workspace

Command = (
    ClockCommand | MarkSuspect | WakeDecision | ExpireEvidence | OpenReviewPeriod | CloseReviewPeriod | AdvanceEscalation | MissCheckpoint
    | AdvanceDrill | BringUpAgendaItem | MissAgendaItem | NoteDrift
)  # fmt: skip


def due(cycle: Cycle, workspace: Workspace, now: datetime) -> list[Command]:
    """Return the commands whose time has come, in the order in which they fell due."""
    if cycle.state == "closed":
        return []
    planned = [(at, command) for at, command in _planned(cycle) if at <= now]
    ordered = [command for _, command in sorted(planned, key=lambda pair: pair[0])]
    return [*due_commands(cycle, workspace, now), *ordered]


def next_due(cycle: Cycle, workspace: Workspace) -> datetime | None:
    """Return the first instant at which `due` has something to say, or None when nothing is waiting for time to pass."""
    if cycle.state == "closed":
        return None
    deadline = next_deadline(cycle, workspace)
    instants = [at for at, _ in _planned(cycle)]
    return min(instants if deadline is None else [*instants, deadline], default=None)


def _planned(cycle: Cycle) -> Iterator[tuple[datetime, Command]]:
    yield from _periods(cycle)
    for evidence in cycle.evidence.values():
        if evidence.state == "accepted" and evidence.fresh_until is not None:
            yield evidence.fresh_until, ExpireEvidence(evidence_id=evidence.id)
    for escalation in cycle.escalations.values():
        if (at := escalation.next_step_at) is not None:
            yield at, AdvanceEscalation(escalation_id=escalation.id, deadline=at)
    for checkpoint in cycle.checkpoints.values():
        if checkpoint.state == "planned":
            yield checkpoint.at, MissCheckpoint(checkpoint_id=checkpoint.id)
    for drill in cycle.drills.values():
        if (at := drill.next_step_at) is not None:
            yield at, AdvanceDrill(drill_id=drill.id, deadline=at)
    for item in cycle.agenda.values():
        if item.state == "waiting":
            yield item.comes_up_at, BringUpAgendaItem(agenda_id=item.id, number=item.number)
        elif item.state == "up":
            yield item.due_at, MissAgendaItem(agenda_id=item.id, number=item.number)
    for decision in cycle.decisions.values():
        if decision.state == "deferred" and decision.wake_at is not None:
            yield decision.wake_at, WakeDecision(decision_id=decision.id)
        if decision.state == "deferred" and _has_ended(cycle, decision.wake_on):
            yield decision.changed_at, WakeDecision(decision_id=decision.id)  # it waits for no instant any more: at once

    for handoff, line in suspicious_lines(cycle):
        yield cycle.decisions[line.decision_id].changed_at, MarkSuspect(handoff_id=handoff.id, commitment_id=line.id)
    for one, handoff, line, work_item in unnoted(cycle):
        yield one.shows_at, NoteDrift(handoff_id=handoff.id, commitment_id=line.id, endpoint_id=work_item.endpoint_id)


def _has_ended(cycle: Cycle, item_id: str) -> bool:
    item = find_item(cycle, item_id)
    return item is not None and not is_open(item)


def _periods(cycle: Cycle) -> Iterator[tuple[datetime, Command]]:
    for number, period in cycle.periods.items():
        if number in cycle.periods_closed:
            continue
        if number in cycle.periods_opened:
            yield period.closes_at, CloseReviewPeriod(number=number)
        else:
            yield period.opens_at, OpenReviewPeriod(number=number)
        return  # periods follow one another: the next one waits for this one to close
