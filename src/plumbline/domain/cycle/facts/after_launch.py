"""The facts of what follows a launch: the support-signal review, the retrospective, the wrap-up and what is being put right."""

from typing import Any

from plumbline.domain.cycle.rules.wrap_up import carried_ids, open_items
from plumbline.domain.cycle.state import Cycle


def after_launch_records(cycle: Cycle) -> dict[str, dict[str, Any]]:
    """Return the facts of the three looks back, by source."""
    return {
        "support": {
            "reviewed": cycle.support.reviewed_at is not None,
            "signals": len(cycle.support.signals),
            "corrections_open": sum(one.settled_at is None for one in cycle.corrections.values()),
        },
        "retrospective": {"held": cycle.retrospective is not None},
        "wrap_up": {"written": cycle.wrap_up is not None, **_open_ends(cycle)},
    }


def _open_ends(cycle: Cycle) -> dict[str, int]:
    """Counted once there is a wrap-up that could have named them; before that, they are only work that goes on."""
    carried = carried_ids(cycle)
    return {"open_ends": sum(end.item_id not in carried for end in open_items(cycle))} if cycle.wrap_up else {}
