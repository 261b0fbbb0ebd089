"""Where somebody put a screen on the map. It is no part of the journey, so putting boxes elsewhere never makes another version of it."""

from collections.abc import Iterable, Mapping

from plumbline.kernel.record import record

MOST_PLACES = 400
"""How many columns and rows a lane has that a box can be put in."""
BY_ITSELF = -1


@record
class Place:
    """Where a screen stands in the lane of its role.

    column: from 0, or -1 where the map finds the place by itself. row: from 0, in halves of a box with the room below it.
    """

    screen: str
    column: int = BY_ITSELF
    row: int = 0

    @property
    def is_possible(self) -> bool:
        """Whether the map has such a place."""
        return bool(self.screen) and BY_ITSELF <= self.column < MOST_PLACES and 0 <= self.row < MOST_PLACES


Spot = tuple[int, int]


def settled(by_itself: Mapping[str, Spot], put: Mapping[str, Place]) -> dict[str, Spot]:
    """Return column and row of each screen of a lane: those that were put somewhere stand there, the others make room for them.

    by_itself: where each would stand if nobody had put any. A box covers two rows; where two were put on one spot, the second one is below.
    """
    chosen = {screen: put[screen] for screen in by_itself if screen in put}
    if not chosen:
        return dict(by_itself)
    taken: dict[int, set[int]] = {}
    stands = {screen: _claimed(taken, (place.column, place.row)) for screen, place in chosen.items()}
    return {screen: stands.get(screen) or _claimed(taken, spot) for screen, spot in by_itself.items()}


def put_anew(places: dict[str, Place], changed: Iterable[Place]) -> None:
    """Put screens elsewhere, in place."""
    for place in changed:
        if place.column == BY_ITSELF:
            places.pop(place.screen, None)
        else:
            places[place.screen] = place


def _claimed(taken: dict[int, set[int]], wished: Spot) -> Spot:
    column, row = wished
    rows = taken.setdefault(column, set())
    while row in rows or row + 1 in rows:
        row += 1
    rows.update((row, row + 1))
    return column, row
