"""Old shapes of events, lifted to today's before they are decoded: one small function each, registered with `lifts`."""

from collections.abc import Callable, Mapping
from typing import Any

RawEvent = dict[str, Any]
Lift = Callable[[RawEvent], RawEvent]


class Upcasts:
    """What lifts an event from one shape to the next. Shapes count from 1; a type without lifts is at shape 1."""

    def __init__(self) -> None:
        self._lifts: dict[tuple[str, int], Lift] = {}

    def lifts(self, event_name: str, from_shape: int) -> Callable[[Lift], Lift]:
        """Register a function that turns the raw event of one shape into the next one.

        Raises ValueError when the step is taken, or leaves a gap after the steps registered before it.
        """

        def register(lift: Lift) -> Lift:
            if from_shape != self.shape_of(event_name):
                raise ValueError(f"the next lift of {event_name} starts from shape {self.shape_of(event_name)}, not {from_shape}")
            self._lifts[event_name, from_shape] = lift
            return lift

        return register

    def shape_of(self, event_name: str) -> int:
        """Return the shape in which events of a type are written today."""
        return 1 + sum(1 for name, _ in self._lifts if name == event_name)

    def lifted(self, event_name: str, shape: int, raw: Mapping[str, Any]) -> RawEvent:
        """Return a raw event in today's shape. Raises ValueError for a shape that is newer than today's."""
        today = self.shape_of(event_name)
        if not 1 <= shape <= today:
            raise ValueError(f"{event_name} is known up to shape {today}; this one has shape {shape}")
        lifted = dict(raw)
        for step in range(shape, today):
            lifted = self._lifts[event_name, step](lifted)
        return lifted


UPCASTS = Upcasts()
