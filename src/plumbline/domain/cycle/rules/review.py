"""The rules of review periods: opening and closing one, and what it decided or carried over and what goes up by itself (C1, C2, C3)."""

from collections.abc import Iterator

from plumbline.domain.cycle.frame import CloseReviewPeriod, OpenReviewPeriod, ReviewPeriodClosed, ReviewPeriodOpened
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, unknown
from plumbline.domain.cycle.rules.escalation import escalate_carried
from plumbline.domain.cycle.rules.period import lapse_unreviewed
from plumbline.domain.cycle.rules.rounds import rounds_after_period, rounds_with_period, waits_on_requester
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def open_period(command: OpenReviewPeriod, cycle: Cycle, context: Context) -> Answer:
    period = cycle.periods.get(command.number)
    if period is None:
        return unknown("review_period", str(command.number))
    if command.number in cycle.periods_opened:
        return []
    before = command.number - 1
    findings = [
        check("C1.opens", period.opens_at <= context.now, expected=period.opens_at.isoformat(), actual=context.now.isoformat()),
        check(
            "C1.previous", before not in cycle.periods or before in cycle.periods_closed, expected=before, act="cycle.close_review_period"
        ),
    ]
    return decided(
        "review.not_due", findings, lambda: [ReviewPeriodOpened(number=command.number), *rounds_with_period(cycle, command.number)]
    )


def close_period(command: CloseReviewPeriod, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    period = cycle.periods.get(command.number)
    if period is None:
        return unknown("review_period", str(command.number))
    if command.number in cycle.periods_closed:
        return []
    findings = [
        check("C1.opened", command.number in cycle.periods_opened, expected=command.number, act="cycle.open_review_period"),
        check("C1.closes", period.closes_at <= context.now, expected=period.closes_at.isoformat(), actual=context.now.isoformat()),
    ]

    def events() -> list[Event]:
        closed = _closing(command.number, cycle)
        return [
            closed,
            *escalate_carried(cycle, workspace, context, closed.carried),
            *rounds_after_period(cycle, command.number),
            *lapse_unreviewed(cycle, command.number),
        ]

    return decided("review.not_due", findings, events)


def waiting_items(cycle: Cycle) -> Iterator[str]:
    """Return the ids of the items that wait for somebody's answer; deferred, accepted or conditionally approved ones have theirs."""
    yield from (decision.id for decision in cycle.decisions.values() if decision.state in ("proposed", "in_review"))
    yield from (thread.id for thread in cycle.threads.values() if thread.state == "open")
    yield from (blocker.id for blocker in cycle.blockers.values() if blocker.state == "open")
    yield from (review.id for review in cycle.reviews.values() if review.state == "open")
    yield from (risk.id for risk in cycle.risks.values() if risk.state in ("identified", "assessed", "mitigating"))
    yield from (assumption.id for assumption in cycle.assumptions.values() if assumption.state in ("open", "testing"))
    yield from (item.id for item in cycle.scope_items.values() if item.state in ("requested", "assessed"))
    yield from (change.id for change in cycle.scope_changes.values() if change.state in ("requested", "assessed"))


def note_settled(cycle: Cycle, item_id: str) -> None:
    """Remember that an item got its answer: it was not left open for the full period, and counts afresh when it is reopened."""
    cycle.waiting_since_opening.discard(item_id)
    cycle.settled_in_period[item_id] = None
    cycle.unresolved.pop(item_id, None)


def period_opened(cycle: Cycle, recorded: Recorded) -> None:
    event: ReviewPeriodOpened = recorded.event
    cycle.periods_opened[event.number] = recorded.at
    cycle.waiting_since_opening = set(waiting_items(cycle))
    cycle.settled_in_period = {}
    cycle.counted_in_period = set()


def period_closed(cycle: Cycle, recorded: Recorded) -> None:
    event: ReviewPeriodClosed = recorded.event
    cycle.periods_closed[event.number] = recorded.at
    for item_id in event.carried:
        if item_id in cycle.counted_in_period:
            continue  # the end of a review's round has counted this period for it
        cycle.unresolved[item_id] = cycle.unresolved.get(item_id, 0) + 1


def _closing(number: int, cycle: Cycle) -> ReviewPeriodClosed:
    waiting = dict.fromkeys(waiting_items(cycle))
    carried = tuple(item_id for item_id in waiting if item_id in cycle.waiting_since_opening)
    return ReviewPeriodClosed(
        number=number,
        decided=tuple(item_id for item_id in cycle.settled_in_period if item_id not in waiting),
        carried=carried,
        waiting_on_requester=tuple(item_id for item_id in carried if waits_on_requester(cycle, item_id)),
    )
