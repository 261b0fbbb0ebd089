"""The rules of risks: one owner each, ranked by what reaches the customer, bound to a strategy, accepted only until a date."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never, get_args

from plumbline.domain.cycle.blocker import FallbackTriggered, RaiseBlocker
from plumbline.domain.cycle.clock import ClockStarted
from plumbline.domain.cycle.risk import (
    HIGH_RANK,
    OPEN,
    AcceptRisk,
    AssessRisk,
    AssignRisk,
    AvoidRisk,
    CloseRisk,
    Command,
    IdentifyRisk,
    MaterialiseRisk,
    MitigateRisk,
    Risk,
    RiskAcceptanceExpired,
    RiskAccepted,
    RiskAssessed,
    RiskAssigned,
    RiskAvoided,
    RiskClosed,
    RiskIdentified,
    RiskMaterialised,
    RiskMitigating,
    RiskTransferred,
    State,
    TransferRisk,
)
from plumbline.domain.cycle.risk import Event as RiskEvent
from plumbline.domain.cycle.rules.blocker import raise_blocker
from plumbline.domain.cycle.rules.clock import calendar_for, hand_over, start_clock, stop_clock
from plumbline.domain.cycle.rules.common import Answer, Event, active_others, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.rules.strategy import ISOLATION_HOURS, reading_findings, started
from plumbline.domain.cycle.rules.window import start_window
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import PlannedRisk, Strategy
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.kernel.time import advance

STRATEGIES: tuple[str, ...] = get_args(Strategy)
_Ending = TransferRisk | AvoidRisk | CloseRisk


def rank(closeness: int, impact: int, likelihood: int) -> int:
    """Return how much a risk weighs: closeness to the customer times impact times likelihood, each 1 to 5; 1..125."""
    return closeness * impact * likelihood


def decide_risk(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a risk changes, or everything that stands in its way."""
    if isinstance(command, IdentifyRisk):
        return _identify(command, cycle, workspace, context)
    risk = cycle.risks.get(command.risk_id)
    if risk is None:
        return unknown("risk", command.risk_id)
    match command:
        case AssessRisk():
            return _assess(command, risk, cycle, workspace, context)
        case AssignRisk():
            return _assign(command, risk, cycle, workspace, context)
        case MitigateRisk():
            return _mitigate(command, risk, cycle, workspace, context)
        case AcceptRisk():
            return _accept(command, risk, cycle, workspace, context)
        case TransferRisk() | AvoidRisk() | CloseRisk():
            return _end(command, risk, cycle, workspace, context)
        case MaterialiseRisk():
            return _materialise(command, risk, cycle, workspace, context)
        case _:
            assert_never(command)


def expire_acceptance(risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    """Return the events with which an accepted risk comes back to its owner, with a window of its own."""
    hours = cycle.policies.risk_window_hours
    window = start_window(cycle, workspace, context, item_id=risk.id, purpose="assess", holder_id=risk.owner_id, hours=hours)
    return [RiskAcceptanceExpired(risk_id=risk.id), *window]


def _identify(command: IdentifyRisk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    me = [context.actor]
    planned = _planned(command.planned_id, cycle)
    strategy = command.strategy or (planned.strategy if planned else "")
    argument = command.argument or (planned.argument if planned else "")
    taken = planned is not None and any(risk.planned_id == planned.id and risk.state in OPEN for risk in cycle.risks.values())
    findings = [
        check("R1.title", bool(command.title.strip()), who=me, act="risk.identify"),
        _owner_finding(command.owner_id, workspace, [*me, *leads(workspace)], "risk.identify"),
        check("R5.strategy", strategy in STRATEGIES, expected=", ".join(STRATEGIES), actual=strategy, who=me, act="risk.identify"),
        check("R5.argument", bool(argument.strip()), who=me, act="risk.identify"),
        check("R5.planned", not command.planned_id or planned is not None, actual=command.planned_id, who=me, act="risk.identify"),
        check("R5.once", not taken, actual=command.planned_id, who=me, act="risk.assess"),
    ]
    identified = RiskIdentified(
        risk_id=context.new_id("rsk"),
        number=next_number(cycle, "risk"),
        title=command.title,
        owner_id=command.owner_id,
        strategy=strategy,
        argument=argument,
        detector=command.detector or (planned.detector if planned else ""),
        planned_id=command.planned_id,
    )
    return decided("risk.incomplete", findings, lambda: [identified])


def _planned(planned_id: str, cycle: Cycle) -> PlannedRisk | None:
    if cycle.plan is None:
        return None
    return next((risk for risk in cycle.plan.risks if risk.id == planned_id), None)


def _owner_finding(owner_id: str, workspace: Workspace, who: Iterable[str], act: str, item: str = "") -> Finding:
    return check("R1.owner", workspace.has_rank(owner_id, "contributor"), actual=owner_id, who=who, act=act, item=item)


def _still_open(risk: Risk) -> Finding:
    return check("I6.risk", risk.state in OPEN, expected="open", actual=risk.state, item=risk.id, act="risk.identify")


def _may(risk: Risk, workspace: Workspace, context: Context, act: str) -> Finding:
    people = (risk.owner_id, *leads(workspace))
    return check("R1.who", context.actor in people, actual=context.actor, who=people, act=act, item=risk.id)


def _assessed(risk: Risk, workspace: Workspace, act: str = "risk.assess") -> Finding:
    return check("R3.assessed", risk.rank > 0, who=[risk.owner_id, *leads(workspace)], act=act, item=risk.id)


def _reason(given: str, risk: Risk, context: Context, act: str) -> Finding:
    return check("R1.reason", bool(given.strip()), who=[context.actor], act=act, item=risk.id)


def _assess(command: AssessRisk, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if (risk.closeness, risk.impact, risk.likelihood) == (command.closeness, command.impact, command.likelihood):
        return []
    scales = {"closeness": command.closeness, "impact": command.impact, "likelihood": command.likelihood}
    findings = [
        _still_open(risk),
        *(
            check(f"R4.{name}", 1 <= value <= 5, expected="1 to 5", actual=value, who=[context.actor], act="risk.assess", item=risk.id)
            for name, value in scales.items()
        ),
    ]
    return decided("risk.incomplete", findings, lambda: _judged(command, risk, cycle, workspace, context))


def _judged(command: AssessRisk, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    assessed = RiskAssessed(
        risk_id=risk.id, closeness=command.closeness, impact=command.impact, likelihood=command.likelihood
    )  # fmt: skip
    high = rank(command.closeness, command.impact, command.likelihood) >= HIGH_RANK
    undecided = risk.state in ("identified", "assessed")
    running = _has_clock(risk.id, cycle)
    if undecided and high and not running:
        hours = cycle.policies.risk_window_hours
        return [
            assessed,
            *start_window(cycle, workspace, context, item_id=risk.id, purpose="assess", holder_id=risk.owner_id, hours=hours),
        ]  # fmt: skip
    if undecided and not high and running:
        return [assessed, *_decided(risk, cycle)]
    return [assessed]


def _has_clock(risk_id: str, cycle: Cycle) -> bool:
    clock = cycle.clocks.get(cycle.clock_of.get(risk_id, ""))
    return clock is not None and clock.state != "stopped"


def _decided(risk: Risk, cycle: Cycle) -> list[Event]:
    return [*stop_clock(cycle, risk.id), *end_escalations(cycle, risk.id, "breach")]


def _assign(command: AssignRisk, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if risk.state in OPEN and risk.owner_id == command.owner_id:
        return []
    findings = [
        _still_open(risk),
        _owner_finding(command.owner_id, workspace, active_others(workspace, risk.owner_id), "risk.assign", risk.id),
        _may(risk, workspace, context, "risk.assign"),
    ]
    assigned = RiskAssigned(risk_id=risk.id, owner_id=command.owner_id)
    return decided("risk.refused", findings, lambda: [assigned, *hand_over(cycle, workspace, context, risk.id, command.owner_id)])


def _mitigate(command: MitigateRisk, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if risk.state == "mitigating":
        return []
    findings = [_still_open(risk), _assessed(risk, workspace), _may(risk, workspace, context, "risk.mitigate")]

    def events() -> list[Event]:
        begun = started(risk, cycle, workspace, context)
        over = (
            end_escalations(cycle, risk.id, "breach") if any(isinstance(event, ClockStarted) for event in begun) else _decided(risk, cycle)
        )
        return [RiskMitigating(risk_id=risk.id, note=command.note), *over, *begun]

    return decided("risk.refused", findings, events)


def _accept(command: AcceptRisk, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if risk.state == "accepted" and risk.accepted_until == command.until:
        return []
    findings = [
        _still_open(risk),
        _assessed(risk, workspace),
        check("R2.until", command.until > context.now, actual=_text(command.until), who=[context.actor], act="risk.accept", item=risk.id),
        _reason(command.reason, risk, context, "risk.accept"),
        _may(risk, workspace, context, "risk.accept"),
    ]

    def events() -> list[Event]:
        accepted = RiskAccepted(risk_id=risk.id, until=command.until, reason=command.reason)
        clock = start_clock(
            cycle, workspace, context, item_id=risk.id, purpose="assess", holder_id=risk.owner_id, due_at=command.until, basis="elapsed"
        )  # fmt: skip
        return [accepted, *end_escalations(cycle, risk.id, "breach"), *clock]

    return decided("risk.refused", findings, events)


def _text(instant: datetime) -> str:
    return instant.isoformat()


def _end(command: _Ending, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    event, state = _ending(command)
    if risk.state == state:
        return []
    # What was transferred or avoided can still be closed; nothing else happens to it any more.
    closable = state == "closed" and risk.state in ("transferred", "avoided")
    findings = [
        check("I6.risk", risk.state in OPEN or closable, expected="open", actual=risk.state, item=risk.id, act="risk.identify"),
        _reason(command.reason, risk, context, f"risk.{_VERB[state]}"),
        *(reading_findings(risk, context) if state == "closed" else ()),
        _may(risk, workspace, context, f"risk.{_VERB[state]}"),
    ]
    return decided("risk.refused", findings, lambda: [event, *stop_clock(cycle, risk.id), *end_escalations(cycle, risk.id)])


_VERB = {"transferred": "transfer", "avoided": "avoid", "closed": "close"}


def _ending(command: _Ending) -> tuple[Event, State]:
    match command:
        case TransferRisk():
            return RiskTransferred(risk_id=command.risk_id, reason=command.reason), "transferred"
        case AvoidRisk():
            return RiskAvoided(risk_id=command.risk_id, reason=command.reason), "avoided"
        case CloseRisk():
            return RiskClosed(risk_id=command.risk_id, reason=command.reason), "closed"


def _materialise(command: MaterialiseRisk, risk: Risk, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if risk.state == "materialised":
        return []
    blocker_id = context.new_id("blk")
    fires = risk.strategy == "fallback-plan" and bool(risk.fallback)
    raised = raise_blocker(
        RaiseBlocker(
            title=risk.title,
            owner_id=risk.owner_id,
            due_at=command.due_at or _due_by_strategy(risk, fires, cycle, workspace, context),
            fallback=command.fallback or risk.fallback,
            blocks=(risk.isolated_id,) if risk.isolated_id else (),
            outside_message=command.outside_message,
            risk_id=risk.id,
        ),
        cycle,
        workspace,
        context,
        blocker_id,
    )
    findings = [_still_open(risk), *(raised.findings if isinstance(raised, Refusal) else ())]
    if isinstance(raised, Refusal):
        return Refusal(code="risk.refused", findings=tuple(finding for finding in findings if not finding.met))
    happened = RiskMaterialised(risk_id=risk.id, blocker_id=blocker_id)
    # A fallback that was written for this takes over at once: there is nothing left to wait for, so no clock begins.
    follows = [raised[0], FallbackTriggered(blocker_id=blocker_id)] if fires else raised
    return decided(
        "risk.refused", findings, lambda: [happened, *stop_clock(cycle, risk.id), *end_escalations(cycle, risk.id), *follows]
    )  # fmt: skip


def _due_by_strategy(risk: Risk, fires: bool, cycle: Cycle, workspace: Workspace, context: Context) -> datetime | None:
    """Two strategies say by themselves until when: what was isolated has 48 hours, and a fallback that fires needs none."""
    if risk.strategy != "isolate-48h" and not fires:
        return None
    calendar = calendar_for(cycle, workspace, risk.owner_id, context.now)[2]
    return advance(context.now, timedelta(hours=ISOLATION_HOURS), cycle.policies.basis, calendar)


def evolve_risk(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a risk to its cycle."""
    event: RiskEvent = recorded.event
    if isinstance(event, RiskIdentified):
        _apply_identified(cycle, event, recorded)
        return
    risk = cycle.risks[event.risk_id]
    risk.changed_at = recorded.at
    match event:
        case RiskAssessed():
            risk.closeness, risk.impact, risk.likelihood = event.closeness, event.impact, event.likelihood
            risk.state = "assessed" if risk.state == "identified" else risk.state
            risk.achievable = None  # what was answered about another rank is asked again
        case RiskAssigned():
            risk.owner_id = event.owner_id
        case RiskMitigating():
            risk.state, risk.reason, risk.accepted_until = "mitigating", event.note, None
            risk.started_at = recorded.at
        case RiskAccepted():
            risk.state, risk.reason, risk.accepted_until = "accepted", event.reason, event.until
            note_settled(cycle, risk.id)
        case RiskAcceptanceExpired():
            risk.state, risk.accepted_until = "assessed", None
        case RiskTransferred():
            _apply_ended(cycle, risk, "transferred", event.reason, recorded)
        case RiskAvoided():
            _apply_ended(cycle, risk, "avoided", event.reason, recorded)
        case RiskClosed():
            _apply_ended(cycle, risk, "closed", event.reason, recorded)
        case RiskMaterialised():
            risk.blocker_id = event.blocker_id
            risk.achievable = False if risk.achievable is not None else None
            _apply_ended(cycle, risk, "materialised", risk.reason, recorded)
        case _:
            assert_never(event)


def _apply_identified(cycle: Cycle, event: RiskIdentified, recorded: Recorded) -> None:
    cycle.risks[event.risk_id] = Risk(
        id=event.risk_id,
        number=event.number,
        title=event.title,
        owner_id=event.owner_id,
        strategy=event.strategy,
        argument=event.argument,
        detector=event.detector,
        planned_id=event.planned_id,
        identified_at=recorded.at,
        changed_at=recorded.at,
    )
    cycle.numbers["risk"] = event.number


def _apply_ended(cycle: Cycle, risk: Risk, state: State, reason: str, recorded: Recorded) -> None:
    risk.state = state
    risk.reason = reason
    risk.ended_at = recorded.at
    note_settled(cycle, risk.id)
