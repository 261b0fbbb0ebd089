"""The player with 200 participants at once, each answering a screen every five seconds, durable commits included.

Promise: the next screen is there within 50 ms at the 95th percentile, from the form that was sent to the page that follows it. In process,
no socket: what is measured is the product. The processor time of one next screen stands beside, because a machine that others use too
makes any wall clock late.
Run: python bench/player.py
"""

import asyncio
import random
import re
import sys
import tempfile
from html import unescape
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from httpx import ASGITransport, AsyncClient

from plumbline.app.composition import application

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
            async with AsyncClient(transport=transport, base_url=house.installation.base_url, follow_redirects=True) as client:
                client.cookies.set("plumbline_person", house.people["ana"], domain="127.0.0.1")
                begun = await asyncio.gather(*(_begin(client) for _ in range(PARTICIPANTS)))
                before = process_time()
                took = [one for each in await asyncio.gather(*(_play(client, *run) for run in begun)) for one in each]
                spent = (process_time() - before) / len(took)
    took.sort()
    late = took[int(len(took) * 0.95)]
    print(f"next screen: {late * 1000:.1f} ms at the 95th percentile, median {took[len(took) // 2] * 1000:.1f} ms (promise 50)")
    print(f"{PARTICIPANTS} participants, {len(took)} screens, {spent * 1000:.1f} ms of processor time each")
    return 0 if late <= 0.05 else 1


async def _begin(client: AsyncClient) -> tuple[str, str]:
    page = await client.get("/templates/parcel-delay/play")
    page = await client.post("/templates/parcel-delay/runs", data={"csrf": _fields(page.text)["csrf"], "role": "recipient"})
    return page.url.path, page.text


async def _play(client: AsyncClient, path: str, text: str) -> list[float]:
    took: list[float] = []
    await asyncio.sleep(random.uniform(0, EVERY_SECONDS))
    for act, event in _PATH[:SCREENS]:
        began = perf_counter()
        answer = await client.post(f"{path}/{act}", data={**_fields(text), "role": "recipient", "event": event})
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
