"""The rules of scope items: ranked by what they contribute, owned through their area, kept out with a reason."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.scope import (
    IN_SCOPE,
    LOCK,
    AcceptScope,
    ApplyScope,
    AssessScope,
    Command,
    DeclineScope,
    DeferScope,
    RequestScope,
    ScopeAccepted,
    ScopeApplied,
    ScopeAssessed,
    ScopeDeclined,
    ScopeDeferred,
    ScopeItem,
    ScopeRequested,
    State,
)
from plumbline.domain.cycle.scope import Event as ScopeEvent
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_scope(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a scope item changes, or everything that stands in its way."""
    if isinstance(command, RequestScope):
        return _request(command, cycle, workspace, context)
    item = cycle.scope_items.get(command.scope_id)
    if item is None:
        return unknown("scope_item", command.scope_id)
    match command:
        case AssessScope():
            return _assess(command, item, context)
        case AcceptScope():
            return _accept(item, cycle, workspace, context)
        case DeclineScope() | DeferScope():
            return _keep_out(command, item, cycle, workspace, context)
        case ApplyScope():
            return _apply(command, item, cycle, workspace, context)
        case _:
            assert_never(command)


def is_locked(cycle: Cycle) -> bool:
    """Tell whether scope is locked: the cycle has passed the gate for it (S6)."""
    return (LOCK, cycle.id) in cycle.passages


def scope_owners(cycle: Cycle, workspace: Workspace) -> tuple[str, ...]:
    """Return who answers for scope and its lock: the owner of the area that the plan binds to the gate, else the leads."""
    areas = () if cycle.plan is None else cycle.plan.areas
    owners = (cycle.owners.get(area.id, "") for area in areas if area.bound_to == f"gate:{LOCK}")
    active = tuple(person for person in owners if workspace.is_active(person))
    return active or leads(workspace)


def by_contribution(items: Iterable[ScopeItem]) -> list[ScopeItem]:
    """Return items in their rank: most contribution first, of equal ones the cheapest; those without a rank last (S1)."""
    return sorted(items, key=lambda item: (-item.contribution, item.effort, item.number))


def area_findings(area: str, cycle: Cycle, workspace: Workspace, context: Context) -> Iterator[Finding]:
    """S5: every scope area has one owner."""
    known = area in cycle.owners
    yield check("S5.area", known, expected=", ".join(sorted(cycle.owners)), actual=area, who=(context.actor,), act="scope.request")
    if known:
        owner = cycle.owners[area]
        yield check("S5.owner", workspace.is_active(owner), actual=owner, who=leads(workspace), act="cycle.assign_area", item=area)


def rank_finding(item: ScopeItem, cycle: Cycle) -> Finding:
    """S1: no unranked item is committed."""
    return check("S1.ranked", item.ranked, who=(item.owner_id,), act="scope.assess", item=item.id)


def _request(command: RequestScope, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    me, act = (context.actor,), "scope.request"
    strange = [one for one in command.decisions if one not in cycle.decisions]
    findings = [
        check("S1.title", bool(command.title.strip()), who=me, act=act),
        *area_findings(command.area, cycle, workspace, context),
        check("S4.decisions", not strange, actual=", ".join(strange) or None, who=me, act=act),
    ]
    requested = ScopeRequested(
        scope_id=context.new_id("scp"),
        number=next_number(cycle, "scope"),
        title=command.title.strip(),
        area=command.area,
        decisions=command.decisions,
        reason=command.reason,
    )
    return decided("scope.incomplete", findings, lambda: [requested])


def _assess(command: AssessScope, item: ScopeItem, context: Context) -> Answer:
    if (item.contribution, item.effort) == (command.contribution, command.effort) and item.state != "deferred":
        return []
    me, act = (context.actor,), "scope.assess"
    open_to_it = item.state not in ("declined", "applied")
    findings = [
        check("I6.scope", open_to_it, expected="open", actual=item.state, item=item.id, act="scope.request"),
        check("S1.contribution", 1 <= command.contribution <= 5, expected="1 to 5", actual=command.contribution, who=me, act=act),
        check("S1.effort", 1 <= command.effort <= 5, expected="1 to 5", actual=command.effort, who=me, act=act),
    ]
    assessed = ScopeAssessed(scope_id=item.id, contribution=command.contribution, effort=command.effort)
    return decided("scope.incomplete", findings, lambda: [assessed])


def _may(item: ScopeItem, cycle: Cycle, workspace: Workspace, context: Context, act: str) -> Finding:
    people = tuple(dict.fromkeys((item.owner_id, *scope_owners(cycle, workspace), *leads(workspace))))
    return check("S5.who", context.actor in people, actual=context.actor, who=people, act=act, item=item.id)


def _unlocked(item: ScopeItem, cycle: Cycle, workspace: Workspace) -> Finding:
    """S3: what is in and what is out changes only as a tradeoff once scope is locked."""
    return check("S3.locked", not is_locked(cycle), who=scope_owners(cycle, workspace), act="scope_change.request", item=item.id)


def _accept(item: ScopeItem, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if item.state in IN_SCOPE:
        return []
    findings = [
        check("I6.scope", item.state in ("requested", "assessed", "deferred"), actual=item.state, item=item.id, act="scope.request"),
        rank_finding(item, cycle),
        check("O1.outcome", cycle.outcome is not None, who=leads(workspace), act="cycle.set_outcome", item=cycle.id),
        _unlocked(item, cycle, workspace),
        _may(item, cycle, workspace, context, "scope.accept"),
    ]
    return decided("scope.refused", findings, lambda: [ScopeAccepted(scope_id=item.id), *end_escalations(cycle, item.id)])


def _keep_out(command: DeclineScope | DeferScope, item: ScopeItem, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    act = "scope.decline" if isinstance(command, DeclineScope) else "scope.defer"
    if item.state == ("declined" if act == "scope.decline" else "deferred"):
        return []
    locked = [_unlocked(item, cycle, workspace)] if item.state == "accepted" else []
    findings = [
        check("I6.scope", item.state not in ("declined", "applied"), expected="open", actual=item.state, item=item.id, act="scope.request"),
        *locked,
        check("S1.reason", bool(command.reason.strip()), who=(context.actor,), act=act, item=item.id),
        _may(item, cycle, workspace, context, act),
    ]
    event = (
        ScopeDeclined(scope_id=item.id, reason=command.reason)
        if isinstance(command, DeclineScope)
        else ScopeDeferred(scope_id=item.id, reason=command.reason)
    )
    return decided("scope.refused", findings, lambda: [event, *end_escalations(cycle, item.id)])


def _apply(command: ApplyScope, item: ScopeItem, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if item.state == "applied":
        return []
    findings = [
        check("S1.accepted", item.state == "accepted", expected="accepted", actual=item.state, item=item.id, act="scope.accept",
              who=scope_owners(cycle, workspace)),
        _may(item, cycle, workspace, context, "scope.apply"),
    ]  # fmt: skip
    events: list[Event] = [ScopeApplied(scope_id=item.id, note=command.note)]
    return decided("scope.refused", findings, lambda: events)


def evolve_scope(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a scope item to its cycle."""
    event: ScopeEvent = recorded.event
    if isinstance(event, ScopeRequested):
        _apply_requested(cycle, event, recorded)
        return
    item = cycle.scope_items[event.scope_id]
    item.changed_at = recorded.at
    match event:
        case ScopeAssessed():
            item.contribution, item.effort = event.contribution, event.effort
            if item.state in ("requested", "deferred"):
                item.state, item.reason, item.ended_at, item.by_change_id = "assessed", "", None, ""
        case ScopeAccepted():
            item.by_change_id = event.by_change_id
            _settle(cycle, item, "accepted", "", recorded)
        case ScopeDeclined():
            _settle(cycle, item, "declined", event.reason, recorded)
        case ScopeDeferred():
            item.by_change_id = event.by_change_id
            _settle(cycle, item, "deferred", event.reason, recorded)
        case ScopeApplied():
            item.state = "applied"
        case _:
            assert_never(event)


def _apply_requested(cycle: Cycle, event: ScopeRequested, recorded: Recorded) -> None:
    cycle.scope_items[event.scope_id] = ScopeItem(
        id=event.scope_id,
        number=event.number,
        title=event.title,
        area=event.area,
        owner_id=cycle.owners.get(event.area, ""),
        author_id=recorded.actor,
        requested_at=recorded.at,
        changed_at=recorded.at,
        decisions=event.decisions,
        reason=event.reason,
    )
    cycle.numbers["scope"] = event.number


def _settle(cycle: Cycle, item: ScopeItem, state: State, reason: str, recorded: Recorded) -> None:
    item.state, item.reason, item.ended_at = state, reason, recorded.at
    note_settled(cycle, item.id)
