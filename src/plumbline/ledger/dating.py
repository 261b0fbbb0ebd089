"""Points of a ledger: an entry's number, or the newest entry at an instant, found by halves between the times of entries."""

from datetime import datetime

from plumbline.kernel.record import record
from plumbline.ledger.within import WorkspaceLedger


@record
class Point:
    """How far somebody looks into the ledger. position: the newest entry that counts; at: the instant they look from."""

    position: int
    at: datetime


async def point_of(ledger: WorkspaceLedger, text: str) -> Point:
    """Return the point that an entry's number or an instant with its offset from UTC names.

    An instant in the future means now. Raises ValueError, in words for whoever asked, for anything else and before the first entry.
    """
    head = await ledger.head()
    if text.isdecimal():
        entry = await ledger.entry(int(text)) if 0 < int(text) <= head.size else None
        if entry is None:
            raise ValueError(f"there is no entry {text}; the ledger has {head.size}")
        return Point(position=entry.position, at=entry.recorded_at)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is neither an entry's number nor an instant such as 2026-11-24T16:00Z") from None
    if at.tzinfo is None:
        raise ValueError(f"{text} does not say in which time zone; write it like {text}Z or {text}+01:00")
    position = await size_at(ledger, at)
    if position == 0:
        raise ValueError(f"nothing was recorded up to {text}")
    return Point(position=position, at=at)


async def size_at(ledger: WorkspaceLedger, at: datetime) -> int:
    """Return how many entries had been recorded up to an instant. It takes as many looks as the count has binary digits."""
    before, after = 0, (await ledger.head()).size + 1
    while after - before > 1:
        middle = (before + after) // 2
        recorded_at = await ledger.recorded_at(middle)
        assert recorded_at is not None  # the ledger only grows
        if recorded_at <= at:
            before = middle
        else:
            after = middle
    return before
