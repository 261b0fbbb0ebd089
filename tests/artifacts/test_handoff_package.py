"""What leaves with a handoff: the same words in each form, and proofs that hold without the server."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from handoff_grounds import accepted
from plumbline.artifacts.handoff_package import FORMS, Package, archive, as_json, html, markdown, package_of
from plumbline.domain.cycle.frame import AddObjective
from small_house import House, small_house


async def packed(house: House, handoff: str) -> Package:
    installation = house.installation
    return await package_of(installation.handling, house.cycle, handoff, installation.directory.names(), installation.base_url)


async def unpacked(house: House, folder: Path) -> Path:
    package = await packed(house, await accepted(house))
    ZipFile(BytesIO(archive(package))).extractall(folder)
    return folder


def verified(folder: Path, proof: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "verify_offline.py", proof, "--key", "key.txt", *more]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


async def test_the_approval_of_each_line_is_proven_offline(tmp_path: Path):
    async with small_house(tmp_path / "house") as house:
        folder = await unpacked(house, tmp_path / "out")
    said = verified(folder, "proofs/D-1.json", "--checkpoint", "checkpoint.txt")
    assert said.returncode == 0, said.stdout
    assert "decision.approved" in said.stdout


async def test_a_proof_that_was_touched_does_not_hold(tmp_path: Path):
    async with small_house(tmp_path / "house") as house:
        folder = await unpacked(house, tmp_path / "out")
    file = folder / "proofs" / "D-1.json"
    proof = json.loads(file.read_text())
    proof["entry"] = proof["entry"][:-8] + ("AAAA" + proof["entry"][-4:])
    file.write_text(json.dumps(proof))
    assert verified(folder, "proofs/D-1.json").returncode == 7


async def test_the_same_place_in_the_ledger_gives_the_same_bytes(tmp_path: Path):
    async with small_house(tmp_path) as house:
        handoff = await accepted(house)
        first = [make(await packed(house, handoff)) for _, _, make in FORMS.values()]
        assert first == [make(await packed(house, handoff)) for _, _, make in FORMS.values()]
        await house.done("ana", AddObjective(title="Later"))
        assert markdown(await packed(house, handoff)) == first[0]  # what came later is no part of it


async def test_every_form_carries_the_checkpoint_and_says_the_same(tmp_path: Path):
    async with small_house(tmp_path) as house:
        package = await packed(house, await accepted(house))
    told = json.loads(as_json(package))
    (line,) = told["lines"]
    assert line["edge_cases"] == [{"when": "Declined twice", "then": "The basket | is kept <today>."}]
    assert told["proofs"]["D-1"]["kind"] == "plumbline-ledger-proof"
    for form in (markdown(package), html(package), told["checkpoint"]):
        assert package.proven.checkpoint.splitlines()[0] in form


@pytest.mark.parametrize("form", ["md", "html"])
async def test_what_people_wrote_is_no_markup(tmp_path: Path, form: str):
    async with small_house(tmp_path) as house:
        package = await packed(house, await accepted(house))
    text = str(FORMS[form][2](package))
    assert "<today>" not in text
    assert ("The basket \\| is kept" in text) == (form == "md")
