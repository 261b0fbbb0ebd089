"""The rules of scope changes: nothing comes in without its price, the lock's owner signs, and what was approved is looked at again."""

from collections.abc import Iterator
from typing import assert_never

from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.rules.decision_returning import come_back
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.rules.moving import move_window
from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.rules.scope import is_locked, rank_finding, scope_owners
from plumbline.domain.cycle.scope import IN_SCOPE, ScopeAccepted, ScopeDeferred
from plumbline.domain.cycle.scope_change import (
    PENDING,
    AcceptChange,
    ApplyChange,
    AssessChange,
    ChangeAccepted,
    ChangeApplied,
    ChangeAssessed,
    ChangeDeclined,
    ChangeDeferred,
    ChangeRequested,
    Command,
    DeclineChange,
    DeferChange,
    RequestChange,
    ScopeChange,
    State,
    Trade,
)
from plumbline.domain.cycle.scope_change import Event as ChangeEvent
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_change(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a scope change changes, or everything that stands in its way."""
    if isinstance(command, RequestChange):
        return _request(command, cycle, context)
    change = cycle.scope_changes.get(command.change_id)
    if change is None:
        return unknown("scope_change", command.change_id)
    match command:
        case AssessChange():
            return _assess(command, change, cycle, context)
        case AcceptChange():
            return _accept(command, change, cycle, workspace, context)
        case DeclineChange() | DeferChange():
            return _turn_down(command, change, cycle, workspace, context)
        case ApplyChange():
            return _apply(command, change, cycle, workspace, context)
        case _:
            assert_never(command)


def touched_decisions(change: ScopeChange, cycle: Cycle) -> tuple[str, ...]:
    """Return the decisions in force that a change touches: those it names, and those of the items that it moves (S4)."""
    moved = (cycle.scope_items[one].decisions for one in (*change.adds, *change.displaces) if one in cycle.scope_items)
    named = change.trade.decisions if change.trade else ()
    found = dict.fromkeys((*named, *(decision for decisions in moved for decision in decisions)))
    return tuple(one for one in found if one in cycle.decisions and _stands(one, cycle))


def deciders(cycle: Cycle, workspace: Workspace) -> tuple[str, ...]:
    """Return who decides about a scope change: the owner of the lock; until scope is locked, a lead as well (S3)."""
    owners = scope_owners(cycle, workspace)
    return owners if is_locked(cycle) else tuple(dict.fromkeys((*owners, *leads(workspace))))


def _stands(decision_id: str, cycle: Cycle) -> bool:
    state = cycle.decisions[decision_id].state
    return state in IN_FORCE or state == "approved_conditionally"


def _request(command: RequestChange, cycle: Cycle, context: Context) -> Answer:
    act = "scope_change.request"
    findings = [
        check("S2.title", bool(command.title.strip()), who=(context.actor,), act=act),
        *_adds(command.adds, cycle, context, act),
        check("S2.adds", bool(command.adds) or _displaces(command.trade), who=(context.actor,), act=act),
        *(_trade(command.trade, command.adds, cycle, context, act) if command.trade else ()),
    ]
    change_id = context.new_id("chg")
    requested = ChangeRequested(
        change_id=change_id, number=next_number(cycle, "change"), title=command.title.strip(), adds=command.adds, reason=command.reason
    )
    priced = [ChangeAssessed(change_id=change_id, trade=command.trade)] if command.trade else []
    return decided("scope.untraded", findings, lambda: [requested, *priced])


def _displaces(trade: Trade | None) -> bool:
    return trade is not None and bool(trade.displaces)


def _adds(adds: tuple[str, ...], cycle: Cycle, context: Context, act: str) -> Iterator[Finding]:
    """What comes in is known, and not in already."""
    for one in adds:
        item = cycle.scope_items.get(one)
        yield check("S2.item_known", item is not None, actual=one, who=(context.actor,), act="scope.request")
        if item is not None:
            out = item.state not in IN_SCOPE and item.state != "declined"
            yield check("S2.item_out", out, actual=item.state, who=(context.actor,), act=act, item=item.id)


def _trade(trade: Trade, adds: tuple[str, ...], cycle: Cycle, context: Context, act: str) -> Iterator[Finding]:
    """S2, and what step 5 of every playbook asks: the price, the effect on a metric, the effect on a practice nobody trades."""
    me = (context.actor,)
    metrics = [metric.id for metric in cycle.plan.metrics] if cycle.plan else []
    practices = [practice.id for practice in cycle.plan.practices] if cycle.plan else []
    paid = bool(trade.displaces or trade.capacity.strip() or trade.moves_to)
    strange = [one for one in trade.decisions if one not in cycle.decisions]
    yield check("S2.traded", paid, who=me, act=act)
    yield from _date(trade, cycle, context, act)
    yield from _leaving(trade, adds, cycle, context, act)
    yield check("S2.metric", trade.metric_id in metrics, expected=", ".join(metrics), actual=trade.metric_id, who=me, act=act)
    yield check("S2.metric_effect", bool(trade.metric_effect.strip()), who=me, act=act)
    yield check("S2.practice", trade.practice_id in practices, expected=", ".join(practices), actual=trade.practice_id, who=me, act=act)
    yield check("S2.practice_effect", bool(trade.practice_effect.strip()), who=me, act=act)
    yield check("S4.decisions", not strange, actual=", ".join(strange) or None, who=me, act=act)


def _date(trade: Trade, cycle: Cycle, context: Context, act: str) -> Iterator[Finding]:
    """The window ends later than now, and than it starts."""
    earliest = max(context.now, cycle.starts_at or context.now)
    ahead = trade.moves_to is None or trade.moves_to > earliest
    yield check("S2.date", ahead, actual=trade.moves_to.isoformat() if trade.moves_to else None, who=(context.actor,), act=act)


def _leaving(trade: Trade, adds: tuple[str, ...], cycle: Cycle, context: Context, act: str) -> Iterator[Finding]:
    """What leaves is in scope, not built yet, and not what comes in."""
    for one in trade.displaces:
        item = cycle.scope_items.get(one)
        yield check("S2.item_known", item is not None, actual=one, who=(context.actor,), act="scope.request")
        if item is not None:
            leaves = item.state == "accepted" and one not in adds
            yield check("S2.item_in", leaves, actual=item.state, who=(context.actor,), act=act, item=item.id)


def _open_to(change: ScopeChange, act: str) -> Finding:
    return check("I6.change", change.state in PENDING, expected="open", actual=change.state, item=change.id, act=act)


def _assess(command: AssessChange, change: ScopeChange, cycle: Cycle, context: Context) -> Answer:
    if change.trade == command.trade and change.state == "assessed":
        return []
    findings = [_open_to(change, "scope_change.request"), *_trade(command.trade, change.adds, cycle, context, "scope_change.assess")]
    return decided("scope.untraded", findings, lambda: [ChangeAssessed(change_id=change.id, trade=command.trade)])


def _accept(command: AcceptChange, change: ScopeChange, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if change.state in ("accepted", "applied"):
        return []
    locked, act = is_locked(cycle), "scope_change.accept"
    who = deciders(cycle, workspace)
    adding = [cycle.scope_items[one] for one in change.adds]
    priced = [*_adds(change.adds, cycle, context, act), *_leaving(change.trade, change.adds, cycle, context, act)] if change.trade else []
    findings = [
        _open_to(change, "scope_change.request"),
        check("S2.traded", change.trade is not None, who=(change.owner_id, *who), act="scope_change.assess", item=change.id),
        *priced,
        *(_date(change.trade, cycle, context, act) if change.trade else ()),
        *(rank_finding(item, cycle) for item in adding),
        check("O1.outcome", cycle.outcome is not None, who=leads(workspace), act="cycle.set_outcome", item=cycle.id),
        check("S2.because", bool(command.because.strip()), who=(context.actor,), act=act, item=change.id),
        check("S3.owner" if locked else "S3.who", context.actor in who, actual=context.actor, who=who, act=act, item=change.id),
    ]
    return decided("scope.refused", findings, lambda: _accepted(command, change, cycle, workspace, context))


def _accepted(command: AcceptChange, change: ScopeChange, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    events: list[Event] = [ChangeAccepted(change_id=change.id, locked=is_locked(cycle), because=command.because)]
    events += end_escalations(cycle, change.id)
    for one in change.adds:
        events += [ScopeAccepted(scope_id=one, by_change_id=change.id), *end_escalations(cycle, one)]
    events += [ScopeDeferred(scope_id=one, by_change_id=change.id, reason=f"Made room for {change.title}.") for one in change.displaces]
    events += move_window(cycle, workspace, change.id, change.trade.moves_to if change.trade else None)
    for one in touched_decisions(change, cycle):
        events += come_back(cycle.decisions[one], "scope_change", change.title, cycle, workspace, context)
    return events


def _turn_down(command: DeclineChange | DeferChange, change: ScopeChange, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    declines = isinstance(command, DeclineChange)
    if change.state == ("declined" if declines else "deferred"):
        return []
    act = "scope_change.decline" if declines else "scope_change.defer"
    who = tuple(dict.fromkeys((*deciders(cycle, workspace), change.owner_id)))
    findings = [
        _open_to(change, "scope_change.request"),
        check("S1.reason", bool(command.reason.strip()), who=(context.actor,), act=act, item=change.id),
        check("S3.who", context.actor in who, actual=context.actor, who=who, act=act, item=change.id),
    ]
    event = ChangeDeclined(change_id=change.id, reason=command.reason) if declines else ChangeDeferred(
        change_id=change.id, reason=command.reason
    )  # fmt: skip
    return decided("scope.refused", findings, lambda: [event, *end_escalations(cycle, change.id)])


def _apply(command: ApplyChange, change: ScopeChange, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if change.state == "applied":
        return []
    who = tuple(dict.fromkeys((*scope_owners(cycle, workspace), *leads(workspace))))
    taken = change.state == "accepted"
    findings = [
        check("S2.accepted", taken, expected="accepted", actual=change.state, item=change.id, act="scope_change.accept", who=who),
        check("S3.who", context.actor in who, actual=context.actor, who=who, act="scope_change.apply", item=change.id),
    ]
    return decided("scope.refused", findings, lambda: [ChangeApplied(change_id=change.id, note=command.note)])


def evolve_change(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a scope change to its cycle."""
    event: ChangeEvent = recorded.event
    if isinstance(event, ChangeRequested):
        cycle.scope_changes[event.change_id] = ScopeChange(
            id=event.change_id,
            number=event.number,
            title=event.title,
            owner_id=recorded.actor,
            requested_at=recorded.at,
            changed_at=recorded.at,
            adds=event.adds,
            reason=event.reason,
        )
        cycle.numbers["change"] = event.number
        return
    change = cycle.scope_changes[event.change_id]
    change.changed_at = recorded.at
    match event:
        case ChangeAssessed():
            change.trade, change.state, change.ended_at = event.trade, "assessed", None
        case ChangeAccepted():
            change.locked = event.locked
            change.forecast_before, change.forecast_after = event.forecast_before, event.forecast_after
            _settle(cycle, change, "accepted", event.because, recorded)
        case ChangeDeclined():
            _settle(cycle, change, "declined", event.reason, recorded)
        case ChangeDeferred():
            _settle(cycle, change, "deferred", event.reason, recorded)
        case ChangeApplied():
            change.state = "applied"
        case _:
            assert_never(event)


def _settle(cycle: Cycle, change: ScopeChange, state: State, reason: str, recorded: Recorded) -> None:
    change.state, change.reason, change.ended_at = state, reason, recorded.at
    change.decided_by = recorded.actor
    note_settled(cycle, change.id)
