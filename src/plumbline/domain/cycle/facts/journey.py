"""The facts of a cycle's journeys: what the analysis left open, what nobody has played, what a decision names that was edited since."""

from collections.abc import Iterator

from plumbline.domain.cycle.decision import Decision, State
from plumbline.domain.cycle.journey import JourneyFinding, JourneyRef, Standing
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record

_TURNED_DOWN: frozenset[State] = frozenset({"rejected", "withdrawn", "lapsed"})


@record
class Doubt:
    """One thing about a journey that stands in the way. finding: what is open in it; None where the named version is not that of now."""

    journey_id: str
    title: str
    finding: JourneyFinding | None = None


def journey_record(cycle: Cycle) -> dict[str, int]:
    """Return the facts of a cycle's journeys; empty, so not measured, for a cycle that has none. A branch counts once it is merged."""
    journeys = [one for one in cycle.journeys.values() if not one.branch_of]
    if not journeys:
        return {}
    return {
        "count": len(journeys),
        "findings_open": sum(len(open_findings(cycle, one)) for one in journeys),
        "exceptions_unrecovered": sum(len(unrecovered(one)) for one in journeys),
        "unplayed": sum(not one.played for one in journeys),
    }


def unrecovered(journey: Standing) -> tuple[str, ...]:
    """Return the titles of the exceptions that nothing makes good, as far as nobody has taken that as it is.

    Of a journey that could not be looked at as a whole these are all: what was not proven does not count as recovered.
    """
    taken = {one.place for one in journey.taken if one.kind in ("unrecovered-exception", "inconclusive")}
    return tuple(one.title for one in journey.exceptions if not one.recovered and not taken & {one.title, journey.title})


def open_findings(cycle: Cycle, journey: Standing) -> tuple[JourneyFinding, ...]:
    """Return what is open in a journey: what nobody has accepted, and what was taken as it is by a decision that was turned down since."""
    turned_down = (one for one in journey.taken if (found := cycle.decisions.get(one.decision_id)) and found.state in _TURNED_DOWN)
    return (*journey.findings, *turned_down)


def findings_open(cycle: Cycle, decision: Decision) -> int:
    """Return how much is open about the journeys that a decision names."""
    return sum(1 for _ in doubts_about(cycle, decision))


def doubts_about(cycle: Cycle, decision: Decision) -> Iterator[Doubt]:
    """Yield what is open about the journeys that a decision names: other content than that of now, and findings nobody has accepted."""
    for ref in decision.journeys:
        known = cycle.journeys.get(ref.journey_id)
        if known is None or not is_current(cycle, ref):
            yield Doubt(journey_id=ref.journey_id, title=known.title if known else ref.journey_id)
        else:
            yield from _doubts(cycle, known)


def doubts_of_all(cycle: Cycle) -> Iterator[Doubt]:
    """Yield every finding that is open in any journey of a cycle."""
    for known in (one for one in cycle.journeys.values() if not one.branch_of):
        yield from _doubts(cycle, known)


def _doubts(cycle: Cycle, known: Standing) -> Iterator[Doubt]:
    return (Doubt(journey_id=known.journey_id, title=known.title, finding=one) for one in open_findings(cycle, known))


def is_current(cycle: Cycle, ref: JourneyRef) -> bool:
    """Tell whether a named version is what the journey is now."""
    known = cycle.journeys.get(ref.journey_id)
    return known is not None and known.digest == ref.digest
