"""What a correction asks of its owner."""

from collections.abc import Iterator

from plumbline.domain.cycle.correction import Correction
from plumbline.domain.obligation import Obligation


def of_correction(correction: Correction) -> Iterator[Obligation]:
    """Yield what an open correction asks of its owner."""
    if correction.settled_at is None:
        yield Obligation(
            person_id=correction.owner_id,
            verb="unblock",
            item_id=correction.id,
            item_kind="correction",
            number=correction.number,
            title=correction.title,
            reason="attention.correction_yours",
            since=correction.opened_at,
            due_at=correction.due_at,
        )
