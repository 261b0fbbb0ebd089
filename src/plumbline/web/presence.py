"""Who looks at which journey just now, and at which part of it. Kept in the memory of one process, and gone with the connection.

Several processes each know their own visitors only: presence is a courtesy, never a ground for anything.
"""

import asyncio
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from litestar import Request

from plumbline.kernel.record import record

MOST_SEATS = 50
"""How many connections to one journey are counted; whoever comes later still gets every change."""
_PART = re.compile(r"[a-z]{1,20}/[\w-]{1,80}(\?screen=[\w-]{1,80})?")


@record
class Seen:
    """Somebody who is there. part: as the address below the journey's parts names it, "" for the whole."""

    person_id: str
    part: str


@dataclass(eq=False, slots=True)
class Seat:
    """One connection of somebody. stirred: set when somebody came, went, or looks at something else."""

    id: str
    place: tuple[str, str]
    person_id: str
    part: str = ""
    stirred: asyncio.Event = field(default_factory=asyncio.Event)


class Presence:
    """The seats at every journey. A place is a workspace and a journey, so that nobody is seen from another workspace."""

    def __init__(self) -> None:
        self._seats: dict[tuple[str, str], dict[str, Seat]] = {}

    def enter(self, workspace_id: str, journey_id: str, person_id: str) -> Seat | None:
        """Take a seat; None when all are taken."""
        place = (workspace_id, journey_id)
        seats = self._seats.setdefault(place, {})
        if len(seats) >= MOST_SEATS:
            return None
        seat = Seat(id=secrets.token_urlsafe(12), place=place, person_id=person_id)
        seats[seat.id] = seat
        self._stir(place)
        return seat

    def leave(self, seat: Seat) -> None:
        """Give a seat back."""
        seats = self._seats.get(seat.place, {})
        seats.pop(seat.id, None)
        if not seats:
            self._seats.pop(seat.place, None)
        self._stir(seat.place)

    def look_at(self, workspace_id: str, seat_id: str, person_id: str, part: str) -> bool:
        """Say what somebody looks at; False for a seat that is not theirs, or a part that no address has."""
        if part and not _PART.fullmatch(part):
            return False
        for place, seats in self._seats.items():
            seat = seats.get(seat_id)
            if seat is not None and place[0] == workspace_id and seat.person_id == person_id:
                if seat.part != part:
                    seat.part = part
                    self._stir(place)
                return True
        return False

    def others(self, seat: Seat) -> tuple[Seen, ...]:
        """Return who else is there: each person once for every part they look at, in the order in which they came."""
        seats = self._seats.get(seat.place, {}).values()
        seen = {(one.person_id, one.part) for one in seats if one.person_id != seat.person_id}
        busy = {person_id for person_id, part in seen if part}
        found = dict.fromkeys((one.person_id, one.part) for one in seats if (one.person_id, one.part) in seen)
        return tuple(Seen(person_id=person_id, part=part) for person_id, part in found if part or person_id not in busy)

    def _stir(self, place: tuple[str, str]) -> None:
        for seat in self._seats.get(place, {}).values():
            seat.stirred.set()


def presence_of(request: Request[Any, Any, Any]) -> Presence:
    """Return who is where in this process."""
    state = request.app.state
    if "presence" not in state:
        state["presence"] = Presence()
    return state["presence"]
