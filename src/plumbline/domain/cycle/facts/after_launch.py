"""The facts of what follows a launch: the support-signal review, the retrospective, the wrap-up and what is being put right."""

from typing import Any

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
        "wrap_up": {"written": cycle.wrap_up is not None},
    }
