"""The live stream of a participant: it tells the page that their run has moved, whoever moved it, and nothing else."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from plumbline.domain.workspace.play_link import PlayLink
from plumbline.edge.play_links import link_of
from plumbline.installation import Installation
from plumbline.web.run_watch import RunWatch

_HEARTBEAT_SECONDS = 15
_MOVED = "event: changed\ndata: {}\n\n"


async def run_events(
    installation: Installation, watch: RunWatch, run_id: str, link_id: str, after: int, heartbeat: float = _HEARTBEAT_SECONDS
) -> AsyncGenerator[str, None]:
    """Yield an event whenever a run has moved past a version; its id is the version. A comment comes when there was nothing for a while.

    It ends with the link, after one last event: the page that is asked for then says why.
    """
    yield "retry: 2000\n\n"
    async with watch.watching(installation.ledger, run_id) as watcher:
        while not watch.ended:
            watcher.grown.clear()
            if not _is_open(await link_of(installation, link_id), installation.clock()):
                yield _MOVED
                return
            async with installation.handling.reading(run_id) as run:
                version: int = run.version
            if version > after:
                after = version
                yield f"id: {version}\n{_MOVED}"
            try:
                await asyncio.wait_for(watcher.grown.wait(), heartbeat)
            except TimeoutError:
                yield ": still here\n\n"


def _is_open(link: PlayLink | None, now: datetime) -> bool:
    return link is not None and link.standing(now) == "open"
