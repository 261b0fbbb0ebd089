"""Decisions on the agenda of a review: which one a decision is on, where it could be moved to, and what is on a review's."""

from plumbline.domain.cycle.rules.decision_on_review import decisions_on
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.labels import DECISION_STATES, Chip, label_of
from plumbline.web.people import Choice


@record
class OnReview:
    """A decision, or the review that one is on, as a link with its state."""

    id: str
    href: str
    label: str
    chip: Chip


_REVIEW_STATES = {"open": Chip("pending", "Open"), "closed": Chip("approved", "Closed"), "cancelled": Chip("ended", "Cancelled")}


def review_choices(cycle: Cycle, chosen: str = "") -> tuple[Choice, ...]:
    """Return the open reviews of a cycle as (id, label), none first; with the chosen one, which may have ended."""
    fitting = [review.id for review in cycle.reviews.values() if review.state == "open" or review.id == chosen]
    return (("", "No review"), *((review_id, label_of(cycle, review_id)) for review_id in fitting))


def on_review(cycle: Cycle, review_id: str) -> OnReview | None:
    """Return the review that a decision is on, or None."""
    review = cycle.reviews.get(review_id)
    if review is None:
        return None
    return OnReview(id=review.id, href=f"/reviews/{review.id}", label=label_of(cycle, review.id), chip=_REVIEW_STATES[review.state])


def agenda_of(cycle: Cycle, review_id: str) -> tuple[OnReview, ...]:
    """Return the decisions on a review's agenda."""
    return tuple(
        OnReview(id=decision.id, href=f"/decisions/{decision.id}", label=label_of(cycle, decision.id), chip=DECISION_STATES[decision.state])
        for decision in decisions_on(cycle, review_id)
    )
