"""The player with 200 participants at once, each answering a screen every five seconds, durable commits included.

Promise: the next screen is there within 50 ms at the 95th percentile, from the form that was sent to the page that follows it. In process,
no socket: what is measured is the product. Each came by a link, and their page follows the run meanwhile, as in a browser. The processor
time of one next screen stands beside, because a machine that others use too makes any wall clock late.
Run: python bench/player.py
"""

import asyncio
import random
import re
import sys
import tempfile
from contextlib import aclosing
from dataclasses import dataclass
from html import unescape
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from httpx import ASGITransport, AsyncClient

from plumbline.app.composition import application
from plumbline.directory.participants import Participant
from plumbline.edge.play_links import MOST_IN_A_MINUTE
from plumbline.installation import Installation
from plumbline.web.play_live import run_events
from plumbline.web.run_watch import RunWatch

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
grounds: Any = import_module("small_house")  # the tests' house is the bench's too

PARTICIPANTS = 200
SCREENS = 5
EVERY_SECONDS = 5.0
_FIELD = re.compile(r'name="(csrf|step)" value="([^"]*)"')
_PATH = (("waits", ""), ("steps", "see-choices"), ("steps", "choose-slot"), ("returns", ""), ("steps", "choose-pickup"))


async def main() -> int:
    """Measure, print, and return 1 when the promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        async with grounds.small_house(Path(folder)) as house:
            house.clock.release()
            transport: Any = ASGITransport(app=application(house.installation))  # type: ignore[arg-type]
            links = await _links(transport, house)
            came = await asyncio.gather(*(_come(transport, house, links[number % len(links)]) for number in range(PARTICIPANTS)))
            watch = RunWatch()
            following = [asyncio.create_task(_follow(house.installation, watch, who)) for who in came]
            before = process_time()
            took = [one for each in await asyncio.gather(*(_play(who) for who in came)) for one in each]
            spent = (process_time() - before) / len(took)
            for one in following:
                one.cancel()
            told = sum(await asyncio.gather(*following))
            await asyncio.gather(*(who.client.aclose() for who in came))
    took.sort()
    late = took[int(len(took) * 0.95)]
    print(f"next screen: {late * 1000:.1f} ms at the 95th percentile, median {took[len(took) // 2] * 1000:.1f} ms (promise 50)")
    print(f"{PARTICIPANTS} participants, {len(took)} screens, {spent * 1000:.1f} ms of processor time each; pages were told {told} times")
    return 0 if late <= 0.05 else 1


@dataclass
class Came:
    """A participant: their browser, its page, and who they are."""

    client: AsyncClient
    text: str
    participant: Participant


async def _links(transport: Any, house: Any) -> list[str]:
    """Make as many links as let everybody in within a minute."""
    found: list[str] = []
    async with AsyncClient(transport=transport, base_url=house.installation.base_url) as client:
        client.cookies.set("plumbline_person", house.people["ana"], domain="127.0.0.1")
        page = await client.get("/templates/parcel-delay/play")
        asked = {"csrf": _fields(page.text)["csrf"], "role": "recipient", "days": "7", "consent": "We record what you press."}
        for _ in range(PARTICIPANTS // MOST_IN_A_MINUTE + 1):
            answer = await client.post("/templates/parcel-delay/links", data=asked)
            found.append(unescape(re.search(r"/p/[\w-]+", answer.text.replace("&#x2f;", "/"))[0]))  # type: ignore[index]
    return found


async def _come(transport: Any, house: Any, link: str) -> Came:
    client = AsyncClient(transport=transport, base_url=house.installation.base_url, follow_redirects=True)
    page = await client.get(link)
    page = await client.post(link, data={"csrf": _fields(page.text)["csrf"], "consent": "yes"})
    participant = house.installation.directory.participants.behind(client.cookies["plumbline_play"])
    return Came(client=client, text=page.text, participant=participant)


async def _follow(installation: Installation, watch: RunWatch, who: Came) -> int:
    """Follow a run as a participant's page does; return how often it was told of a move."""
    told = 0
    try:
        async with aclosing(run_events(installation, watch, who.participant.run_id, who.participant.link_id, 0)) as events:
            async for event in events:
                told += "changed" in event
    except asyncio.CancelledError:
        pass
    return told


async def _play(who: Came) -> list[float]:
    text, took = who.text, list[float]()
    await asyncio.sleep(random.uniform(0, EVERY_SECONDS))
    for act, event in _PATH[:SCREENS]:
        began = perf_counter()
        answer = await who.client.post(f"/play/{act}", data={**_fields(text), "role": "recipient", "event": event})
        took.append(perf_counter() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{act} {event} was answered with {answer.status_code}")
        text = answer.text
        await asyncio.sleep(max(0.0, EVERY_SECONDS - took[-1]))
    return took


def _fields(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _FIELD.findall(text)}


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
