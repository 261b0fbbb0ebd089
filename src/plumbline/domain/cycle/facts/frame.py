"""The facts of the frame: what is still informal, unbound or owed, and what was launched. Cheap: a plan has a handful of each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plumbline.domain.cycle.facts.message import claims_of
from plumbline.domain.cycle.release import OPEN
from plumbline.domain.cycle.rules.outcome import outcome_shown
from plumbline.domain.cycle.rules.practice import is_explicit
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace


def frame_facts(cycle: Cycle, workspace: Workspace, now: datetime) -> Mapping[str, Mapping[str, Any]]:
    """Return the records `frame`, `launch` and `communication`. The last two are empty, so not measured, until something is recorded."""
    return {
        "frame": {
            "practices_informal": sum(not is_explicit(one, workspace) for one in cycle.practices.values()),
            "safeguards_unformalised": sum(one.state == "named" for one in cycle.safeguards.values()),
            "safeguards_lapsed": sum(one.state == "lapsed" for one in cycle.safeguards.values()),
            "promises_unbound": sum(one.state == "named" for one in cycle.promises.values()),
            "promises_broken": sum(one.state == "broken" for one in cycle.promises.values()),
            "corrections_owed": sum(bool(one.owed_to) for one in cycle.promises.values()),
            "stages_exited": sum(one.state == "exited" for one in cycle.stages.values()),
            "dependencies_unchecked": len(cycle.dependencies.keys() - {one.dependency_id for one in cycle.checkpoints.values()}),
            "checkpoints_missed": sum(one.state == "missed" for one in cycle.checkpoints.values()),
            "outcome_shown": outcome_shown(cycle, now),
        },
        "launch": _launch(cycle, workspace),
        "communication": _communication(cycle, now),
    }


def _launch(cycle: Cycle, workspace: Workspace) -> dict[str, bool]:
    if not cycle.releases:
        return {}
    waiting = [one for one in cycle.releases.values() if one.state in OPEN]
    return {
        "launched": any(one.launched_at is not None for one in cycle.releases.values()),
        "owner_named": all(workspace.is_active(one.after_owner_id) for one in waiting),
    }


def _communication(cycle: Cycle, now: datetime) -> dict[str, int]:
    messages = [one for one in cycle.messages.values() if one.state != "withdrawn"]
    if not messages:
        return {}
    read = [one for one in messages if one.state != "drafted"]
    return {
        "unchecked": len(messages) - len(read),
        "claims_stale": sum(standing != "good" for one in read for _, standing in claims_of(one, cycle, now)),
    }
