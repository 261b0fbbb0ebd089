"""The rules of assumptions: what to test first, the threshold before the evidence, and no silence about what was wrong."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from plumbline.domain.cycle.assumption import (
    OPEN,
    AssignAssumption,
    Assumption,
    AssumptionAssigned,
    AssumptionDropped,
    AssumptionRanked,
    AssumptionRefuted,
    AssumptionStated,
    AssumptionTestRegistered,
    AssumptionValidated,
    Command,
    DropAssumption,
    RankAssumption,
    Reading,
    ReadingShown,
    RefuteAssumption,
    RegisterTest,
    ShowReading,
    State,
    StateAssumption,
    ValidateAssumption,
)
from plumbline.domain.cycle.assumption import Event as AssumptionEvent
from plumbline.domain.cycle.risk import RiskIdentified
from plumbline.domain.cycle.rules.clock import hand_over, start_clock, stop_clock
from plumbline.domain.cycle.rules.common import Answer, Event, active_others, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.rules.risk import STRATEGIES
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_FALLBACK = "fallback-plan"


def decide_assumption(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about an assumption changes, or everything that stands in its way."""
    if isinstance(command, StateAssumption):
        return _state(command, cycle, workspace, context)
    assumption = cycle.assumptions.get(command.assumption_id)
    if assumption is None:
        return unknown("assumption", command.assumption_id)
    match command:
        case RankAssumption():
            return _rank(command, assumption, context)
        case AssignAssumption():
            return _assign(command, assumption, cycle, workspace, context)
        case RegisterTest():
            return _test(command, assumption, cycle, workspace, context)
        case ShowReading():
            return _show(command, assumption, cycle, context)
        case ValidateAssumption():
            return _validate(command, assumption, cycle, workspace, context)
        case RefuteAssumption():
            return _refute(command, assumption, cycle, workspace, context)
        case DropAssumption():
            return _drop(command, assumption, cycle, workspace, context)
        case _:
            assert_never(command)


def by_worth(assumptions: Iterable[Assumption]) -> list[Assumption]:
    """Return assumptions in the order in which to test them: most impact for the least cost first (A1)."""
    return sorted(assumptions, key=lambda one: (-one.worth, -one.impact, one.number))


def _state(command: StateAssumption, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    me, act = (context.actor,), "assumption.state"
    strange = [item for item in command.about if not _known(item, cycle)]
    findings = [
        check("A1.title", bool(command.title.strip()), who=me, act=act),
        _owner(command.owner_id, workspace, (*me, *leads(workspace)), act),
        *_ranks(command.impact, command.cost, context, act),
        check("A1.about", not strange, actual=", ".join(strange) or None, who=me, act=act),
    ]
    stated = AssumptionStated(
        assumption_id=context.new_id("asm"),
        number=next_number(cycle, "assumption"),
        title=command.title,
        owner_id=command.owner_id,
        impact=command.impact,
        cost=command.cost,
        about=command.about,
    )
    return decided("assumption.incomplete", findings, lambda: [stated])


def _known(item_id: str, cycle: Cycle) -> bool:
    return item_id in cycle.decisions or item_id in cycle.objectives or item_id in cycle.scope_items


def _owner(owner_id: str, workspace: Workspace, who: Iterable[str], act: str, item: str = "") -> Finding:
    return check("A1.owner", workspace.has_rank(owner_id, "contributor"), actual=owner_id, who=who, act=act, item=item)


def _ranks(impact: int, cost: int, context: Context, act: str, item: str = "") -> Iterator[Finding]:
    yield check("A1.impact", 1 <= impact <= 5, expected="1 to 5", actual=impact, who=(context.actor,), act=act, item=item)
    yield check("A1.cost", 1 <= cost <= 5, expected="1 to 5", actual=cost, who=(context.actor,), act=act, item=item)


def _still_open(assumption: Assumption) -> Finding:
    met = assumption.state in OPEN
    return check("I6.assumption", met, expected="open", actual=assumption.state, item=assumption.id, act="assumption.state")


def _may(assumption: Assumption, workspace: Workspace, context: Context, act: str) -> Finding:
    people = (assumption.owner_id, *leads(workspace))
    return check("A1.who", context.actor in people, actual=context.actor, who=people, act=act, item=assumption.id)


def _said(rule: str, text: str, assumption: Assumption, context: Context, act: str) -> Finding:
    return check(rule, bool(text.strip()), who=(context.actor,), act=act, item=assumption.id)


def _rank(command: RankAssumption, assumption: Assumption, context: Context) -> Answer:
    if (assumption.impact, assumption.cost) == (command.impact, command.cost):
        return []
    findings = [_still_open(assumption), *_ranks(command.impact, command.cost, context, "assumption.rank", assumption.id)]
    ranked = AssumptionRanked(assumption_id=assumption.id, impact=command.impact, cost=command.cost)
    return decided("assumption.incomplete", findings, lambda: [ranked])


def _assign(command: AssignAssumption, assumption: Assumption, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if assumption.state in OPEN and assumption.owner_id == command.owner_id:
        return []
    findings = [
        _still_open(assumption),
        _owner(command.owner_id, workspace, active_others(workspace, assumption.owner_id), "assumption.assign", assumption.id),
        _may(assumption, workspace, context, "assumption.assign"),
    ]
    assigned = AssumptionAssigned(assumption_id=assumption.id, owner_id=command.owner_id, reason=command.reason)
    return decided(
        "assumption.refused", findings, lambda: [assigned, *hand_over(cycle, workspace, context, assumption.id, command.owner_id)]
    )


def _test(command: RegisterTest, assumption: Assumption, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    stands = (assumption.criterion, assumption.threshold, assumption.due_at)
    if assumption.state == "testing" and stands == (command.criterion, command.threshold, command.due_at):
        return []
    act, due_at = "assumption.test", command.due_at
    ahead = due_at is None or due_at > context.now
    findings = [
        _still_open(assumption),
        _said("A2.criterion", command.criterion, assumption, context, act),
        _said("A2.threshold", command.threshold, assumption, context, act),
        check("A2.due_ahead", ahead, actual=due_at.isoformat() if due_at else None, who=(context.actor,), act=act, item=assumption.id),
        _may(assumption, workspace, context, act),
    ]
    registered = AssumptionTestRegistered(
        assumption_id=assumption.id, criterion=command.criterion.strip(), threshold=command.threshold.strip(), due_at=due_at
    )

    def events() -> list[Event]:
        down = end_escalations(cycle, assumption.id, "breach")
        if due_at is None:
            return [registered, *down, *stop_clock(cycle, assumption.id)]
        holder_id = assumption.owner_id
        clock = start_clock(
            cycle, workspace, context, item_id=assumption.id, purpose="test", holder_id=holder_id, due_at=due_at, basis="elapsed"
        )
        return [registered, *down, *clock]

    return decided("assumption.refused", findings, events)


def _show(command: ShowReading, assumption: Assumption, cycle: Cycle, context: Context) -> Answer:
    """A2: what was there before the threshold was written down proves nothing about it; the order of the ledger tells."""
    act, known = "assumption.show", not command.evidence_id or command.evidence_id in cycle.evidence
    cited = any(one.evidence_id == command.evidence_id for one in assumption.readings) if command.evidence_id else False
    if assumption.state == "testing" and cited:
        return []
    order = list(cycle.evidence).index(command.evidence_id) if command.evidence_id and known else len(cycle.evidence)
    newer = not command.evidence_id or not known or order >= assumption.evidence_before
    counted = not command.evidence_id or not known or cycle.evidence[command.evidence_id].state == "accepted"
    me = (context.actor,)
    findings = [
        _still_open(assumption),
        check("A2.registered", assumption.state != "open", who=(assumption.owner_id,), act="assumption.test", item=assumption.id),
        _said("A2.reading", command.reading, assumption, context, act),
        check("A2.evidence_known", known, actual=command.evidence_id, who=me, act=act, item=assumption.id),
        check("A2.order", newer, actual=command.evidence_id, who=me, act="evidence.submit", item=assumption.id),
        check("A2.accepted", counted, actual=command.evidence_id, who=me, act="evidence.accept", item=command.evidence_id),
    ]
    shown = ReadingShown(assumption_id=assumption.id, reading=command.reading, reference=command.reference, evidence_id=command.evidence_id)
    return decided("assumption.refused", findings, lambda: [shown])


def _verdict(because: str, assumption: Assumption, workspace: Workspace, context: Context, act: str) -> list[Finding]:
    owner = (assumption.owner_id,)
    return [
        _still_open(assumption),
        check("A2.registered", assumption.state != "open", who=owner, act="assumption.test", item=assumption.id),
        check("A2.shown", bool(assumption.readings), expected=1, actual=0, who=owner, act="assumption.show", item=assumption.id),
        _said("A2.because", because, assumption, context, act),
        _may(assumption, workspace, context, act),
    ]


def _validate(command: ValidateAssumption, assumption: Assumption, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if assumption.state == "validated":
        return []
    findings = _verdict(command.because, assumption, workspace, context, "assumption.validate")
    validated = AssumptionValidated(assumption_id=assumption.id, because=command.because)
    return decided("assumption.refused", findings, lambda: [validated, *_ended(assumption, cycle)])


def _refute(command: RefuteAssumption, assumption: Assumption, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if assumption.state == "refuted":
        return []
    becomes = assumption.high or bool(command.strategy)
    strategy = command.strategy or _FALLBACK
    known = strategy in STRATEGIES
    findings = [
        *_verdict(command.because, assumption, workspace, context, "assumption.refute"),
        check(
            "R5.strategy", known, expected=", ".join(STRATEGIES), actual=strategy, who=(context.actor,), act="assumption.refute",
            item=assumption.id,
        ),
    ]  # fmt: skip

    def events() -> list[Event]:
        risk = [_risk(command, assumption, strategy, cycle, context)] if becomes else []
        refuted = AssumptionRefuted(assumption_id=assumption.id, became_id=risk[0].risk_id if risk else "", because=command.because)
        return [refuted, *_ended(assumption, cycle), *risk]

    return decided("assumption.refused", findings, events)


def _risk(command: RefuteAssumption, assumption: Assumption, strategy: str, cycle: Cycle, context: Context) -> RiskIdentified:
    return RiskIdentified(
        risk_id=context.new_id("rsk"),
        number=next_number(cycle, "risk"),
        title=f"Not so: {assumption.title}",
        owner_id=assumption.owner_id,
        strategy=strategy,
        argument=command.argument or _argument(cycle, strategy),
        detector="",
    )


def _argument(cycle: Cycle, strategy: str) -> str:
    """What a strategy works on when nobody named it: what the plan's own risk with that strategy does, or the first safeguard."""
    plan = cycle.plan
    if plan is None:
        return ""
    same = next((risk.argument for risk in plan.risks if risk.strategy == strategy), "")
    return same or next((safeguard.id for safeguard in plan.safeguards), plan.outcome)


def _drop(command: DropAssumption, assumption: Assumption, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if assumption.state == "dropped":
        return []
    findings = [
        _still_open(assumption),
        _said("A2.because", command.reason, assumption, context, "assumption.drop"),
        _may(assumption, workspace, context, "assumption.drop"),
    ]
    dropped = AssumptionDropped(assumption_id=assumption.id, reason=command.reason)
    return decided("assumption.refused", findings, lambda: [dropped, *_ended(assumption, cycle)])


def _ended(assumption: Assumption, cycle: Cycle) -> list[Event]:
    return [*stop_clock(cycle, assumption.id), *end_escalations(cycle, assumption.id)]


def evolve_assumption(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of an assumption to its cycle."""
    event: AssumptionEvent = recorded.event
    if isinstance(event, AssumptionStated):
        _apply_stated(cycle, event, recorded)
        return
    assumption = cycle.assumptions[event.assumption_id]
    assumption.changed_at = recorded.at
    match event:
        case AssumptionRanked():
            assumption.impact, assumption.cost = event.impact, event.cost
        case AssumptionAssigned():
            assumption.owner_id = event.owner_id
        case AssumptionTestRegistered():
            assumption.criterion, assumption.threshold, assumption.due_at = event.criterion, event.threshold, event.due_at
            assumption.state, assumption.registered_at = "testing", recorded.at
            assumption.evidence_before = len(cycle.evidence)
            assumption.readings = []
        case ReadingShown():
            assumption.readings.append(
                Reading(recorded.actor, recorded.at, event.reading, reference=event.reference, evidence_id=event.evidence_id)
            )
        case AssumptionValidated():
            _apply_ended(cycle, assumption, "validated", event.because, recorded)
        case AssumptionRefuted():
            assumption.became_id = event.became_id
            _apply_ended(cycle, assumption, "refuted", event.because, recorded)
        case AssumptionDropped():
            _apply_ended(cycle, assumption, "dropped", event.reason, recorded)
        case _:
            assert_never(event)


def _apply_stated(cycle: Cycle, event: AssumptionStated, recorded: Recorded) -> None:
    cycle.assumptions[event.assumption_id] = Assumption(
        id=event.assumption_id,
        number=event.number,
        title=event.title,
        owner_id=event.owner_id,
        author_id=recorded.actor,
        stated_at=recorded.at,
        changed_at=recorded.at,
        impact=event.impact,
        cost=event.cost,
        about=event.about,
    )
    cycle.numbers["assumption"] = event.number


def _apply_ended(cycle: Cycle, assumption: Assumption, state: State, because: str, recorded: Recorded) -> None:
    assumption.state = state
    assumption.because = because
    assumption.ended_at = recorded.at
    note_settled(cycle, assumption.id)
