"""The rules of what a cycle is told of its journeys: what is news, and which approvals it puts in doubt."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from plumbline.domain.cycle.decision import Decision, DecisionSuspected
from plumbline.domain.cycle.journey import Command, Event, JourneyAssessed, Standing
from plumbline.domain.cycle.rules.common import Answer
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def decide_journey(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what is news in how a journey stands, and the decisions that were approved on what it was before."""
    known = cycle.journeys.get(command.standing.journey_id)
    told = _since_told(command.standing, known, context.now)
    if known is not None and not _is_news(told, known, cycle):
        return []
    suspected = (DecisionSuspected(decision_id=one.id, journey_id=told.journey_id, digest=told.digest) for one in unsettled_by(cycle, told))
    return [JourneyAssessed(journey_id=told.journey_id, standing=told), *suspected]


def _since_told(told: Standing, known: Standing | None, now: datetime) -> Standing:
    """A version of a template of which nobody knows when it came waits from when the cycle was first told of it."""
    newer = told.newer
    if newer is None or newer.since is not None:
        return told
    before = known.newer if known else None
    is_known = before is not None and (before.version, before.by_id) == (newer.version, newer.by_id)
    return replace(told, newer=replace(newer, since=before.since if before and is_known else now))


def unsettled_by(cycle: Cycle, told: Standing) -> Iterator[Decision]:
    """Yield the approved decisions that bind to another content of a journey than that of now, and are not in doubt already."""
    for decision in cycle.decisions.values():
        approved = decision.state in IN_FORCE or decision.state == "approved_conditionally"
        other = any(one.journey_id == told.journey_id and one.digest != told.digest for one in decision.journeys)
        if approved and other and not decision.suspect:
            yield decision


def is_referred_to(cycle: Cycle, journey_id: str) -> bool:
    """Tell whether a decision of the cycle names a version of a journey."""
    return any(one.journey_id == journey_id for decision in cycle.decisions.values() for one in decision.journeys)


def _is_news(told: Standing, known: Standing, cycle: Cycle) -> bool:
    """An edit that changes no verdict is news only to whoever binds to the content; of what comes late the newer stands."""
    if told.version < known.version:
        return False
    if is_referred_to(cycle, told.journey_id):
        return replace(told, version=0) != replace(known, version=0)
    return _judged(told) != _judged(known)


def _judged(one: Standing) -> Standing:
    return replace(one, version=0, digest="", states=0)


def evolve_journey(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event about a journey to its cycle."""
    event: Event = recorded.event
    cycle.journeys[event.journey_id] = event.standing
