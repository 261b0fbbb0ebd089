from pathlib import Path

from plumbline.domain.cycle.assumption import RegisterTest, StateAssumption
from web_visit import visiting


async def test_a_risk_is_judged_through_the_lens_on_its_card(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            risk = next(iter(cycle.risks))
        await ana.read(f"/cycles/{ana.house.cycle}/risks")
        assert "Not judged yet" in ana.page
        assert await ana.send(f"/risks/{risk}/lens", {"verdict": "passes", "because": "Owner and ranks are there."}) == 200
        assert "Owner and ranks are there." in ana.page


async def test_a_verdict_without_words_shows_the_page_again(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            risk = next(iter(cycle.risks))
        await ana.read(f"/cycles/{ana.house.cycle}/risks")
        assert await ana.send(f"/risks/{risk}/lens", {"verdict": "passes", "because": ""}) == 422
        assert "what in the record shows it" in ana.alert()


async def test_a_decision_passes_the_lens_on_its_page_and_an_edit_asks_again(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/decisions/{decision}/lens", {"verdict": "passes", "because": "An outsider reads the same."}) == 200
        assert "An outsider reads the same." in ana.page
        await ana.send(f"/decisions/{decision}/edit", {"title": "Retry twice", "criterion_0_id": "", "criterion_0": "It answers."})
        await ana.read(f"/decisions/{decision}")
        assert "Edited since: judge again" in ana.page


async def test_an_assumption_is_judged_through_the_lens_on_its_card(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        stated = StateAssumption(title="Cards suffice", owner_id=ana.house.people["ana"], impact=4, cost=2)
        assumption = await ana.house.done("ana", stated)
        test = RegisterTest(assumption_id=assumption, criterion="Share paid by card", threshold="9 in 10")
        await ana.house.done("ana", test)
        await ana.read(f"/cycles/{ana.house.cycle}/risks")
        told = {"verdict": "passes", "because": "Its ranks are there, and its threshold."}
        assert await ana.send(f"/assumptions/{assumption}/lens", told) == 200
        assert "Its ranks are there, and its threshold." in ana.page
