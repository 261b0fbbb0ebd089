"""Naming a journey in its exact version in a decision. What was edited since its newest version is kept as one first."""

from plumbline.automation.journeys import follow_journey
from plumbline.domain import permission
from plumbline.domain.cycle.decision import EditDecision
from plumbline.domain.cycle.journey import JourneyRef
from plumbline.domain.journey.journey import Journey, NameVersion
from plumbline.handling import Handling
from plumbline.kernel.outcome import Context, Refusal
from plumbline.projections.items import find_item


class NoSuchJourney(Exception):
    """There is no such journey in the decision's cycle, or no such version of it."""


async def referring(
    handling: Handling, context: Context, decision_id: str, journey_id: str, *, number: int = 0, read_hash: str = ""
) -> EditDecision | Refusal:
    """Return the command that lets a decision name a version of a journey; without a number what the journey is now.

    A refusal says why that cannot be kept as a version. Raises NoSuchJourney.
    """
    cycle_id = await _cycle_of_both(handling, decision_id, journey_id)
    ref = await _version(handling, context, journey_id, number)
    if isinstance(ref, Refusal):
        return ref
    async with handling.reading(cycle_id) as cycle:
        others = tuple(one for one in cycle.decisions[decision_id].journeys if one.journey_id != journey_id)
    return EditDecision(decision_id=decision_id, read_hash=read_hash, journeys=(*others, ref))


async def not_referring(handling: Handling, decision_id: str, journey_id: str, *, read_hash: str = "") -> EditDecision:
    """Return the command after which a decision does not name a journey any more. Raises NoSuchJourney."""
    cycle_id = await _cycle_of_both(handling, decision_id, journey_id)
    async with handling.reading(cycle_id) as cycle:
        others = tuple(one for one in cycle.decisions[decision_id].journeys if one.journey_id != journey_id)
    return EditDecision(decision_id=decision_id, read_hash=read_hash, journeys=others)


async def _cycle_of_both(handling: Handling, decision_id: str, journey_id: str) -> str:
    decision, journey = await find_item(handling.ledger, decision_id), await find_item(handling.ledger, journey_id)
    if decision is None or journey is None or journey.kind != "journey" or journey.cycle_id != decision.cycle_id:
        raise NoSuchJourney
    return decision.cycle_id


async def _version(handling: Handling, context: Context, journey_id: str, number: int) -> JourneyRef | Refusal:
    keeping = NameVersion(journey_id=journey_id)
    if refused := permission.refusal(keeping, None, await handling.workspace(), context):
        return refused
    async with handling.reading(journey_id) as state:
        journey: Journey = state
        changed, found = journey.is_changed, journey.numbered(number or journey.current.number)
    if found is None:
        raise NoSuchJourney
    if changed and not number:
        answer = await handling.handle(journey_id, keeping, context)
        if isinstance(answer, Refusal) and answer.code != "journey.unchanged":  # somebody kept it in the meantime
            return answer
        async with handling.reading(journey_id) as state:
            found = state.current
    await follow_journey(handling, journey_id)  # the cycle has to know how the version stands before anything binds to it
    return JourneyRef(journey_id=journey_id, digest=found.digest, number=found.number)
