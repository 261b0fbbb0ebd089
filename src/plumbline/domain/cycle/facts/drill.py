"""The facts of drills: whether the ladder was walked to its end, and how many levels would not have moved anything."""

from collections.abc import Mapping
from typing import Any

from plumbline.domain.cycle.state import Cycle


def drill_record(cycle: Cycle) -> Mapping[str, Any]:
    """Return the facts of all drills of a cycle. A gap counts from the moment it is found until somebody closes it."""
    drills = cycle.drills.values()
    return {"held": any(one.held_at is not None for one in drills), "gaps_open": sum(len(one.open_gaps) for one in drills)}
