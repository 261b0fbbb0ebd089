"""The newest entries in memory, and those who wait for more."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from plumbline.ledger.entry import Entry

Scan = Callable[[int, int], Awaitable[Sequence[Entry]]]
_KEPT = 4096
_PORTION = 1000


class Tail:
    """The end of the ledger: lets any number of readers follow without asking the disk for what was just written.

    Belongs to one event loop.
    """

    def __init__(self, size: int, scan: Scan) -> None:
        self.size = size
        self._scan = scan
        self._newest: deque[Entry] = deque(maxlen=_KEPT)
        self._grown = asyncio.Event()
        self._ended = False

    def grow(self, entries: Sequence[Entry]) -> None:
        """Add entries that have become durable; wake those who wait."""
        self._newest.extend(entries)
        self.size = entries[-1].position
        self._wake()

    def forget(self) -> None:
        """Drop the entries in memory, because some text in them was erased; readers go to the disk."""
        self._newest.clear()

    def end(self) -> None:
        """End every following when it has caught up."""
        self._ended = True
        self._wake()

    async def follow(self, after: int) -> AsyncIterator[Entry]:
        """Yield every entry after a position, then each new one."""
        while True:
            grown = self._grown
            if after < self.size:
                for entry in self._after(after) or await self._scan(after, _PORTION):
                    yield entry
                    after = entry.position
            elif self._ended:
                return
            else:
                await grown.wait()

    def _after(self, after: int) -> list[Entry]:
        """The entries in memory after a position; empty when some of them are no longer there."""
        if not self._newest or self._newest[0].position > after + 1:
            return []
        count = self._newest[-1].position - after
        newest = self._newest
        return [newest[place] for place in range(len(newest) - count, len(newest))] if count < _PORTION else []

    def _wake(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()
