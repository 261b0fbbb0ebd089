"""The rules of a review's rounds: what closing one computes, and how rounds follow the periods of the cadence (C1 to C4)."""

from collections.abc import Iterator

from plumbline.domain.cycle.review import Review, RoundClosed, RoundOpened
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread


def threads_about(cycle: Cycle, review: Review) -> list[Thread]:
    """Return the threads about what a review is about, oldest first."""
    return [cycle.threads[thread_id] for thread_id in cycle.threads_of.get(review.subject.id, ())]


def period_now(cycle: Cycle) -> int:
    """Return the number of the review period that is open, else of the next one; 0 after the last."""
    return next((number for number in sorted(cycle.periods) if number not in cycle.periods_closed), 0)


def round_closed(cycle: Cycle, review: Review, *, by_period: bool) -> RoundClosed:
    """Return what closing the open round says. Raises ValueError when none is open."""
    if review.round is None:
        raise ValueError(f"no round of {review.id} is open")
    since = review.round.opened_at
    threads = threads_about(cycle, review)
    carried = [thread for thread in threads if thread.state == "open"]
    return RoundClosed(
        review_id=review.id,
        round=review.round.number,
        period=review.round.period,
        decided=tuple(one.id for one in threads if one.resolved_at is not None and one.resolved_at >= since),
        carried=tuple(one.id for one in carried),
        waiting_on_requester=tuple(one.id for one in carried if waits_on_requester(cycle, one.id)),
        by_period=by_period,
    )


def next_round(cycle: Cycle, review: Review, *, ending: int = 0) -> list[RoundOpened]:
    """Return the opening of the next round when there is no period to wait for. ending: the period that ends with this very command."""
    waiting = any(number not in cycle.periods_opened and number != ending for number in cycle.periods)
    return [] if waiting else [RoundOpened(review_id=review.id, round=len(review.rounds) + 1, period=0)]


def rounds_with_period(cycle: Cycle, period: int) -> Iterator[RoundOpened]:
    """Yield the rounds that begin with a period: of every open review that has none open."""
    for review in cycle.reviews.values():
        if review.state == "open" and review.round is None:
            yield RoundOpened(review_id=review.id, round=len(review.rounds) + 1, period=period)


def rounds_after_period(cycle: Cycle, period: int) -> Iterator[RoundClosed | RoundOpened]:
    """Yield the ends of the rounds that end with a period; after the last period the next round opens at once."""
    for review in cycle.reviews.values():
        if review.state == "open" and review.round is not None and review.round.period == period:
            yield round_closed(cycle, review, by_period=True)
            yield from next_round(cycle, review, ending=period)


def waits_on_requester(cycle: Cycle, item_id: str) -> bool:
    """Tell whether an item waits for whoever asked for it: it still counts as unresolved, and is said to wait for them (C4)."""
    clock = cycle.clocks.get(cycle.clock_of.get(item_id, ""))
    if clock is not None and clock.state == "paused" and clock.pause_reason == "waiting_on_requester":
        return True
    thread = cycle.threads.get(item_id)
    if thread is None or thread.state != "open":
        return False
    if thread.asks_id:
        return thread.asks_id == thread.author_id
    return bool(thread.comments) and thread.comments[-1].author_id != thread.author_id
