"""Threads about a journey on its pages: opened on a screen, from a remark in a run, shown beside what they are about."""

import json
import re
from html import unescape
from pathlib import Path

from plumbline.automation.journeys import follow_journey
from small_journey import plain
from web_visit import Visitor, visiting


async def small_journey(visitor: Visitor) -> str:
    """Add the small journey from its file; return its path."""
    await visitor.read(f"/cycles/{visitor.house.cycle}/journeys")
    files = {"file": ("payment.json", json.dumps(plain()).encode(), "application/json")}
    assert await visitor.send(f"/cycles/{visitor.house.cycle}/journeys", {}, files=files) == 200, visitor.alert()
    return visitor.path


async def playing(visitor: Visitor, journey: str) -> str:
    """Begin a run of the journey as the buyer; return its address."""
    await visitor.read(f"{journey}/play")
    assert await visitor.send(f"{journey}/runs", {"role": "buyer"}) == 200, visitor.alert()
    return visitor.path.partition("?")[0]


async def test_a_thread_is_opened_on_a_screen_and_listed_on_the_journey(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await small_journey(ana)
        await ana.read(f"{journey}/parts/screen/cart")
        assert "Nobody has opened a thread about this yet." in ana.page
        assert await ana.send(f"{journey}/threads", {"kind": "screen", "part": "cart", "text": "Where is the total?"}) == 200, ana.alert()
        assert "Where is the total?" in ana.page
        assert "About A payment, screen cart in version 1." in ana.page
        await ana.read(journey)
        assert "Where is the total?" in ana.page
        await ana.read(f"{journey}/parts/screen/refused")
        assert "Where is the total?" not in ana.page


async def test_a_thread_without_a_text_is_asked_for_again_with_what_was_chosen(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await small_journey(ana)
        sent = {"kind": "screen", "part": "cart", "text": " ", "blocking": "yes"}
        assert await ana.send(f"{journey}/threads", sent) == 409
        assert "There is no text." in ana.alert()
        assert 'name="part" value="cart"' in ana.html
        assert re.search(r'name="blocking" value="yes" checked', ana.html)


async def test_a_thread_whose_screen_is_gone_stays_open_and_says_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await small_journey(ana)
        await ana.send(f"{journey}/threads", {"kind": "transition", "part": "t-call", "text": "Why so soon?"})
        thread = ana.path
        await ana.send(f"{journey}/edits", {"op": "remove", "kind": "transition", "part": "t-call"})
        await follow_journey(ana.house.installation.handling, journey.rpartition("/")[2])
        await ana.read(thread)
        assert "Transition removed, still open." in ana.page
        await ana.read(journey)
        assert "removed, still open" in ana.page


async def test_a_player_who_is_signed_in_opens_a_thread_from_the_screen(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await small_journey(ana)
        run = await playing(ana, journey)
        assert "Open a thread about it" in ana.page
        assert await ana.send(f"{run}/remarks", {"role": "buyer", "text": "The total is missing.", "thread": "yes"}) == 200
        assert "Cart" in ana.page, "the run goes on"
        await ana.read(f"{run}/record")
        thread = re.search(r'href="(/threads/thr_\w+)">The thread about it', unescape(ana.html))
        assert thread
        await ana.read(thread[1])
        assert "The total is missing." in ana.page
        assert "after step 0 of a run" in ana.page
        assert "The state it was seen in" in ana.page


async def test_a_remark_is_made_into_a_thread_on_the_results_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await small_journey(ana)
        run = await playing(ana, journey)
        await ana.send(f"{run}/remarks", {"role": "buyer", "text": "The total is missing."})
        await ana.read(f"{journey}/results")
        assert "What was said to be wrong" in ana.page
        assert await ana.send(f"{run}/threads", {"remark": ana.value("remark")}) == 200, ana.alert()
        assert "The total is missing." in ana.page
        await ana.read(f"{journey}/results")
        assert "The thread about it" in ana.page
        assert "Make this a thread" not in ana.page


async def test_what_a_template_was_played_with_becomes_no_thread(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/templates/parcel-delay/play")
        await ana.send("/templates/parcel-delay/runs", {"role": "recipient"})
        run = ana.path.partition("?")[0]
        assert "Open a thread about it" not in ana.page
        await ana.send(f"{run}/remarks", {"role": "recipient", "text": "Odd."})
        await ana.read(f"{run}/record")
        assert "Make this a thread" not in ana.page
        assert await ana.send(f"{run}/threads", {"remark": ""}) == 404
