import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from plumbline.domain.run.record import digest_of
from plumbline.domain.run.replay import first_difference
from plumbline.domain.run.run import Advance, Entry, GiveUp, RedactRun, Remark, StartRun
from plumbline.installation import Installation
from plumbline.kernel.canonical import canonical, digest
from plumbline.kernel.outcome import Receipt, Refusal
from plumbline.projections.runs import find_run, last_run, runs_of
from small_house import MONDAY, House, small_house
from small_journey import plain

JOURNEY = canonical(plain())
DIGEST = digest(plain())


async def started(house: House, who: str = "ana", **more: Any) -> str:
    handling = house.installation.handling
    context = handling.context(actor=house.people[who], surface="web")
    command = StartRun(digest=DIGEST, role="buyer", template_id="payment", **more)
    answer = await handling.handle(context.new_id("run"), command, context, bodies=[JOURNEY])
    assert isinstance(answer, Receipt), answer
    return answer.stream


async def at(installation: Installation, run_id: str) -> tuple[str, ...]:
    async with installation.handling.reading(run_id) as run:
        return run.now.screens


async def test_a_run_is_found_by_its_journey_and_by_its_id(tmp_path: Path):
    async with small_house(tmp_path) as house:
        ledger = house.installation.ledger
        first = await started(house)
        house.clock.set(MONDAY + timedelta(minutes=1))
        second = await started(house, "bo", cohort="pilot")
        assert [row.run_id for row in await runs_of(ledger, "payment")] == [second, first]
        await house.done("ana", Advance(run_id=first, read_step=0, role="buyer", event="pay"), first)
        row = await find_run(ledger, first)
        assert row is not None
        assert (row.steps, row.result, row.started_at) == (1, "", MONDAY)
        await house.done("bo", GiveUp(run_id=second, role="buyer"), second)
        unfinished = await last_run(ledger, "payment", house.people["ana"])
        assert unfinished is not None
        assert unfinished.run_id == first
        assert await last_run(ledger, "payment", house.people["bo"]) is None


async def test_a_run_goes_on_after_the_house_was_closed_and_opened(tmp_path: Path):
    async with small_house(tmp_path / "one") as house:
        run_id = await started(house)
        await house.done("ana", Advance(run_id=run_id, read_step=0, role="buyer", event="pay"), run_id)
        house.installation.states.drop(run_id)
        assert await at(house.installation, run_id) == ("paying", "asked")
        again = await house.send("ana", Advance(run_id=run_id, read_step=0, role="buyer", event="pay"), run_id)
        assert isinstance(again, Refusal)
        assert again.kind == "stale"


async def test_a_body_that_holds_no_journey_begins_no_run(tmp_path: Path):
    async with small_house(tmp_path) as house:
        handling = house.installation.handling
        context = handling.context(actor=house.people["ana"], surface="web")
        kept = await handling.keep(b"[1]", context)
        assert isinstance(kept, str)
        answer = await handling.handle(context.new_id("run"), StartRun(digest=kept, role="buyer"), context)
        assert isinstance(answer, Refusal)
        assert answer.kind == "missing"


async def test_a_run_can_be_rebuilt_from_the_ledger(tmp_path: Path):
    async with small_house(tmp_path) as house:
        run_id = await started(house)
        await house.done("ana", GiveUp(run_id=run_id, role="buyer"), run_id)
        before = await find_run(house.installation.ledger, run_id)
        states = house.installation.states
        await states.ledger.rebuild("runs", await states.folds())
        assert await find_run(house.installation.ledger, run_id) == before


async def test_two_tabs_that_answer_a_screen_at_once_take_its_step_once(tmp_path: Path):
    async with small_house(tmp_path) as house:
        run_id = await started(house)
        pay = Advance(run_id=run_id, read_step=0, role="buyer", event="pay")
        answers = await asyncio.gather(*(house.send("ana", pay, run_id) for _ in range(8)))
        assert [isinstance(answer, Receipt) for answer in answers].count(True) == 1
        assert {answer.kind for answer in answers if isinstance(answer, Refusal)} == {"stale"}
        row = await find_run(house.installation.ledger, run_id)
        assert row is not None
        assert row.steps == 1


async def test_what_participants_wrote_is_taken_away_for_good_and_the_run_still_replays(tmp_path: Path):
    async with small_house(tmp_path) as house:
        run_id = await started(house, "bo")
        entries = (Entry(variable="note", value="For Ada Secret"),)
        await house.done("bo", Advance(run_id=run_id, read_step=0, role="buyer", event="pay", entries=entries), run_id)
        await house.done("bo", Remark(run_id=run_id, role="buyer", text="Ada Secret is my name"), run_id)
        async with house.installation.handling.reading(run_id) as run:
            before = digest_of(run)
        refused = await house.send("ana", RedactRun(run_id=run_id, reason=""), run_id)
        assert [one.rule for one in refused.findings] == ["run.reason"]
        await house.done("ana", RedactRun(run_id=run_id, reason="A name was entered."), run_id)
        async with house.installation.handling.reading(run_id) as run:
            assert "Secret" not in str((run.moves, run.remarks, run.now, run.back))
            assert (digest_of(run), first_difference(run, run.machine)) == (before, None)
        entries_kept = await house.installation.ledger.read(run_id)
        assert "Secret" not in str(entries_kept)
        again = await house.done("ana", RedactRun(run_id=run_id, reason="Once more."), run_id)
        assert again == run_id, "asking twice is not an error"
