"""When time has passed or something happened in a cycle, then do what follows by itself: deadlines, periods, steps that are now done."""

import logging
from typing import Any

from plumbline.domain.cycle.due import due
from plumbline.domain.cycle.rules.step import completable_steps
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.entry import Entry

_log = logging.getLogger(__name__)
_ROUNDS = 100


async def settle(handling: Handling, cycle_id: str, cause: Entry | None = None) -> int:
    """Send what is due in a cycle until nothing is; return the number of commands that changed something.

    cause: the newest entry of the cycle when an entry is why it is looked at; what follows is recorded as its effect.
    Each command is decided again on what is true when its turn comes, so one that lost its reason has no effect.
    """
    because = {} if cause is None else {"causation_id": cause.id, "correlation_id": cause.attribution.correlation_id}
    changed = 0
    for _ in range(_ROUNDS):
        waiting = await _waiting(handling, cycle_id)
        moved = 0
        for command in waiting:
            context = handling.context(actor="system", actor_kind="system", surface="scheduler", **because)
            answer = await handling.handle(cycle_id, command, context)
            if isinstance(answer, Refusal):
                _log.warning("%s: the system's %s was refused: %s", cycle_id, type(command).__name__, answer)
            elif answer.changed:
                moved += 1
        changed += moved
        if moved == 0:
            return changed
    _log.error("%s: still something due after %d rounds; left for the next time", cycle_id, _ROUNDS)
    return changed


async def _waiting(handling: Handling, cycle_id: str) -> list[Any]:
    workspace = await handling.workspace()
    async with handling.reading(cycle_id) as cycle:
        now = handling.clock()
        return [*due(cycle, workspace, now), *completable_steps(cycle, workspace, now)]
