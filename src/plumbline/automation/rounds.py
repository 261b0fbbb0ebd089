"""Going round the workspaces that signals came to, again and again, and doing in each what follows from them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from plumbline.handling import Handling
from plumbline.signals.store import Signals

_log = logging.getLogger(__name__)
Act = Callable[[Handling, Signals], Awaitable[int]]


async def rounds(handling: Handling, signals: Signals, act: Act, *, every: float) -> None:
    """Do something in all workspaces every so many seconds, until cancelled; what it leaves undone it has to find again by itself.

    A fault in one workspace keeps none of the others waiting.
    """
    while True:
        try:
            for workspace_id in await signals.workspaces():
                await _done(act, handling.within(workspace_id), signals)
        except Exception:  # noqa: BLE001 - the file may be locked for a moment: the next round asks again
            _log.exception("nobody knows whose signals there are; asked again in %d s", every)
        await asyncio.sleep(every)


async def _done(act: Act, handling: Handling, signals: Signals) -> None:
    try:
        await act(handling, signals)
    except Exception:  # noqa: BLE001 - it is tried again in the next round
        _log.exception("%s failed in %s; it is tried again", act.__name__, handling.workspace_id)
