from html import escape
from pathlib import Path

from web_visit import Visitor, visiting


async def raise_blocker(visitor: Visitor, **fields: str) -> int:
    section, _ = await visitor.house.place()
    usual = {"title": "Sandbox is down", "due_at": "2026-03-04T12:00", "fallback": "Use the recording.", "section_id": section}
    sent = {**usual, "owner_id": visitor.house.people["bo"], **fields}
    await visitor.read(f"/cycles/{visitor.house.cycle}/blockers/new")
    return await visitor.send(f"/cycles/{visitor.house.cycle}/blockers", sent)


async def blocker_of(visitor: Visitor) -> str:
    async with visitor.house.installation.handling.reading(visitor.house.cycle) as cycle:
        return next(iter(cycle.blockers))


async def test_a_blocker_without_a_fallback_is_refused_and_the_text_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await raise_blocker(ana, fallback="") == 409
        assert "fallback" in ana.alert().lower()
        assert "Sandbox is down" in ana.html


async def test_the_form_proposes_what_the_risk_behind_a_blocker_knows(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            risk, plan = next(iter(cycle.risks.values())), cycle.plan
        assert plan is not None
        await ana.read(f"/cycles/{ana.house.cycle}/risks")
        assert await ana.send(f"/risks/{risk.id}/ownership", {"owner_id": ana.house.people["bo"]}) == 200
        action = next(one.action for one in plan.risks if one.id == risk.planned_id)
        await ana.read(f"/cycles/{ana.house.cycle}/blockers/new?risk={risk.id}")
        for value in (risk.title, action):
            assert escape(value) in ana.html
        assert f'<option value="{ana.house.people["bo"]}" selected>' in ana.html
        assert f'<option value="{risk.id}" selected>' in ana.html
        assert await raise_blocker(ana, risk_id=risk.id) == 200
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            assert next(iter(cycle.blockers.values())).risk_id == risk.id


async def test_the_address_of_a_blocker_or_a_risk_leads_to_its_place_on_the_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await raise_blocker(ana)
        blocker = await blocker_of(ana)
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            risk = next(iter(cycle.risks))
        for item in (blocker, risk):
            await ana.read(f"/items/{item}")
            assert f'id="{item}"' in ana.html


async def test_a_raised_blocker_is_listed_with_owner_and_fallback(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await raise_blocker(ana) == 200
        assert "B-1 Sandbox is down" in ana.page
        assert "Use the recording." in ana.page


async def test_the_owner_extends_a_blocker_only_against_a_tradeoff(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await raise_blocker(ana, owner_id=ana.house.people["ana"])
        blocker = await blocker_of(ana)
        assert await ana.send(f"/blockers/{blocker}/extension", {"due_at": "2026-03-06T12:00", "tradeoff": ""}) == 409
        assert (
            await ana.send(f"/blockers/{blocker}/extension", {"due_at": "2026-03-06T12:00", "tradeoff": "The pilot starts later."}) == 200
        )
        assert "extension 2 of 2" in ana.page


async def test_a_resolved_blocker_says_what_shows_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await raise_blocker(ana, owner_id=ana.house.people["ana"])
        assert await ana.send(f"/blockers/{await blocker_of(ana)}/resolution", {"how": "Run 12 used it."}) == 200
        assert "No open blockers" in ana.page
        assert "Run 12 used it." in ana.page


async def test_a_risk_is_assessed_and_ranked(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            risk = next(risk.id for risk in cycle.risks.values() if risk.owner_id == ana.house.people["ana"])
        await ana.read(f"/cycles/{ana.house.cycle}/risks")
        assert await ana.send(f"/risks/{risk}/assessment", {"closeness": "5", "impact": "4", "likelihood": "2"}) == 200
        assert "rank 40" in ana.page


async def test_search_finds_items_by_words_of_their_title(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await raise_blocker(ana)
        await ana.read("/search?q=sandbox+down")
        assert "B-1 Sandbox is down" in ana.page
        await ana.read("/search?q=%25")
        assert "Nothing has these words" in ana.page
