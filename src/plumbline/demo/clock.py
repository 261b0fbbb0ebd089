"""A clock that can be set while the past is played, and then tells the real time."""

from datetime import UTC, datetime


class SimulatedClock:
    """Tells the instant it was set to, until it is released."""

    def __init__(self, at: datetime) -> None:
        self._at: datetime | None = at

    def __call__(self) -> datetime:
        return self._at if self._at is not None else datetime.now(UTC)

    def set(self, at: datetime) -> None:
        """Go to an instant. Raises ValueError for one before the present one: what happened cannot be played again."""
        if self._at is None or at < self._at:
            raise ValueError(f"the clock stands at {self()} and cannot go back to {at}")
        self._at = at

    def release(self) -> None:
        """Tell the machine's time from now on."""
        self._at = None
