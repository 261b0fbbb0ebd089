"""Threads about a journey: they stay with their screen while it is edited, and with the exact state that a run was in."""

from pathlib import Path
from typing import Any

import pytest

from plumbline.automation.journeys import follow_journey
from plumbline.domain.cycle.thread import ResolveThread, Thread
from plumbline.domain.journey.edit import Edit, setting
from plumbline.domain.journey.journey import EditJourney, UndoEdit
from plumbline.domain.run.run import Advance, Entry, RedactRun, Remark
from plumbline.edge.discussing import NotThere, Said, about_part, about_remark, opened
from plumbline.edge.playable import journey_version
from plumbline.kernel.outcome import Receipt, Refusal
from small_house import House, small_house


async def edited(house: House, journey: str, *edits: Edit) -> int:
    await house.done("bo", EditJourney(journey_id=journey, edits=edits), journey)
    return await follow_journey(house.installation.handling, journey)


async def thread_of(house: House, thread: str) -> Thread:
    async with house.installation.handling.reading(house.cycle) as cycle:
        return cycle.threads[thread]


async def remarked(house: House, journey: str) -> tuple[str, str]:
    """Play the journey up to the waiting screen as Bo and say there that something is wrong; return the run and the remark."""
    played = await journey_version(house.installation, journey)
    assert played is not None
    run = house.installation.handling.context(actor="", surface="web").new_id("run")
    handling = house.installation.handling
    context = handling.context(actor=house.people["bo"], surface="web")
    assert isinstance(await handling.handle(run, played.start("buyer"), context, bodies=[played.body]), Receipt)
    entries = (Entry(variable="method", value="invoice"), Entry(variable="note", value="Ring twice, Ana"))
    await house.done("bo", Advance(run_id=run, read_step=0, role="buyer", event="pay", entries=entries), run)
    await house.done("bo", Remark(run_id=run, role="buyer", text="Nothing says how long."), run)
    async with handling.reading(run) as state:
        return run, state.remarks[0].id


async def test_a_thread_about_a_screen_names_the_exact_version_its_section_and_an_objective(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        thread = await thread_of(house, await house.said(journey, "screen", "cart"))
        _, objective = await house.place()
        async with house.installation.handling.reading(journey) as state:
            assert (thread.anchor.id, thread.anchor.part, thread.anchor.digest) == (journey, "cart", state.current.digest)
        assert (thread.section_id, thread.objective_id) == (f"{journey}-all", objective)
        assert thread.quote.startswith("Cart")
        assert await house.installation.blobs.get(thread.anchor.digest), "the version can be read again"


async def test_a_thread_stays_where_it_is_while_other_screens_are_edited(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        thread = await house.said(journey, "screen", "cart")
        assert await edited(house, journey, setting("screen", "paying", "title", "Hold on")) == 0
        found = await thread_of(house, thread)
        assert (found.change, found.outdated, found.old_quote) == ("same", False, "")


async def test_a_thread_says_what_its_screen_read_before_it_was_edited(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        thread = await house.said(journey, "screen", "cart")
        await edited(house, journey, setting("screen", "cart", "title", "Basket"))
        found = await thread_of(house, thread)
        assert (found.change, found.quote[:6], found.old_quote[:4]) == ("changed", "Basket", "Cart")
        async with house.installation.handling.reading(journey, texts=True) as state:
            assert found.anchor.number == state.version
        assert await follow_journey(house.installation.handling, journey) == 0


async def test_a_thread_outlives_its_screen_and_finds_it_again(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        thread = await house.said(journey, "transition", "t-call")
        await edited(house, journey, Edit(op="remove", kind="transition", part="t-call"))
        lost = await thread_of(house, thread)
        assert (lost.outdated, lost.state, lost.comments[0].text) == (True, "open", "Why?")
        await house.done("bo", UndoEdit(journey_id=journey), journey)
        await follow_journey(house.installation.handling, journey)
        found = await thread_of(house, thread)
        assert (found.outdated, found.change) == (False, "same")


async def test_a_remark_becomes_a_thread_on_the_exact_state_it_was_made_in(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        run, remark = await remarked(house, journey)
        context = house.installation.handling.context(actor=house.people["ana"], surface="web")
        prepared = await about_remark(house.installation.handling, context, run, remark, Said())
        answer = await opened(house.installation.handling, context, prepared)
        assert isinstance(answer, Receipt)
        thread = await thread_of(house, answer.item)
        async with house.installation.handling.reading(run) as state:
            assert thread.anchor.step == state.step
        shown = {one.name: one.value for one in thread.anchor.values}
        assert shown == {"tries": "0", "method": "Invoice", "gift": "no"}, "what was written by hand stays in the run"
        assert (thread.anchor.run_id, thread.anchor.part, thread.comments[0].text) == (run, "paying", "Nothing says how long.")
        again = await opened(
            house.installation.handling, context, await about_remark(house.installation.handling, context, run, remark, Said())
        )
        assert (again.item if isinstance(again, Receipt) else "") == answer.item, "a remark is made into one thread"


async def test_what_was_played_before_an_edit_is_talked_about_as_it_is_now(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        run, remark = await remarked(house, journey)
        await edited(house, journey, setting("screen", "paying", "title", "Hold on"))
        context = house.installation.handling.context(actor=house.people["ana"], surface="web")
        answer = await opened(
            house.installation.handling, context, await about_remark(house.installation.handling, context, run, remark, Said())
        )
        assert isinstance(answer, Receipt)
        thread = await thread_of(house, answer.item)
        assert (thread.change, thread.quote, thread.old_quote) == ("changed", "Hold on", "Paying")


async def test_a_remark_whose_words_were_taken_away_needs_words_of_its_own(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        run, remark = await remarked(house, journey)
        await house.done("bo", RedactRun(run_id=run, reason="A name"), run)
        context = house.installation.handling.context(actor=house.people["ana"], surface="web")
        answer = await opened(
            house.installation.handling, context, await about_remark(house.installation.handling, context, run, remark, Said())
        )
        assert [one.rule for one in answer.unmet] == ["T1.text"] if isinstance(answer, Refusal) else False


@pytest.mark.parametrize(("kind", "part"), [("screen", "nowhere"), ("transition", "t99"), ("screen", "")])
async def test_a_thread_is_about_something_that_is_there(kind: Any, part: str, tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        context = house.installation.handling.context(actor=house.people["ana"], surface="web")
        with pytest.raises(NotThere):
            await about_part(house.installation.handling, context, journey, kind, part, Said(text="Why?"))


async def test_whoever_owns_the_journey_may_close_what_does_not_block(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        mild, hard = await house.said(journey, "screen", "cart", "bo"), await house.said(journey, "screen", "cart", "bo", blocking=True)
        await house.done("ana", ResolveThread(thread_id=mild, outcome="answered"))
        refused = await house.send("ana", ResolveThread(thread_id=hard, outcome="answered"))
        assert {one.rule for one in refused.unmet} == {"T2.who", "T3.reply"}
