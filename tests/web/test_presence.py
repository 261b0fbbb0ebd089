"""Who is at a journey: seen by those who are there, bounded, and gone with the connection."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, cast

from plumbline.ledger.entry import Entry
from plumbline.ledger.store import Ledger
from plumbline.ledger.within import WorkspaceLedger
from plumbline.web.live import beside_others
from plumbline.web.presence import MOST_SEATS, Presence

NAMES = {"ana": "Ana Ruiz", "bo": "Bo Lind"}
HERE = "wsp_1"


class Quiet:
    """A ledger in which nothing is written."""

    async def follow(self, after: int) -> AsyncIterator[Entry]:
        await asyncio.Event().wait()
        for entry in [cast(Entry, after)]:
            yield entry


def coming(presence: Presence, person: str, workspace: str = HERE) -> AsyncGenerator[str, None]:
    ledger = WorkspaceLedger(cast(Ledger, cast(Any, Quiet())), workspace)
    return beside_others(ledger, frozenset(), 0, person, presence, "jrn_1", NAMES)


async def told(events: AsyncGenerator[str, None], name: str) -> dict[str, Any]:
    """Return the next event of a name."""
    while True:
        event = await asyncio.wait_for(anext(events), 3)
        if event.startswith(f"event: {name}\n"):
            return json.loads(event.partition("data: ")[2])


async def test_two_people_see_each_other_and_what_the_other_looks_at():
    presence = Presence()
    ana, bo = coming(presence, "ana"), coming(presence, "bo")
    seat = (await told(ana, "seat"))["seat"]
    await told(bo, "seat")
    assert (await told(bo, "here"))["people"] == [{"name": "Ana Ruiz", "part": ""}]
    assert presence.look_at(HERE, seat, "ana", "screen/cart")
    assert (await told(bo, "here"))["people"] == [{"name": "Ana Ruiz", "part": "screen/cart"}]
    await ana.aclose()
    assert (await told(bo, "here"))["people"] == [], "whoever leaves is gone with the connection"
    await bo.aclose()


def test_nobody_moves_somebody_else_and_a_part_is_an_address_of_a_part():
    presence = Presence()
    seat = presence.enter("wsp_1", "jrn_1", "ana")
    assert seat
    assert not presence.look_at("wsp_1", seat.id, "bo", "screen/cart")
    assert not presence.look_at("wsp_2", seat.id, "ana", "screen/cart")
    assert not presence.look_at("wsp_1", seat.id, "ana", "<b>")
    assert not presence.look_at("wsp_1", seat.id, "ana", "screen/" + "x" * 200)
    assert presence.look_at("wsp_1", seat.id, "ana", "component/c1?screen=cart")


def test_a_journey_of_the_same_id_in_another_workspace_is_another_place():
    presence = Presence()
    here = presence.enter("wsp_1", "jrn_1", "ana")
    presence.enter("wsp_2", "jrn_1", "bo")
    assert here
    assert presence.others(here) == ()


def test_the_seats_of_a_journey_are_counted_and_are_free_again():
    presence = Presence()
    seats = [presence.enter("wsp_1", "jrn_1", f"usr_{number}") for number in range(MOST_SEATS)]
    assert all(seats)
    assert presence.enter("wsp_1", "jrn_1", "late") is None
    assert seats[0]
    presence.leave(seats[0])
    assert presence.enter("wsp_1", "jrn_1", "late")


def test_somebody_with_several_windows_is_named_once():
    presence = Presence()
    mine = presence.enter("wsp_1", "jrn_1", "ana")
    presence.enter("wsp_1", "jrn_1", "ana")
    for _ in range(2):
        presence.enter("wsp_1", "jrn_1", "bo")
    assert mine
    assert [one.person_id for one in presence.others(mine)] == ["bo"]
