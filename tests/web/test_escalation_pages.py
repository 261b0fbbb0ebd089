import re
from pathlib import Path

from web_visit import Visitor, visiting


async def taken_up(ana: Visitor, reason: str = "Legal does not answer.") -> tuple[str, str]:
    """Take a decision of Ana's up by hand; return its id and that of the escalation."""
    decision = await ana.house.decision()
    await ana.read(f"/items/{decision}/escalations")
    assert await ana.send(f"/items/{decision}/escalations", {"reason": reason}) == 200
    async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
        (escalation,) = cycle.escalations_of[decision]
    return decision, escalation


async def test_an_item_is_taken_up_with_a_reason_and_the_ladder_is_shown(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/items/{decision}/escalations")
        assert await ana.send(f"/items/{decision}/escalations", {"reason": ""}) == 409
        assert "reason" in ana.alert()
        assert await ana.send(f"/items/{decision}/escalations", {"reason": "Legal does not answer."}) == 200
        assert "somebody took it up by hand: Legal does not answer." in ana.page
        assert "Without an acknowledgement by" in ana.page


async def test_the_ladder_stands_on_the_decisions_own_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, _ = await taken_up(ana)
        await ana.read(f"/decisions/{decision}")
        assert "Legal does not answer." in ana.page
        assert "Escalated to" in ana.page


async def test_whoever_it_went_to_acknowledges_and_ends_it_with_outcome_and_cause(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, escalation = await taken_up(ana)
        asked = await asked_person(ana, escalation)
        ana.become(asked)
        await ana.read(f"/items/{decision}/escalations")
        assert await ana.send(f"/escalations/{escalation}/acknowledgement") == 200
        assert re.search(r"acknowledged it on .* until ", ana.page)
        assert "is asked again" in ana.page
        assert await ana.send(f"/escalations/{escalation}/resolution", {"outcome": "The board decides on Friday.", "cause": ""}) == 409
        assert "The board decides on Friday." in ana.html
        ended = {"outcome": "The board decides on Friday.", "cause": "unclear_owner"}
        assert await ana.send(f"/escalations/{escalation}/resolution", ended) == 200
        assert "It was unclear whose it was" in ana.page


async def test_what_somebody_else_was_asked_is_refused_with_who_can_answer(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, escalation = await taken_up(ana)
        ana.become("bo")
        await ana.read(f"/items/{decision}/escalations")
        assert await ana.send(f"/escalations/{escalation}/acknowledgement") == 409
        assert "can acknowledge it" in ana.alert()


async def test_no_page_for_the_escalations_of_nothing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/items/dec_00000000000000000000000000/escalations") == 404


async def asked_person(visitor: Visitor, escalation: str) -> str:
    async with visitor.house.installation.handling.reading(visitor.house.cycle) as cycle:
        to_id = cycle.escalations[escalation].to_id
    return next(name for name, person in visitor.house.people.items() if person == to_id)
