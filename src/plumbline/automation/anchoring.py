"""When signals have come, then record in the ledger how many there are and what stands for them, every minute."""

import asyncio
import logging
from hashlib import sha256

from plumbline.domain.workspace.signal_source import AnchorSignals
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal
from plumbline.signals.store import Signals

_log = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds between two anchors of a workspace."""
MOST = 100_000
"""Signals in one anchor; more of them make several."""
_PORTION = 2_000


async def anchor(handling: Handling, signals: Signals) -> int:
    """Anchor what came to a workspace since its last anchor; return how many signals that were."""
    anchored = 0
    upto = await signals.count(handling.workspace_id)
    while (before := (await handling.workspace()).signals_anchored) < upto:
        last, digest = min(upto, before + MOST), sha256()
        reached = before
        while reached < last:
            for one in await signals.after(handling.workspace_id, reached, min(_PORTION, last - reached)):
                digest.update(one.leaf)
                reached = one.number
            await asyncio.sleep(0)
        command = AnchorSignals(first=before + 1, last=last, digest=digest.hexdigest())
        context = handling.context(actor="system", actor_kind="system", surface="scheduler")
        answer = await handling.handle(handling.workspace_id, command, context)
        if isinstance(answer, Refusal):
            _log.warning("signals of %s were not anchored: %s", handling.workspace_id, answer)
            break
        anchored += last - before
    return anchored
