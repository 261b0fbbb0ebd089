"""How much may be sent: buckets that fill by the second and hold ten seconds' worth.

They are judged before a body is read, so a refusal is cheap.
"""

import time
from collections.abc import Callable
from math import ceil
from typing import NamedTuple

WINDOW = 10
"""Seconds that a bucket holds."""


class Left(NamedTuple):
    """What is left of a quota. allowed: whether a request may be taken. wait: seconds until one may. limit: signals in a window."""

    allowed: bool
    remaining: int
    wait: int
    limit: int


class Quotas:
    """A bucket for each source and each workspace. A request is taken as long as something is left, and may overdraw what is."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._levels: dict[str, tuple[float, float]] = {}

    def look(self, who: str, per_second: int) -> Left:
        """Return what is left to a source or a workspace."""
        level = self._level(who, per_second)
        wait = 0 if level >= 1 else max(1, ceil((1 - level) / per_second))
        return Left(level >= 1, max(0, int(level)), wait, per_second * WINDOW)

    def spend(self, who: str, per_second: int, count: int) -> None:
        """Take signals off what is left."""
        self._levels[who] = self._level(who, per_second) - count, self._now()

    def _level(self, who: str, per_second: int) -> float:
        full = float(per_second * WINDOW)
        level, at = self._levels.get(who, (full, 0.0))
        return min(full, level + (self._now() - at) * per_second)
