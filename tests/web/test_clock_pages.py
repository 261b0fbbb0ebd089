"""The clock of an item on its page: paused, let run again, judged by another calendar, and refused where rules forbid it."""

from datetime import timedelta
from pathlib import Path

from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.thread import Anchor, OpenThread
from web_visit import Visitor, visiting


async def thread(visitor: Visitor) -> str:
    """Let Bo ask Ana something, which starts her comment window."""
    section, objective = await visitor.house.place()
    anchor = Anchor(kind="decision", id=await visitor.house.decision(), part="", digest="")
    opened = OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Why?", asks_id=visitor.house.people["ana"])
    return await visitor.house.done("bo", opened)


async def test_the_clock_of_a_thread_is_paused_and_runs_again(tmp_path: Path):
    async with visiting(tmp_path, "bo") as bo:
        item = await thread(bo)
        await bo.read(f"/threads/{item}")
        assert f"/items/{item}/clock" in bo.html
        await bo.read(f"/items/{item}/clock")
        assert "Clock of T-1" in bo.page
        sent = {"clock_id": bo.value("clock_id"), "reason": "blocked_by", "until": "2026-03-03T12:00", "note": "The sandbox is down."}
        assert await bo.send(f"/items/{item}/clock/pauses", sent) == 200
        assert "Let the clock of T-1 run again" in bo.page
        assert await bo.send(f"/items/{item}/clock/resumption", {"clock_id": sent["clock_id"]}) == 200
        assert "Pause the clock of T-1" in bo.page


async def test_a_refused_pause_names_what_is_missing_and_keeps_what_was_written(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        item = await thread(ana)
        await ana.read(f"/items/{item}/clock")
        sent = {"clock_id": ana.value("clock_id"), "reason": "manual", "until": "2026-03-03T12:00", "note": "I am busy."}
        assert await ana.send(f"/items/{item}/clock/pauses", sent) == 409
        assert "Ask Bo or Mara to pause it" in ana.alert()
        assert ana.value("note") == "I am busy."


async def test_a_blocker_is_extended_and_not_paused(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        raised = RaiseBlocker(
            title="No sandbox", owner_id=ana.house.people["bo"], due_at=ana.house.clock() + timedelta(days=1), fallback="Skip."
        )
        item = await ana.house.done("ana", raised)
        await ana.read(f"/items/{item}/clock")
        assert "Waiting longer is an extension" in ana.page
        assert "Pause the clock" not in ana.page
        assert "Extend it or hand it on" in ana.page


async def test_what_has_no_clock_has_no_page_of_one(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/items/thr_" + "0" * 26 + "/clock") == 404
        item = await thread(ana)
        await ana.read(f"/items/{item}/clock")
        assert await ana.send(f"/items/{item}/clock/stopping") == 404
