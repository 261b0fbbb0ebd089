import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

import plumbline.ledger.verify_offline as offline
from plumbline.automation.settling import settle
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import RaiseConcern, WithdrawDecision
from plumbline.domain.cycle.thread import Anchor, OpenThread
from web_visit import visiting


def verified(proof: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, offline.__file__, str(proof)], capture_output=True, text=True, check=False)


async def test_the_ledger_says_newest_first_who_did_what(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        await ana.read("/ledger")
        assert "put D-1 Retry after a decline into review" in ana.page
        assert ana.page.index("into review") < ana.page.index("drafted D-1")


async def test_verifying_reports_the_count_and_the_head(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/ledger")
        assert await ana.send("/ledger/verify") == 200
        head = await ana.house.installation.ledger.head()
        assert f"{head.size} entries, unbroken, head {head.root.hex()[:4]}.." in ana.page
        assert head.root.hex() in ana.page


async def test_entries_are_found_by_item_kind_and_actor_together(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.house.proven(decision)
        await ana.read(f"/ledger?item={decision}&kind=evidence&actor={ana.house.people['bo']}")
        assert "accepted Run 1 as evidence" in ana.page
        assert "attached the link" not in ana.page


async def test_one_entry_is_shown_in_full_with_its_neighbours(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        assert await ana.read("/ledger/2") == 200
        entry = await ana.house.installation.ledger.entry(2)
        assert entry is not None
        assert entry.leaf_hash.hex() in ana.page
        assert "Previous" in ana.page
        assert "Next" in ana.page


async def test_where_an_entry_comes_from_is_named_and_taken_along_as_prov_json(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        installation, decision = ana.house.installation, await ana.house.decision()
        await ana.read(f"/ledger?item={decision}&kind=decision")
        position = await installation.ledger.size()
        await ana.read(f"/ledger/{position}")
        async with installation.handling.reading(ana.house.cycle) as cycle:
            assert f"Cycle {cycle.title} " in ana.page
        assert f"Workspace {(await installation.handling.workspace()).title} " in ana.page
        entry = await installation.ledger.entry(position)
        assert entry is not None
        assert await ana.read(f"/ledger/{position}/provenance") == 200
        assert f'filename="entry-{position}.prov.json"' in ana.headers["content-disposition"]
        assert f"plumbline:{entry.id}" in json.loads(ana.html)["activity"]
        assert await ana.read("/ledger/999999/provenance") == 404


@pytest.mark.parametrize("position", ["0", "999999", "-1", "x"])
async def test_an_entry_that_is_not_there_is_missing(tmp_path: Path, position: str):
    async with visiting(tmp_path) as ana:
        assert await ana.read(f"/ledger/{position}") == 404


async def test_a_downloaded_proof_holds_in_the_verifier_that_needs_no_product(tmp_path: Path):
    async with visiting(tmp_path / "house") as ana:
        assert await ana.read("/ledger/3/proof") == 200
        proof = tmp_path / "entry-3.proof.json"
        proof.write_text(ana.html, encoding="utf-8")
        checked = verified(proof)
        assert checked.returncode == 0, checked.stdout + checked.stderr


async def test_a_proof_that_was_changed_does_not_hold(tmp_path: Path):
    async with visiting(tmp_path / "house") as ana:
        await ana.read("/ledger/3/proof")
        content = json.loads(ana.html)
        content["entry"] = content["entry"][:-8] + "AAAAAAA="
        proof = tmp_path / "entry-3.proof.json"
        proof.write_text(json.dumps(content), encoding="utf-8")
        checked = verified(proof)
        assert checked.returncode != 0


async def test_older_entries_are_a_page_away(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/ledger?before=3")
        assert "Newest" in ana.page
        assert 'href="/ledger/2"' in ana.html.replace("&#x2f;", "/")


async def test_verifying_says_up_to_when_a_checkpoint_anchors_the_ledger(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.installation.ledger.checkpoint()
        await ana.read("/ledger")
        await ana.send("/ledger/verify")
        assert "anchored Mon 2 Mar 09:00 Berlin by the signed checkpoint" in ana.page


async def test_entries_are_found_by_the_time_they_were_recorded(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        ana.house.clock.set(ana.house.clock() + timedelta(days=1))
        decision = await ana.house.decision()
        await ana.read("/ledger?since=2026-03-03T00:00")
        assert "drafted D-1" in ana.page
        assert "started the cycle" not in ana.page
        await ana.read("/ledger?until=2026-03-02T23:59&kind=cycle")
        assert "drafted D-1" not in ana.page
        assert ana.value("until") == "2026-03-02T23:59"
        await ana.read(f"/ledger?item={decision}&until=2026-03-02T23:59")
        assert "No entry is like this" in ana.page
        assert await ana.read("/ledger?since=soon") == 400


async def test_an_entry_shows_what_followed_from_it_by_itself(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        house = ana.house
        await house.decision()
        ledger = house.installation.ledger
        cause = await ledger.entry((await ledger.head()).size)
        house.clock.set(house.clock() + timedelta(days=10))
        assert await settle(house.installation.handling, house.cycle, cause) > 0
        assert cause is not None
        await ana.read(f"/ledger/{cause.position}")
        assert f"Entry {cause.position}, this one : Ana" in ana.page
        effect = cause.position + 1
        effects = ana.html[ana.html.index(f"Effects of entry {cause.position}") :].replace("&#x2f;", "/")
        assert effects.index(f'href="/ledger/{effect}"') < effects.index("</ul>")
        await ana.read(f"/ledger/{effect}")
        assert f"Entry {effect}, this one : Plumbline" in ana.page


async def test_a_decision_is_seen_as_it_was_at_an_entry(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        head = await ana.house.installation.ledger.head()
        ana.house.clock.set(ana.house.clock() + timedelta(hours=2))
        await ana.house.done("ana", WithdrawDecision(decision_id=decision, because="Not needed."))
        await ana.read(f"/decisions/{decision}?at={head.size}")
        assert "You are looking at Mon 2 Mar 09:00 Berlin" in ana.page
        assert "In review" in ana.page
        assert "Withdrawn" not in ana.page
        await ana.read(f"/decisions/{decision}")
        assert "Withdrawn" in ana.page
        assert "You are looking at" not in ana.page


@pytest.mark.parametrize("page", ["/decisions/{decision}", "/cycles/{cycle}", "/cycles/{cycle}/risks", "/threads/{thread}"])
async def test_a_page_that_looks_back_has_nothing_to_send(tmp_path: Path, page: str):
    async with visiting(tmp_path) as ana:
        house = ana.house
        decision = await house.decision()
        await house.proven(decision)
        section, objective = await house.place()
        anchors = Anchor(kind="decision", id=decision), Anchor(kind="section", id=section)
        _, thread = [
            await house.done(
                "bo", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Is it legal?", blocking=True)
            )
            for anchor in anchors
        ]
        await house.done("bo", RaiseConcern(decision_id=decision, reason="It costs too much."))
        due_at = house.clock() + timedelta(days=1)
        await house.done("bo", RaiseBlocker(title="No sandbox", owner_id=house.people["bo"], due_at=due_at, fallback="Wait."))
        head = await house.installation.ledger.head()
        path = page.format(decision=decision, cycle=house.cycle, thread=thread)
        assert await ana.read(f"{path}?at={head.size}") == 200
        main = ana.html[ana.html.index("<main") : ana.html.index("</main>")]
        assert "<form" not in main
        assert "Nothing can be changed here" in ana.page


async def test_a_decision_that_was_not_there_yet_is_missing_and_a_wrong_point_is_said_to_be_one(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        assert await ana.read(f"/decisions/{decision}?at=1") == 404
        assert await ana.read(f"/decisions/{decision}?at=9999") == 400
        assert "there is no entry 9999" in ana.page
        assert await ana.read(f"/decisions/{decision}?at=yesterday") == 400
