"""The one writer: whole commands or nothing, decided on what is true, and what it keeps in memory is what the ledger says."""

import asyncio
from pathlib import Path

from plumbline.app.composition import opened
from plumbline.domain.cycle.decision import CastVote, EditDecision
from plumbline.domain.cycle.frame import AddObjective
from plumbline.kernel.outcome import Receipt, Refusal
from plumbline.settings import Settings
from small_house import small_house


async def test_commands_at_the_same_time_all_find_their_place(tmp_path: Path):
    async with small_house(tmp_path) as house:
        answers = await asyncio.gather(*(house.send("ana", AddObjective(title=f"Objective {n}")) for n in range(40)))
        assert all(isinstance(answer, Receipt) for answer in answers)
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert len(cycle.objectives) == 41
            assert cycle.version == max(answer.version for answer in answers)


async def test_a_refusal_writes_nothing(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        before = await house.installation.ledger.head()
        answer = await house.send("bo", EditDecision(decision_id=decision, title="Other", read_hash="not what it says"))
        assert isinstance(answer, Refusal)
        assert answer.kind == "stale"
        assert await house.installation.ledger.head() == before


async def test_the_kept_state_equals_a_fold_of_the_ledger(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        await house.done("bo", CastVote(decision_id=decision, vote="approve"))
        await house.proven(decision)
        async with house.installation.handling.reading(house.cycle) as kept:
            assert await house.installation.handling.state_at(house.cycle, kept.version) == kept


async def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision, cycle_id = await house.decision(), house.cycle
    async with opened(Settings(data=tmp_path)) as again, again.handling.reading(cycle_id) as cycle:
        assert cycle.decisions[decision].state == "in_review"
