"""How much one endpoint may be sent now. What one of them does is of no effect on the others."""

import time
from math import inf

from plumbline.domain.workspace.endpoint import Pace


class Lane:
    """The requests to one endpoint: how many are under way, and how many may begin."""

    def __init__(self) -> None:
        self.under_way = 0
        self._allowed = inf  # until it is asked for the first time
        self._at = time.monotonic()

    def free(self, pace: Pace) -> int:
        """Return how many requests may be begun. A slow receiver is not made slower, and no more than one second is saved up."""
        now = time.monotonic()
        self._allowed = min(float(pace.per_second), self._allowed + (now - self._at) * pace.per_second)
        self._at = now
        return max(0, min(pace.at_once - self.under_way, int(self._allowed)))

    def begin(self) -> None:
        """A request begins."""
        self.under_way += 1
        self._allowed -= 1

    def end(self) -> None:
        """A request has ended, and what came of it is written down."""
        self.under_way -= 1
