"""The pages of a cycle's gates: the matrix, one gate at one item, trials, overrides and added conditions."""

from pathlib import Path

from web_visit import Visitor, visiting

ENTRY = "implementation-entry"


def gates(visitor: Visitor, gate: str = "", item: str = "") -> str:
    path = f"/cycles/{visitor.house.cycle}/gates"
    return f"{path}/{gate}{f'?item={item}' if item else ''}" if gate else path


def cards(visitor: Visitor) -> str:
    return visitor.html.replace("&#x2f;", "/")


async def test_the_matrix_says_of_each_decision_what_is_missing_and_by_whom(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        await ana.read(gates(ana))
        assert "D-1 Retry after a decline" in ana.page
        assert "Criteria met" in ana.page
        assert "Accepted, fresh evidence meets each criterion." in ana.page
        assert "3 missing: Bo, Ana" in ana.page
        assert "decision.criteria > 0 && decision.criteria_unmet == 0" in ana.page
        assert ana.page.index("For the whole cycle") < ana.page.index("decision by decision")


async def test_without_a_decision_the_matrix_says_what_would_stand_in_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read(gates(ana))
        assert "Nothing has asked to pass yet." in ana.page


async def test_a_gate_shows_the_claims_that_fail_and_the_fewest_acts(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(gates(ana, ENTRY, decision))
        assert "No criterion without accepted, fresh evidence, there is 1" in ana.page
        assert "At least one criterion" in ana.page
        assert "Three acts by two people make this gate pass, in this order:" in ana.page


async def test_a_trial_takes_conditions_as_met_and_writes_nothing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        before = (await ana.house.installation.ledger.head()).size
        await ana.read(f"{gates(ana, ENTRY, decision)}&assume=approved&assume=criteria-met&assume=content-current")
        assert "This is a trial. It takes 3 of the conditions as met." in ana.page
        assert "Ready to pass" in ana.page
        assert f"{ENTRY}/passage" not in cards(ana)
        assert (await ana.house.installation.ledger.head()).size == before


async def test_an_approved_decision_passes_and_the_page_keeps_the_record(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.house.proven(decision)
        await ana.read(f"/decisions/{decision}")
        await ana.send(f"/decisions/{decision}/record", {"outcome": "approve", "because": "It works.", "read_hash": ana.value("read_hash")})
        await ana.read(gates(ana, ENTRY, decision))
        assert await ana.send(f"{gates(ana, ENTRY)}/passage", {"item_id": decision}) == 200
        assert "Ana passed it" in ana.page
        assert "at entry" in ana.page
        await ana.read(gates(ana))
        assert "Through" in ana.page


async def test_an_override_is_refused_with_everything_that_is_missing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(gates(ana, ENTRY, decision))
        sent = {"item_id": decision, "reason": "", "control": "", "expires_at": "2020-01-01T10:00"}
        assert await ana.send(f"{gates(ana, ENTRY)}/override", sent) == 409
        for words in ("You own it", "An override needs a reason", "does not say what compensates", "ends at a time to come"):
            assert words in ana.alert()


async def test_an_override_by_another_lead_stays_visible_on_gate_and_overview(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        decision = await mara.house.decision()
        await mara.read(gates(mara, ENTRY, decision))
        sent = {"item_id": decision, "reason": "The fair is on Monday.", "control": "One percent only.", "expires_at": "2026-03-06T10:00"}
        assert await mara.send(f"{gates(mara, ENTRY)}/override", sent) == 200
        assert "Mara lets it through until Fri 6 Mar 10:00" in mara.page
        assert "Compensating control: One percent only." in mara.page
        await mara.read(gates(mara))
        assert "Overridden" in mara.page
        await mara.read(f"/decisions/{decision}")
        assert "The fair is on Monday." in mara.page


async def test_a_lead_adds_a_condition_and_every_decision_is_judged_by_it(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        decision = await mara.house.decision()
        await mara.read(gates(mara, ENTRY, decision))
        sent = {
            "item_id": decision, "id": "two-criteria", "sentence": "It has two criteria.", "expression": "decision.criteria >= 2",
            "who": "owner", "act": "decision.edit",
        }  # fmt: skip
        assert await mara.send(f"{gates(mara, ENTRY)}/conditions", sent) == 200
        assert "It has two criteria. Added by this cycle" in mara.page
        assert "At least 2 criteria, there is 1" in mara.page
        await mara.read(gates(mara))
        assert "Two criteria" in mara.page


async def test_a_wrong_expression_is_shown_at_the_place_where_it_is_wrong(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        decision = await mara.house.decision()
        await mara.read(gates(mara, ENTRY, decision))
        sent = {
            "item_id": decision,
            "id": "x",
            "sentence": "So.",
            "expression": "decision.criteria >>= 2",
            "who": "owner",
            "act": "decision.edit",
        }
        assert await mara.send(f"{gates(mara, ENTRY)}/conditions", sent) == 409
        assert "from character 20 on" in mara.alert()
        assert "\n                     ^" in mara.html
        assert "decision.criteria &gt;&gt;= 2" in mara.html


async def test_who_is_no_lead_sees_no_form_for_conditions(tmp_path: Path):
    async with visiting(tmp_path, "bo") as bo:
        decision = await bo.house.decision()
        await bo.read(gates(bo, ENTRY, decision))
        assert "Add a condition to this gate" not in bo.page
        assert await bo.read(gates(bo, "nowhere")) == 404
        assert await bo.read(gates(bo, ENTRY, "dec_" + "0" * 26)) == 404
