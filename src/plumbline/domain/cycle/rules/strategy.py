"""The rules of mitigation strategies (R5): each one does something while it acts, and says what it still lacks."""

from collections.abc import Iterator
from typing import assert_never

from plumbline.domain.cycle.clock import ClockStarted
from plumbline.domain.cycle.decision import DecisionScheduled
from plumbline.domain.cycle.risk import Risk, RiskReading
from plumbline.domain.cycle.rules.acting import is_acting, running_period
from plumbline.domain.cycle.rules.clock import running_clock, stop_clock
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, unknown
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.rules.window import start_window
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.strategy import (
    AnswerCommitment,
    ApplyCriterion,
    CheckpointHeld,
    CheckpointMissed,
    CheckpointPlanned,
    Command,
    CommitmentAnswered,
    CriterionReviewed,
    DecisionIsolated,
    FallbackWritten,
    IsolateDecision,
    ReadingRecorded,
    RecordRiskReading,
    ReviewCriterion,
    WriteFallback,
)
from plumbline.domain.cycle.strategy import Event as StrategyEvent
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

ISOLATION_HOURS = 48
READING_CLOSES = ("structured-escalation", "isolate-48h")


def decide_strategy(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command to a risk's strategy changes, or everything that stands in its way."""
    risk = cycle.risks.get(command.risk_id)
    if risk is None:
        return unknown("risk", command.risk_id)
    match command:
        case AnswerCommitment():
            return _answer(command, risk, cycle, workspace, context)
        case WriteFallback():
            return _write(command, risk, cycle, workspace, context)
        case ApplyCriterion():
            return _hold(command, risk, cycle, workspace, context)
        case IsolateDecision():
            return _isolate(command, risk, cycle, workspace, context)
        case RecordRiskReading():
            return _read(command, risk, cycle, context)
        case ReviewCriterion():
            return _review(command, risk, cycle, workspace, context)
        case _:
            assert_never(command)


def started(risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    """Return the events with which a strategy begins besides the mitigation itself: a deadline, a checkpoint."""
    deadline = start_window(cycle, workspace, context, item_id=risk.id, purpose="assess", holder_id=risk.owner_id, hours=0)
    match risk.strategy:
        case "structured-escalation":
            return deadline
        case "criteria-and-checkpoints":
            plan = cycle.plan
            planned = next((one for one in plan.risks if one.id == risk.planned_id), None) if plan else None
            return [CheckpointPlanned(risk_id=risk.id, safeguard=risk.argument, stage=planned.stage if planned else ""), *deadline]
        case _:
            return []


def reading_findings(risk: Risk, context: Context) -> Iterator[Finding]:
    """What the end of a risk under a strategy with a metric needs: a reading taken since the strategy began."""
    if risk.strategy in READING_CLOSES and risk.state in ("mitigating", "materialised"):
        since = risk.changed_at if risk.state == "materialised" else risk.started_at
        shown = since is None or any(one.at >= since for one in risk.readings)
        who = (risk.owner_id, context.actor)
        yield check("R5.reading", shown, expected=risk.argument, who=who, act="risk.record_reading", item=risk.id)


def _acts(risk: Risk, cycle: Cycle, strategies: tuple[str, ...]) -> Iterator[Finding]:
    fitting = risk.strategy in strategies
    yield check("R5.fits", fitting, expected=", ".join(strategies), actual=risk.strategy, item=risk.id)
    if fitting:
        yield check("R5.acting", is_acting(risk, cycle), actual=risk.state, who=(risk.owner_id,), act="risk.mitigate", item=risk.id)


def _may(risk: Risk, workspace: Workspace, context: Context, act: str) -> Finding:
    people = (risk.owner_id, *leads(workspace))
    return check("R1.who", context.actor in people, actual=context.actor, who=people, act=act, item=risk.id)


def _said(rule: str, text: str, risk: Risk, context: Context, act: str) -> Finding:
    return check(rule, bool(text.strip()), who=(context.actor,), act=act, item=risk.id)


def _answer(command: AnswerCommitment, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    # The owner alone answers; only where they have left does a lead, because a gate must not wait for nobody.
    who = (risk.owner_id,) if workspace.is_active(risk.owner_id) else leads(workspace)
    act = "risk.answer"
    findings = [
        *_acts(risk, cycle, ("pre-commitment-gate",)),
        _said("R1.reason", command.because, risk, context, act),
        check("R5.answerer", context.actor in who, actual=context.actor, who=who, act=act, item=risk.id),
    ]
    answered = CommitmentAnswered(risk_id=risk.id, answer="yes" if command.achievable else "no", because=command.because)
    return decided("risk.refused", findings, lambda: [answered])


def _write(command: WriteFallback, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if risk.fallback == command.fallback.strip() and risk.fallback:
        return []
    findings = [
        *_acts(risk, cycle, ("fallback-plan",)),
        _said("R5.fallback", command.fallback, risk, context, "risk.write_fallback"),
        _may(risk, workspace, context, "risk.write_fallback"),
    ]
    return decided("risk.refused", findings, lambda: [FallbackWritten(risk_id=risk.id, fallback=command.fallback.strip())])


def _hold(command: ApplyCriterion, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    act, decision = "risk.hold_checkpoint", cycle.decisions.get(command.checked_id)
    findings = [
        *_acts(risk, cycle, ("criteria-and-checkpoints",)),
        check("R5.decision", decision is not None, actual=command.checked_id, who=(context.actor,), act=act, item=risk.id),
        check("R5.missing", command.kept or bool(command.missing.strip()), who=(context.actor,), act=act, item=risk.id),
        _may(risk, workspace, context, act),
    ]
    held = CheckpointHeld(
        risk_id=risk.id,
        checked_id=command.checked_id,
        verdict="kept" if command.kept else "not kept",
        content_hash=decision.content_hash if decision else "",
        missing=command.missing,
    )
    return decided("risk.refused", findings, lambda: [held, *stop_clock(cycle, risk.id), *end_escalations(cycle, risk.id, "breach")])


def _isolate(command: IsolateDecision, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    act, decision = "risk.isolate", cycle.decisions.get(command.isolated_id)
    if decision is not None and risk.isolated_id == decision.id:
        return []
    put = decision is not None and decision.state in ("proposed", "in_review")
    findings = [
        *_acts(risk, cycle, ("isolate-48h",)),
        check("R5.decision", decision is not None, actual=command.isolated_id, who=(context.actor,), act=act, item=risk.id),
        check("R5.decision_put", decision is None or put, actual=decision.state if decision else None, act="decision.propose",
              who=(decision.owner_id if decision else "",), item=command.isolated_id),
        _may(risk, workspace, context, act),
    ]  # fmt: skip

    def events() -> list[Event]:
        isolated = DecisionIsolated(risk_id=risk.id, isolated_id=command.isolated_id)
        return [isolated, *_forty_eight_hours(command.isolated_id, cycle, workspace, context)]

    return decided("risk.refused", findings, events)


def _forty_eight_hours(decision_id: str, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    """The decision's owner has 48 hours from now; a clock that ends earlier goes on."""
    decision = cycle.decisions[decision_id]
    clock = start_window(
        cycle, workspace, context, item_id=decision_id, purpose="decide", holder_id=decision.owner_id, hours=ISOLATION_HOURS
    )
    due_at = next(event.due_at for event in clock if isinstance(event, ClockStarted))
    running = running_clock(cycle, decision_id)
    if running is not None and running.due_at <= due_at:
        return []
    return [*clock, DecisionScheduled(decision_id=decision_id, due_at=due_at, fallback=decision.fallback)]


def _read(command: RecordRiskReading, risk: Risk, cycle: Cycle, context: Context) -> Answer:
    findings = [*_acts(risk, cycle, READING_CLOSES), _said("R5.said", command.reading, risk, context, "risk.record_reading")]
    recorded = ReadingRecorded(risk_id=risk.id, metric_id=risk.argument, reading=command.reading)
    return decided("risk.refused", findings, lambda: [recorded])


def _review(command: ReviewCriterion, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    number, act = running_period(cycle), "risk.review_criterion"
    findings = [
        *_acts(risk, cycle, ("criteria-in-cadence",)),
        check("R5.period", number > 0, item=risk.id, act="cycle.open_review_period"),
        check("R5.missing", command.kept or bool(command.note.strip()), who=(context.actor,), act=act, item=risk.id),
        _may(risk, workspace, context, act),
    ]
    reviewed = CriterionReviewed(risk_id=risk.id, number=number, verdict="kept" if command.kept else "not kept", note=command.note)
    return decided("risk.refused", findings, lambda: [reviewed])


def evolve_strategy(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a risk's strategy to its cycle."""
    event: StrategyEvent = recorded.event
    risk = cycle.risks[event.risk_id]
    match event:
        case CommitmentAnswered():
            risk.achievable = event.answer == "yes"
        case FallbackWritten():
            risk.fallback = event.fallback
        case CheckpointPlanned():
            risk.checkpoint, risk.checkpoint_stage = "planned", event.stage
        case CheckpointHeld():
            risk.checkpoint = "held"
            risk.kept_by[event.checked_id] = event.content_hash if event.verdict == "kept" else ""
        case CheckpointMissed():
            risk.checkpoint = "missed"
        case DecisionIsolated():
            risk.isolated_id = event.isolated_id
        case ReadingRecorded():
            risk.readings.append(RiskReading(recorded.actor, recorded.at, event.reading))
        case CriterionReviewed():
            risk.reviewed[event.number] = event.verdict == "kept"
        case _:
            assert_never(event)
