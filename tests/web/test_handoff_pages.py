"""The pages of handoffs without scripts: assemble, complete, offer, ask, accept, return, and what a change upstream does."""

from pathlib import Path

from handoff_grounds import accepted, offered, passed
from plumbline.automation.settling import settle
from plumbline.domain.cycle.decision import ApproveDecision, ReopenDecision
from plumbline.domain.cycle.gate import PassGate
from web_visit import Visitor, visiting


async def line_of(visitor: Visitor, handoff: str) -> tuple[str, str]:
    """Return the ids of the first line and of its decision."""
    async with visitor.house.installation.handling.reading(visitor.house.cycle) as cycle:
        line = next(iter(cycle.handoffs[handoff].lines.values()))
        return line.id, line.decision_id


async def reopened(visitor: Visitor, decision: str) -> None:
    await visitor.house.done("ana", ReopenDecision(decision_id=decision, reason="error"))
    await settle(visitor.house.installation.handling, visitor.house.cycle)


async def test_ready_rows_are_chosen_and_the_others_say_what_is_missing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        ready, open_one = await passed(ana.house), await ana.house.decision()
        await ana.read(f"/cycles/{ana.house.cycle}/handoffs")
        assert f'value="{ready}"' in ana.html
        assert f'value="{open_one}"' not in ana.html
        assert "Not ready yet" in ana.page
        assert await ana.send(f"/cycles/{ana.house.cycle}/handoffs", {"decision_id": ready, "receiver_id": ana.house.people["bo"]}) == 200
        assert "H-1 Retry after a decline" in ana.page


async def test_an_incomplete_line_is_refused_with_all_that_it_lacks_and_then_completed(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        ready = await passed(ana.house)
        await ana.read(f"/cycles/{ana.house.cycle}/handoffs")
        await ana.send(f"/cycles/{ana.house.cycle}/handoffs", {"decision_id": ready, "receiver_id": ana.house.people["bo"]})
        handoff = ana.path.rpartition("/")[2]
        assert await ana.send(f"/handoffs/{handoff}/offering") == 409
        assert "how it behaves when it is built" in ana.alert()
        line, _ = await line_of(ana, handoff)
        fields = {
            "commitment_id": line,
            "expected": "One retry.",
            "edge_cases": "Declined twice: The basket is kept.\nNo network: Ask again.",
            "metric_id": "post-pilot-stability",
            "owner_after_id": ana.house.people["mara"],
            "checkpoint_at": "2026-04-20T12:00",
            "checkpoint_criterion": "Three of four finish",
            "practice_id": "pilot-ownership",
        }
        assert await ana.send(f"/handoffs/{handoff}/line-descriptions", fields) == 200
        assert "No network" in ana.page
        assert await ana.send(f"/handoffs/{handoff}/offering") == 200
        assert "Offered" in ana.page


async def test_a_question_stands_on_the_line_and_the_receiver_accepts_after_the_answer(tmp_path: Path):
    async with visiting(tmp_path) as bo:
        handoff = await offered(bo.house)
        line, _ = await line_of(bo, handoff)
        bo.become("bo")
        await bo.read(f"/handoffs/{handoff}")
        assert await bo.send(f"/handoffs/{handoff}/questions", {"commitment_id": line, "text": "Which clock counts?"}) == 200
        assert "No answer yet T-1 Which clock counts?" in bo.page
        assert await bo.send(f"/handoffs/{handoff}/acceptance", {"note": "On Monday."}) == 409
        assert "On Monday." in bo.html
        assert "has no answer yet" in bo.alert()


async def test_a_return_needs_a_reason_and_shows_it(tmp_path: Path):
    async with visiting(tmp_path) as bo:
        handoff = await offered(bo.house)
        bo.become("bo")
        await bo.read(f"/handoffs/{handoff}")
        assert await bo.send(f"/handoffs/{handoff}/returns", {"reason": ""}) == 422
        assert await bo.send(f"/handoffs/{handoff}/returns", {"reason": "No criterion for slow networks."}) == 200
        assert "No criterion for slow networks." in bo.page


async def test_a_suspect_line_shows_what_changed_and_is_taken_anew(tmp_path: Path):
    async with visiting(tmp_path) as bo:
        handoff = await accepted(bo.house)
        line, decision = await line_of(bo, handoff)
        await reopened(bo, decision)
        bo.become("bo")
        await bo.read("/")
        assert bo.page.count("rests on changed after you got it") == 1
        await bo.read(f"/handoffs/{handoff}")
        assert "Suspect: recheck its decision was reopened" in bo.page
        assert "can be taken once the decision has passed" in bo.page
        await bo.house.done("ana", ApproveDecision(decision_id=decision, because="Still so."))
        await bo.house.done("ana", PassGate(gate_id="implementation-entry", item_id=decision))
        await bo.read(f"/handoffs/{handoff}")
        assert await bo.send(f"/handoffs/{handoff}/renewals", {"commitment_id": line}) == 200
        assert "Suspect" not in bo.page


async def test_a_decision_leads_to_its_handoff_and_a_handoff_to_its_files(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        handoff = await accepted(ana.house)
        _, decision = await line_of(ana, handoff)
        await ana.read(f"/decisions/{decision}")
        assert "Open handoff H-1" in ana.page
        assert "Handed off" in ana.page
        for form in ("zip", "md", "json", "html"):
            assert await ana.read(f"/handoffs/{handoff}/package/{form}") == 200
        assert await ana.read(f"/handoffs/{handoff}/package/exe") == 404


async def test_a_handoff_that_is_not_there_is_a_page_that_says_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/handoffs/hnd_00000000000000000000000000") == 404
