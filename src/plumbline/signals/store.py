"""Signals as the rest of the product sees them; memory.py and sqlite.py keep this contract."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from plumbline.domain.signal.signal import Kind, Outcome, Signal

MOST_KINDS = 20_000
"""How many kinds of signals a workspace keeps apart; a sender that makes up names without end fills no table with them."""


class Kept(NamedTuple):
    """A signal that is kept. number: its place in the workspace, from 1 without a gap. via: the wire format."""

    number: int
    signal: Signal
    via: str
    received_at: int
    leaf: bytes


class Tally(NamedTuple):
    """How many signals of a kind happened on a day (UTC, such as 2026-03-02). newest: the highest number among them."""

    kind: Kind
    day: str
    many: int
    newest: int


class Signals(Protocol):
    """A table that only grows, of each workspace. What is answered as accepted is durable; (origin, origin id) is kept once, for ever."""

    async def add(self, workspace_id: str, signals: Sequence[Signal], via: str, received_at: datetime) -> list[Outcome]:
        """Keep signals in their order; return what became of each. Raises UnwritableSignals, and then none of them is kept."""
        ...

    async def tallies(self, workspace_id: str) -> list[Tally]:
        """Return how many there are of each kind and day."""
        ...

    async def newest(self, workspace_id: str, kinds: Collection[Kind] | None = None, *, before: int = 0, limit: int = 50) -> list[Kept]:
        """Return signals, the newest first. kinds: only these. before: only what has a lower number."""
        ...

    async def after(self, workspace_id: str, number: int, limit: int) -> list[Kept]:
        """Return the signals behind a number, in their order."""
        ...

    async def count(self, workspace_id: str) -> int:
        """Return how many signals a workspace has, which is the highest number."""
        ...

    async def workspaces(self) -> list[str]:
        """Return the workspaces that have signals."""
        ...

    async def secret(self) -> bytes:
        """Return what makes ids of people unreadable; it is made once."""
        ...

    async def close(self) -> None:
        """Release what is open."""
        ...
