"""What an open review asks of whom: its readers sign their sections off, its owner brings it to an end."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.rules.reviewing import awaited
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Value


def of_review(review: Review, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield the obligations of a review; readers come first. Guests have no Home: what is theirs stands on the review's page."""
    if review.state != "open":
        return
    unread: dict[str, int] = {}
    for part in review.subject.parts:
        for person in awaited(review, part.section_id, workspace):
            if person not in review.guests:
                unread[person] = unread.get(person, 0) + 1
    for person, sections in unread.items():
        yield _one(review, cycle, person, "attention.sections_yours", sections=sections)
    nobody = sum(not review.readers.get(part.section_id) and not review.sign_offs.get(part.section_id) for part in review.subject.parts)
    reason = "attention.review_unread" if nobody else "attention.review_yours"
    yield _one(review, cycle, review.owner_id, reason, sections=nobody, round=len(review.rounds))


def _one(review: Review, cycle: Cycle, person_id: str, reason: str, **values: Value) -> Obligation:
    return Obligation(
        person_id=person_id,
        verb="review",
        item_id=review.id,
        item_kind="review",
        number=review.number,
        title=review.title,
        reason=reason,
        values=tuple(values.items()),
        since=review.changed_at or review.opened_at,
        due_at=_due(review, cycle),
    )


def _due(review: Review, cycle: Cycle) -> datetime | None:
    """A round ends with its period."""
    period = cycle.periods.get(review.round.period) if review.round is not None else None
    return period.closes_at if period is not None else None
