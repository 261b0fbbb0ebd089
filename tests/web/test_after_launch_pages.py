"""The page of what follows a launch, without scripts, and the next cycle that starts from a wrap-up."""

from datetime import timedelta
from pathlib import Path

from plumbline.automation.settling import settle
from web_visit import Visitor, visiting


async def launched(visitor: Visitor) -> str:
    """Let the window end; return the address of the page."""
    house = visitor.house
    async with house.installation.handling.reading(house.cycle) as cycle:
        house.clock.set(cycle.ends_at + timedelta(days=2))
    await settle(house.installation.handling, house.cycle)
    page = f"/cycles/{house.cycle}/after-launch"
    await visitor.read(page)
    return page


async def wrapped_up(visitor: Visitor, page: str) -> int:
    async with visitor.house.installation.handling.reading(visitor.house.cycle) as cycle:
        metric, items = cycle.plan.metrics[0].id, [*cycle.risks, *(one.id for one in cycle.threads.values() if one.state == "open")]
    fields: dict[str, object] = {"summary": "It went well.", f"before_{metric}": "61 %", f"after_{metric}": "77 %", "open_item": items}
    fields |= {f"goes_{item}": "carried" for item in items}
    fields["starting_context"] = "Mails matter.\nAsk support first."
    return await visitor.send(f"{page}/wrap-up", fields)


async def test_a_signal_is_recorded_and_every_promise_judged(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        page = await launched(ana)
        assert await ana.send(f"{page}/signals", {"text": "Receipts came twice.", "kind": "ticket", "count": "4"}) == 200
        assert "Receipts came twice." in ana.page
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            promises = [promise.id for promise in cycle.plan.promises]
        fields = {f"shown_{one}": "Tickets of week two" for one in promises} | {f"improved_{one}": "yes" for one in promises[1:]}
        fields |= {f"improved_{promises[0]}": "no"}
        assert await ana.send(f"{page}/support-review", fields) == 409
        assert "nothing is said about putting it right" in ana.alert()
        assert "Tickets of week two" in ana.html
        correction = {
            f"correction_{promises[0]}": "Send one receipt.",
            f"owner_{promises[0]}": ana.house.people["bo"],
            f"due_{promises[0]}": "2026-04-20T12:00",
        }
        assert await ana.send(f"{page}/support-review", fields | correction) == 200
        assert "F-1 Send one receipt." in ana.page
        assert "Not improved" in ana.page
        ana.become("bo")
        await ana.read("/")
        assert "It goes ahead of the backlog." in ana.page


async def test_a_week_and_a_retrospective_are_recorded_and_the_pack_can_be_taken_along(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        page = await launched(ana)
        assert await ana.send(f"{page}/weeks", {"reading": "3 of 300 refunds late"}) == 200
        assert "Record week 2" in ana.page
        lesson = {"finding_1": "We asked too late.", "standard_1": "role:pilot-ownership", "text_1": "Ask support before the pilot begins."}
        assert await ana.send(f"{page}/retrospective", {"finding_1": "We asked too late."}) == 409
        assert await ana.send(f"{page}/retrospective", lesson) == 200
        assert "role-innovation-1.1.0.yaml" in ana.page
        assert await ana.read(f"{page}/packs/role-innovation-1.1.0.yaml") == 200
        assert "Ask support before the pilot begins." in ana.html
        assert await ana.read(f"{page}/packs/none.yaml") == 404


async def test_the_wrap_up_closes_the_cycle_and_seeds_the_next_one(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        page = await launched(ana)
        assert await ana.send(f"{page}/wrap-up", {"summary": "It went well."}) == 409
        assert "nobody carries or defers it" in ana.alert()
        assert await ana.send(f"{page}/closing") == 409
        assert await wrapped_up(ana, page) == 200
        assert await ana.read(f"{page}/wrap-up.md") == 200
        assert "Mails matter." in ana.page
        await ana.read(page)
        assert await ana.send(f"{page}/closing") == 200
        assert "Cycle closed" in ana.page
        await ana.read(f"/playbooks/compose?after={ana.house.cycle}")
        assert "Starts from Checkout" in ana.page
        assert "Ask support first." in ana.page
        assert 'value="ecommerce" selected' in ana.html
        chosen = {"industry": "ecommerce", "role": "innovation", "objective": "stakeholder-alignment", "team": "one", "stage": "planning"}
        assert await ana.send("/cycles", {**chosen, "title": "Checkout two", "after": ana.house.cycle}) == 200
        assert "Starts from Checkout" in ana.page


async def test_the_composer_ignores_a_cycle_that_is_not_there(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/playbooks/compose?after=cyc_00000000000000000000000000") == 200
        assert "Starts from" not in ana.page
