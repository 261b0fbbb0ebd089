"""Signals as tests offer them, and a house with a source that sends some."""

from datetime import UTC, datetime
from typing import Any

import httpx

from plumbline.domain.signal.signal import Offered, Signal, normal
from plumbline.edge import signal_sources
from plumbline.edge.signal_sources import Made
from small_house import House

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = b"s" * 32


def offered(number: int = 1, **more: Any) -> Offered:
    given: dict[str, Any] = {
        "id": f"e-{number}",
        "name": "Viewed",
        "who": "ada",
        "time": "2026-03-02T11:00:00Z",
        "properties": {"n": number},
    }
    return Offered(**(given | more))


def signal(number: int = 1, *, source: str = "src_a", **more: Any) -> Signal:
    found = normal(offered(number, **more), NOON, source, SECRET, f"u:{number}")
    assert isinstance(found, Signal), found
    return found


async def source(house: House, who: str = "ana", **more: Any) -> Made:
    """Add a source to a house."""
    context = house.installation.handling.context(actor=house.people[who], surface="web")
    made = await signal_sources.add(house.installation, context, title="Shop", **more)
    assert isinstance(made, Made), made
    return made


def outcomes(answer: httpx.Response) -> list[str]:
    """Return what became of each item of a request that was taken."""
    assert answer.status_code == 200, answer.text
    return [one["outcome"] for one in answer.json()["items"]]
