"""Who follows which run just now, in this process. One reading of the ledger wakes them all, so a move costs the same however many play."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from plumbline.domain.workspace.play_link import PlayEnded
from plumbline.ledger.within import WorkspaceLedger
from plumbline.web.session import AnyRequest


@dataclass(eq=False, slots=True)
class Watcher:
    """Somebody who follows a run. grown: set when it moved, when a link was ended, or when nothing more will come."""

    run_id: str
    grown: asyncio.Event = field(default_factory=asyncio.Event)


class RunWatch:
    """Those who follow the runs of one workspace."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[Watcher]] = {}
        self._reading: asyncio.Task[None] | None = None
        self.ended = False

    @asynccontextmanager
    async def watching(self, ledger: WorkspaceLedger, run_id: str) -> AsyncGenerator[Watcher, None]:
        """Follow a run. Whatever is written from here on wakes; what was written before has to be asked for."""
        watcher = Watcher(run_id=run_id)
        self._watchers.setdefault(run_id, set()).add(watcher)
        try:
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read(ledger, await ledger.size()))
            yield watcher
        finally:
            others = self._watchers[run_id]
            others.discard(watcher)
            if not others:
                del self._watchers[run_id]
            if not self._watchers and self._reading is not None:
                self._reading.cancel()
                self._reading = None

    async def _read(self, ledger: WorkspaceLedger, after: int) -> None:
        async for entry in ledger.follow(after):
            for watcher in tuple(self._all()) if isinstance(entry.event, PlayEnded) else self._watchers.get(entry.stream, ()):
                watcher.grown.set()
        self.ended = True  # the ledger is being closed
        for watcher in self._all():
            watcher.grown.set()

    def _all(self) -> Iterator[Watcher]:
        return (watcher for watchers in self._watchers.values() for watcher in watchers)


def run_watch_of(request: AnyRequest, workspace_id: str) -> RunWatch:
    """Return who follows the runs of a workspace in this process."""
    watches: dict[str, RunWatch] = request.app.state.setdefault("run_watches", {})
    return watches.setdefault(workspace_id, RunWatch())
