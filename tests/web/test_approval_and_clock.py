"""Whose approval a decision needs, and pausing its clock, from the decision's own page, the API and the same rules."""

from pathlib import Path

from small_house import client_of, small_house
from web_visit import visiting


async def test_a_rule_is_asked_for_on_the_page_and_says_how_the_votes_stand(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        house = ana.house
        decision = await house.decision()
        await ana.read(f"/decisions/{decision}")
        assert "The owner decides; votes advise." in ana.page
        roster = [house.people["bo"], house.people["mara"]]
        assert await ana.send(f"/decisions/{decision}/approval-rule", {"mode": "k_of_n", "roster": roster, "needed": "1"}) == 200
        assert "At least 1 of 2 named people approve." in ana.page
        assert "0 of 1 needed; missing: Bo, Mara; at the earliest Mon 2 Mar 09:00 Berlin" in ana.page
        ana.become("bo")
        await ana.read(f"/decisions/{decision}")
        await ana.send(f"/decisions/{decision}/votes", {"vote": "approve", "read_hash": ana.value("read_hash")})
        assert "1 of 1 needed" in ana.page


async def test_a_rule_that_cannot_be_met_is_refused_and_what_was_written_is_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert (
            await ana.send(f"/decisions/{decision}/approval-rule", {"mode": "k_of_n", "roster": [ana.house.people["bo"]], "needed": "9"})
            == 409
        )
        assert ana.alert()
        assert ana.value("needed") == "9"
        assert await ana.send(f"/decisions/{decision}/approval-rule", {"mode": "all", "quorum": "many"}) == 422


async def test_the_clock_is_paused_and_resumed_on_the_decisions_own_page(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        decision = await mara.house.decision()
        await mara.read(f"/decisions/{decision}")
        sent = {"clock_id": mara.value("clock_id"), "reason": "legal_hold", "until": "2026-03-04T10:00", "note": "Counsel asks."}
        assert await mara.send(f"/decisions/{decision}/pauses", sent) == 200
        assert "It is paused." in mara.page
        assert await mara.send(f"/decisions/{decision}/resumption", {"clock_id": sent["clock_id"]}) == 200
        assert "It is running." in mara.page


async def test_clocks_and_rules_are_there_for_programs(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        decision = await house.decision()
        path = f"/v1/decisions/{decision}/approval-rules"
        made = await client.post(path, json={"rule": {"mode": "all", "roster": [house.people["bo"]]}})
        assert made.status_code == 201, made.text
        own = (await client.get(path)).json()["items"][-1]
        assert (own["own"], own["status"], own["have"], own["need"], own["missing"]) == (True, "waiting", 0, 1, [house.people["bo"]])
        clocks = (await client.get(f"/v1/cycles/{house.cycle}/clocks", params={"item": decision})).json()["items"]
        assert [(one["purpose"], one["state"]) for one in clocks] == [("decide", "running")]
        rebased = await client.post(f"/v1/cycles/{house.cycle}/clock-rebasings", json={"clock_id": clocks[0]["id"]})
        assert rebased.status_code in (200, 201), rebased.text
