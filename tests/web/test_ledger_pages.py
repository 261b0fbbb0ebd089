import json
import subprocess
import sys
from pathlib import Path

import pytest

import plumbline.ledger.verify_offline as offline
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
        assert f"{head.size} entries, unbroken." in ana.page
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
