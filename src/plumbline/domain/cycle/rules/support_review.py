"""The rules of the support-signal review: every promise is judged, and one that has not improved gets an owned correction (Q2)."""

from typing import assert_never

from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads
from plumbline.domain.cycle.rules.correction import opened, owned_findings
from plumbline.domain.cycle.rules.launching import launched_finding
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.support_review import (
    CloseSupportReview,
    Command,
    JudgedPromise,
    RecordSignal,
    Signal,
    SignalRecorded,
    SupportReviewed,
)
from plumbline.domain.cycle.support_review import Event as SupportEvent
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_AREA = "support"
_MOST = 1_000_000


def decide_support(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about the support-signal review changes, or everything that stands in its way."""
    match command:
        case RecordSignal():
            return _record(command, cycle, context)
        case CloseSupportReview():
            return _close(command, cycle, workspace, context)
        case _:
            assert_never(command)


def promises_of(cycle: Cycle) -> list[str]:
    """Return the ids of the customer promises of the cycle's playbook."""
    return [promise.id for promise in cycle.plan.promises] if cycle.plan else []


def _record(command: RecordSignal, cycle: Cycle, context: Context) -> Answer:
    me, act, known = (context.actor,), "support.record_signal", promises_of(cycle)
    findings = [
        check("Q1.text", bool(command.text.strip()), who=me, act=act),
        check("Q1.promise", not command.promise_id or command.promise_id in known, actual=command.promise_id, who=me, act=act),
        check("Q1.count", 0 < command.count <= _MOST, actual=command.count, who=me, act=act),
    ]
    recorded = SignalRecorded(
        signal_id=context.new_id("sig"),
        kind=command.kind,
        promise_id=command.promise_id,
        count=command.count,
        reference=command.reference,
        text=command.text,
    )
    return decided("support.refused", findings, lambda: [recorded])


def _close(command: CloseSupportReview, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if cycle.support.reviewed_at is not None:
        return []
    people = (cycle.owners.get(_AREA, ""), *leads(workspace))
    judged = {outcome.promise_id: outcome for outcome in command.outcomes}
    known, me, act = promises_of(cycle), (context.actor,), "support.close_review"
    missing = [promise for promise in known if promise not in judged]
    strange = [promise for promise in judged if promise not in known]
    findings: list[Finding] = [
        launched_finding(cycle, context, act),
        check("Q2.who", context.actor in people, actual=context.actor, who=people, act=act),
        check("Q2.signals", bool(cycle.support.signals), who=people, act="support.record_signal"),
        check("Q2.every", not missing, actual=", ".join(missing), who=me, act=act),
        check("Q1.promise", not strange, actual=", ".join(strange), who=me, act=act),
    ]
    for one in command.outcomes:
        findings.append(check("Q2.shown", bool(one.shown.strip()), who=me, act=act, about=one.promise_id))
        if not one.improved:
            findings += owned_findings("Q2", one.correction, one.owner_id, one.due_at, workspace, context, one.promise_id)
    return decided("support.refused", findings, lambda: _closed(command, cycle, context))


def _closed(command: CloseSupportReview, cycle: Cycle, context: Context) -> list[Event]:
    corrections = {
        one.promise_id: opened(
            cycle,
            context,
            place,
            title=one.correction,
            owner_id=one.owner_id,
            due_at=one.due_at,
            source="promise",
            source_id=one.promise_id,
        )
        for place, one in enumerate(one for one in command.outcomes if not one.improved)
        if one.due_at is not None
    }
    judged = tuple(
        JudgedPromise(
            promise_id=one.promise_id,
            improved=one.improved,
            shown=one.shown,
            correction_id=corrections[one.promise_id].correction_id if one.promise_id in corrections else "",
        )
        for one in command.outcomes
    )
    return [SupportReviewed(outcomes=judged), *corrections.values()]


def evolve_support(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of the support-signal review to its cycle."""
    event: SupportEvent = recorded.event
    match event:
        case SignalRecorded():
            cycle.support.signals[event.signal_id] = Signal(
                event.signal_id, event.kind, event.text, event.promise_id, event.count, event.reference, recorded.actor, recorded.at
            )
        case SupportReviewed():
            cycle.support.outcomes, cycle.support.reviewed_at, cycle.support.reviewed_by = event.outcomes, recorded.at, recorded.actor
        case _:
            assert_never(event)
