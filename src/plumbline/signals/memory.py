"""Signals in memory: the same contract, for tests and for an installation that keeps none."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from plumbline.domain.signal.signal import Kind, Outcome, Signal, instant, leaf, microseconds, same
from plumbline.signals.store import MOST_KINDS, Kept, Tally


class MemorySignals:
    """Signals of each workspace as a list."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Kept]] = {}
        self._known: dict[tuple[str, str, str], Signal] = {}
        self._kinds: dict[str, set[Kind]] = {}
        self._secret = secrets.token_bytes(32)

    async def add(self, workspace_id: str, signals: Sequence[Signal], via: str, received_at: datetime) -> list[Outcome]:
        return [self._add(workspace_id, one, via, microseconds(received_at)) for one in signals]

    def _add(self, workspace_id: str, signal: Signal, via: str, at: int) -> Outcome:
        kept = self._kept.setdefault(workspace_id, [])
        key = (workspace_id, signal.origin, signal.origin_id)
        if (before := self._known.get(key)) is not None:
            return "duplicate" if same(before, signal) else "conflicting"
        kinds = self._kinds.setdefault(workspace_id, set())
        if signal.kind not in kinds and len(kinds) >= MOST_KINDS:
            return "too_large"
        kinds.add(signal.kind)
        self._known[key] = signal
        kept.append(Kept(len(kept) + 1, signal, via, at, leaf(signal, at)))
        return "accepted"

    async def tallies(self, workspace_id: str) -> list[Tally]:
        counts, newest = Counter[tuple[Kind, str]](), dict[tuple[Kind, str], int]()
        for one in self._kept.get(workspace_id, ()):
            key = one.signal.kind, f"{instant(one.signal.occurred_at):%Y-%m-%d}"
            counts[key] += 1
            newest[key] = one.number
        return sorted(Tally(kind, day, count, newest[kind, day]) for (kind, day), count in counts.items())

    async def newest(self, workspace_id: str, kinds: Collection[Kind] | None = None, *, before: int = 0, limit: int = 50) -> list[Kept]:
        fitting = (one for one in reversed(self._kept.get(workspace_id, [])) if not before or one.number < before)
        return [one for one in fitting if kinds is None or one.signal.kind in kinds][:limit]

    async def after(self, workspace_id: str, number: int, limit: int) -> list[Kept]:
        return self._kept.get(workspace_id, [])[number : number + limit]

    async def count(self, workspace_id: str) -> int:
        return len(self._kept.get(workspace_id, ()))

    async def workspaces(self) -> list[str]:
        return sorted(self._kept)

    async def secret(self) -> bytes:
        return self._secret

    async def close(self) -> None:
        """There is nothing to release."""
