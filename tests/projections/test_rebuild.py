"""Read models say what the state says, and a rebuild changes nothing."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from plumbline.domain.cycle.attention import obligations
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import ApproveDecision, HoldDecision
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread, ResolveThread
from plumbline.domain.document.document import CreateDocument, RedactVersion, WriteVersion
from plumbline.projections.attention import counts_by_verb, most_pressing, needs, waiting_on_others
from plumbline.projections.cycles import cycles
from plumbline.projections.items import find_item, search, settled_since
from plumbline.projections.urgency import in_order
from small_house import House, small_house

_TABLES = {
    "items": "item",
    "attention": "attention",
    "cycles": "cycle_board",
    "bodies": "named_body",
    "closures": "closure",
    "due": "due",
    "workspaces": "workspace_board",
}


async def lived_in(house: House) -> str:
    """Let some life pass through the cycle; return a decision that was approved."""
    decision = await house.decision()
    section, objective = await house.place()
    anchor = Anchor(kind="decision", id=decision)
    thread = await house.done("bo", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Why?", blocking=True))
    await house.proven(decision)
    await house.done("ana", ReplyToThread(thread_id=thread, text="Because the run shows it."))
    await house.done("bo", ResolveThread(thread_id=thread, outcome="answered", note="Now I see."))
    await house.done("ana", ApproveDecision(decision_id=decision, because="It is shown."))
    other = await house.decision("bo", criterion="crt_" + "1" * 26)
    await house.done("ana", HoldDecision(decision_id=other, reason="Counsel answers on Friday.", until=house.clock() + timedelta(days=2)))
    document = house.installation.handling.context(actor="", surface="cli").new_id("doc")
    await house.done("bo", CreateDocument(cycle_id=house.cycle, title="Terms", text="One.\n"), document)
    await house.done("bo", WriteVersion(document_id=document, text="Two.\n"), document)
    await house.done("bo", RedactVersion(document_id=document, number=1, reason="It named somebody."), document)
    return decision


@pytest.mark.parametrize("projection", sorted(_TABLES))
async def test_a_rebuilt_read_model_equals_the_one_that_grew(tmp_path: Path, projection: str):
    async with small_house(tmp_path) as house:
        await lived_in(house)
        ledger = house.installation.ledger
        ask = f"SELECT * FROM {_TABLES[projection]} ORDER BY 1, 2, 3"
        if projection in ("due", "workspaces"):
            ask = f"SELECT * FROM {_TABLES[projection]} ORDER BY 1"
        grown = await ledger.query(ask)
        states = house.installation.states
        await states.ledger.rebuild(projection, await states.folds())
        assert grown
        assert await ledger.query(ask) == grown


async def test_attention_across_cycles_is_what_each_cycle_says(tmp_path: Path):
    async with small_house(tmp_path) as house:
        await lived_in(house)
        workspace = await house.installation.handling.workspace()
        async with house.installation.handling.reading(house.cycle) as cycle:
            said = sorted((one.person_id, one.verb, one.item_id) for one in obligations(cycle, workspace))
        shown = [need for person in house.people.values() for need in await needs(house.installation.ledger, person)]
        assert sorted((need.person_id, need.verb, need.item_id) for need in shown) == said


async def test_the_first_of_each_verb_stand_in_the_order_of_home_whenever_it_is_looked_at(tmp_path: Path):
    async with small_house(tmp_path) as house:
        ledger = house.installation.ledger
        await lived_in(house)
        for days in range(1, 5):
            await house.decision(sorted(house.people)[days % 3])
            due_at = house.clock() + timedelta(days=days)
            blocker = RaiseBlocker(title=f"No cards {days}", owner_id=house.people["ana"], due_at=due_at, fallback="Use March's.")
            await house.done("bo", blocker)
        for hours in (0, 20, 60, 80, 130):
            now = house.clock() + timedelta(hours=hours)
            for person in house.people.values():
                everything = in_order(await needs(ledger, person), now)
                for most in (1, 2, 100):
                    shown = in_order(await most_pressing(ledger, person, now, most), now)
                    verbs = dict.fromkeys(need.verb for need in everything)
                    expected = {verb: [need for need in everything if need.verb == verb][:most] for verb in verbs}
                    assert {verb: [need for need in shown if need.verb == verb] for verb in verbs} == expected
                assert await counts_by_verb(ledger, person) == Counter(need.verb for need in everything)


async def test_an_item_is_found_by_its_id_and_by_words_of_its_title(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await lived_in(house)
        ledger = house.installation.ledger
        row = await find_item(ledger, decision)
        assert row is not None
        assert (row.kind, row.number, row.state, row.cycle_id) == ("decision", 1, "approved", house.cycle)
        assert decision in {found.item_id for found in await search(ledger, "decline retry")}
        assert await search(ledger, "100%") == []
        assert decision in {found.item_id for found in await settled_since(ledger, house.clock() - timedelta(hours=1), [house.cycle], 10)}


async def test_whoever_asked_sees_whom_it_waits_for(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision = await house.decision("bo")
        section, objective = await house.place()
        asked = OpenThread(
            section_id=section,
            objective_id=objective,
            anchor=Anchor(kind="decision", id=decision),
            text="Is it?",
            asks_id=house.people["bo"],
        )
        thread = await house.done("ana", asked)
        waiting = await waiting_on_others(house.installation.ledger, house.people["ana"])
        assert [(need.item_id, need.person_id) for need in waiting if need.item_id == thread] == [(thread, house.people["bo"])]
        assert [row.title for row in await cycles(house.installation.ledger)] == ["Checkout"]
