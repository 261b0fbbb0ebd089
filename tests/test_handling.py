"""The one writer: whole commands or nothing, decided on what is true, and what it keeps in memory is what the ledger says."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from plumbline import __version__
from plumbline.app.opening import opened
from plumbline.domain.cycle.decision import ApproveDecision, CastVote, DelegateDecision, EditDecision, RejectDecision
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.cycle.frame import AddObjective
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.thread import Anchor, OpenThread, RedactComment, ReplyToThread, ThreadOpened
from plumbline.kernel.outcome import Receipt, Refusal
from plumbline.settings import Settings
from small_house import House, client_of, small_house
from web_visit import visiting


async def test_commands_at_the_same_time_all_find_their_place(tmp_path: Path):
    async with small_house(tmp_path) as house:
        answers = await asyncio.gather(*(house.send("ana", AddObjective(title=f"Objective {n}")) for n in range(40)))
        assert all(isinstance(answer, Receipt) for answer in answers)
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert len(cycle.objectives) == 41
            assert cycle.version == max(answer.version for answer in answers)


async def test_what_would_be_refused_is_what_is_refused_and_asking_writes_nothing(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        handling, approval = house.installation.handling, ApproveDecision(decision_id=decision, because="It works.")
        for proven in (False, True):
            if proven:
                await house.proven(decision)
            before = await house.installation.ledger.head()
            for who in ("bo", "ana"):
                context = handling.context(actor=house.people[who], surface="web")
                foreseen = await handling.would_refuse(house.cycle, approval, context)
                assert await house.installation.ledger.head() == before
                answer = await house.send(who, approval)
                assert foreseen == (answer if isinstance(answer, Refusal) else None)
                assert (foreseen is None) == (proven and who == "ana")


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


async def test_an_act_of_a_delegate_names_the_owner_and_the_entry_that_grants_it(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        until = house.clock() + timedelta(days=2)
        await house.done("ana", DelegateDecision(decision_id=decision, to_id=house.people["bo"], until=until))
        before = await house.installation.ledger.read(house.cycle)
        await house.done("bo", RejectDecision(decision_id=decision, because="Too costly."))
        written = (await house.installation.ledger.read(house.cycle))[len(before) :]
        assert "decision.rejected" in [entry.event_name for entry in written]
        for entry in written:
            said = json.loads(await house.installation.ledger.raw(entry.position) or b"")["attribution"]
            assert said["role"] == "delegate"
            assert said["on_behalf_of"] == house.people["ana"]
            assert said["delegation"] == before[-1].id


async def test_a_delegate_who_passes_a_gate_does_so_for_the_owner(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        await house.proven(decision)
        until = house.clock() + timedelta(days=2)
        await house.done("ana", DelegateDecision(decision_id=decision, to_id=house.people["bo"], until=until))
        await house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
        await house.done("bo", PassGate(gate_id="implementation-entry", item_id=decision))
        said = (await _last(house))["attribution"]
        assert (said["role"], said["on_behalf_of"]) == ("delegate", house.people["ana"])


async def test_nobody_acts_on_behalf_of_anybody_without_a_delegation(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision()
        await house.done("ana", RejectDecision(decision_id=decision, because="Too costly."))
        assert {"on_behalf_of", "delegation"}.isdisjoint((await _last(house))["attribution"])


async def test_what_is_said_in_a_thread_carries_the_screen_it_is_about(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = await house.journey()
        said = await house.said(journey, "screen", "cart")
        await house.done("bo", ReplyToThread(thread_id=said, text="Because."))
        written = await _last(house)
        assert written["event_name"] == "thread.replied"
        assert (written["journey"], written["screen"], "run" in written) == (journey, "cart", False)


async def test_a_thread_about_a_metric_carries_no_journey(tmp_path: Path):
    async with small_house(tmp_path) as house:
        section, objective = await house.place()
        anchor = Anchor(kind="metric", id="jrn_" + "1" * 26)
        thread = await house.done("bo", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Why?"))
        await house.done("ana", ReplyToThread(thread_id=thread, text="Because."))
        assert {"journey", "screen", "run"}.isdisjoint(await _last(house))


async def test_evidence_of_a_run_carries_the_run(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision, run = await house.decision(), "run_" + "3" * 26
        command = SubmitEvidence(decision_id=decision, criterion_ids=("crt_" + "0" * 26,), kind="run", title="Run 3", reference=run)
        await house.done("ana", command)
        assert (await _last(house))["run"] == run


async def test_the_words_of_a_redacted_comment_are_gone_from_the_ledger(tmp_path: Path):
    async with small_house(tmp_path) as house:
        section, objective = await house.place()
        anchor = Anchor(kind="section", id=section)
        opening = OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="SECRETWORD", quote="SECRETQUOTE")
        thread = await house.done("bo", opening)
        async with house.installation.handling.reading(house.cycle) as cycle:
            comment = cycle.threads[thread].comments[0].id
        await house.done("bo", RedactComment(thread_id=thread, comment_id=comment, reason="It names a customer."))
        entries = await house.installation.ledger.read(house.cycle)
        opened_by = next(entry for entry in entries if isinstance(entry.event, ThreadOpened))
        assert opened_by.erased
        assert opened_by.event.text_digest
        assert "SECRET" not in repr(entries)
        assert "SECRET" not in (await _page(house, "/ledger")) + await _page(house, f"/ledger/{opened_by.position}")
        assert (await house.installation.ledger.verify()).size == entries[-1].position
        async with house.installation.handling.reading(house.cycle) as kept:
            assert await house.installation.handling.state_at(house.cycle, kept.version) == kept


async def test_a_form_tells_the_version_of_the_pages_and_the_trace_it_is_part_of(tmp_path: Path):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with visiting(tmp_path) as visitor:
        section, objective = await visitor.house.place()
        anchor = Anchor(kind="section", id=section)
        thread = await visitor.house.done("bo", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Why?"))
        await visitor.read("/profile")
        for given, kept in ((trace, trace), ("00-" + "0" * 32 + "-b7ad6b7169203331-01", None), ("mine", None)):
            await visitor.send(f"/threads/{thread}/replies", {"text": f"Because {given}."}, headers={"traceparent": given})
            written = await _last(visitor.house)
            assert written["event_name"] == "thread.replied"
            assert written["attribution"]["client"] == f"plumbline-web/{__version__}"
            assert written["attribution"].get("trace_parent") == kept


async def _last(house: House) -> dict[str, Any]:
    """Return the newest entry as its bytes say."""
    ledger = house.installation.ledger
    raw = await ledger.raw((await ledger.head()).size)
    assert raw is not None
    return json.loads(raw)


async def _page(house: House, path: str) -> str:
    async with client_of(house) as client:
        answer = await client.get(path)
        assert answer.status_code == 200
        return answer.text
