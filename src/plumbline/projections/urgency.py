"""The order in which obligations are met: Home lists them in it, and so does the daily message."""

from collections.abc import Sequence
from datetime import datetime

from plumbline.projections.attention import NeedRow

ASKED = frozenset({"answer", "review", "accept", "attach"})


def first_of_each(obligations: Sequence[NeedRow]) -> list[NeedRow]:
    """Return the first obligation on each item: an item stands once, however many people have to act on it."""
    seen = set[str]()
    return [need for need in obligations if not (need.item_id in seen or seen.add(need.item_id))]


def in_order(obligations: Sequence[NeedRow], now: datetime) -> list[NeedRow]:
    """Return obligations in the order in which to meet them.

    Breached, escalated to you, in the last quarter of its time, asked of you, suspect, the rest by time left; ties by what they block.
    """
    return sorted(obligations, key=lambda need: (urgency(need, now), need.due_at or datetime.max.replace(tzinfo=now.tzinfo), -need.blocks))


def urgency(need: NeedRow, now: datetime) -> int:
    """Return how pressing an obligation is, 0 the most."""
    if need.due_at is not None and need.due_at <= now:
        return 0
    if need.escalated:
        return 1
    if need.due_at is not None and (need.due_at - now) * 4 <= need.due_at - need.since:
        return 2
    if need.verb in ASKED:
        return 3
    return 4 if "suspect" in need.reason else 5
