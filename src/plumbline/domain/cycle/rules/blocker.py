"""The rules of blockers: none without owner, due date and fallback, and none that is silently overdue."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from plumbline.domain.cycle.blocker import (
    AcknowledgeBlocker,
    AssignBlocker,
    Blocker,
    BlockerAcknowledged,
    BlockerAssigned,
    BlockerCancelled,
    BlockerExtended,
    BlockerRaised,
    BlockerResolved,
    CancelBlocker,
    Command,
    ExtendBlocker,
    FallbackTriggered,
    OutsideTold,
    RaiseBlocker,
    ResolveBlocker,
    State,
    TellOutside,
    TriggerFallback,
)
from plumbline.domain.cycle.blocker import Event as BlockerEvent
from plumbline.domain.cycle.rules.clock import hand_over, reschedule, start_clock, stop_clock
from plumbline.domain.cycle.rules.common import Answer, Event, active_others, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.escalation import end_escalations, find_item
from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.rules.strategy import reading_findings
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_blocker(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a blocker changes, or everything that stands in its way."""
    if isinstance(command, RaiseBlocker):
        return raise_blocker(command, cycle, workspace, context)
    blocker = cycle.blockers.get(command.blocker_id)
    if blocker is None:
        return unknown("blocker", command.blocker_id)
    match command:
        case AcknowledgeBlocker():
            return _acknowledge(blocker, workspace, context)
        case AssignBlocker():
            return _assign(command, blocker, cycle, workspace, context)
        case ResolveBlocker():
            return _resolve(command, blocker, cycle, workspace, context)
        case TriggerFallback():
            return _trigger_fallback(blocker, cycle, workspace, context)
        case ExtendBlocker():
            return _extend(command, blocker, cycle, workspace, context)
        case CancelBlocker():
            return _cancel(command, blocker, cycle, workspace, context)
        case TellOutside():
            return _tell_outside(command, blocker, workspace, context)
        case _:
            assert_never(command)


def raise_blocker(command: RaiseBlocker, cycle: Cycle, workspace: Workspace, context: Context, blocker_id: str = "") -> Answer:
    """Return the events that put a blocker up, or all that it lacks. blocker_id: given when another rule has made the id already."""
    me = [context.actor]
    unknown_items = [item for item in command.blocks if not _known(item, cycle)]
    findings = [
        check("B1.title", bool(command.title.strip()), who=me, act="blocker.raise"),
        _owner_finding("B1.owner", command.owner_id, workspace, [*me, *leads(workspace)], "blocker.raise"),
        check("B1.due", command.due_at is not None, who=me, act="blocker.raise"),
        check(
            "B1.due_ahead",
            command.due_at is None or command.due_at > context.now,
            actual=_text(command.due_at),
            who=me,
            act="blocker.raise",
        ),
        check("B1.fallback", bool(command.fallback.strip()), who=me, act="blocker.raise"),
        check("B1.blocks", not unknown_items, actual=", ".join(unknown_items) or None, who=me, act="blocker.raise"),
        check("B1.section", not command.section_id or command.section_id in cycle.sections, actual=command.section_id, who=me),
        check("B1.risk", not command.risk_id or command.risk_id in cycle.risks, actual=command.risk_id, who=me),
    ]
    return decided("blocker.incomplete", findings, lambda: _raised(command, cycle, workspace, context, blocker_id))


def end_by_fallback(blocker: Blocker, cycle: Cycle) -> list[Event]:
    """Return the events with which a blocker's fallback takes its place."""
    return [FallbackTriggered(blocker_id=blocker.id), *_ended(blocker, cycle)]


def _raised(command: RaiseBlocker, cycle: Cycle, workspace: Workspace, context: Context, blocker_id: str) -> list[Event]:
    made = blocker_id or context.new_id("blk")
    due_at = command.due_at or context.now  # checked before: a blocker without a due date does not come this far
    raised = BlockerRaised(
        blocker_id=made,
        number=next_number(cycle, "blocker"),
        title=command.title,
        owner_id=command.owner_id,
        due_at=due_at,
        fallback=command.fallback,
        blocks=command.blocks,
        section_id=command.section_id,
        risk_id=command.risk_id,
        tells_outside=bool(command.outside_message.strip()),
        outside_message=command.outside_message,
    )
    # A blocker's due date is a date people agreed on, so it is measured on the wall: handing it on does not move it.
    clock = start_clock(
        cycle, workspace, context, item_id=made, purpose="unblock", holder_id=command.owner_id, due_at=due_at, basis="elapsed"
    )  # fmt: skip
    return [raised, *clock]


def _known(item_id: str, cycle: Cycle) -> bool:
    plan = cycle.plan
    in_plan = plan is not None and any(item_id == part.id for part in (*plan.steps, *plan.gates))
    return in_plan or item_id in cycle.sections or item_id in cycle.objectives or find_item(cycle, item_id) is not None


def _owner_finding(rule: str, owner_id: str, workspace: Workspace, who: Iterable[str], act: str, item: str = "") -> Finding:
    return check(rule, workspace.has_rank(owner_id, "contributor"), actual=owner_id, who=who, act=act, item=item)


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _holders(blocker: Blocker, workspace: Workspace) -> tuple[str, ...]:
    return (blocker.owner_id, *leads(workspace))


def _still_open(blocker: Blocker, act: str) -> Finding:
    return check("I6.blocker", blocker.state == "open", expected="open", actual=blocker.state, item=blocker.id, act=act)


def _may(rule: str, blocker: Blocker, people: Iterable[str], context: Context, act: str) -> Finding:
    allowed = tuple(people)
    return check(
        rule, context.actor_kind == "system" or context.actor in allowed, actual=context.actor, who=allowed, act=act, item=blocker.id
    )


def _acknowledge(blocker: Blocker, workspace: Workspace, context: Context) -> Answer:
    if blocker.acknowledged_at is not None:
        return []
    findings = [
        check("I6.blocker", blocker.state in ("open", "fallback_triggered"), expected="open", actual=blocker.state, item=blocker.id),
        _may("B2.acknowledge", blocker, _holders(blocker, workspace), context, "blocker.acknowledge"),
    ]
    return decided("blocker.refused", findings, lambda: [BlockerAcknowledged(blocker_id=blocker.id)])


def _assign(command: AssignBlocker, blocker: Blocker, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if blocker.state == "open" and blocker.owner_id == command.owner_id:
        return []
    people = (*_holders(blocker, workspace), blocker.raiser_id)
    findings = [
        _still_open(blocker, "blocker.assign"),
        _owner_finding("B1.owner", command.owner_id, workspace, active_others(workspace, blocker.owner_id), "blocker.assign", blocker.id),
        _may("B1.assign", blocker, people, context, "blocker.assign"),
    ]
    assigned = BlockerAssigned(blocker_id=blocker.id, owner_id=command.owner_id, reason=command.reason)
    return decided(
        "blocker.refused", findings, lambda: [assigned, *hand_over(cycle, workspace, context, blocker.id, command.owner_id)]
    )  # fmt: skip


def _resolve(command: ResolveBlocker, blocker: Blocker, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if blocker.state == "resolved":
        return []
    findings = [
        _still_open(blocker, "blocker.raise"),
        *_shown_by_metric(blocker, cycle, context),
        check("B2.how", bool(command.how.strip()), who=[context.actor], act="blocker.resolve", item=blocker.id),
        _may("B2.resolve", blocker, (*_holders(blocker, workspace), blocker.raiser_id), context, "blocker.resolve"),
    ]
    resolved = BlockerResolved(blocker_id=blocker.id, how=command.how)
    return decided("blocker.refused", findings, lambda: [resolved, *_ended(blocker, cycle)])


def _shown_by_metric(blocker: Blocker, cycle: Cycle, context: Context) -> Iterator[Finding]:
    """What came of a risk under a strategy with a metric is over when a reading shows it (R5)."""
    risk = cycle.risks.get(blocker.risk_id)
    return iter(()) if risk is None else reading_findings(risk, context)


def _trigger_fallback(blocker: Blocker, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if blocker.state == "fallback_triggered":
        return []
    findings = [
        _still_open(blocker, "blocker.raise"),
        _may("B2.fallback", blocker, _holders(blocker, workspace), context, "blocker.trigger_fallback"),
    ]
    return decided("blocker.refused", findings, lambda: end_by_fallback(blocker, cycle))


def _extend(command: ExtendBlocker, blocker: Blocker, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if blocker.state == "open" and command.due_at == blocker.due_at:
        return []
    allowed = cycle.policies.blocker_extensions
    used = len(blocker.extensions)
    holders = _holders(blocker, workspace)
    findings = [
        _still_open(blocker, "blocker.raise"),
        check("B2.extensions", used < allowed, expected=allowed, actual=used, who=holders, act="blocker.trigger_fallback", item=blocker.id),
        check("B2.tradeoff", bool(command.tradeoff.strip()), who=[context.actor], act="blocker.extend", item=blocker.id),
        check(
            "B2.later",
            command.due_at > max(blocker.due_at, context.now),
            expected=_text(max(blocker.due_at, context.now)),
            actual=_text(command.due_at),
            who=[context.actor],
            act="blocker.extend",
            item=blocker.id,
        ),
        _may("B2.extend", blocker, holders, context, "blocker.extend"),
    ]
    extended = BlockerExtended(blocker_id=blocker.id, due_at=command.due_at, tradeoff=command.tradeoff)
    return decided(
        "blocker.refused", findings, lambda: [extended, *reschedule(cycle, workspace, context, blocker.id, command.due_at)]
    )  # fmt: skip


def _cancel(command: CancelBlocker, blocker: Blocker, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if blocker.state == "cancelled":
        return []
    findings = [
        _still_open(blocker, "blocker.raise"),
        check("B2.reason", bool(command.reason.strip()), who=[context.actor], act="blocker.cancel", item=blocker.id),
        _may("B2.cancel", blocker, (blocker.raiser_id, *leads(workspace)), context, "blocker.cancel"),
    ]
    cancelled = BlockerCancelled(blocker_id=blocker.id, reason=command.reason)
    return decided("blocker.refused", findings, lambda: [cancelled, *_ended(blocker, cycle)])


def _tell_outside(command: TellOutside, blocker: Blocker, workspace: Workspace, context: Context) -> Answer:
    findings = [
        _still_open(blocker, "blocker.raise"),
        check("B4.message", bool(command.message.strip()), who=[context.actor], act="blocker.tell_outside", item=blocker.id),
        _may("B4.who", blocker, (*_holders(blocker, workspace), blocker.raiser_id), context, "blocker.tell_outside"),
    ]
    return decided("blocker.refused", findings, lambda: [OutsideTold(blocker_id=blocker.id, message=command.message)])


def _ended(blocker: Blocker, cycle: Cycle) -> list[Event]:
    return [*stop_clock(cycle, blocker.id), *end_escalations(cycle, blocker.id)]


def evolve_blocker(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a blocker to its cycle."""
    event: BlockerEvent = recorded.event
    if isinstance(event, BlockerRaised):
        _apply_raised(cycle, event, recorded)
        return
    blocker = cycle.blockers[event.blocker_id]
    match event:
        case BlockerAcknowledged():
            blocker.acknowledged_at = recorded.at
        case BlockerAssigned():
            blocker.owner_id = event.owner_id
            blocker.acknowledged_at = None
        case BlockerResolved():
            blocker.how = event.how
            _apply_ended(cycle, blocker, "resolved", recorded)
        case FallbackTriggered():
            blocker.acknowledged_at = recorded.at if recorded.actor == blocker.owner_id else None
            _apply_ended(cycle, blocker, "fallback_triggered", recorded)
        case BlockerExtended():
            blocker.extensions.append(blocker.due_at)
            blocker.due_at = event.due_at
            blocker.outdated_message = blocker.tells_outside
        case BlockerCancelled():
            blocker.how = event.reason
            _apply_ended(cycle, blocker, "cancelled", recorded)
        case OutsideTold():
            blocker.outside_message = event.message
            blocker.tells_outside = True
            blocker.told_by, blocker.outdated_message = recorded.actor, False
        case _:
            assert_never(event)


def _apply_raised(cycle: Cycle, event: BlockerRaised, recorded: Recorded) -> None:
    cycle.blockers[event.blocker_id] = Blocker(
        id=event.blocker_id,
        number=event.number,
        title=event.title,
        owner_id=event.owner_id,
        raiser_id=recorded.actor,
        raised_at=recorded.at,
        due_at=event.due_at,
        fallback=event.fallback,
        blocks=event.blocks,
        section_id=event.section_id,
        risk_id=event.risk_id,
        outside_message=event.outside_message,
        tells_outside=event.tells_outside,
        told_by=recorded.actor if event.tells_outside else "",
        acknowledged_at=recorded.at if event.owner_id == recorded.actor else None,
    )
    cycle.numbers["blocker"] = event.number


def _apply_ended(cycle: Cycle, blocker: Blocker, state: State, recorded: Recorded) -> None:
    blocker.state = state
    blocker.ended_at = recorded.at
    blocker.ended_by = recorded.actor
    note_settled(cycle, blocker.id)
