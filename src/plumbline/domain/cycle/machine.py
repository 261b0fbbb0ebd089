"""The cycle as one machine: each command goes to the rules of its noun, each event to the fold of its noun."""

from collections.abc import Callable, Iterable
from typing import Any, get_args

from plumbline.domain.cycle import (
    agenda,
    assumption,
    blocker,
    checkpoint,
    clock,
    communication,
    correction,
    decision,
    drill,
    escalation,
    evidence,
    frame,
    gate,
    guest,
    handoff,
    journey,
    lens,
    outcome,
    practice,
    promise,
    release,
    retrospective,
    review,
    risk,
    safeguard,
    scope,
    scope_change,
    sign_up,
    stabilisation,
    stage,
    step,
    strategy,
    support_review,
    thread,
    work_item,
    wrap_up,
)
from plumbline.domain.cycle.rules.agenda import decide_agenda, evolve_agenda
from plumbline.domain.cycle.rules.assumption import decide_assumption, evolve_assumption
from plumbline.domain.cycle.rules.blocker import decide_blocker, evolve_blocker
from plumbline.domain.cycle.rules.breach import decide_breach
from plumbline.domain.cycle.rules.checkpoint import decide_checkpoint, evolve_checkpoint
from plumbline.domain.cycle.rules.clock import decide_clock, evolve_clock
from plumbline.domain.cycle.rules.common import Answer, check, refuse, unknown
from plumbline.domain.cycle.rules.communication import decide_communication, evolve_communication
from plumbline.domain.cycle.rules.correction import decide_correction, evolve_correction
from plumbline.domain.cycle.rules.dates import date_findings
from plumbline.domain.cycle.rules.decision import decide_decision, evolve_decision
from plumbline.domain.cycle.rules.drill import decide_drill, evolve_drill
from plumbline.domain.cycle.rules.escalation_acting import decide_escalation
from plumbline.domain.cycle.rules.escalation_folding import evolve_escalation
from plumbline.domain.cycle.rules.evidence import decide_evidence, evolve_evidence
from plumbline.domain.cycle.rules.frame import decide_frame, evolve_frame
from plumbline.domain.cycle.rules.gate import decide_gate, evolve_gate
from plumbline.domain.cycle.rules.guest import decide_guest, evolve_guest
from plumbline.domain.cycle.rules.handoff import decide_handoff
from plumbline.domain.cycle.rules.handoff_folding import evolve_handoff
from plumbline.domain.cycle.rules.journey import decide_journey, evolve_journey
from plumbline.domain.cycle.rules.lens import decide_lens, evolve_lens
from plumbline.domain.cycle.rules.outcome import decide_outcome, evolve_outcome
from plumbline.domain.cycle.rules.practice import decide_practice, evolve_practice
from plumbline.domain.cycle.rules.promise import decide_promise, evolve_promise
from plumbline.domain.cycle.rules.release import decide_release, evolve_release
from plumbline.domain.cycle.rules.retrospective import decide_retrospective, evolve_retrospective
from plumbline.domain.cycle.rules.reviewing import decide_review, evolve_review
from plumbline.domain.cycle.rules.risk import decide_risk, evolve_risk
from plumbline.domain.cycle.rules.safeguard import decide_safeguard, evolve_safeguard
from plumbline.domain.cycle.rules.scope import decide_scope, evolve_scope
from plumbline.domain.cycle.rules.scope_change import decide_change, evolve_change
from plumbline.domain.cycle.rules.sign_up import decide_sign_up, evolve_sign_up
from plumbline.domain.cycle.rules.stabilisation import decide_stabilisation, evolve_stabilisation
from plumbline.domain.cycle.rules.stage import decide_stage, evolve_stage
from plumbline.domain.cycle.rules.step import decide_step, evolve_step
from plumbline.domain.cycle.rules.strategy import decide_strategy, evolve_strategy
from plumbline.domain.cycle.rules.support_review import decide_support, evolve_support
from plumbline.domain.cycle.rules.thread import decide_thread
from plumbline.domain.cycle.rules.thread_folding import evolve_thread
from plumbline.domain.cycle.rules.work_item import decide_work_item, evolve_work_item
from plumbline.domain.cycle.rules.wrap_up import decide_wrap_up, evolve_wrap_up
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Refusal


def _kinds(union: Any) -> tuple[type, ...]:
    return get_args(union) or (union,)  # a noun may have one word only


Decide = Callable[[Any, Cycle, Workspace, Context], Answer]
Evolve = Callable[[Cycle, Recorded], None]

_NOUNS: tuple[tuple[Any, Any, Decide, Evolve], ...] = (
    (frame.Command, frame.Event, decide_frame, evolve_frame),
    (decision.Command, decision.Event, decide_decision, evolve_decision),
    (evidence.Command, evidence.Event, decide_evidence, evolve_evidence),
    (thread.Command, thread.Event, decide_thread, evolve_thread),
    (blocker.Command, blocker.Event, decide_blocker, evolve_blocker),
    (risk.Command, risk.Event, decide_risk, evolve_risk),
    (strategy.Command, strategy.Event, decide_strategy, evolve_strategy),
    (assumption.Command, assumption.Event, decide_assumption, evolve_assumption),
    (scope.Command, scope.Event, decide_scope, evolve_scope),
    (scope_change.Command, scope_change.Event, decide_change, evolve_change),
    (escalation.Command, escalation.Event, decide_escalation, evolve_escalation),
    (drill.Command, drill.Event, decide_drill, evolve_drill),
    (clock.Command, clock.Event, decide_clock, evolve_clock),
    (gate.Command, gate.Event, decide_gate, evolve_gate),
    (handoff.Command, handoff.Event, decide_handoff, evolve_handoff),
    (work_item.Command, work_item.Event, decide_work_item, evolve_work_item),
    (journey.Command, journey.Event, decide_journey, evolve_journey),
    (correction.Command, correction.Event, decide_correction, evolve_correction),
    (support_review.Command, support_review.Event, decide_support, evolve_support),
    (stabilisation.Command, stabilisation.Event, decide_stabilisation, evolve_stabilisation),
    (retrospective.Command, retrospective.Event, decide_retrospective, evolve_retrospective),
    (wrap_up.Command, wrap_up.Event, decide_wrap_up, evolve_wrap_up),
    (step.Command, step.Event, decide_step, evolve_step),
    (review.Command, review.Event, decide_review, evolve_review),
    (guest.Command, guest.Event, decide_guest, evolve_guest),
    (checkpoint.Command, checkpoint.Event, decide_checkpoint, evolve_checkpoint),
    (communication.Command, communication.Event, decide_communication, evolve_communication),
    (outcome.Command, outcome.Event, decide_outcome, evolve_outcome),
    (practice.Command, practice.Event, decide_practice, evolve_practice),
    (promise.Command, promise.Event, decide_promise, evolve_promise),
    (release.Command, release.Event, decide_release, evolve_release),
    (safeguard.Command, safeguard.Event, decide_safeguard, evolve_safeguard),
    (stage.Command, stage.Event, decide_stage, evolve_stage),
    (lens.Command, lens.Event, decide_lens, evolve_lens),
    (agenda.Command, agenda.Event, decide_agenda, evolve_agenda),
    (sign_up.Command, sign_up.Event, decide_sign_up, evolve_sign_up),
)

_DECIDE: dict[type, Decide] = {kind: decide for commands, _, decide, _ in _NOUNS for kind in _kinds(commands)}
_DECIDE[clock.RecordBreach] = decide_breach  # what a breach means depends on what the clock was running for
_EVOLVE: dict[type, Evolve] = {kind: evolve for _, events, _, evolve in _NOUNS for kind in _kinds(events)}
_AFTER_CLOSING = (thread.RedactComment,)

COMMANDS: tuple[type, ...] = tuple(_DECIDE)
EVENTS: tuple[type, ...] = tuple(_EVOLVE)


def new(cycle_id: str) -> Cycle:
    """Return the state of a cycle in which nothing has happened."""
    return Cycle(id=cycle_id)


def decide(command: Any, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the events a command leads to, none when everything is as it asks already, or the reasoned no. Changes nothing."""
    if cycle.plan is None and not isinstance(command, frame.ComposeCycle):
        return unknown("cycle", cycle.id)
    if cycle.state == "closed" and not isinstance(command, _AFTER_CLOSING):
        return _after_the_end(command, cycle)
    if refused := refuse("command.dates", date_findings(command, context)):
        return refused
    return _DECIDE[type(command)](command, cycle, workspace, context)


def evolve(cycle: Cycle, recorded: Recorded) -> None:
    """Apply one event, in place."""
    _EVOLVE[type(recorded.event)](cycle, recorded)
    cycle.version += 1


def fold(cycle_id: str, history: Iterable[Recorded]) -> Cycle:
    """Return the state of a cycle after its events."""
    return fold_into(new(cycle_id), history)


def fold_into(cycle: Cycle, history: Iterable[Recorded]) -> Cycle:
    """Apply events as `evolve` does, in place; return the same cycle."""
    of_type = _EVOLVE
    count = 0
    for recorded in history:  # a long cycle has ten thousand of them, so not even `evolve` is called for each
        of_type[type(recorded.event)](cycle, recorded)
        count += 1
    cycle.version += count
    return cycle


def _after_the_end(command: Any, cycle: Cycle) -> Answer:
    if isinstance(command, frame.CloseCycle):
        return []
    closed_at = cycle.closed_at.isoformat() if cycle.closed_at else None
    return Refusal(code="cycle.closed", findings=(check("I6.cycle", False, expected="running", actual=closed_at, item=cycle.id),))
