"""The rules of the wrap-up: metrics tied to decisions, and nothing left open that nobody carries or defers."""

from collections.abc import Iterator

from plumbline.domain.cycle.assumption import OPEN as OPEN_ASSUMPTION
from plumbline.domain.cycle.decision import OPEN as OPEN_DECISION
from plumbline.domain.cycle.release import OPEN as OPEN_RELEASE
from plumbline.domain.cycle.release import OUT
from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads
from plumbline.domain.cycle.rules.launching import launched_finding
from plumbline.domain.cycle.scope import PENDING as PENDING_SCOPE
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.wrap_up import Command, Movement, WrapUp, WrapUpWritten
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding
from plumbline.kernel.record import record

_AREA = "outcome"
KINDS = (
    "decision", "thread", "blocker", "review", "risk", "assumption", "scope item", "scope change", "handoff", "correction", "promise",
    "release", "message", "dependency",
)  # fmt: skip
"""What can be open in a cycle, in the order in which it is listed."""


@record
class OpenEnd:
    """An item that is still open. kind: what it is. act: what would end it."""

    kind: str
    item_id: str
    person_id: str
    act: str


def open_items(cycle: Cycle) -> Iterator[OpenEnd]:
    """Yield everything that is still open in a cycle, kind by kind, with who it waits for."""
    for decision in cycle.decisions.values():
        if decision.state in OPEN_DECISION:
            yield OpenEnd(kind="decision", item_id=decision.id, person_id=decision.owner_id or decision.author_id, act="decision.withdraw")
    for thread in cycle.threads.values():
        if thread.state == "open":
            yield OpenEnd(kind="thread", item_id=thread.id, person_id=thread.asks_id or thread.author_id, act="thread.resolve")
    for blocker in cycle.blockers.values():
        if blocker.state == "open":
            yield OpenEnd(kind="blocker", item_id=blocker.id, person_id=blocker.owner_id, act="blocker.resolve")
    for review in cycle.reviews.values():
        if review.state == "open":
            yield OpenEnd(kind="review", item_id=review.id, person_id=review.owner_id, act="review.close_round")
    for risk in cycle.risks.values():
        if risk.state in OPEN_RISK:
            yield OpenEnd(kind="risk", item_id=risk.id, person_id=risk.owner_id, act="risk.close")
    for assumption in cycle.assumptions.values():
        if assumption.state in OPEN_ASSUMPTION:
            yield OpenEnd(kind="assumption", item_id=assumption.id, person_id=assumption.owner_id, act="assumption.drop")
    for item in cycle.scope_items.values():
        if item.state in PENDING_SCOPE:
            yield OpenEnd(kind="scope item", item_id=item.id, person_id=item.owner_id, act="scope.defer")
    for change in cycle.scope_changes.values():
        if change.state in ("requested", "assessed"):
            yield OpenEnd(kind="scope change", item_id=change.id, person_id=change.owner_id, act="scope_change.decline")
    for handoff in cycle.handoffs.values():
        if handoff.state in ("assembled", "offered", "returned"):
            yield OpenEnd(kind="handoff", item_id=handoff.id, person_id=handoff.owner_id, act="handoff.withdraw")
    for correction in cycle.corrections.values():
        if correction.settled_at is None:
            yield OpenEnd(kind="correction", item_id=correction.id, person_id=correction.owner_id, act="correction.settle")
    for promise in cycle.promises.values():
        if promise.owed_to:
            yield OpenEnd(kind="correction", item_id=promise.id, person_id=promise.owed_to, act="promise.correct")
        elif promise.state in ("at_risk", "broken"):
            yield OpenEnd(kind="promise", item_id=promise.id, person_id=promise.owner_id, act="promise.read")
    yield from _outside(cycle)


def _outside(cycle: Cycle) -> Iterator[OpenEnd]:
    """Yield what others outside the cycle still wait for: releases that are not over, messages not sent, dependencies not seen to come."""
    for release in cycle.releases.values():
        everybody_has_it = release.kind == "release" and release.state in OUT and release.share == 100
        if release.state in OPEN_RELEASE and not everybody_has_it:
            yield OpenEnd(kind="release", item_id=release.id, person_id=release.owner_id, act="wrap_up.write")
    for message in cycle.messages.values():
        if message.state in ("drafted", "checked"):
            yield OpenEnd(kind="message", item_id=message.id, person_id=message.author_id, act="communication.withdraw")
    for dependency in cycle.dependencies.values():
        own = [one for one in cycle.checkpoints.values() if one.dependency_id == dependency.id]
        if not own or any(one.state != "held" for one in own):
            yield OpenEnd(kind="dependency", item_id=dependency.id, person_id=dependency.owner_id, act="checkpoint.hold")


def decide_wrap_up(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the wrap-up, or everything that it lacks. Until the cycle is closed it can be written anew."""
    people, me, act = (cycle.owners.get(_AREA, ""), *leads(workspace)), (context.actor,), "wrap_up.write"
    told = {one.item_id for one in command.carried}
    there = {end.item_id: end for end in open_items(cycle)}
    strange = sorted(item_id for item_id in told if item_id not in there)
    findings = [
        launched_finding(cycle, context, act),
        check("V5.who", context.actor in people, actual=context.actor, who=people, act=act),
        check("V5.summary", bool(command.summary.strip()), who=me, act=act),
        check("V5.movements", bool(command.movements), who=me, act=act),
        *(finding for movement in command.movements for finding in _movement(movement, cycle, context)),
        *(
            check("V5.open", end.item_id in told, actual=end.kind, who=(end.person_id, *leads(workspace)), act=end.act, item=end.item_id)
            for end in there.values()
        ),
        check("V5.carried", not strange, actual=", ".join(strange), who=me, act=act),
        *(
            check("V5.reason", one.disposition == "carried" or bool(one.reason.strip()), who=me, act=act, item=one.item_id)
            for one in command.carried
        ),
    ]
    written = WrapUpWritten(
        movements=command.movements, carried=command.carried, starting_context=command.starting_context, summary=command.summary
    )
    return decided("wrap_up.incomplete", findings, lambda: [] if _stands(cycle.wrap_up, command) else [written])


def carried_ids(cycle: Cycle) -> frozenset[str]:
    """Return the ids of the items that the wrap-up carries on or defers."""
    return frozenset(one.item_id for one in cycle.wrap_up.carried) if cycle.wrap_up else frozenset()


def _movement(movement: Movement, cycle: Cycle, context: Context) -> list[Finding]:
    metrics = [metric.id for metric in cycle.plan.metrics] if cycle.plan else []
    strange = [one for one in movement.decision_ids if one not in cycle.decisions]
    me, act, about = (context.actor,), "wrap_up.write", movement.metric_id
    return [
        check("V5.metric", movement.metric_id in metrics, actual=movement.metric_id, who=me, act=act),
        check("V5.readings", bool(movement.before.strip() and movement.after.strip()), who=me, act=act, about=about),
        check("V5.decisions", not strange, actual=", ".join(strange), who=me, act=act, about=about),
    ]


def _stands(wrap_up: WrapUp | None, command: Command) -> bool:
    said = (command.movements, command.carried, command.starting_context, command.summary)
    return wrap_up is not None and (wrap_up.movements, wrap_up.carried, wrap_up.starting_context, wrap_up.summary) == said


def evolve_wrap_up(cycle: Cycle, recorded: Recorded) -> None:
    """Apply the wrap-up to its cycle."""
    event: WrapUpWritten = recorded.event
    cycle.wrap_up = WrapUp(event.summary, event.movements, event.carried, event.starting_context, recorded.at, recorded.actor)
