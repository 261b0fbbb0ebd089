"""What the escalations of a cycle have in common: why items had to go up, by which rule, from where, and how long each level took."""

from collections.abc import Callable
from datetime import timedelta

from plumbline.domain.cycle.escalation import Escalation
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record

FEWEST = 5
"""How many durations there must be before one of them may stand for all; fewer are listed."""


@record
class Group:
    """Escalations that share something. key: the cause, area, kind of item or rule. item_ids: what went up, in order."""

    key: str
    item_ids: tuple[str, ...]


@record
class LevelTimes:
    """How long a level took until somebody acknowledged, shortest first. unanswered: how often nobody did in its time."""

    level: int
    took: tuple[timedelta, ...]
    unanswered: int

    @property
    def median(self) -> timedelta | None:
        """The middle duration; None where there are too few to speak of one."""
        count = len(self.took)
        if count < FEWEST:
            return None
        low, high = self.took[(count - 1) // 2], self.took[count // 2]
        return (low + high) / 2


@record
class Causes:
    """The report of a cycle. up: how many have not come down yet; ended: of those that have, how many because the item ended by itself.

    Drills are no escalations and are in none of the numbers.
    """

    total: int
    up: int
    ended: int
    by_cause: tuple[Group, ...]
    by_area: tuple[Group, ...]
    by_kind: tuple[Group, ...]
    by_rule: tuple[Group, ...]
    levels: tuple[LevelTimes, ...]


def causes_of(cycle: Cycle) -> Causes:
    """Return the report on a cycle's escalations, the largest group of each kind first."""
    found = list(cycle.escalations.values())
    said = [one for one in found if one.cause]
    return Causes(
        total=len(found),
        up=sum(one.resolved_at is None for one in found),
        ended=sum(one.item_ended for one in found),
        by_cause=_grouped(said, lambda one: one.cause),
        by_area=_grouped(said, _area),
        by_kind=_grouped(found, lambda one: kind_of(cycle, one.item_id)),
        by_rule=_grouped(found, lambda one: one.trigger),
        levels=tuple(_times(found)),
    )


def kind_of(cycle: Cycle, item_id: str) -> str:
    """Return what kind of item went up: decision, thread, blocker or risk."""
    for kind, held in (("decision", cycle.decisions), ("thread", cycle.threads), ("blocker", cycle.blockers)):
        if item_id in held:
            return kind
    return "risk"


def _area(escalation: Escalation) -> str:
    """The area of the level that brought it down; empty where that level was a person by name."""
    return escalation.levels[escalation.level - 1].area if escalation.levels else ""


def _grouped(found: list[Escalation], key: Callable[[Escalation], str]) -> tuple[Group, ...]:
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one.item_id)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(Group(key=name, item_ids=tuple(item_ids)) for name, item_ids in ordered)


def _times(found: list[Escalation]) -> list[LevelTimes]:
    asked = [one for escalation in found for one in escalation.asked]
    levels = sorted({one.level for one in asked})
    return [
        LevelTimes(
            level=level,
            took=tuple(sorted(one.acknowledged_at - one.at for one in asked if one.level == level and one.acknowledged_at is not None)),
            unanswered=sum(one.level == level and one.ended == "unanswered" for one in asked),
        )
        for level in levels
    ]
